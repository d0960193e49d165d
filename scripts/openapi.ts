import { writeFile } from 'node:fs/promises'
import { openApiOf } from '../server/openapi.ts'
import { allRoutes, type RouteContext } from '../server/routes/index.ts'

/** `npm run openapi`: writes `docs/openapi.json` from the route table. No route is called, so none needs its services. */
const unused = new Proxy({}, { get: () => unused }) as RouteContext
const target = new URL('../docs/openapi.json', import.meta.url)
await writeFile(target, `${JSON.stringify(openApiOf(allRoutes(unused), '0.1.0'), null, 2)}\n`)
console.log('docs/openapi.json written')

import { build } from './build.ts'
import { runService } from './service.ts'

/** `npm start`: the pages, where they have changed, and the service. */
await build()
runService(process.env)

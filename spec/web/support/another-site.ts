import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext } from 'playwright-core'
import { type Person, register } from '../../support/client.ts'
import { startService } from '../../support/service.ts'
import { openBrowser } from './browser.ts'

type Fields = Readonly<Record<string, string>>

/** What a page that takes its policy seriously has to allow, and no more. */
const policyFor = (service: string) =>
  [
    "default-src 'none'",
    `script-src 'self' ${service}`,
    `connect-src ${service} ${service.replace('http', 'ws')}`,
    'img-src data: blob:',
    `worker-src blob: ${service}`,
  ].join('; ')

/** Somebody else's site, which a browser meets by another name than the service, and the service that it uses. */
export const anotherSite = async () => {
  const browser = await openBrowser()
  const service = await startService()
  const owner: Person = await register(service.url)
  const contexts: BrowserContext[] = []
  const served = { body: '', script: '' }
  const site = createServer((req, res) => {
    const isScript = req.url === '/page.js'
    res.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
    res.setHeader('Content-Security-Policy', policyFor(service.url))
    res.end(isScript ? served.script : served.body)
  })
  site.listen(0, '127.0.0.1').unref() // a spec that fails to begin keeps nobody waiting
  await once(site, 'listening')

  const visit = async (address: string) => {
    const context = await browser.newContext({
      locale: 'en-GB',
      reducedMotion: 'reduce',
      viewport: { width: 900, height: 700 },
    })
    contexts.push(context)
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    const faults: string[] = []
    page.on('pageerror', ({ message }) => faults.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    await page.goto(address)
    return { page, faults, context }
  }

  return {
    service,
    owner,
    visit,
    /** A script's beginning: whose token the page has. */
    signedIn: `Fleeting.configure({ token: ${JSON.stringify(owner.token)} });`,
    share: async (fields: object) => (await owner.call('POST', '/api/v3/shares', fields)).body,
    /** A page with this in it, and the SDK as a script tag, or as whatever its own script, a `module`, imports. */
    open(body: string, script: string, { how = 'tag', lang = 'en' }: Fields = {}) {
      const address = `${service.url}/sdk/fleeting.global.js`
      const tag = how === 'tag' ? `<script src="${address}" crossorigin="anonymous"></script>` : ''
      const type = how === 'tag' ? '' : 'type="module"'
      served.script = script
      served.body = `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>A blog</title>${tag}</head>
        <body><h1>A blog</h1>${body}<script src="/page.js" ${type}></script></body></html>`
      // `localhost` is another site than `127.0.0.1`.
      return visit(`http://localhost:${(site.address() as AddressInfo).port}/`)
    },
    leave: async () => {
      for (const context of contexts.splice(0)) await context.close()
    },
    close: async () => {
      site.close()
      await browser.close()
      await service.stop()
    },
  }
}
export type AnotherSite = Awaited<ReturnType<typeof anotherSite>>

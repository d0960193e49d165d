import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { Browser, BrowserContext } from 'playwright-core'
import { report } from '../server/a-house.ts'
import { addVehicle, type Person, register } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'
import { openBrowser } from '../web/support/browser.ts'

/** Somebody else's page, which is another site to a browser: `localhost` is not `127.0.0.1`. */
const aBlogWith = async (embedCode: string): Promise<{ server: Server; address: string }> => {
  const server = createServer((_req, res) => {
    res.setHeader('content-type', 'text/html; charset=utf-8')
    res.end(`<!doctype html><title>A blog</title><h1>My trip</h1>${embedCode}`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, address: `http://localhost:${(server.address() as AddressInfo).port}/` }
}

describe('a link in a frame on another site', function () {
  this.timeout(90_000)
  let browser: Browser
  let service: TestService
  let owner: Person
  let vehicle: { id: string; imei: string }
  const contexts: BrowserContext[] = []
  const servers: Server[] = []
  before(async () => {
    browser = await openBrowser()
    service = await startService()
    owner = await register(service.url)
    vehicle = await addVehicle(owner, { name: 'Bus 14', icon: 'bus' })
    await report(owner, { imei: vehicle.imei, latitude: -33.4489, longitude: -70.6693, speed: 10 })
  })
  after(async () => {
    await browser.close()
    await service.stop()
  })
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
    for (const server of servers.splice(0)) server.close()
  })

  const share = async (options: object = {}) => {
    const body = { resource_type: 'vehicle', resource_id: vehicle.id, ...options }
    return (await owner.call('POST', '/api/v3/shares', body)).body
  }
  const openBlog = async (embedCode: string) => {
    const { server, address } = await aBlogWith(embedCode)
    servers.push(server)
    const context = await browser.newContext({ locale: 'en-GB' })
    contexts.push(context)
    const page = await context.newPage()
    const faults: string[] = []
    page.on('pageerror', ({ message }) => faults.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    await page.goto(address)
    return { context, page, frame: page.frameLocator('iframe'), faults }
  }

  it('shows the vehicle, and follows it live, by the code that its owner pasted there [HO-5] [HO-11]', async () => {
    const { embed_code } = await share({ title: 'Our bus' })
    const { frame, faults } = await openBlog(embed_code)

    await frame.getByText('Our bus').first().waitFor()
    await report(owner, { imei: vehicle.imei, latitude: -33.4479, longitude: -70.6683, speed: 42 })
    await frame.getByText('42 km/h').first().waitFor({ timeout: 15_000 })

    expect(faults).to.deep.equal([])
  })

  it('shows a button where the link asks for a password, which opens it in a tab of its own [HO-11] [T-60]', async () => {
    const { embed_code, token } = await share({ share_type: 'protected', password: 'open sesame' })
    const { context, frame } = await openBlog(embed_code)

    const [tab] = await Promise.all([context.waitForEvent('page'), frame.getByRole('link').first().click()])
    await tab.locator('input[type=password]').waitFor()

    expect(new URL(tab.url()).pathname).to.equal(`/share/${token}/`)
    expect(await frame.locator('input').count()).to.equal(0)
  })

  it('is refused by the browser anywhere but at the address for frames [HO-11] [T-60]', async () => {
    const { share_url } = await share({ title: 'Our bus' })
    const { page, faults } = await openBlog(`<iframe src="${share_url}"></iframe>`)
    await page.waitForLoadState('networkidle')

    expect(faults.join('\n')).to.match(/frame-ancestors|X-Frame-Options/)
    expect(await page.frames()[1]!.content()).to.not.include('Our bus')
  })
})

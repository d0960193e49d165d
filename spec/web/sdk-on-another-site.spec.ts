import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { report } from '../server/a-house.ts'
import { aSession, sessionsPath } from '../server/a-session.ts'
import { addVehicle, clientOf, type Person, register } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'
import { upload } from '../support/uploads.ts'
import { openBrowser } from './support/browser.ts'

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

describe('the SDK on a page of another site', function () {
  this.timeout(120_000)
  let browser: Browser
  let service: TestService
  let owner: Person
  let assetId: number
  let site: Server
  let pageOf: { body: string; script: string }
  const contexts: BrowserContext[] = []

  before(async () => {
    browser = await openBrowser()
    service = await startService()
    owner = await register(service.url)
    assetId = (await upload(owner, 'Hello', { name: 'note.txt', title: 'A note' })).body.id
    site = createServer((req, res) => {
      const isScript = req.url === '/page.js'
      res.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
      res.setHeader('Content-Security-Policy', policyFor(service.url))
      res.end(isScript ? pageOf.script : pageOf.body)
    })
    site.listen(0, '127.0.0.1')
    await once(site, 'listening')
  })
  after(async () => {
    site.close()
    await browser.close()
    await service.stop()
  })
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
  })

  /** `localhost` is another site than `127.0.0.1`. */
  const open = async (body: string, script: string, { how = 'tag', ...attributes }: Fields = {}) => {
    const tag =
      how === 'tag'
        ? `<script src="${service.url}/sdk/fleeting.global.js" crossorigin="anonymous"></script>`
        : ''
    const type = how === 'tag' ? '' : 'type="module"'
    pageOf = {
      script,
      body: `<!doctype html><html lang="${attributes.lang ?? 'en'}"><head><meta charset="utf-8"><title>A blog</title>${tag}</head>
        <body><h1>A blog</h1>${body}<script src="/page.js" ${type}></script></body></html>`,
    }
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
    await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/`)
    return { page, faults, context }
  }
  const signedIn = () => `Fleeting.configure({ token: ${JSON.stringify(owner.token)} });`
  const share = async (fields: object) => (await owner.call('POST', '/api/v3/shares', fields)).body

  describe('the share widget', () => {
    /** Word for word as the customer's document has it. */
    const usage = (id: number) => `const shareWidget = new ShareWidget(${id}, {
    share_type: 'public',
    allow_download: true,
    expires_in_hours: 168
});`

    it('makes a link with a bearer token, and shows the ways to send it [SDK-13] [SDK-14]', async () => {
      const { page, faults } = await open('<div id="share-buttons"></div>', signedIn() + usage(assetId))
      const buttons = page.locator('#share-buttons')

      await buttons.getByRole('img', { name: 'QR Code for sharing' }).waitFor()
      const facebook = buttons.locator('a.share-btn.share-facebook')
      expect(await facebook.textContent()).to.equal('Facebook')
      expect(await facebook.getAttribute('rel')).to.include('noopener')
      expect(await facebook.getAttribute('target')).to.equal('_blank')
      expect(await facebook.getAttribute('href')).to.match(/^https:\/\/www\.facebook\.com\/sharer/)
      for (const platform of ['twitter', 'linkedin', 'whatsapp', 'telegram', 'reddit'])
        expect(await buttons.locator(`.share-${platform}`).count(), platform).to.equal(1)
      const { count, results } = (await owner.call('GET', `/api/v3/shares?resource_id=${assetId}`)).body
      expect(count).to.equal(1)
      expect(results[0].permissions).to.include({ download: true })
      expect(faults).to.deep.equal([])
    })

    it('copies the link and says so in words, without a window in the way [SDK-14]', async () => {
      const script = `${signedIn()}${usage(assetId)}; shareWidget.on('share', (made) => { window.made = made })`
      const { page, context } = await open('<div id="share-buttons"></div>', script)
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])

      await page.getByRole('button', { name: 'Copy Link' }).click()
      await page.getByRole('status').getByText('Share link copied to clipboard!').waitFor()
      const [copied, made] = await page.evaluate(async () => [
        await navigator.clipboard.readText(),
        (window as unknown as { made: { share_url: string } }).made.share_url,
      ])
      expect(copied).to.equal(made)
    })

    it('says why there is no link, in the reader’s language, and tells the code [SDK-6] [SDK-7]', async () => {
      const script = `const w = new ShareWidget(${assetId}, { lang: 'es' });
        w.on('error', ({ code, status }) => { document.title = code + ' ' + status })`
      const { page } = await open('<div id="share-buttons"></div>', script)

      await page.getByRole('status').getByText('Inicie sesión primero.').waitFor()
      expect(await page.title()).to.equal('not_signed_in 401')
      await page.getByRole('button', { name: 'Intentar de nuevo' }).waitFor()
    })

    it('leaves nothing behind [SDK-8]', async () => {
      const { page } = await open('<div id="share-buttons"></div>', signedIn() + usage(assetId))
      await page.getByRole('img', { name: 'QR Code for sharing' }).waitFor()

      await page.evaluate('shareWidget.destroy()')
      expect(await page.locator('#share-buttons > *').count()).to.equal(0)
    })

    it('comes as a module as well, and asks for a token whenever it needs one [SDK-1] [SDK-6]', async () => {
      const script = `import { ShareWidget } from '${service.url}/sdk/fleeting.js'
        new ShareWidget(${assetId}, { container: document.querySelector('main'), token: async () => ${JSON.stringify(owner.token)} })`
      const { page, faults } = await open('<main></main>', script, { how: 'module' })

      await page.locator('main').getByRole('img', { name: 'QR Code for sharing' }).waitFor()
      expect(faults).to.deep.equal([])
    })
  })

  describe('the dashboard', () => {
    it('fills in the numbers, and draws them with a table for each drawing [SDK-16] [SDK-17]', async () => {
      const { uuid, token } = await share({ resource_type: 'asset', resource_id: assetId })
      const visit = await fetch(`${service.url}/share/${token}/`, {
        headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
      })
      expect(visit.status).to.equal(200)
      const body = `<p id="total-views"></p><p id="total-downloads"></p><p id="unique-visitors"></p><p id="conversion-rate"></p>
        <canvas id="geographic-chart"></canvas><div id="device-chart"></div><div id="timeline-chart"></div>`
      const script = `${signedIn()}let dashboard;
        const begin = () => { dashboard?.destroy(); dashboard = new AnalyticsDashboard('${uuid}');
          dashboard.on('data', ({ summary }) => { if (summary.total_views === 0) setTimeout(begin, 500) }) };
        begin()`
      const { page, faults } = await open(body, script)

      await page.locator('#total-views').getByText('1', { exact: true }).waitFor()
      expect(await page.locator('#total-downloads').textContent()).to.equal('0')
      expect(await page.locator('#conversion-rate').textContent()).to.equal('0.0%')
      expect(await page.locator('#geographic-chart').isHidden()).to.equal(true)
      expect(await page.locator('figure.fleeting-chart svg').count()).to.equal(3)
      await page.getByText('As a table').nth(1).click()
      const table = page.getByRole('table', { name: 'Views by device' })
      expect(await table.getByRole('row').allTextContents()).to.deep.equal(['DeviceViews', 'Computer1'])
      expect(await page.locator('#timeline-chart tbody tr').count()).to.equal(30)
      expect(faults).to.deep.equal([])
    })

    it('makes its own places in a container, and says what went wrong there [SDK-7] [SDK-16]', async () => {
      const { uuid } = await share({ resource_type: 'asset', resource_id: assetId })
      const script = `${signedIn()}
        new AnalyticsDashboard('${uuid}', { container: '#here', days: 7, lang: 'pt-BR' });
        new AnalyticsDashboard('00000000-0000-4000-8000-000000000000', { container: '#there' })`
      const { page } = await open('<div id="here"></div><div id="there"></div>', script)

      await page.locator('#here').getByText('Visualizações por país').waitFor()
      expect(await page.locator('#here dt').allTextContents()).to.include('Visitantes')
      await page
        .locator('#there')
        .getByRole('status')
        .getByText(/nothing here/i)
        .waitFor()
    })
  })

  describe('<fleeting-live>', () => {
    const aSharedBus = async (options: object = {}) => {
      const vehicle = await addVehicle(owner, { name: 'Bus 14', icon: 'bus' })
      await report(owner, { imei: vehicle.imei, latitude: -33.4489, longitude: -70.6693, speed: 10 })
      const made = await share({ resource_type: 'vehicle', resource_id: vehicle.id, ...options })
      return { vehicle, ...made }
    }
    const positionOf = (page: Page, nth = 0) =>
      page
        .locator('fleeting-live .marker')
        .nth(nth)
        .evaluate((one) => (one as HTMLElement).style.transform)

    it('follows a vehicle, on a page with a strict policy, and shows the end [SDK-18] [SDK-19] [SDK-9]', async () => {
      const { vehicle, token, uuid } = await aSharedBus({ title: 'Our bus', expires_in_hours: 1 })
      const script = `document.querySelector('fleeting-live').addEventListener('fleeting:ended', ({ detail }) => { document.title = detail.reason })`
      const { page, faults } = await open(
        `<fleeting-live token="${token}" height="500"></fleeting-live>`,
        script,
      )
      const region = page.getByRole('region', { name: 'Our bus' })

      await region.getByText('Bus 14', { exact: true }).waitFor()
      await region.locator('canvas').waitFor()
      await region.getByRole('img', { name: /^Bus 14,/ }).waitFor()
      await region.getByRole('timer').waitFor()
      const before = await positionOf(page)
      await report(owner, { imei: vehicle.imei, latitude: -33.4479, longitude: -70.6683, speed: 42 })
      await region.getByText('42 km/h').first().waitFor()
      await page.waitForFunction(
        (was) =>
          document.querySelector('fleeting-live')!.shadowRoot!.querySelector<HTMLElement>('.marker')!.style
            .transform !== was,
        before,
      )

      await owner.call('DELETE', `/api/v3/shares/${uuid}`)
      await page.getByText('This link was withdrawn').waitFor()
      expect(await page.title()).to.equal('revoked')
      expect(await page.locator('fleeting-live canvas').count()).to.equal(0)
      expect(await page.locator('fleeting-live').innerText()).to.not.include('Bus 14')
      expect(faults).to.deep.equal([])
    })

    it('stands on a page several times, each with its own link, theme and language [SDK-20] [SDK-21]', async () => {
      const [one, two] = [await aSharedBus({ title: 'One' }), await aSharedBus({ title: 'Two' })]
      const body = `<fleeting-live token="${one.token}" theme="dark"></fleeting-live><fleeting-live token="${two.token}" theme="light" lang="es"></fleeting-live>`
      const { page } = await open(body, '')
      await page.getByRole('region', { name: 'One' }).waitFor()
      await page.getByRole('region', { name: 'Two' }).getByText('Tiempo restante').waitFor()

      const colours = await page
        .locator('fleeting-live .frame')
        .evaluateAll((frames) => frames.map((frame) => getComputedStyle(frame).backgroundColor))
      expect(colours).to.deep.equal(['rgb(23, 33, 36)', 'rgb(255, 253, 248)'])

      await page
        .locator('fleeting-live')
        .first()
        .evaluate((first, token) => first.setAttribute('token', token), two.token)
      await page.getByRole('region', { name: 'One' }).waitFor({ state: 'detached' })
      await page.getByRole('region', { name: 'Two' }).nth(1).waitFor()
    })

    it('says why a link does not open here, and offers its page [SDK-7] [SDK-22]', async () => {
      const { token } = await aSharedBus({ share_type: 'protected', password: 'open sesame' })
      const script = `document.querySelector('fleeting-live').addEventListener('fleeting:error', ({ detail }) => { document.title = detail.code })`
      const { page } = await open(`<fleeting-live token="${token}"></fleeting-live>`, script)

      const link = page.getByRole('link', { name: 'Open in a new tab' })
      await link.waitFor()
      expect(await link.getAttribute('href')).to.equal(`${service.url}/share/${token}/`)
      expect(await page.title()).to.equal('password_required')
    })

    it('opens what a program has unlocked for its page; the page itself asks for no password [SDK-22]', async () => {
      const { token } = await aSharedBus({ share_type: 'protected', password: 'open sesame', title: 'Ours' })
      const unlock = await clientOf(service.url).call('POST', `/share/${token}/unlock`, {
        password: 'open sesame',
      })
      const script = `window.map = new LiveMap('#here', { token: '${token}', accessToken: '${unlock.body.access_token}' });
        fetch('${service.url}/share/${token}/unlock', {
          method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
          body: JSON.stringify({ password: 'open sesame' }),
        }).then((answer) => answer.json()).then(({ code }) => { document.title = code })`
      const { page } = await open('<div id="here"></div>', script)

      await page.getByRole('region', { name: 'Ours' }).getByText('Bus 14', { exact: true }).waitFor()
      await page.waitForFunction(() => document.title === 'csrf_failed')
      await page.evaluate('map.destroy()')
      expect(await page.locator('#here > *').count()).to.equal(0)
    })
  })

  describe('the collaboration client', () => {
    const asOwner = (id: string, assetId: number) => `${signedIn()}
      window.heard = [];
      window.client = new CollaborationClient('${id}', ${assetId});
      client.on('state', ({ you }) => { document.title = you.role });
      client.on('comment', ({ content }) => heard.push(content));`
    const asGuest = (id: string, assetId: number, link: string) => `
      window.heard = [];
      class Mine extends CollaborationClient {
        handleMessage(data) { heard.push(data.type); super.handleMessage(data) }
      }
      window.client = new Mine('${id}', ${assetId}, { link: '${link}', name: 'Ana', container: '#here' });
      client.on('state', ({ you }) => { document.title = you.role });
      client.on('guest', (ticket) => { window.ticket = ticket });`
    const area = '<div id="here"></div>'
    const isIn = (page: Page) => page.waitForFunction(() => !['A blog', ''].includes(document.title))

    it('shows members and guests where the others point and what they write [SDK-23] [SDK-25]', async () => {
      const session = await aSession(owner, { cursor_tracking: true })
      const host = await open(area, asOwner(session.id, session.assetId))
      await isIn(host.page)
      const guest = await open(area, asGuest(session.id, session.assetId, session.token))
      await isIn(guest.page)
      expect(await host.page.title()).to.equal('host')
      await guest.page.waitForFunction(() => 'ticket' in window)
      await guest.page.evaluate(() =>
        document.querySelector<HTMLElement>('#here')!.style.setProperty('height', '300px'),
      )

      await host.page.mouse.move(90, 70)
      const pointer = guest.page.locator('.fleeting-cursor')
      await pointer.waitFor({ state: 'attached' })
      expect(await pointer.getAttribute('style')).to.match(/left: 10%; top: 10%/)

      await host.page.keyboard.down('Shift')
      await host.page.mouse.click(450, 350)
      await host.page.keyboard.up('Shift')
      await host.page.getByLabel('Your comment').fill('Please update the logo')
      await host.page.getByRole('button', { name: 'Save' }).click()
      const pin = guest.page.locator('details.fleeting-comment')
      await pin.locator('summary').click()
      await pin.getByText('Please update the logo').waitFor()
      expect(await pin.getAttribute('style')).to.match(/left: 50%; top: 50%/)
      const heard = await guest.page.evaluate('heard')
      expect(heard).to.include('cursor_position').and.include('comment')
      expect([...host.faults, ...guest.faults]).to.deep.equal([])
    })

    it('takes the messages of the document, and hears each comment once, also after it was away [SDK-24] [T-54]', async () => {
      const session = await aSession(owner)
      const { page, context } = await open(area, asOwner(session.id, session.assetId))
      await isIn(page)
      const sent = await page.evaluate(`client.sendMessage({ type: 'comment', comment: {
        content: 'One', position_x: 0.1, position_y: 0.2, timestamp: new Date().toISOString() } })`)
      expect(sent).to.equal(true)
      await page.waitForFunction(() => (window as unknown as { heard: string[] }).heard.length === 1)

      await page.evaluate('client.websocket.io.engine.close()')
      await context.setOffline(true)
      const path = `/api/v3/assets/${session.assetId}/comments`
      expect((await owner.call('POST', path, { content: 'Two' })).status).to.equal(201)
      await context.setOffline(false)
      await page.waitForFunction(() => (window as unknown as { heard: string[] }).heard.length === 2)
      expect((await owner.call('POST', path, { content: 'Three' })).status).to.equal(201)
      await page.waitForFunction(() => (window as unknown as { heard: string[] }).heard.length >= 3)
      expect(await page.evaluate('heard')).to.deep.equal(['One', 'Two', 'Three'])
    })

    it('says when the session is over, and why somebody is not let in [SDK-7] [SDK-26]', async () => {
      const session = await aSession(owner)
      const script = `${asOwner(session.id, session.assetId)}
        client.on('ended', ({ reason }) => { document.title = reason });`
      const { page } = await open(area, script)
      await isIn(page)
      await owner.call('POST', `${sessionsPath}/${session.id}/end`)
      await page.getByRole('status').getByText('The session is over.').waitFor()
      expect(await page.title()).to.equal('ended')

      const stranger = await open(
        area,
        `window.client = new CollaborationClient('${session.id}', 1);
         client.on('error', ({ code }) => { document.title = code });`,
      )
      await stranger.page.waitForFunction(() => document.title === 'not_signed_in')
    })
  })
})

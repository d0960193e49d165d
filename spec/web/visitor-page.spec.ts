import { once } from 'node:events'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { Socket } from 'socket.io'
import { encodeFrame } from '../../domain/positions/live-frame.ts'
import { toE7 } from '../../domain/positions/position.ts'
import type { ShareProps } from '../../web/pages/share.ts'
import { openBrowser, openPage, textOf } from './support/browser.ts'
import { aShare, aSubject } from './support/builders.ts'
import { sendHtml, sharePageHtml, startWire, type Wire } from './support/wire.ts'

describe('the page of a shared vehicle, in a browser', () => {
  let browser: Browser
  let wire: Wire
  let props: ShareProps
  let isOpen = true

  before(async () => {
    browser = await openBrowser()
    wire = await startWire(async (_, response) => sendHtml(response, await sharePageHtml(props)))
    wire.live.use((_, next) => (isOpen ? next() : next(new Error('away'))))
    wire.live.on('connection', (socket) => socket.emit('snapshot', snapshot()))
  })
  beforeEach(() => {
    isOpen = true
    props = aShare({
      serverTime: new Date().toISOString(),
      expiresAt: inMinutes(38.5),
      subjects: [
        aSubject({ position: { lat: -23.55, lon: -46.64, spd: 40, hdg: 90, t: Date.now() - 4000 } }),
      ],
    })
  })
  after(async () => {
    await browser.close()
    await wire.close()
  })

  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
  const live = (lat: number, lon: number, t: number) => ({
    id: props.subjects[0]!.id,
    lat,
    lon,
    t,
    seq: t,
    spd: 40,
    hdg: 90,
  })
  const snapshot = () => ({
    link: { expires_at: props.expiresAt, title: props.title, permissions: {} },
    server_time: new Date().toISOString(),
    subjects: props.subjects.map(({ plate: _, ...subject }, i) => ({
      ...subject,
      handle: i + 1,
      position: subject.position && live(subject.position.lat, subject.position.lon, subject.position.t),
      trail: [live(-23.55, -46.644, Date.now() - 60_000)],
    })),
  })
  const visit = async (
    options?: Parameters<typeof openPage>[1],
    prepare?: (page: Page) => Promise<unknown>,
  ) => {
    const opened = await openPage(browser, options)
    await prepare?.(opened.page)
    const connected = once(wire.live, 'connection') as Promise<[Socket]>
    await opened.page.goto(wire.origin)
    const [socket] = await connected
    return { ...opened, socket }
  }

  it('moves the marker when a position comes, as a packed frame, and reports no fault', async () => {
    const { page, faults, context, socket } = await visit()
    const marker = page.locator('.marker')
    await marker.waitFor()
    await page.waitForTimeout(1500)
    const before = (await marker.boundingBox())!
    const frame = encodeFrame([
      {
        handle: 1,
        t: Date.now(),
        latE7: toE7(-23.55),
        lonE7: toE7(-46.639),
        speed: 52,
        heading: 90,
        accuracy: 5,
      },
    ])
    socket.emit('positions', Buffer.from(frame))

    await page.getByText('52 km/h').waitFor()
    await page.waitForTimeout(400)
    const halfway = (await marker.boundingBox())!
    await page.waitForTimeout(4500)
    const after = (await marker.boundingBox())!
    expect(socket.handshake.auth).to.include({ token: props.token, encoding: 'binary' })
    expect(halfway.x).to.be.greaterThan(before.x).and.lessThan(after.x)
    expect(after.x - before.x).to.be.greaterThan(20)
    expect(await marker.getAttribute('aria-label')).to.match(/^Van 12, /)
    expect(await textOf(page, '.coordinates')).to.equal('-23.550000, -46.639000')
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('counts down by the server’s clock, and follows when the end is moved', async () => {
    const { page, context, socket } = await visit({}, (page) =>
      page.addInitScript(() => {
        const real = Date.now
        Date.now = () => real() + 5 * 3_600_000
      }),
    )
    await page.getByText('38 min').waitFor()

    socket.emit('link:updated', { expires_at: inMinutes(125.5), title: null, permissions: {} })
    await page.getByText('2 hr 5 min').waitFor()
    await context.close()
  })

  it('keeps the last place while the service is away, says so, and asks for what it missed', async () => {
    const { page, context, socket } = await visit()
    await page.getByText('Live', { exact: true }).waitFor()
    isOpen = false
    socket.disconnect(true)

    await page.getByText('No connection.').waitFor()
    expect(await textOf(page, '.coordinates')).to.equal('-23.550000, -46.640000')

    isOpen = true
    const [back] = (await once(wire.live, 'connection')) as [Socket]
    const [{ since }, acknowledge] = await once(back, 'resume')
    expect(since).to.deep.equal({ [props.subjects[0]!.id]: props.subjects[0]!.position!.t })
    acknowledge({ ok: true, positions: [live(-23.551, -46.641, Date.now())] })

    await page.getByText('-23.551000, -46.641000').waitFor()
    expect(await page.getByText('No connection.').count()).to.equal(0)
    await context.close()
  })

  for (const [reason, words] of [
    ['revoked', 'This link was withdrawn'],
    ['expired', 'This link has run out'],
    ['done', 'All done'],
  ])
    it(`leaves nothing on the page when the link has ended: ${reason}`, async () => {
      const { page, context, socket, faults } = await visit()
      await page.locator('.marker').waitFor()
      socket.emit('link:ended', { reason })
      socket.disconnect(true)

      await page.getByRole('heading', { name: words! }).waitFor()
      const html = await page.content()
      expect(html).to.not.match(/23\.55|46\.64|Van 12|maplibregl|canvas/)
      expect(await page.title()).to.equal(words)
      expect(await page.evaluate(() => document.activeElement?.tagName)).to.equal('H1')
      await page.waitForTimeout(2500)
      expect(wire.live.sockets.size, 'it does not come back').to.equal(0)
      expect(faults).to.deep.equal([])
      await context.close()
    })

  it('ends by itself when the time is over and the service cannot be heard', async () => {
    props = { ...props, expiresAt: new Date(Date.now() + 1500).toISOString() }
    const { page, context, socket } = await visit()
    isOpen = false
    socket.disconnect(true)

    await page.getByRole('heading', { name: 'This link has run out' }).waitFor()
    await context.close()
  })

  it('is let go by the hand that drags it, and taken again by the button', async () => {
    const { page, context } = await visit()
    await page.getByRole('button', { name: 'Following' }).waitFor()
    await page.waitForTimeout(500)
    await page.mouse.move(200, 200)
    await page.mouse.down()
    await page.mouse.move(120, 300, { steps: 8 })
    await page.mouse.up()

    const button = page.getByRole('button', { name: 'Follow', exact: true })
    await button.waitFor()
    expect(await button.getAttribute('aria-pressed')).to.equal('false')
    await button.click()
    await page.getByRole('button', { name: 'Following' }).waitFor()
    await context.close()
  })

  it('can be walked by keys: past the map to the facts, or into the map', async () => {
    const { page, context } = await visit()
    await page.locator('.marker').waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.className)).to.equal('skip')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.className)).to.include('maplibregl-canvas')
    await page.keyboard.press('ArrowLeft')
    await page.getByRole('button', { name: 'Follow', exact: true }).waitFor()
    await context.close()
  })

  it('shows all of several subjects, and one on request', async () => {
    const other = aSubject({ id: '01890000-0000-7000-8000-000000000002', name: 'Truck 4', plate: null })
    props = {
      ...props,
      subjects: [props.subjects[0]!, { ...other, position: { lat: -23.6, lon: -46.7, t: Date.now() } }],
    }
    const { page, context } = await visit()
    await page.locator('.marker').nth(1).waitFor()
    await page.getByRole('button', { name: 'Follow: Truck 4' }).click()

    expect(await page.getByRole('button', { name: 'Follow: Truck 4' }).getAttribute('aria-pressed')).to.equal(
      'true',
    )
    await context.close()
  })

  it('says the same where no map can be drawn', async () => {
    const { page, context, socket } = await visit({}, (page) =>
      page.addInitScript(() => {
        HTMLCanvasElement.prototype.getContext = () => null
      }),
    )
    await page.getByText('The map cannot be drawn').waitFor()
    socket.emit('positions', [live(-23.552, -46.642, Date.now())])
    await page.getByText('-23.552000, -46.642000').waitFor()
    await context.close()
  })

  it('draws the outlines where the house’s map style is out of reach, and says nothing of it', async () => {
    props = { ...props, map: { styleUrl: '/no-such-style.json', pmtilesUrl: null } }
    const { page, context, faults } = await visit({}, (page) =>
      page.route('**/no-such-style.json', (route) => route.abort()),
    )
    await page.locator('.marker').waitFor()
    await page.getByText('1 square = 200 m').waitFor()
    expect(faults.filter((fault) => !fault.startsWith('Failed to load resource'))).to.deep.equal([])
    await context.close()
  })

  it('wears the house’s map style where it can be had, credits it, and takes it off when nothing comes of it', async () => {
    const tiles = {
      type: 'vector',
      tiles: [`${wire.origin}/tiles/{z}/{x}/{y}.pbf`],
      attribution: '© Street Maps',
    }
    const layer = { id: 'roads', type: 'line', source: 'streets', 'source-layer': 'roads' }
    const style = { version: 8, sources: { streets: tiles }, layers: [layer] }
    props = { ...props, map: { styleUrl: '/style.json', pmtilesUrl: null } }
    const { page, context } = await visit({}, async (page) => {
      await page.route('**/style.json', (route) => route.fulfill({ json: style }))
      await page.route('**/tiles/**', (route) => route.fulfill({ status: 500 }))
    })
    await page.getByText('© Street Maps').waitFor({ state: 'attached' })
    await page.getByText('Natural Earth').waitFor({ state: 'attached' })
    expect(await page.getByText('© Street Maps').count()).to.equal(0)
    await context.close()
  })

  it('is complete without JavaScript', async () => {
    const { page, context } = await openPage(browser, { javaScriptEnabled: false })
    await page.goto(wire.origin)

    expect(await textOf(page, 'h1')).to.equal('Van 12')
    expect(await textOf(page, '.coordinates')).to.equal('-23.550000, -46.640000')
    await context.close()
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../support/chromium.ts'
import { addVehicle, type Person, register, type TestVehicle } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { busDrive, type Fix, reportByOsmand } from './support/drives.ts'
import { heapOf, magentaPixels, markerOf, type Visit, visit } from './support/pages.ts'

const screens = { 'a phone': { width: 390, height: 844 }, 'a desk': { width: 1280, height: 800 } }
const refreshes = 'refreshes itself every 15 seconds'

describe('a visitor who follows a bus', function () {
  this.timeout(90_000)
  let browser: Browser
  let service: TestService
  let owner: Person
  const visits: Visit[] = []

  const openHouse = async (env: Record<string, string> = {}) => {
    service = await startService(env)
    owner = await register(service.url)
  }
  before(async () => {
    browser = await launchChromium()
  })
  after(() => browser.close())
  afterEach(async () => {
    for (const { close } of visits.splice(0)) await close()
    await service.stop()
  })

  /** A bus whose device has been told its key, and the address that its owner sends to a friend. */
  const aSharedBus = async () => {
    const bus = await addVehicle(owner, { name: 'Bus 14', plate: 'LV14 BUS', icon: 'bus', color: '#ff00ff' })
    const drive = busDrive(10)
    await report(bus, drive.shift()!)
    return { bus, drive, link: await share(bus, 10) }
  }
  const share = async ({ imei }: TestVehicle, minutes: number) => {
    const fields = { imei, duration_minutes: minutes }
    const { body } = await owner.call('POST', '/api/fleet/share-track/create', fields)
    return body as { token: string; share_url: string; scheduled_for: string }
  }
  const report = async (bus: TestVehicle, fix: Fix) =>
    expect(await reportByOsmand(service.url, bus, fix)).to.equal(200)
  const come = async (url: string, options = {}) => {
    const visitor = await visit(browser, url, options)
    visits.push(visitor)
    return visitor
  }

  it('reads its name and last place without JavaScript, on a page that says it refreshes itself', async () => {
    await openHouse()
    const { bus, drive, link } = await aSharedBus()
    const placeOf = ({ latitude, longitude }: Fix) => `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`

    const { page, status, received } = await come(link.share_url, { javaScriptEnabled: false })
    const first = await page.locator('body').innerText()
    await report(bus, drive[0]!)
    await page.reload()
    const second = await page.locator('body').innerText()

    expect(status).to.equal(200)
    expect(first)
      .to.contain('Bus 14')
      .and.to.contain(refreshes)
      .and.to.match(/53\.\d{6}, -2\.\d{6}/)
    expect(first).not.to.contain(placeOf(drive[0]!))
    expect(second).to.contain(placeOf(drive[0]!))
    expect(await page.locator('meta[http-equiv="refresh"][content="15"]').count()).to.equal(1)
    expect(await received()).not.to.contain(bus.imei)
  })

  for (const [where, viewport] of Object.entries(screens))
    it(`sees it move on ${where}, sees time run, and nothing any more once the link is withdrawn`, async () => {
      await openHouse()
      const { bus, drive, link } = await aSharedBus()
      const { page, errors, received } = await come(link.share_url, { viewport })
      const timer = page.getByRole('timer')
      await page.locator('.marker').waitFor()
      await page.getByText('Connecting…').waitFor({ state: 'detached' })
      await sleep(500)

      const [before, tailBefore, leftBefore] = [
        await markerOf(page),
        await magentaPixels(page),
        await timer.innerText(),
      ]
      await report(bus, drive[0]!)
      await until(async () => (await markerOf(page)).x > before.x + 20, 20_000, 'the marker moves east')
      for (const fix of drive.slice(1, 4)) {
        await report(bus, fix)
        await sleep(300)
      }
      await until(async () => (await magentaPixels(page)) > tailBefore + 150, 20_000, 'the tail grows')
      await until(async () => (await timer.innerText()) !== leftBefore, 15_000, 'time left counts down')
      const leftAfter = await timer.innerText()
      await share(bus, 60)
      await until(async () => minutesOf(await timer.innerText()) >= 59, 15_000, 'there is more time left')

      const heap = await heapOf(page)
      const source = await page.content()
      expect(minutesOf(leftBefore)).to.be.within(8, 10)
      expect(minutesOf(leftAfter)).to.be.at.most(minutesOf(leftBefore))
      expect(heap).to.contain('Bus 14').and.not.to.contain(bus.imei)
      expect(source).to.contain('Bus 14').and.not.to.contain(bus.imei)

      await owner.call('DELETE', `/api/fleet/share-track/delete/${bus.imei}`)
      await page.getByRole('heading', { name: 'This link was withdrawn' }).waitFor({ timeout: 15_000 })
      const rest = await page.content()
      expect(rest).not.to.match(/53\.4|-2\.9|Bus 14|LV14/)
      expect(await page.locator('canvas, .marker').count()).to.equal(0)
      expect(await page.title()).not.to.contain('Bus 14')
      expect(errors).to.deep.equal([])

      const again = await page.reload()
      expect(again?.status()).to.equal(410)
      expect(await page.locator('h1').innerText()).to.equal('This link was withdrawn')
      expect(await received())
        .to.contain('Bus 14')
        .and.not.to.contain(bus.imei)
    })

  it('sees the outlines, and no error, where the house’s own map cannot be reached', async () => {
    await openHouse({ MAP_STYLE_URL: 'http://127.0.0.1:9/style.json' })
    const { bus, drive, link } = await aSharedBus()

    const { page } = await come(link.share_url)
    await page.locator('.marker').waitFor()
    await page.getByText('Connecting…').waitFor({ state: 'detached' })
    await sleep(500)
    const before = await markerOf(page)
    await report(bus, drive[0]!)
    await until(async () => (await markerOf(page)).x > before.x + 20, 20_000, 'the marker moves east')

    const words = await page.locator('body').innerText()
    expect(words).not.to.match(/cannot be drawn|error|failed/i)
    expect(await page.locator('canvas').count()).to.equal(1)
    expect(await page.locator('.maplibregl-ctrl-attrib').textContent()).to.contain('Natural Earth')
  })
})

/** "9 min 58 sec" or "1 hr": minutes, whole. */
const minutesOf = (words: string): number => {
  const of = (unit: string) => Number(new RegExp(`(\\d+)\\s*${unit}`).exec(words)?.[1] ?? 0)
  return of('h') * 60 + of('m')
}

import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { addVehicle } from '../support/client.ts'
import { expectKindness, openApp, openHouse } from './support/app.ts'
import { phone } from './support/browser.ts'

const minute = 60_000
/** Colours that fade from one to the other are read half-way. */
const calm = { reducedMotion: 'reduce' } as const

describe('the fleet page', function () {
  this.timeout(120_000)
  let house: Awaited<ReturnType<typeof openHouse>>
  let van: Awaited<ReturnType<typeof addVehicle>>
  const now = Date.now()
  const isoAt = (ms: number) => new Date(ms).toISOString()

  before(async () => {
    house = await openHouse()
    const { owner } = house
    van = await addVehicle(owner, { name: 'Furgão Ágil', plate: 'BRA2E19', icon: 'van', color: '#1b7255' })
    await addVehicle(owner, { name: 'Never heard of' })
    const bus = await addVehicle(owner, { name: 'Bus 9', icon: 'bus' })
    // Ten minutes on the road, eight at the door of a customer, and two more on the road until now.
    const positions = Array.from({ length: 21 }, (_, i) => {
      const at = now - (20 - i) * minute
      const driven = i <= 10 ? i : i <= 18 ? 10 : i - 8
      return {
        imei: van.imei,
        latitude: -23.55,
        longitude: -46.64 + driven * 0.004,
        speed: i > 10 && i <= 18 ? 0 : 43,
        heading: 90,
        recorded_at: isoAt(at),
        ...(i === 20 && { attributes: { batt: 81 } }),
      }
    })
    const silent = {
      imei: bus.imei,
      latitude: -23.5,
      longitude: -46.6,
      recorded_at: isoAt(now - 30 * minute),
    }
    const { body } = await owner.call('POST', '/api/fleet/positions', [...positions, silent])
    expect(body.accepted).to.equal(22)
  })
  after(() => house.close())

  const row = (page: Page, name: string) => page.getByRole('link', { name: new RegExp(name) })

  it('lists the fleet with all facts, searched and narrowed; keys move through it [FP-10] [FP-11] [FP-12]', async () => {
    const { page, context, faults } = await openApp(house.browser, house.owner, '/fleet', calm)
    await row(page, 'Furgão Ágil').getByText('43 km/h').waitFor()
    await row(page, 'Bus 9').getByText('Silent').waitFor()
    await row(page, 'Never heard of').getByText('Never seen').waitFor()
    await expectKindness(page)

    await page.getByRole('searchbox', { name: 'Search vehicles' }).fill('agil FURGAO')
    await page.getByText('1 of 3 vehicles').waitFor()
    expect(await row(page, 'Bus 9').count()).to.equal(0)
    await page.getByRole('searchbox').fill('')
    await page.getByRole('button', { name: /^Silent/ }).click()
    await row(page, 'Furgão').waitFor({ state: 'detached' })
    await row(page, 'Bus 9').waitFor()
    await page.getByRole('button', { name: /^All/ }).click()
    await row(page, 'Furgão').waitFor()

    await row(page, 'Bus 9').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Furgão Ágil' }).waitFor()
    expect(await page.title()).to.equal('Furgão Ágil · Fleeting')
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('shows a vehicle moving where it is, on the map and in words [FP-1] [FP-5] [FP-20]', async () => {
    const { page, context, faults } = await openApp(house.browser, house.owner, `/fleet/${van.imei}`, calm)
    await page.getByText('81%').waitFor()
    await page.getByRole('img', { name: /^Furgão Ágil, Moving/ }).waitFor()
    await expectKindness(page)

    const later = { imei: van.imei, latitude: -23.55, longitude: -46.591, speed: 61, heading: 90 }
    await house.owner.call('POST', '/api/fleet/positions', later)
    await page.getByText('-23.550000, -46.591000').waitFor()
    await page.getByText('61 km/h').waitFor()

    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByRole('link', { name: 'Fleet', exact: true }).last().waitFor()
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('plays a day: a slider that speaks, stops to jump to, a file to keep [FP-30] [FP-31] [FP-33] [FP-35]', async () => {
    const { page, context, faults } = await openApp(house.browser, house.owner, `/fleet/${van.imei}`, calm)
    const [from, to] = [now - 25 * minute, now - minute / 2].map((at) => isoAt(at).slice(0, 16))
    await page.getByRole('button', { name: 'From – to' }).click()
    await page.getByLabel('From', { exact: true }).fill(from!)
    await page.getByLabel('To', { exact: true }).fill(to!)
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    const slider = page.getByRole('slider', { name: 'Time' })
    await slider.waitFor()
    expect(await slider.getAttribute('aria-valuetext')).to.match(/, 43 km\/h$/)
    await page.getByText(/^4\.\d km$|^4 km$/).waitFor()
    await expectKindness(page)

    await page.getByRole('listitem').getByRole('button', { name: /8 min/ }).click()
    await page.waitForFunction(() =>
      document.querySelector('input[type=range]')?.getAttribute('aria-valuetext')?.endsWith('Standing'),
    )
    await slider.press('Home')
    const first = await slider.inputValue()
    await slider.press(' ')
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await page.waitForFunction(
      (before) =>
        Number(document.querySelector<HTMLInputElement>('input[type=range]')?.value) > Number(before),
      first,
    )
    await slider.press(' ')
    await page.getByRole('button', { name: 'Play' }).waitFor()

    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'GPX' }).click(),
    ])
    expect(file.suggestedFilename()).to.match(/\.gpx$/)
    await page.getByRole('button', { name: 'Back to now' }).click()
    await slider.waitFor({ state: 'detached' })
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('edits and deletes one on a phone, after saying what goes with it [FP-21] [FP-24]', async () => {
    const { owner, browser } = house
    const { imei } = await addVehicle(owner, { name: 'Old name' })
    const { page, context, faults } = await openApp(browser, owner, `/fleet/${imei}`, { viewport: phone })
    await page.getByRole('button', { name: 'Pull the list up' }).click()
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('New name')
    await page.getByRole('dialog').getByLabel('Device identifier').fill(`${imei}-b`)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: 'New name' }).waitFor()
    await page.waitForURL((url) => url.hash.endsWith(`${imei}-b`))

    await page.getByRole('button', { name: 'Delete' }).click()
    await page
      .getByRole('dialog')
      .getByText(/Its links end at once/)
      .waitFor()
    await page.getByRole('button', { name: 'Delete vehicle' }).click()
    await page.getByText('New name was deleted.').waitFor()
    await page.getByRole('heading', { level: 1, name: 'Fleet' }).waitFor()
    expect((await owner.call('GET', `/api/fleet/vehicles/${imei}-b`)).status).to.equal(404)
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('says that the line is lost and what is not there; without a map the list remains [FP-40] [FP-41]', async () => {
    const { page, context } = await openApp(house.browser, house.owner, '/fleet/nobody')
    await page.getByRole('heading', { name: 'There is no such vehicle' }).waitFor()
    const stage = page.locator('.stage')
    const room = await stage.boundingBox()
    await context.setOffline(true)
    await page.evaluate(() => dispatchEvent(new Event('offline')))
    await page
      .getByRole('status')
      .getByText(/No live connection/)
      .waitFor({ timeout: 60_000 })
    expect(await stage.boundingBox(), 'the map keeps its room').to.deep.equal(room)
    await context.setOffline(false)
    await page.getByText(/No live connection/).waitFor({ state: 'detached', timeout: 60_000 })
    await context.close()

    const blind = await openApp(house.browser, house.owner, '/fleet', { viewport: phone })
    await blind.page.addInitScript(() => {
      HTMLCanvasElement.prototype.getContext = () => null
    })
    await blind.page.reload()
    await blind.page.getByText('The map cannot be drawn in this browser.').waitFor()
    await row(blind.page, 'Bus 9').getByText('Silent').waitFor()
    await blind.context.close()
  })
})

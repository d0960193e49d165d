import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { launchChromium } from '../support/chromium.ts'
import { addVehicle, type Person, register } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'
import { beyondStreets, packStreets } from '../support/streets.ts'
import { until } from '../support/until.ts'
import { carDrive } from './support/drives.ts'
import { pixelsOf, type Visit, visit } from './support/pages.ts'

/** As `web/tokens.css` has them. */
const day = { land: '#f6f1e6', water: '#c3d8da', majorRoad: '#fbe3bf', building: '#e7dfcf' }
const night = { land: '#172327', water: '#0d171a', majorRoad: '#4a4335', building: '#1d292d' }

describe('streets from a PMTiles archive', function () {
  this.timeout(60_000)
  let folder: string
  let file: string
  let browser: Browser
  let service: TestService
  let owner: Person
  let inTown: string
  let beyond: string

  const shared = async (position: { latitude: number; longitude: number }) => {
    const { imei } = await addVehicle(owner)
    const report = { imei, ...position, recorded_at: new Date().toISOString() }
    await owner.call('POST', '/api/fleet/positions', report)
    const { body } = await owner.call('POST', '/api/fleet/share-track/create', { imei, duration_minutes: 60 })
    return body.share_url as string
  }
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fleeting-map-'))
    file = join(folder, 'munich.pmtiles')
    await writeFile(file, packStreets())
    ;[browser, service] = await Promise.all([launchChromium(), startService({ PMTILES: file })])
    owner = await register(service.url)
    const [start] = carDrive(60)
    inTown = await shared(start!)
    beyond = await shared({ latitude: beyondStreets.lat, longitude: beyondStreets.lon })
  })
  after(async () => {
    await browser?.close()
    await service?.stop()
    await rm(folder, { recursive: true })
  })

  /** A visit, and each range of the archive that was asked for in it. */
  const open = async (
    url: string,
    options: BrowserContextOptions = {},
  ): Promise<Visit & { ranges: number[] }> => {
    const visitor = await visit(browser, 'about:blank', options)
    const ranges: number[] = []
    visitor.page.on('response', (response) => {
      if (response.url().endsWith('/map/tiles.pmtiles')) ranges.push(response.status())
    })
    await visitor.page.goto(url)
    await visitor.page.locator('.marker').waitFor()
    return { ...visitor, ranges }
  }
  const shows = (visitor: Visit, colour: string, least: number) =>
    until(async () => (await pixelsOf(visitor.page, colour)) > least, 20_000, `${colour} on the map`)

  for (const [colorScheme, colours] of [
    ['light', day],
    ['dark', night],
  ] as const)
    it(`are drawn where the vehicle is, by ${colorScheme}, from ranges of one file`, async () => {
      const visitor = await open(inTown, { colorScheme })

      for (const colour of [colours.majorRoad, colours.water, colours.building])
        await shows(visitor, colour, 100)
      expect(visitor.ranges).not.to.have.length(0)
      expect(new Set(visitor.ranges)).to.deep.equal(new Set([206]))
      expect(visitor.errors).to.deep.equal([])
      await visitor.close()
    })

  it('leave the outlines where they end', async () => {
    const visitor = await open(beyond)
    await until(async () => visitor.ranges.length > 0, 5_000, 'the archive is read')
    const { width, height } = visitor.page.viewportSize()!

    await shows(visitor, day.land, (width * height) / 2)
    await visitor.page.waitForTimeout(1_000)
    expect(await pixelsOf(visitor.page, day.land)).to.be.above((width * height) / 2)
    expect(visitor.errors).to.deep.equal([])
    await visitor.close()
  })

  it('lie under the members’ fleet as well', async () => {
    const visitor = await visit(browser, service.url)
    await visitor.page.getByLabel('E-mail').fill(owner.email)
    await visitor.page.getByLabel('Password').fill(owner.password)
    await visitor.page.getByRole('button', { name: 'Sign in', exact: true }).click()
    const rows = visitor.page.getByRole('main').getByRole('link', { name: /Van 1/ })
    await rows.last().waitFor()
    for (const href of await rows.evaluateAll((all) => all.map((row) => (row as HTMLAnchorElement).href))) {
      await visitor.page.goto(href)
      const isInTown = until(async () => (await pixelsOf(visitor.page, day.building)) > 50, 4_000, '').then(
        () => true,
        () => false,
      )
      if (await isInTown) break
    }

    expect(await pixelsOf(visitor.page, day.building)).to.be.above(50)
    expect(visitor.errors).to.deep.equal([])
    await visitor.close()
  })

  it('give way to the outlines when the file is gone', async () => {
    await rm(file)
    const visitor = await open(inTown)
    await until(async () => visitor.ranges.includes(404), 5_000, 'the archive is missed')

    await shows(visitor, day.land, 100_000)
    expect(visitor.errors.filter((error) => !error.includes('404'))).to.deep.equal([])
    await visitor.close()
  })
})

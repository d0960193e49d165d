import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../support/chromium.ts'
import { addVehicle, register } from '../support/client.ts'
import { readArchive } from '../support/pmtiles.ts'
import { startService, type TestService } from '../support/service.ts'
import { packStreets } from '../support/streets.ts'
import { until } from '../support/until.ts'
import { carDrive } from './support/drives.ts'
import { pixelsOf, visit } from './support/pages.ts'

const [ground, road, lake] = ['#ddeeff', '#ff00aa', '#00aa55']

/** A map house as there are many: a style on one host, its tiles on another, described by a TileJSON. */
describe('streets from a map style of the house’s choice', function () {
  this.timeout(60_000)
  let maps: Server
  let browser: Browser
  let service: TestService
  let shareUrl: string
  let tileHost: string
  const asked: string[] = []

  before(async () => {
    const archive = readArchive(packStreets())
    maps = createServer(async (request, response) => {
      asked.push(request.url!)
      response.setHeader('Access-Control-Allow-Origin', '*')
      const [, z, x, y] = /^\/tiles\/(\d+)\/(\d+)\/(\d+)\.pbf$/.exec(request.url!) ?? []
      if (z === undefined) {
        const answer = { '/style.json': styleAt(tileHost), '/tiles.json': tilesAt(tileHost) }[request.url!]
        return response.writeHead(answer ? 200 : 404).end(JSON.stringify(answer))
      }
      const tile = await archive.getZxy(Number(z), Number(x), Number(y))
      response.writeHead(tile ? 200 : 204).end(tile && Buffer.from(tile.data))
    })
    await new Promise<void>((resolve) => maps.listen(0, resolve))
    const { port } = maps.address() as AddressInfo
    tileHost = `http://localhost:${port}`
    const settings = { MAP_STYLE_URL: `http://127.0.0.1:${port}/style.json` }
    ;[browser, service] = await Promise.all([launchChromium(), startService(settings)])

    const owner = await register(service.url)
    const { imei } = await addVehicle(owner)
    const [{ latitude, longitude }] = carDrive(60) as [ReturnType<typeof carDrive>[number]]
    await owner.call('POST', '/api/fleet/positions', { imei, latitude, longitude })
    const link = await owner.call('POST', '/api/fleet/share-track/create', { imei, duration_minutes: 60 })
    shareUrl = link.body.share_url
  })
  after(async () => {
    await browser?.close()
    await service?.stop()
    maps?.closeAllConnections()
    maps?.close()
  })

  it('come from hosts that the style names, and from no other', async () => {
    const policy = async () => (await fetch(shareUrl)).headers.get('content-security-policy') ?? ''
    await until(
      async () => (await policy()).includes(tileHost),
      5_000,
      'the policy names the host of the tiles',
    )

    const [, connect = ''] = /connect-src ([^;]*)/.exec(await policy()) ?? []
    const http = connect.split(' ').filter((source) => source.startsWith('http'))
    expect(new Set(http)).to.deep.equal(new Set([tileHost, tileHost.replace('localhost', '127.0.0.1')]))
  })

  it('are drawn as the style says, by day and by night, without a breach of the policy', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const visitor = await visit(browser, shareUrl, { colorScheme })
      for (const colour of [ground!, road!, lake!])
        await until(async () => (await pixelsOf(visitor.page, colour)) > 100, 20_000, `${colour} on the map`)

      await visitor.page.getByText('© Spec Streets').waitFor({ state: 'attached' })
      expect(visitor.errors).to.deep.equal([])
      await visitor.close()
    }
    expect(asked.some((url) => url.startsWith('/tiles/15/') || url.startsWith('/tiles/14/'))).to.equal(true)
  })

  it('keep our own marker and tail on top', async () => {
    const visitor = await visit(browser, shareUrl)
    await until(async () => (await pixelsOf(visitor.page, road!)) > 100, 20_000, 'roads on the map')

    expect(await visitor.page.locator('.marker').isVisible()).to.equal(true)
    await visitor.close()
  })
})

const tilesAt = (host: string) => ({
  tilejson: '3.0.0',
  tiles: [`${host}/tiles/{z}/{x}/{y}.pbf`],
  maxzoom: 14,
  attribution: '© Spec Streets',
})

const styleAt = (host: string) => ({
  version: 8,
  sources: { streets: { type: 'vector', url: `${host}/tiles.json` } },
  layers: [
    { id: 'ground', type: 'background', paint: { 'background-color': ground } },
    { id: 'lake', type: 'fill', source: 'streets', 'source-layer': 'water', paint: { 'fill-color': lake } },
    {
      id: 'road',
      type: 'line',
      source: 'streets',
      'source-layer': 'roads',
      paint: { 'line-color': road, 'line-width': 6 },
    },
  ],
})

import { expect } from 'chai'
import type { MapColours } from '../../web/map/colours.ts'
import { fetchStyle } from '../../web/map/fetch-style.ts'
import { bearing, between, circle, distance, line, turning } from '../../web/map/geo.ts'
import { createGlide } from '../../web/map/glide.ts'
import { gridOf } from '../../web/map/grid.ts'
import { outlinesStyle, pmtilesStyle } from '../../web/map/style.ts'
import { tailOf } from '../../web/map/tail.ts'

const colours = new Proxy({}, { get: () => '#123456' }) as MapColours

describe('the base map', () => {
  const answering =
    (body: unknown, status = 200) =>
    async () =>
      Response.json(body, { status })
  const style = { version: 8, sources: {}, layers: [] }

  it('is the house’s style where that can be had', async () => {
    expect(await fetchStyle('https://maps.example/s.json', answering(style))).to.deep.equal(style)
  })

  it('is none, without an error, where the style is refused, is no style, or cannot be reached', async () => {
    const unreachable = async () => Promise.reject(new TypeError('fetch failed'))
    expect(await fetchStyle('https://maps.example/', answering(style, 403))).to.equal(null)
    expect(await fetchStyle('https://maps.example/', answering({ hello: 1 }))).to.equal(null)
    expect(await fetchStyle('https://maps.example/', answering(null))).to.equal(null)
    expect(await fetchStyle('https://maps.example/', async () => new Response('<html>'))).to.equal(null)
    expect(await fetchStyle('https://maps.example/', unreachable)).to.equal(null)
  })

  it('waits no longer than its patience, and sends no referrer', async () => {
    let asked: RequestInit | undefined
    const silent: typeof fetch = (_, init) =>
      new Promise((_, reject) => {
        asked = init
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
      })

    expect(await fetchStyle('https://maps.example/', silent, 20)).to.equal(null)
    expect(asked?.referrerPolicy).to.equal('no-referrer')
    expect(asked?.credentials).to.equal('omit')
  })

  it('names its sources, as they demand', () => {
    const outlines = JSON.stringify(outlinesStyle(colours, '/land/{z}/{x}/{y}.pbf'))
    const streets = JSON.stringify(
      pmtilesStyle(colours, '/land/{z}/{x}/{y}.pbf', 'https://x.example/city.pmtiles'),
    )
    expect(outlines).to.include('Natural Earth').and.not.include('OpenStreetMap')
    expect(streets).to.include('© OpenStreetMap').and.include('pmtiles://https://x.example/city.pmtiles')
  })
})

describe('the grid', () => {
  const view = { west: -46.65, east: -46.63, south: -23.56, north: -23.54 }

  it('is of round metres near by, and true to them', () => {
    const { metres, lines } = gridOf(view)
    const upright = lines.features.filter(
      ({
        geometry: {
          coordinates: [a, b],
        },
      }) => a![0] === b![0],
    )
    const [one, two] = upright.map(({ geometry }) => geometry.coordinates[0]!)

    expect(metres).to.equal(500)
    const apart = distance({ lat: -23.55, lon: one![0]! }, { lat: -23.55, lon: two![0]! })
    expect(apart).to.be.closeTo(500, 5)
  })

  it('stays where it is while the view moves', () => {
    const xs = (box: typeof view) =>
      gridOf(box, 500).lines.features.map(({ geometry }) => geometry.coordinates[0]![0])
    const moved = { ...view, west: view.west + 0.001, east: view.east + 0.001 }

    expect(xs(moved).some((x) => xs(view).includes(x!))).to.equal(true)
  })

  it('is the graticule from far away', () => {
    expect(gridOf({ west: -180, east: 180, south: -80, north: 80 }).metres).to.equal(null)
  })
})

describe('a marker that glides', () => {
  const at = (t: number, lat: number, lon: number) => ({ t, lat, lon })

  it('takes the time between fixes for the way between them, turned to where it goes', () => {
    const glide = createGlide(() => false)
    glide.goTo(at(0, 0, 0), 0)
    glide.goTo(at(2000, 0, 0.001), 10_000)

    expect(glide.at(11_000)).to.deep.include({ lat: 0, lon: 0.0005 })
    expect(glide.at(12_000)).to.deep.equal({ lat: 0, lon: 0.001, heading: 90 })
    expect(glide.moving(11_999)).to.equal(true)
    expect(glide.moving(12_000)).to.equal(false)
  })

  it('never goes back in time', () => {
    const glide = createGlide(() => false)
    glide.goTo(at(2000, 1, 1), 0)
    glide.goTo(at(1000, 0, 0), 10)

    expect(glide.at(5000)).to.deep.include({ lat: 1, lon: 1 })
  })

  it('jumps where eyes want no motion, and over gaps that were never driven', () => {
    const calm = createGlide(() => true)
    calm.goTo(at(0, 0, 0), 0)
    calm.goTo(at(2000, 0, 0.001), 0)
    const far = createGlide(() => false)
    far.goTo(at(0, 0, 0), 0)
    far.goTo(at(2000, 0, 1), 0)

    expect(calm.at(1)).to.deep.include({ lon: 0.001 })
    expect(far.at(1)).to.deep.include({ lon: 1 })
  })
})

describe('the tail', () => {
  const way = Array.from({ length: 25 }, (_, i) => ({ lat: 0, lon: i / 1000 }))

  it('ends at the marker and pales with age, without a gap', () => {
    const pieces = tailOf(way, { lat: 0, lon: 0.0245 }, '#1b7255')
    const fades = pieces.map(({ properties }) => properties.fade)

    expect(pieces.at(-1)!.geometry.coordinates.at(-1)).to.deep.equal([0.0245, 0])
    expect(fades).to.deep.equal([...fades].sort((a, b) => a - b))
    for (let i = 1; i < pieces.length; i++)
      expect(pieces[i]!.geometry.coordinates[0]).to.deep.equal(pieces[i - 1]!.geometry.coordinates.at(-1))
  })

  it('is nothing for who has not moved', () => {
    expect(tailOf([], { lat: 0, lon: 0 }, '#1b7255')).to.deep.equal([])
    expect(tailOf([], null, '#1b7255')).to.deep.equal([])
  })
})

describe('geometry', () => {
  it('goes the short way round the date line', () => {
    expect(between({ lat: 0, lon: 179 }, { lat: 0, lon: -179 }, 0.5).lon).to.be.closeTo(180, 1e-9)
    expect(
      line([
        { lat: 0, lon: 179 },
        { lat: 0, lon: -179 },
      ]).geometry.coordinates,
    ).to.deep.equal([
      [179, 0],
      [181, 0],
    ])
    expect(turning(350, 10, 0.5)).to.be.closeTo(0, 1e-9)
  })

  it('knows north from east, and how far', () => {
    expect(bearing({ lat: 0, lon: 0 }, { lat: 1, lon: 0 })).to.be.closeTo(0, 1e-9)
    expect(bearing({ lat: 0, lon: 0 }, { lat: 0, lon: 1 })).to.be.closeTo(90, 1e-9)
    const [edge] = circle({ lat: 60, lon: 10 }, 100).geometry.coordinates[0]!
    expect(distance({ lat: 60, lon: 10 }, { lon: edge![0]!, lat: edge![1]! })).to.be.closeTo(100, 0.5)
  })
})

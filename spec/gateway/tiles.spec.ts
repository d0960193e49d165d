import { expect } from 'chai'
import fc from 'fast-check'
import { coverOf, tileAt } from '../../gateway/tiles.ts'

const lon = fc.double({ min: -180, max: 180, noNaN: true })
const lat = fc.double({ min: -90, max: 90, noNaN: true })

describe('the tiles of a viewport', () => {
  it('are at most 16, and hold every place inside it [GW-12]', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(lon, lon, lat, lat, part, part, (west, east, one, other, x, y) => {
        const [south, north] = [Math.min(one, other), Math.max(one, other)]
        const { level, tiles } = coverOf({ west, south, east, north })
        const width = east >= west ? east - west : east - west + 360
        const inside = west + width * x
        const place = { lat: south + (north - south) * y, lon: inside > 180 ? inside - 360 : inside }

        expect(tiles.length).to.be.within(1, 16)
        expect(new Set(tiles).size).to.equal(tiles.length)
        expect(tiles).to.include(tileAt(level, place.lat * 1e7, place.lon * 1e7))
      }),
      { numRuns: 2_000 },
    )
  })

  it('are fine for a small box and one for the whole globe [GW-12]', () => {
    expect(coverOf({ west: 13.4, south: 52.5, east: 13.401, north: 52.501 }).level).to.equal(15)
    expect(coverOf({ west: -180, south: -90, east: 180, north: 90 }).tiles).to.have.length(16)
    expect(coverOf({ west: 179.9, south: 0, east: -179.9, north: 0.1 }).level).to.be.greaterThan(8)
  })
})

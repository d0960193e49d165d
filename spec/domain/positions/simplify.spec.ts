import { expect } from 'chai'
import fc from 'fast-check'
import { distanceBetween } from '../../../domain/positions/geo.ts'
import { fromE7, type Position } from '../../../domain/positions/position.ts'
import { segmentsOf, simplifySegments } from '../../../domain/positions/trail/segments.ts'
import { simplify } from '../../../domain/positions/trail/simplify.ts'
import { readLiverpool, readMunich } from '../../../scripts/demo/recordings.ts'
import { anyPosition, aPosition, noon } from './a-position.ts'

const minute = 60_000
/** One position a second along the given places, degrees. */
const trailOf = (...places: readonly (readonly [number, number])[]) =>
  places.map(([lat, lon], i) => aPosition({ lat, lon, recordedAt: noon + i * 1000 }))

/** Metres from a place to the nearest of 1,000 places along the line from `a` to `b`: slow, and nothing to get wrong. */
const distanceToLine = (place: Position, a: Position, b: Position): number => {
  const distances = Array.from({ length: 1_001 }, (_, i) => {
    const between = (from: number, to: number) => from + ((to - from) * i) / 1_000
    return distanceBetween(place, { latE7: between(a.latE7, b.latE7), lonE7: between(a.lonE7, b.lonE7) })
  })
  return Math.min(...distances)
}

describe('the segments of a trail', () => {
  it('part where nothing was heard for more than 5 minutes [PO-40]', () => {
    const times = [0, 1, 6, 11.1, 12].map((minutes) => aPosition({ recordedAt: noon + minutes * minute }))

    expect(segmentsOf(times).map(({ length }) => length)).to.deep.equal([3, 2])
    expect(segmentsOf([])).to.deep.equal([])
  })

  it('are thinned out one by one [PO-41]', () => {
    const straight = [0, 1, 2, 30, 31, 32].map((minutes) =>
      aPosition({ lat: 50 + minutes / 100, lon: 8, recordedAt: noon + minutes * minute }),
    )

    const thin = simplifySegments(segmentsOf(straight), 5)

    expect(thin.map((segment) => segment.map(({ latE7 }) => fromE7(latE7)))).to.deep.equal([
      [50, 50.02],
      [50.3, 50.32],
    ])
    expect(simplifySegments([straight], 0)).to.deep.equal([straight])
  })

  it('are two for each real bus, one for each of its two rides [PO-40]', () => {
    expect(readLiverpool().map(({ fixes }) => segmentsOf(fixes).length)).to.deep.equal([
      2, 2, 2, 2, 2, 2, 2, 2,
    ])
  })
})

describe('a simplified trail', () => {
  it('keeps what is too short to simplify [PO-41]', () => {
    const [a, b] = trailOf([50, 8], [50, 8])

    expect(simplify([], 5)).to.deep.equal([])
    expect(simplify([a!], 5)).to.deep.equal([a])
    expect(simplify([a!, b!], 5)).to.deep.equal([a, b])
  })

  it('keeps a corner and drops what lies on the way [PO-41]', () => {
    const trail = trailOf([50, 8], [50, 8.001], [50, 8.002], [50.001, 8.002], [50.002, 8.002])

    expect(simplify(trail, 5)).to.deep.equal([trail[0], trail[2], trail[4]])
  })

  it('keeps the point where a device turned back [PO-41]', () => {
    const trail = trailOf([50, 8], [50, 8.01], [50, 8.001])

    expect(simplify(trail, 5)).to.deep.equal(trail)
  })

  it('goes on across the antimeridian [PO-41]', () => {
    const trail = trailOf([10, 179.99], [10, 180], [10, -179.99], [10, -179.98], [10, -180], [10, 179.97])

    expect(simplify(trail, 5)).to.deep.equal([trail[0], trail[3], trail[5]])
  })

  it('stays within the tolerance on a real drive [PO-41]', () => {
    const { fixes } = readMunich()[0]!
    for (const tolerance of [2, 20, 200]) {
      const kept = simplify(fixes, tolerance)
      expect(kept.length).to.be.below(fixes.length / 4)
      expect([kept[0], kept.at(-1)]).to.deep.equal([fixes[0], fixes.at(-1)])
      let leg = 0
      for (const fix of fixes) {
        if (fix.recordedAt > kept[leg + 1]!.recordedAt) leg++
        expect(distanceToLine(fix, kept[leg]!, kept[leg + 1]!)).to.be.below(tolerance * 1.02)
      }
    }
  })

  it('has the ends and the order of the whole, wherever on the globe [PO-41]', () => {
    fc.assert(
      fc.property(
        fc.array(anyPosition, { minLength: 1 }),
        fc.integer({ min: 0, max: 100_000 }),
        (trail, tolerance) => {
          const kept = simplify(trail, tolerance)
          expect(kept[0]).to.equal(trail[0])
          expect(kept.at(-1)).to.equal(trail.at(-1))
          const places = kept.map((position) => (trail as Position[]).indexOf(position))
          expect(places).to.deep.equal(places.toSorted((a, b) => a - b))
        },
      ),
    )
  })

  it('keeps few positions of a day of standing still [PO-41]', () => {
    const day = Array.from({ length: 86_400 }, (_, i) => aPosition({ recordedAt: noon + i * 1000 }))

    expect(simplify(day, 5).length).to.be.below(100)
  })
})

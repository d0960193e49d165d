import { expect } from 'chai'
import fc from 'fast-check'
import { isImplausibleJump, judge, movesMarker } from '../../../domain/positions/rules.ts'
import { readLiverpool, readMunich } from '../../../scripts/demo/recordings.ts'
import { anyPosition, aPosition, noon } from './a-position.ts'

const minutes = (count: number) => count * 60_000
const days = (count: number) => minutes(count * 24 * 60)

describe('a position that comes in', () => {
  it('is taken anywhere on the globe, its edges included [PO-1]', () => {
    for (const [lat, lon] of [
      [90, 0],
      [-90, 180],
      [0, -180],
      [0, 0.0000001],
    ] as const)
      expect(judge(aPosition({ lat, lon }), noon)).to.equal(undefined)
  })

  it('is refused outside the globe [PO-1]', () => {
    for (const [lat, lon] of [
      [90.0000001, 0],
      [0, -180.0000001],
      [Number.NaN, 0],
      [0, Number.NaN],
      [Number.POSITIVE_INFINITY, 0],
      [0, Number.NEGATIVE_INFINITY],
    ] as const)
      expect(judge(aPosition({ lat, lon }), noon)).to.equal('coordinates_invalid')
  })

  it('is refused at exactly 0, 0 unless it tells an accuracy [PO-2]', () => {
    expect(judge(aPosition({ lat: 0, lon: 0 }), noon)).to.equal('null_island')
    expect(judge(aPosition({ lat: 0, lon: 0, accuracy: 0 }), noon)).to.equal('null_island')
    expect(judge(aPosition({ lat: 0, lon: 0, accuracy: 8 }), noon)).to.equal(undefined)
  })

  it('may be 5 minutes ahead and no more [PO-3]', () => {
    expect(judge(aPosition({ recordedAt: noon + minutes(5) }), noon)).to.equal(undefined)
    expect(judge(aPosition({ recordedAt: noon + minutes(5) + 1 }), noon)).to.equal('time_in_future')
  })

  it('may be 30 days old and no more [PO-4]', () => {
    expect(judge(aPosition({ recordedAt: noon - days(30) }), noon)).to.equal(undefined)
    expect(judge(aPosition({ recordedAt: noon - days(30) - 1 }), noon)).to.equal('time_too_old')
  })

  it('is refused without a time [PO-5]', () => {
    expect(judge(aPosition({ recordedAt: Number.NaN }), noon)).to.equal('time_invalid')
  })
})

describe('the live marker', () => {
  it('moves to the first position and to newer ones only [PO-6]', () => {
    const newest = aPosition()

    expect(movesMarker(aPosition(), undefined)).to.equal(true)
    expect(movesMarker(aPosition({ recordedAt: noon + 1 }), newest)).to.equal(true)
    expect(movesMarker(aPosition(), newest)).to.equal(false)
    expect(movesMarker(aPosition({ recordedAt: noon - 1 }), newest)).to.equal(false)
  })
})

describe('a jump', () => {
  const from = aPosition({ lat: 50, lon: 8 })
  /** So many metres north of `from`, so many seconds later. */
  const later = (metres: number, seconds: number, accuracy: number | null = null) =>
    aPosition({ lat: 50 + metres / 111_195.08, lon: 8, recordedAt: noon + seconds * 1000, accuracy })

  it('is implausible at more than 300 km/h over a minute [PO-7]', () => {
    expect(isImplausibleJump(from, later(4_900, 60))).to.equal(false)
    expect(isImplausibleJump(from, later(5_200, 60))).to.equal(true)
  })

  it('is the same in either order, and across the antimeridian [PO-7]', () => {
    const west = aPosition({ lat: 0, lon: 179.9995 })
    const east = aPosition({ lat: 0, lon: -179.9995, recordedAt: noon + 1000 })

    expect(isImplausibleJump(later(5_200, 60), from)).to.equal(true)
    expect(isImplausibleJump(later(4_900, 60), from)).to.equal(false)
    expect(isImplausibleJump(west, east)).to.equal(false)
  })

  it('lets jitter pass within the same second, but no leap [PO-7]', () => {
    expect(isImplausibleJump(from, later(100, 0))).to.equal(false)
    expect(isImplausibleJump(from, later(500, 0))).to.equal(true)
  })

  it('believes a poor accuracy up to 1 km [PO-7]', () => {
    expect(isImplausibleJump(from, later(900, 1, 800))).to.equal(false)
    expect(isImplausibleJump(from, later(5_000, 1, 1_000_000))).to.equal(true)
  })

  it('reaches every place after three days [PO-7]', () => {
    const antipode = aPosition({ lat: -50, lon: -172, recordedAt: noon + days(3) })

    expect(isImplausibleJump(from, antipode)).to.equal(false)
  })

  it('never hits a position at the very same place [PO-7]', () => {
    fc.assert(
      fc.property(anyPosition, fc.integer({ min: 0, max: 1e9 }), (place, wait) => {
        expect(isImplausibleJump(place, { ...place, recordedAt: place.recordedAt + wait })).to.equal(false)
      }),
    )
  })

  it('is not found in the real buses, and once in the real car [PO-7]', () => {
    const jumpsOf = ({ fixes }: { fixes: readonly ReturnType<typeof aPosition>[] }) =>
      fixes.filter((fix, i) => i > 0 && isImplausibleJump(fixes[i - 1]!, fix)).length

    expect(readLiverpool().map(jumpsOf)).to.deep.equal([0, 0, 0, 0, 0, 0, 0, 0])
    expect(readMunich().map(jumpsOf)).to.deep.equal([1])
  })
})

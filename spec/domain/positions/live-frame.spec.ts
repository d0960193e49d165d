import { expect } from 'chai'
import fc from 'fast-check'
import { decodeFrame, encodeFrame, type LiveUpdate } from '../../../domain/positions/live-frame.ts'
import { readLiverpool } from '../../../scripts/demo/recordings.ts'
import { anyPosition, aPosition, noon } from './a-position.ts'

const updateOf = (handle: number, position = aPosition()): LiveUpdate => {
  const { latE7, lonE7, recordedAt, speed, heading, accuracy } = position
  return { handle, t: recordedAt, latE7, lonE7, speed, heading, accuracy }
}
const anyUpdate = fc
  .tuple(fc.nat({ max: 2 ** 32 - 1 }), anyPosition)
  .map(([handle, position]) => updateOf(handle, position))

const rounded = (value: number | null) => (value === null ? null : Math.round(value))

describe('a live frame', () => {
  it('comes back in order, as exact as it says [PO-50]', () => {
    fc.assert(
      fc.property(fc.array(anyUpdate), (updates) => {
        const expected = updates.map((update) => ({
          ...update,
          latE7: Math.round(update.latE7 / 10) * 10 + 0,
          lonE7: Math.round(update.lonE7 / 10) * 10 + 0,
          heading: rounded(update.heading),
          accuracy: rounded(update.accuracy),
        }))
        expect(decodeFrame(encodeFrame(updates))).to.deep.equal(expected)
      }),
    )
  })

  it('is a copy that the next frame does not touch [PO-50]', () => {
    const first = encodeFrame([updateOf(1)])
    const kept = first.slice()
    encodeFrame([updateOf(2), updateOf(3)])

    expect(first).to.deep.equal(kept)
  })

  it('carries a city fleet of 100 in at most 15 bytes an update [PO-51]', () => {
    const fixes = readLiverpool().flatMap((recording) => recording.fixes)
    const fleet = Array.from({ length: 100 }, (_, i) => {
      const fix = fixes[(i * 15) % fixes.length]!
      return updateOf(i + 1, { ...fix, recordedAt: noon - i * 10, accuracy: 3 + (i % 30) })
    })

    expect(encodeFrame(fleet).length / fleet.length).to.be.at.most(15)
  })

  it('carries a single vehicle in at most 26 bytes [PO-51]', () => {
    const update = updateOf(1, aPosition({ speed: 42.5, heading: 271, accuracy: 4 }))

    expect(encodeFrame([update]).length).to.be.at.most(26)
  })

  it('may be empty [PO-50]', () => {
    expect(decodeFrame(encodeFrame([]))).to.deep.equal([])
  })

  it('is refused when it is cut off, of another version or off the globe [PO-52]', () => {
    const bytes = encodeFrame([updateOf(1)])
    const beyondPole = bytes.slice()

    for (let length = 0; length < bytes.length; length++)
      if (length !== 17) expect(() => decodeFrame(bytes.subarray(0, length))).to.throw(RangeError)
    expect(() => decodeFrame(bytes.with(0, 9))).to.throw(RangeError, 'another version')
    new DataView(beyondPole.buffer).setInt32(9, 100_000_000, true)
    expect(() => decodeFrame(beyondPole)).to.throw(RangeError, 'off the globe')
    expect(() => decodeFrame(bytes.fill(0xff, 1, 9))).to.throw(RangeError, 'without a time')
  })

  it('is refused or read when damaged, nothing else [PO-52]', () => {
    const readsOrRefuses = (bytes: Uint8Array) => {
      try {
        decodeFrame(bytes)
      } catch (error) {
        expect(error).to.be.instanceOf(RangeError)
      }
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), readsOrRefuses))
    fc.assert(
      fc.property(fc.array(anyUpdate), fc.nat(), fc.nat({ max: 255 }), (updates, place, byte) => {
        const bytes = encodeFrame(updates)
        readsOrRefuses(bytes.with(place % bytes.length, byte))
      }),
    )
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { packTrail, unpackTrail } from '../../../domain/positions/trail/packed.ts'
import { segmentsOf } from '../../../domain/positions/trail/segments.ts'
import { ByteReader, ByteWriter } from '../../../domain/positions/varint.ts'
import { readLiverpool, readMunich } from '../../../scripts/demo/recordings.ts'
import { anyPosition, aPosition } from './a-position.ts'

const anyTrail = fc.array(fc.array(anyPosition, { minLength: 1, maxLength: 20 }), { maxLength: 5 })

/** Reading damaged bytes may succeed or throw a RangeError; nothing else. */
const readsOrRefuses = (read: () => unknown) => {
  try {
    read()
  } catch (error) {
    expect(error).to.be.instanceOf(RangeError)
  }
}

describe('numbers in bytes', () => {
  it('come back, up to 2⁵³ − 1 [PO-44]', () => {
    const most = Number.MAX_SAFE_INTEGER
    fc.assert(
      fc.property(
        fc.nat({ max: most }),
        fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }),
        (plain, signed) => {
          const writer = new ByteWriter()
          writer.varint(plain)
          writer.zigzag(signed)
          const reader = new ByteReader(writer.copy())
          expect([reader.varint(), reader.zigzag(), reader.left]).to.deep.equal([plain, signed, 0])
        },
      ),
      {
        examples: [
          [0, 0],
          [127, -1],
          [128, 64],
          [most, -(2 ** 52)],
        ],
      },
    )
  })

  it('are written small [PO-44]', () => {
    const sizeOf = (value: number) => {
      const writer = new ByteWriter()
      writer.varint(value)
      return writer.copy().length
    }

    expect([0, 127, 128, 16_383, 16_384, Number.MAX_SAFE_INTEGER].map(sizeOf)).to.deep.equal([
      1, 1, 2, 2, 3, 8,
    ])
    for (const wrong of [-1, Number.NaN, 2 ** 53]) expect(() => sizeOf(wrong)).to.throw(RangeError)
  })

  it('are refused when they never end or end too late [PO-45]', () => {
    expect(() => new ByteReader(new Uint8Array(20).fill(0xff)).varint()).to.throw(RangeError)
    expect(() => new ByteReader(new Uint8Array([0x80, 0x80])).varint()).to.throw(RangeError)
    expect(() => new ByteReader(new Uint8Array(8).fill(0xff).with(7, 0x7f)).varint()).to.throw(RangeError)
    expect(() => new ByteReader(new Uint8Array(10).fill(0x80).with(9, 0)).varint()).to.throw(RangeError)
    expect(() => new ByteReader(new Uint8Array(7)).float64()).to.throw(RangeError)
    expect(() => new ByteReader(new Uint8Array(3)).int32()).to.throw(RangeError)
  })
})

describe('a packed trail', () => {
  it('comes back as it was [PO-44]', () => {
    fc.assert(
      fc.property(anyTrail, (segments) => {
        expect(unpackTrail(packTrail(segments))).to.deep.equal(segments)
      }),
    )
  })

  it('carries real trails in at most 12 bytes a position [PO-44]', () => {
    for (const { fixes } of [...readLiverpool(), ...readMunich()]) {
      const bytes = packTrail(segmentsOf(fixes))
      expect(bytes.length / fixes.length).to.be.at.most(12)
      const read = unpackTrail(bytes).flat()
      expect(read.map(({ latE7, lonE7, recordedAt }) => [latE7, lonE7, recordedAt])).to.deep.equal(
        fixes.map(({ latE7, lonE7, recordedAt }) => [latE7, lonE7, recordedAt]),
      )
    }
  })

  it('is refused when it is cut off, too long or of another version [PO-45]', () => {
    const bytes = packTrail([[aPosition({ speed: 42 }), aPosition({ altitude: 570 })]])

    for (let length = 0; length < bytes.length; length++)
      expect(() => unpackTrail(bytes.subarray(0, length))).to.throw(RangeError)
    expect(() => unpackTrail(new Uint8Array([...bytes, 0]))).to.throw(RangeError, 'after the end')
    expect(() => unpackTrail(bytes.with(0, 2))).to.throw(RangeError, 'another version')
    expect(() => unpackTrail(bytes.with(2, 0))).to.throw(RangeError, 'in the middle')
  })

  it('does not believe a count that its bytes cannot hold [PO-45]', () => {
    expect(() => unpackTrail(new Uint8Array([1, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0]))).to.throw(RangeError)
  })

  it('is refused or read when damaged, nothing else [PO-45]', () => {
    const damage = fc.tuple(anyTrail, fc.nat(), fc.nat({ max: 255 }))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readsOrRefuses(() => unpackTrail(bytes))),
    )
    fc.assert(
      fc.property(damage, ([segments, place, byte]) => {
        const bytes = packTrail(segments)
        readsOrRefuses(() => unpackTrail(bytes.with(place % bytes.length, byte)))
      }),
    )
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { decodeOwnTracks } from '../../../domain/positions/owntracks.ts'
import { aPosition, noon } from './a-position.ts'

const decode = (message: unknown) => decodeOwnTracks(JSON.stringify(message), noon)
const here = { _type: 'location', lat: -33.4489, lon: -70.6693, tst: noon / 1000 }

describe('an OwnTracks location', () => {
  it('becomes a position [PO-31] [PO-34]', () => {
    const message = {
      ...here,
      acc: 12,
      alt: 570,
      vac: 3,
      vel: 42.5,
      cog: 271,
      batt: 83,
      bs: 1,
      conn: 'm',
      t: 'u',
      tid: 'v1',
      topic: 'owntracks/van/1',
      created_at: noon / 1000 + 2,
      _id: 'abcd',
      inregions: ['depot'],
    }

    expect(decode(message)).to.deep.equal({
      kind: 'position',
      position: aPosition({
        accuracy: 12,
        altitude: 570,
        speed: 42.5,
        heading: 271,
        attributes: {
          vac: 3,
          batt: 83,
          bs: 1,
          conn: 'm',
          t: 'u',
          tid: 'v1',
          created_at: noon / 1000 + 2,
          inregions: ['depot'],
        },
      }),
    })
  })

  it('reads what is left out as zero, where zero can be true [PO-31]', () => {
    expect(decode(here)).to.deep.equal({ kind: 'position', position: aPosition({ speed: 0 }) })
    expect(decode({ ...here, vel: 30, vac: 4 })).to.deep.equal({
      kind: 'position',
      position: aPosition({ speed: 30, heading: 0, altitude: 0, attributes: { vac: 4 } }),
    })
    expect(decode({ ...here, cog: 90 })).to.deep.equal({
      kind: 'position',
      position: aPosition({ speed: 0, heading: 90 }),
    })
  })

  it('reads what is negative as unknown, and an accuracy of 0 too [PO-31]', () => {
    const message = { ...here, vel: -1, cog: -1, acc: 0 }

    expect(decode(message)).to.deep.equal({ kind: 'position', position: aPosition() })
  })

  it('only moves "last seen" when it is a ping [PO-32]', () => {
    expect(decode({ ...here, t: 'p' })).to.deep.equal({ kind: 'seen', at: noon })
    expect(decode({ ...here, t: 'p', tst: noon })).to.deep.equal({ kind: 'seen', at: noon })
    expect(decode({ ...here, t: 'P' })).to.include({ kind: 'position' })
  })

  it('is ignored without place or time [PO-30]', () => {
    for (const lacking of ['lat', 'lon', 'tst'] as const)
      expect(decode({ ...here, [lacking]: undefined })).to.deep.equal({
        kind: 'ignored',
        type: 'location',
        why: 'incomplete',
      })
    expect(decode({ ...here, lat: '1' })).to.include({ why: 'incomplete' })
  })
})

describe('another OwnTracks message', () => {
  it('is ignored, whatever its type [PO-30]', () => {
    for (const type of [
      'transition',
      'waypoint',
      'waypoints',
      'lwt',
      'status',
      'steps',
      'card',
      'cmd',
      'new one',
    ])
      expect(decode({ ...here, _type: type })).to.deep.equal({ kind: 'ignored', type, why: 'other_type' })
  })

  it('is ignored with a word to the operator when encrypted [PO-33]', () => {
    const message = { _type: 'encrypted', data: 'q83vASNFZ4mrze8' }

    expect(decode(message)).to.deep.equal({ kind: 'ignored', type: 'encrypted', why: 'encrypted' })
  })

  it('is ignored when empty or broken [PO-30]', () => {
    expect(decodeOwnTracks('', noon)).to.include({ kind: 'ignored', why: 'empty' })
    expect(decodeOwnTracks(new Uint8Array(0), noon)).to.include({ kind: 'ignored', why: 'empty' })
    for (const body of ['{', '[]', 'null', '7', '"location"'])
      expect(decodeOwnTracks(body, noon), body).to.include({ kind: 'ignored', why: 'malformed' })
    expect(decodeOwnTracks('{}', noon)).to.include({ kind: 'ignored', why: 'other_type' })
    expect(decodeOwnTracks(' '.repeat(70_000), noon)).to.include({ kind: 'ignored', why: 'too_large' })
  })

  it('is never an error [PO-30]', () => {
    const type = fc.constantFrom('location', 'encrypted', 'card')
    const anyMessage = fc.record({
      _type: type,
      lat: fc.jsonValue(),
      lon: fc.double(),
      tst: fc.double(),
      x: fc.jsonValue(),
    })
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          anyMessage.map((m) => JSON.stringify(m)),
        ),
        (body) => {
          expect(decodeOwnTracks(body, noon).kind).to.be.oneOf(['position', 'seen', 'ignored'])
        },
      ),
    )
  })
})

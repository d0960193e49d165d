import { expect } from 'chai'
import fc from 'fast-check'
import { DeviceReport, PositionReport, readReport } from '../../../domain/positions/report.ts'
import { parser } from '../../../domain/validate.ts'
import { aPosition, noon } from './a-position.ts'

const here = { latitude: -33.4489, longitude: -70.6693 }
const read = (report: unknown) => readReport(report, noon)
const codeOf = (report: unknown) => {
  const answer = read(report)
  return 'code' in answer ? answer.code : undefined
}

describe('a report', () => {
  it('becomes a position [PO-9]', () => {
    const position = read({
      imei: 'van-1',
      ...here,
      speed: 42.5,
      heading: 271,
      accuracy: 4,
      altitude: 570,
      recorded_at: '2030-06-01T11:59:50.500Z',
      attributes: { ignition: true },
      colour_of_the_sky: 'blue',
    })

    expect(position).to.deep.equal(
      aPosition({
        speed: 42.5,
        heading: 271,
        accuracy: 4,
        altitude: 570,
        recordedAt: noon - 9_500,
        attributes: { ignition: true },
      }),
    )
  })

  it('needs a place and no more; its time is then that of arrival [PO-9] [PO-11]', () => {
    const empty = {
      speed: null,
      heading: null,
      accuracy: null,
      altitude: null,
      recorded_at: null,
      attributes: null,
    }

    expect(read(here)).to.deep.equal(aPosition())
    expect(read({ ...here, ...empty })).to.deep.equal(aPosition())
  })

  it('is refused when something is of the wrong type [PO-9]', () => {
    for (const report of [
      null,
      undefined,
      7,
      'here',
      [],
      {},
      { latitude: 1 },
      { latitude: '1', longitude: 2 },
      { latitude: Number.NaN, longitude: 2 },
      { latitude: 1, longitude: Number.POSITIVE_INFINITY },
      { latitude: 1, longitude: null },
      { ...here, speed: '50' },
      { ...here, speed: true },
      { ...here, heading: {} },
      { ...here, accuracy: Number.NaN },
      { ...here, altitude: '570' },
      { ...here, recorded_at: noon },
    ])
      expect(codeOf(report), JSON.stringify(report)).to.equal('validation_failed')
  })

  it('is refused with a time that cannot be read [PO-11]', () => {
    expect(codeOf({ ...here, recorded_at: 'yesterday' })).to.equal('time_invalid')
    expect(codeOf({ ...here, recorded_at: '2030-06-01T12:00:00' })).to.equal('time_invalid')
    expect(codeOf({ ...here, recorded_at: '' })).to.equal('time_invalid')
  })

  it('reads nonsense in a measure as unknown [PO-12]', () => {
    const unknown = { speed: -1, heading: -1, accuracy: -1, altitude: 1e9 }

    expect(read({ ...here, ...unknown })).to.deep.equal(aPosition())
    expect(read({ ...here, speed: 2_001, accuracy: 1e300 })).to.deep.equal(aPosition())
  })

  it('wraps the heading and keeps hundredths [PO-12]', () => {
    expect(read({ ...here, heading: 360 })).to.deep.equal(aPosition({ heading: 0 }))
    expect(read({ ...here, heading: 450.125, speed: 1e-50 })).to.deep.equal(
      aPosition({ heading: 90.13, speed: 0 }),
    )
    expect(read({ ...here, heading: 359.999 })).to.deep.equal(aPosition({ heading: 0 }))
  })

  it('has no negative zero [PO-12]', () => {
    const position = read({ latitude: -1e-9, longitude: -0, speed: -0, altitude: -0.001 })

    expect(position).to.deep.equal(aPosition({ lat: 0, lon: 0, speed: 0, altitude: 0 }))
  })

  it('never throws, and never answers something in between [PO-10]', () => {
    const keys = [
      'latitude',
      'longitude',
      'speed',
      'heading',
      'accuracy',
      'altitude',
      'recorded_at',
      'attributes',
    ]
    const loose = fc.dictionary(fc.constantFrom(...keys), fc.anything())
    fc.assert(
      fc.property(fc.oneof(fc.anything(), loose), (input) => {
        const answer = read(input)
        if ('code' in answer) return
        for (const value of Object.values({ ...answer, attributes: null }))
          expect(value === null || !Number.isNaN(value)).to.equal(true)
      }),
    )
  })

  it('is taken when the published schema takes it, and refused when that does [PO-14]', () => {
    const fitsSchema = (report: unknown) => {
      try {
        parser(DeviceReport)(report)
        return true
      } catch {
        return false
      }
    }
    const measure = fc.constantFrom(undefined, null, 0, 12.5, -1, '12', true, {})
    const anyReport = fc.record(
      {
        latitude: fc.constantFrom(0, 90, -33.4, '1', null, undefined),
        longitude: fc.constantFrom(0, -180, 70.6, '1', null, undefined),
        speed: measure,
        heading: measure,
        accuracy: measure,
        altitude: measure,
        recorded_at: fc.constantFrom(undefined, null, '2030-06-01T12:00:00Z', '2030-06-01', '', 5),
        attributes: fc.constantFrom(undefined, null, {}, { a: 1 }, [], 'a'),
        other: fc.anything(),
      },
      { requiredKeys: ['latitude', 'longitude'] },
    )
    fc.assert(
      fc.property(anyReport, (report) => {
        const given = JSON.parse(JSON.stringify(report))
        expect(codeOf(given) === undefined).to.equal(fitsSchema(given))
      }),
      { numRuns: 2_000 },
    )
  })

  it('names its device when a program sends it [PO-14]', () => {
    expect(() => parser(PositionReport)(here)).to.throw()
    expect(parser(PositionReport)({ imei: 'van-1', ...here })).to.deep.equal({ imei: 'van-1', ...here })
  })
})

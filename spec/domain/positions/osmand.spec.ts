import { expect } from 'chai'
import fc from 'fast-check'
import { decodeOsmand, type OsmandMessage } from '../../../domain/positions/osmand.ts'
import type { Position } from '../../../domain/positions/position.ts'
import { aPosition, noon } from './a-position.ts'

const seconds = noon / 1000
const form = 'application/x-www-form-urlencoded; charset=UTF-8'

const byQuery = (query: string) => decodeOsmand({ contentType: undefined, query, body: '' }, noon)
const byForm = (body: string) => decodeOsmand({ contentType: form, query: '', body }, noon)
const byJson = (body: unknown, contentType = 'application/json') =>
  decodeOsmand({ contentType, query: '', body: JSON.stringify(body) }, noon)

const positionOf = (message: OsmandMessage): Position => {
  if (message.kind !== 'position') throw new Error(`expected a position, got ${JSON.stringify(message)}`)
  return message.position
}
const attributesOf = (message: OsmandMessage) =>
  message.kind === 'status' ? message.attributes : positionOf(message).attributes

const here = 'lat=-33.4489&lon=-70.6693'
const coords = { latitude: -33.4489, longitude: -70.6693 }

describe('an OsmAnd message in the query', () => {
  it('is read as Traccar Client 7 sends it [PO-20] [PO-21]', () => {
    const message = byQuery(
      `id=van-1&timestamp=${seconds}&${here}&speed=22.678&bearing=271.0&altitude=570.0&accuracy=3.9&batt=83.0`,
    )

    expect(message).to.deep.equal({
      kind: 'position',
      shape: 'pairs',
      device: 'van-1',
      position: aPosition({
        speed: 42,
        heading: 271,
        altitude: 570,
        accuracy: 3.9,
        attributes: { batt: 83 },
      }),
    })
  })

  it('may say deviceid, heading and location [PO-23]', () => {
    const message = byQuery('deviceid=van-1&location=-33.4489,-70.6693&heading=10')

    expect(message).to.include({ kind: 'position', device: 'van-1' })
    expect(positionOf(message)).to.deep.equal(aPosition({ heading: 10 }))
  })

  it('takes precedence over a form in the body [PO-20]', () => {
    const message = decodeOsmand(
      { contentType: form, query: new URLSearchParams(`id=a&${here}`), body: 'id=b' },
      noon,
    )

    expect(message).to.include({ kind: 'position', device: 'a' })
  })

  it('tells the time in seconds, milliseconds, ISO 8601 or as a plain date in UTC [PO-22]', () => {
    for (const time of [
      `${seconds}`,
      `${noon}`,
      '2030-06-01T12:00:00Z',
      '2030-06-01T12:00:00.000Z',
      '2030-06-01T14:00:00+02:00',
      '2030-06-01T14:00:00%2B0200',
      '2030-06-01T09:30:00.000-02:30',
      '2030-06-01T12:00:00',
      '2030-06-01%2012:00:00',
      '2030-06-01+12:00:00',
      '',
    ])
      expect(positionOf(byQuery(`id=a&${here}&timestamp=${time}`)).recordedAt, time).to.equal(noon)
  })

  it('counts milliseconds from 2³¹ − 1 on [PO-22]', () => {
    const timeOf = (time: number) => positionOf(byQuery(`id=a&${here}&timestamp=${time}`)).recordedAt

    expect(timeOf(2_147_483_646)).to.equal(2_147_483_646_000)
    expect(timeOf(2_147_483_647)).to.equal(2_147_483_647)
  })

  it('is invalid with a time or place that cannot be read [PO-22] [PO-23]', () => {
    for (const query of [
      `${here}&timestamp=yesterday`,
      `${here}&timestamp=2030-02-30T12:00:00Z`,
      'lat=north&lon=2',
      'lat=1',
      'lon=1',
      'location=1',
      'lat=NaN&lon=NaN',
      'lat=1e999&lon=1',
    ])
      expect(byQuery(`id=a&${query}`), query).to.include({ kind: 'invalid', status: 400 })
  })

  it('is a status when it says valid=false, or has no coordinates [PO-24]', () => {
    for (const valid of ['false', '0', 'no', 'A'])
      expect(byQuery(`id=a&${here}&valid=${valid}`)).to.deep.equal({
        kind: 'status',
        shape: 'pairs',
        device: 'a',
        attributes: { valid: false },
      })
    for (const valid of ['true', '1', 'TRUE'])
      expect(byQuery(`id=a&${here}&valid=${valid}`).kind).to.equal('position')
    expect(byQuery('id=a&batt=50&lat=&lon=')).to.include({ kind: 'status' })
  })

  it('reads negative measures as unknown and keeps a small accuracy [PO-25]', () => {
    const unknown = byQuery(`id=a&${here}&speed=-1&bearing=-1&accuracy=-1&batt=-1`)

    expect(positionOf(unknown)).to.deep.equal(aPosition())
    expect(positionOf(byQuery(`id=a&${here}&accuracy=0.5`)).accuracy).to.equal(0.5)
  })

  it('says that it charges only while it does [PO-26]', () => {
    expect(attributesOf(byQuery(`id=a&${here}&charge=true`))).to.deep.equal({ charge: true })
    expect(attributesOf(byQuery(`id=a&${here}&charge=false`))).to.equal(null)
  })

  it('keeps cells and access points, also without a fix [PO-26]', () => {
    const message = byQuery('id=a&cell=730,1,10,100,-70&cell=730,1,10,101&wifi=aa-bb-cc-dd-ee-ff,-50')

    expect(message).to.include({ kind: 'status' })
    expect(attributesOf(message)).to.deep.equal({
      cell: ['730,1,10,100,-70', '730,1,10,101'],
      wifi: ['aa-bb-cc-dd-ee-ff,-50'],
    })
  })

  it('keeps unknown names as number, truth value or text, without losing a digit [PO-26]', () => {
    const message = byQuery(
      `id=a&${here}&hdop=0.9&driverUniqueId=007&card=123456789012345678&sos=true&door=open&_=1&temp=-4.5&batt=83.5`,
    )

    expect(attributesOf(message)).to.deep.equal({
      batt: 83.5,
      hdop: 0.9,
      driverUniqueId: '007',
      card: '123456789012345678',
      sos: true,
      door: 'open',
      temp: -4.5,
    })
  })

  it('loses unknown names rather than known ones when it says too much [PO-27]', () => {
    const flood = Array.from({ length: 40 }, (_, i) => `x${i}=${'y'.repeat(200)}`).join('&')

    const attributes = attributesOf(byQuery(`${flood}&id=a&${here}&batt=50&__proto__=1&${'z'.repeat(65)}=1`))

    expect(attributes).to.include({ batt: 50 })
    expect(Object.keys(attributes ?? {}).length).to.be.within(10, 30)
  })

  it('is invalid when too large [PO-29]', () => {
    const large = 'a'.repeat(20_000)

    expect(byQuery(`id=a&${here}&x=${large}`)).to.include({ kind: 'invalid', status: 413 })
    expect(byForm(`id=a&${here}&x=${large}`)).to.include({ kind: 'invalid', status: 413 })
    expect(byJson({ device_id: 'a', x: large })).to.include({ kind: 'invalid', status: 413, shape: 'json' })
    expect(byQuery(`id=${'a'.repeat(101)}&${here}`)).to.include({ kind: 'invalid', status: 400 })
  })
})

describe('an OsmAnd message as a form', () => {
  it('is read as Traccar Client 10 sends it [PO-20]', () => {
    const body = new TextEncoder().encode(`id=van-1&timestamp=${noon}&${here}&speed=10&alarm=sos`)

    const message = decodeOsmand({ contentType: form, query: '', body }, noon)

    expect(message).to.deep.equal({
      kind: 'position',
      shape: 'pairs',
      device: 'van-1',
      position: aPosition({ speed: 18.52, attributes: { alarm: 'sos' } }),
    })
  })
})

describe('an OsmAnd message as JSON', () => {
  it('is read as Traccar Client 9 sends it [PO-20] [PO-21] [PO-25] [PO-28]', () => {
    const message = byJson({
      _: `&id=other&lat=1&lon=2&timestamp=2030-06-01T12:00:00.000Z&`,
      device_id: 'van-1',
      location: {
        timestamp: '2030-06-01T12:00:00.000Z',
        coords: {
          ...coords,
          accuracy: 4.123456789,
          speed: 11.666666,
          heading: 271,
          altitude: 570.4,
          speed_accuracy: 0.5,
          floor: null,
        },
        is_moving: true,
        odometer: 1234.5,
        event: 'motionchange',
        battery: { level: 0.83, is_charging: false },
        activity: { type: 'in_vehicle', confidence: 100 },
        extras: {},
        uuid: '5b1c',
        age: 12,
        _: '&x=1',
      },
    })

    expect(message).to.deep.equal({
      kind: 'position',
      shape: 'json',
      device: 'van-1',
      position: aPosition({
        accuracy: 4.12,
        speed: 42,
        heading: 271,
        altitude: 570.4,
        attributes: {
          batt: 83,
          motion: true,
          activity: 'in_vehicle',
          odometer: 1234.5,
          event: 'motionchange',
          uuid: '5b1c',
          age: 12,
        },
      }),
    })
  })

  it('is known by its content type in any case [PO-20]', () => {
    for (const contentType of [
      'application/json; charset=utf-8',
      'Application/JSON',
      'APPLICATION/JSON;charset=UTF-8',
    ])
      expect(byJson({ device_id: 'a', location: { coords } }, contentType).kind).to.equal('position')
  })

  it('may have unknown measures and no time [PO-25]', () => {
    const unknown = { speed: -1, heading: -1, accuracy: -1, altitude: null }

    const message = byJson({
      device_id: 5,
      location: { coords: { ...coords, ...unknown }, battery: { level: -1, is_charging: true } },
    })

    expect(message).to.deep.equal({
      kind: 'position',
      shape: 'json',
      device: '5',
      position: aPosition({ attributes: { charge: true } }),
    })
  })

  it('is a heartbeat without coords [PO-24]', () => {
    const message = byJson({ device_id: 'a', location: { event: 'heartbeat', battery: { level: 0.5 } } })

    expect(message).to.deep.equal({
      kind: 'status',
      shape: 'json',
      device: 'a',
      attributes: { batt: 50, event: 'heartbeat' },
    })
    expect(byJson({ device_id: 'a' })).to.include({ kind: 'status' })
    expect(byJson({ device_id: 'a', location: { coords: null } })).to.include({ kind: 'status' })
  })

  it('keeps its alarm whatever its extras say [PO-27]', () => {
    const withAlarm = byJson({
      device_id: 'a',
      location: { coords, alarm: 'sos', extras: { alarm: 'none', a: 1 } },
    })
    const without = byJson({ device_id: 'a', location: { coords, extras: { alarm: 'sos' } } })

    expect(attributesOf(withAlarm)).to.deep.equal({ alarm: 'sos', a: 1 })
    expect(attributesOf(without)).to.deep.equal({ alarm: 'sos' })
  })

  it('is invalid when it cannot be read [PO-29]', () => {
    const broken = decodeOsmand({ contentType: 'application/json', query: '', body: '{' }, noon)

    expect(broken).to.include({ kind: 'invalid', shape: 'json', status: 400 })
    for (const body of [
      null,
      [],
      'a',
      { device_id: {} },
      { device_id: 'a'.repeat(101) },
      { device_id: 'a', location: [] },
      { device_id: 'a', location: { coords: 'here' } },
      { device_id: 'a', location: { coords: { latitude: 1 } } },
      { device_id: 'a', location: { coords, timestamp: {} } },
    ])
      expect(byJson(body), JSON.stringify(body)).to.include({ kind: 'invalid', status: 400 })
  })
})

describe('an OsmAnd request of any kind', () => {
  it('is read without throwing [PO-29]', () => {
    const names = fc.constantFrom(
      'id',
      'lat',
      'lon',
      'location',
      'timestamp',
      'speed',
      'cell',
      'valid',
      '__proto__',
    )
    const pairs = fc
      .array(fc.tuple(fc.oneof(names, fc.string()), fc.oneof(fc.string(), fc.float().map(String))))
      .map((list) => new URLSearchParams(list).toString())
    const json = fc
      .record({
        device_id: fc.jsonValue(),
        location: fc.oneof(fc.jsonValue(), fc.record({ coords: fc.jsonValue() })),
      })
      .map((value) => JSON.stringify(value))
    const kinds = ['position', 'status', 'invalid']
    fc.assert(
      fc.property(fc.oneof(pairs, json, fc.string()), fc.boolean(), fc.boolean(), (text, isJson, isQuery) => {
        const contentType = isJson ? 'application/json' : undefined
        const request = { contentType, query: isQuery ? text : '', body: isQuery ? '' : text }
        expect(decodeOsmand(request, noon).kind).to.be.oneOf(kinds)
      }),
    )
  })
})

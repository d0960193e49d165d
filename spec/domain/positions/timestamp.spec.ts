import { expect } from 'chai'
import fc from 'fast-check'
import { parseTimestamp } from '../../../domain/positions/timestamp.ts'

describe('a time', () => {
  it('reads every instant of the years 0 to 9999 as the calendar says [PO-11]', () => {
    const anyDate = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(anyDate, (date) => {
        expect(parseTimestamp(date.toISOString())).to.equal(date.getTime())
      }),
    )
  })

  it('reads zones, fractions of any length, lower case and a space [PO-11]', () => {
    const expected = Date.parse('2030-06-01T12:00:00.250Z')

    for (const text of [
      '2030-06-01T12:00:00.25Z',
      '2030-06-01t12:00:00.2509999999z',
      '2030-06-01 14:00:00.250+02:00',
      '2030-06-01T06:30:00.250-05:30',
      '2030-06-01T12:00:00.250-00:00',
    ])
      expect(parseTimestamp(text), text).to.equal(expected)
  })

  it('reads leap days and leap seconds [PO-11]', () => {
    expect(parseTimestamp('2000-02-29T00:00:00Z')).to.equal(Date.UTC(2000, 1, 29))
    expect(parseTimestamp('2016-12-31T23:59:60Z')).to.equal(Date.UTC(2017, 0, 1))
  })

  it('refuses what RFC 3339 does not know [PO-11]', () => {
    for (const text of [
      '',
      'yesterday',
      '2030-06-01',
      '2030-06-01T12:00:00',
      '2030-06-01T12:00Z',
      '2030-06-01T24:00:00Z',
      '2030-06-01T12:60:00Z',
      '2030-06-01T12:00:61Z',
      '2030-13-01T12:00:00Z',
      '2030-00-01T12:00:00Z',
      '2030-06-00T12:00:00Z',
      '2030-06-31T12:00:00Z',
      '2030-02-29T12:00:00Z',
      '1900-02-29T12:00:00Z',
      '2030-06-01T12:00:00.Z',
      '2030-06-01T12:00:00,5Z',
      '2030-06-01T12:00:00ZZ',
      '2030-06-01T12:00:00+2:00',
      '2030-06-01T12:00:00+0200',
      '2030-06-01T12:00:00+24:00',
      '2030-06-01T12:00:00+02:60',
      '2030/06/01T12:00:00Z',
      ' 2030-06-01T12:00:00Z',
      '+02030-06-01T12:00:00Z',
      `2030-06-01T12:00:00.${'0'.repeat(100)}Z`,
      'Sat, 01 Jun 2030 12:00:00 GMT',
      '1906545600000',
    ])
      expect(parseTimestamp(text), text).to.be.NaN
  })

  it('answers a number or NaN to any text [PO-11]', () => {
    fc.assert(fc.property(fc.string({ maxLength: 50 }), (text) => typeof parseTimestamp(text) === 'number'))
  })
})

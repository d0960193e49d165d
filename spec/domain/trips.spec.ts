import { expect } from 'chai'
import { CreateTrip, CreateTripPlace, UpdateTripPlace } from '../../domain/trips/schema.ts'
import {
  assertNewDate,
  assertSpan,
  dayNumberOf,
  factsOf,
  presentAccesses,
  presentShared,
  type Trip,
} from '../../domain/trips/trip.ts'
import { parser } from '../../domain/validate.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'

const noon = new Date('2026-06-01T12:00:00Z')
const march = { startDate: '2026-03-01', endDate: '2026-03-05' }
const aTrip: Trip = {
  id: 1,
  tenantId: 2,
  userId: 3,
  name: 'Angkor',
  ...march,
  createdAt: noon,
  updatedAt: noon,
}

describe('the days of a trip', () => {
  it('are numbered by their dates, across months, leap days and changes of the clock [TR-3]', () => {
    expect(dayNumberOf(march, '2026-03-01')).to.equal(1)
    expect(dayNumberOf(march, '2026-03-05')).to.equal(5)
    expect(dayNumberOf({ startDate: '2028-02-28' }, '2028-03-01')).to.equal(3)
    expect(dayNumberOf({ startDate: '2026-03-28' }, '2026-03-30')).to.equal(3)
  })

  it('lie within it, and no two have one date [TR-2] [TR-3]', async () => {
    expect(() => assertNewDate(march, '2026-03-05', ['2026-03-04'])).not.to.throw()
    for (const date of ['2026-02-28', '2026-03-06', '2025-03-02'])
      expect(await faultyFields(() => assertNewDate(march, date, [])), date).to.deep.equal(['date'])
    expect(await faultyFields(() => assertNewDate(march, '2026-03-04', ['2026-03-04']))).to.deep.equal([
      'date',
    ])
  })
})

describe('the span of a trip', () => {
  it('is one day to a year and a day [TR-2]', async () => {
    const until = (endDate: string) => () => assertSpan({ startDate: '2026-03-01', endDate })

    for (const end of ['2026-03-01', '2027-03-01']) expect(until(end), end).not.to.throw()
    for (const end of ['2026-02-28', '2027-03-02'])
      expect(await faultyFields(until(end)), end).to.deep.equal(['end_date'])
  })

  it('leaves no planned day outside, and says which end would [TR-2]', async () => {
    expect(() => assertSpan(march, ['2026-03-01', '2026-03-05'])).not.to.throw()
    expect(await faultyFields(() => assertSpan(march, ['2026-02-28']))).to.deep.equal(['start_date'])
    expect(await faultyFields(() => assertSpan(march, ['2026-03-06']))).to.deep.equal(['end_date'])
  })
})

describe('the body for a trip', () => {
  it('has days that the calendar has [TR-2] [T-18]', async () => {
    const read = parser(CreateTrip)
    const body = { trip_name: 'Angkor', start_date: '2028-02-29', end_date: '2028-02-29' }

    expect(read(body)).to.deep.equal(body)
    for (const end_date of [
      '2026-02-29',
      '2026-13-01',
      '2026-3-1',
      '26-03-01',
      '2026-03-01T00:00:00Z',
      '0001-01-01',
      20260301,
    ])
      expect(await faultyFields(() => read({ ...body, end_date })), String(end_date)).to.deep.equal([
        'end_date',
      ])
  })
})

describe('the body for a place', () => {
  const read = parser(CreateTripPlace)
  const place_name = 'Angkor Wat'

  it('names pages of the web and nothing that runs [TR-5]', async () => {
    const good = {
      place_name,
      google_maps_link: 'https://maps.google.com/?q=1',
      images_url: 'http://a.example/b.jpg',
    }

    expect(read(good)).to.deep.equal(good)
    for (const link of [
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://a.example/',
      '//a.example',
      'a.example',
      ' https://a.example',
      'https://a b',
    ])
      expect(await faultyFields(() => read({ ...good, images_url: link })), link).to.deep.equal([
        'images_url',
      ])
  })

  it('keeps to what can be: ratings to 5, whole positions on the globe, known fields [TR-5] [T-55]', async () => {
    const faults: [object, string][] = [
      [{ ratings: 5.1 }, 'ratings'],
      [{ ratings: -1 }, 'ratings'],
      [{ reviews_count: 1.5 }, 'reviews_count'],
      [{ latitude: 91, longitude: 0 }, 'latitude'],
      [{ entry_free: 'yes' }, 'entry_free'],
      [{ notes: 'a\u0000b' }, 'notes'],
      [{ place_name: ' ' }, 'place_name'],
      [{ trip_place_id: 7 }, 'trip_place_id'],
    ]

    for (const [fault, field] of faults)
      expect(await faultyFields(() => read({ place_name, ...fault })), field).to.deep.equal([field])
    await expectRefusal('validation_failed', () => read({ place_name, latitude: 1 }))
    await expectRefusal('validation_failed', () => parser(UpdateTripPlace)({}))
    expect(read({ place_name, ratings: 5, notes: 'two\nlines', latitude: -90, longitude: 180 })).to.include({
      ratings: 5,
    })
  })

  it('changes what it names and nothing else', () => {
    expect(factsOf({ notes: null, ratings: 0 })).to.deep.equal({ notes: null, ratings: 0 })
    expect(factsOf({ place_name: ' Bayon ', category_name: ' Temple ' })).to.deep.equal({
      name: 'Bayon',
      categoryName: 'Temple',
    })
  })
})

describe('what a friend sees of a trip', () => {
  it('is exactly this [TR-8] [T-16]', () => {
    const place = { ...factsOf({ place_name: 'Angkor Wat' }), id: 7, dayId: 5, addedAt: noon } as never
    const day = { id: 5, tripId: 1, date: '2026-03-02', places: [place] }

    const seen = presentShared({ trip: aTrip, days: [day] })

    expect(seen).to.have.all.keys('trip', 'days', 'access_type')
    expect(seen.access_type).to.equal('view_only')
    expect(seen.trip).to.deep.equal({
      trip_id: 1,
      user_id: 3,
      trip_name: 'Angkor',
      start_date: '2026-03-01',
      end_date: '2026-03-05',
      created_at: '2026-06-01T12:00:00.000Z',
      updated_at: '2026-06-01T12:00:00.000Z',
    })
    expect(seen.days[0]).to.have.all.keys('trip_day_id', 'trip_id', 'date', 'day_number', 'places')
    expect(seen.days[0]).to.include({ trip_day_id: 5, trip_id: 1, date: '2026-03-02', day_number: 2 })
    expect(Object.keys(seen.days[0]!.places[0]!)).to.have.members([
      'trip_place_id',
      'trip_day_id',
      'place_id',
      'notes',
      'added_at',
      'place_name',
      'place_description',
      'category_id',
      'category_name',
      'google_maps_link',
      'ratings',
      'reviews_count',
      'images_url',
      'entry_free',
      'operating_hours',
      'province_id',
      'province_categoryName',
      'latitude',
      'longitude',
    ])
  })
})

describe('the list of accesses', () => {
  it('tells who came, when first and when last [TR-9]', () => {
    const last = new Date(noon.getTime() + 60_000)

    expect(
      presentAccesses([
        { userId: 9, fullName: 'Jane', email: 'jane@example.org', firstAt: noon, lastAt: last },
      ]),
    ).to.deep.equal({
      accesses: [
        {
          user_id: 9,
          user_name: 'Jane',
          user_email: 'jane@example.org',
          avatar: null,
          accessed_at: noon.toISOString(),
          last_accessed_at: last.toISOString(),
        },
      ],
      total_accesses: 1,
    })
  })
})

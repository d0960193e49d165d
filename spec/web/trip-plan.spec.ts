import { expect } from 'chai'
import type { TripPlaceView, WholeTripView } from '../../domain/trips/schema.ts'
import {
  datesOf,
  lengthOf,
  numbersOf,
  piecesOf,
  positionIn,
  stateOf,
  withMoved,
  withoutPlace,
} from '../../web/app/trips/plan.ts'
import { movedBeside, movedBy } from '../../web/app/ui/moved.ts'

const place = (trip_place_id: number, trip_day_id: number) =>
  ({ trip_place_id, trip_day_id, place_name: `Place ${trip_place_id}` }) as TripPlaceView
const day = (trip_day_id: number, date: string, ...places: number[]) => ({
  trip_day_id,
  trip_id: 1,
  date,
  day_number: 1,
  places: places.map((id) => place(id, trip_day_id)),
})
const trip = {
  trip_id: 1,
  start_date: '2030-02-26',
  end_date: '2030-03-10',
  days: [day(1, '2030-02-26', 10, 11), day(2, '2030-02-28', 12)],
} as unknown as WholeTripView
const idsOf = ({ days }: WholeTripView) =>
  days.map(({ places }) => places.map(({ trip_place_id }) => trip_place_id))

describe('the plan of a trip', () => {
  it('is now, to come or past, both its ends included [TP-1]', () => {
    expect(
      ['2030-02-25', '2030-02-26', '2030-03-10', '2030-03-11'].map((today) => stateOf(trip, today)),
    ).to.deep.equal(['coming', 'now', 'now', 'past'])
  })

  it('has every date of the calendar, and folds a long time without plans [TP-2]', () => {
    const dates = datesOf(trip)

    expect(lengthOf(trip)).to.equal(13)
    expect(dates.map(({ date }) => date).slice(2, 4)).to.deep.equal(['2030-02-28', '2030-03-01'])
    expect(piecesOf(dates).map((piece) => piece.length)).to.deep.equal([1, 1, 1, 10])
  })

  it('numbers its places through, moves them within and between days, and lets them go [TP-3] [TP-4]', () => {
    expect([...numbersOf(trip)]).to.deep.equal([
      [10, 1],
      [11, 2],
      [12, 3],
    ])
    expect(idsOf(withMoved(trip, 11, '2030-02-26', 0))).to.deep.equal([[11, 10], [12]])
    const crossed = withMoved(trip, 10, '2030-02-28', 1)
    expect(idsOf(crossed)).to.deep.equal([[11], [12, 10]])
    expect(crossed.days[1]!.places[1]).to.include({ trip_day_id: 2, place_name: 'Place 10' })
    expect(withMoved(trip, 10, '2030-03-01', 0)).to.equal(trip)
    expect(idsOf(withoutPlace(trip, 12))).to.deep.equal([[10, 11], []])
  })
})

describe('a position as people have it', () => {
  it('is read from numbers and from the links of maps [TP-7]', () => {
    const lisbon = { lat: 38.7139, lon: -9.1335 }
    for (const text of [
      '38.7139, -9.1335',
      ' 38.7139;-9.1335 ',
      'geo:38.7139,-9.1335?z=16',
      'https://maps.example/maps?q=38.7139,-9.1335',
      'https://maps.example/maps?q=38.7139%2C-9.1335',
      'https://maps.example/maps/@38.7139,-9.1335,17z',
      'https://maps.example/maps/place/x/@1.5,2.5,17z/data=!3d38.7139!4d-9.1335',
      'https://www.openstreetmap.org/?mlat=38.7139&mlon=-9.1335#map=16/1/2',
      'https://www.openstreetmap.org/#map=16/38.7139/-9.1335',
    ])
      expect(positionIn(text), text).to.deep.equal(lisbon)
  })

  it('is nothing where there is none, or none on earth [TP-7]', () => {
    for (const text of ['', 'Lisbon', '91, 0', '0, 181', '38.7139', 'https://maps.example/abc'])
      expect(positionIn(text), text).to.equal(null)
  })
})

describe('things in a list', () => {
  const list = ['a', 'b', 'c'] as const

  it('go before and behind each other, and no further than the ends [AP-5] [TP-4]', () => {
    expect(movedBeside(list, 'c', 'a', 'before')).to.deep.equal(['c', 'a', 'b'])
    expect(movedBeside(list, 'a', 'b', 'after')).to.deep.equal(['b', 'a', 'c'])
    expect(movedBeside(list, 'a', 'a', 'after')).to.deep.equal(list)
    expect(movedBy(list, 'a', 1)).to.deep.equal(['b', 'a', 'c'])
    expect(movedBy(list, 'c', -9)).to.deep.equal(['c', 'a', 'b'])
    expect(movedBy(list, 'c', 1)).to.deep.equal(list)
  })
})

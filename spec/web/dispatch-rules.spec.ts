import { expect } from 'chai'
import { dayAfter, isDay, weekOf } from '../../web/app/dispatch/days.ts'
import { lanesOf } from '../../web/app/dispatch/lanes.ts'
import { changeFor, undoOf } from '../../web/app/dispatch/moves.ts'
import {
  axisOf,
  fractionAt,
  hoursNeeded,
  instantAt,
  lengthOf,
  spanFrom,
  timeAt,
} from '../../web/app/dispatch/time-axis.ts'
import { inDrivingOrder, latenessOf, nextSteps, orderWith } from '../../web/app/dispatch/visits.ts'

const berlin = 'Europe/Berlin'
const hour = 3_600_000
const visit = {
  technician: { id: 'ana', full_name: 'Ana', email: '', is_active: true },
  scheduled_date: '2030-06-03',
  scheduled_start: '09:00:00',
  scheduled_end: '10:30:00',
  status: 'scheduled' as const,
}

describe('the days of a plan', () => {
  it('are those of the calendar, from Monday to Sunday', () => {
    expect(weekOf('2030-06-01')).to.deep.equal([
      ...['2030-05-27', '2030-05-28', '2030-05-29', '2030-05-30', '2030-05-31'],
      ...['2030-06-01', '2030-06-02'],
    ])
    expect(dayAfter('2030-03-30', 2)).to.equal('2030-04-01')
    expect(['2030-06-01', '2030-02-30', 'today', undefined].map(isDay)).to.deep.equal([
      true,
      false,
      false,
      false,
    ])
  })
})

describe('the axis of a day', () => {
  it('is as long as the day is: 23 and 25 hours where the clocks change [DP-3]', () => {
    const lengths = ['2030-03-31', '2030-06-03', '2030-10-27'].map((date) => {
      const { start, end } = axisOf(berlin, date)
      return (end - start) / hour
    })
    expect(lengths).to.deep.equal([23, 24, 25])
    expect(axisOf(berlin, '2030-10-27').hours).to.have.length(25)
    expect(axisOf(berlin, '2030-03-31').hours).to.have.length(23)
  })

  it('shows times where they are, and finds them again to five minutes [DP-3] [DP-8]', () => {
    const axis = axisOf(berlin, '2030-03-31')
    const nine = fractionAt(axis, instantAt(axis, '09:00:00'))
    expect(nine).to.be.closeTo(8 / 23, 1e-9)
    expect(timeAt(axis, nine + 0.001)).to.equal('09:00')
    expect(timeAt(axis, nine + 0.003)).to.equal('09:05')
    expect(timeAt(axis, -0.1)).to.equal('00:00')
    expect(timeAt(axis, 1.1)).to.equal('23:55')
  })

  it('has the hours of work and of what is planned [DP-3]', () => {
    expect(hoursNeeded([])).to.deep.equal({ from: 7, to: 19 })
    expect(hoursNeeded([{ start: '05:30', end: '23:10' }])).to.deep.equal({ from: 4, to: 24 })
  })
})

describe('what overlaps', () => {
  it('stands beneath one another; what follows does not overlap [DP-5]', () => {
    const { lanes, of } = lanesOf([
      { id: 'a', start: 0, end: 10 },
      { id: 'b', start: 5, end: 12 },
      { id: 'c', start: 10, end: 20 },
    ])
    expect(lanes).to.equal(2)
    expect([...of].map(([id, { lane }]) => id + lane)).to.deep.equal(['a0', 'b1', 'c0'])
    expect(of.get('b')!.overlaps).to.deep.equal(['a', 'c'])
    expect(of.get('a')!.overlaps).to.deep.equal(['b'])
  })
})

describe('a move', () => {
  it('keeps the length, and names only what becomes different [DP-8]', () => {
    const target = { technician: 'bia', date: '2030-06-03', time: '13:05' }
    const change = changeFor(visit, target)
    expect(change).to.deep.equal({ technician: 'bia', scheduled_start: '13:05', scheduled_end: '14:35' })
    expect(undoOf(visit, change!)).to.deep.equal({
      technician: 'ana',
      scheduled_start: '09:00:00',
      scheduled_end: '10:30:00',
    })
    expect(changeFor(visit, { technician: 'ana', date: '2030-06-03', time: '09:00' })).to.equal(null)
    expect(changeFor(visit, { technician: 'ana', date: '2030-06-04' })).to.deep.equal({
      scheduled_date: '2030-06-04',
    })
    expect(changeFor(visit, { technician: 'ana', date: '2030-06-03', time: null })).to.deep.equal({
      scheduled_start: null,
      scheduled_end: null,
    })
  })

  it('never goes across midnight [DP-8]', () => {
    expect(spanFrom('23:50', 90)).to.deep.equal({ start: '22:29', end: '23:59' })
    expect(lengthOf('09:00:00', null)).to.equal(45)
  })

  it('is for what has not begun; under way only the time moves, and what is over stays [DP-9]', () => {
    const under = { ...visit, status: 'en_route' as const }
    expect(changeFor(under, { technician: 'bia', date: '2030-06-03' })).to.equal(null)
    expect(changeFor(under, { technician: 'ana', date: '2030-06-03', time: '11:00' })).to.not.equal(null)
    expect(
      changeFor({ ...visit, status: 'done' }, { technician: 'ana', date: '2030-06-03', time: '11:00' }),
    ).to.equal(null)
  })
})

describe('lateness', () => {
  const at = (time: string) => Date.parse(`2030-06-03T${time}:00+02:00`)
  it('begins a quarter of an hour after what was promised [DP-6]', () => {
    expect(latenessOf(visit, berlin, at('09:15'))).to.equal(0)
    expect(latenessOf(visit, berlin, at('09:20'))).to.equal(20 * 60_000)
    expect(latenessOf({ ...visit, status: 'en_route' }, berlin, at('08:50'), at('09:40'))).to.equal(
      40 * 60_000,
    )
    expect(latenessOf({ ...visit, status: 'on_site' }, berlin, at('12:00'))).to.equal(0)
    expect(latenessOf({ ...visit, scheduled_start: null }, berlin, at('12:00'))).to.equal(0)
  })
})

describe('the order of a day', () => {
  it('is who is under way, then as it was put, then by the clock; canceled visits are not driven to [DP-7]', () => {
    const one = (
      id: string,
      status: 'scheduled' | 'en_route' | 'done' | 'canceled',
      route_place: number | null,
    ) => ({
      id,
      status,
      route_place,
      scheduled_start: null,
    })
    const day = [
      one('c', 'scheduled', null),
      one('b', 'scheduled', 1),
      one('x', 'canceled', 0),
      one('a', 'en_route', 2),
    ]
    expect(inDrivingOrder(day).map(({ id }) => id)).to.deep.equal(['a', 'b', 'c'])
    expect(nextSteps('scheduled')).to.deep.equal(['en_route', 'canceled'])
  })

  it('is put in order around one that is put before or after another [DP-19]', () => {
    const one = (id: string, status: 'scheduled' | 'en_route' | 'done' = 'scheduled') => ({
      ...{ id, status, route_place: null, scheduled_start: null },
    })
    const day = [one('gone', 'done'), one('c'), one('a'), one('b'), one('left', 'en_route')]

    expect(orderWith(day, 'c', 'a', 'before')).to.deep.equal(['left', 'c', 'a', 'b'])
    expect(orderWith(day, 'a', 'b', 'after')).to.deep.equal(['left', 'b', 'a', 'c'])
    expect(orderWith(day, 'a', 'b', 'before')).to.equal(null)
  })
})

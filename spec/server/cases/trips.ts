import { expect } from 'chai'
import { sharedService } from '../../support/service.ts'
import { aTrip } from '../a-trip.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const trip = { trip_name: 'Angkor', start_date: '2026-03-01', end_date: '2026-03-05' }
const own = { foreign: 'own' } as const
const personal = { foreign: 404, isPersonal: true } as const

const planned = ({ house }: Fixture) => aTrip(house.people.owner)
const byTrip = async (fixture: Fixture) => ({ id: String((await planned(fixture)).tripId) })
const byPlace = async (fixture: Fixture) => {
  const { tripId, dayId, placeId } = await planned(fixture)
  return { id: String(tripId), day_id: String(dayId), place_id: String(placeId) }
}
/** A day for which nothing is planned. */
const byFreeDay = async (fixture: Fixture) => {
  const { id } = await byTrip(fixture)
  const { body } = await fixture.house.people.owner.call('POST', `/api/trip/${id}/days`, {
    date: '2026-03-04',
  })
  return { id, day_id: String(body.data.trip_day_id) }
}
const byShared = async (fixture: Fixture) => {
  const params = await byTrip(fixture)
  const { status } = await fixture.house.people.owner.call('POST', `/api/trip/${params.id}/share`, {})
  expect(status).to.equal(200)
  return params
}
/** A link that its maker opened to everybody. */
const byLink = async (fixture: Fixture) => {
  const { id } = await byShared(fixture)
  const { database } = await sharedService()
  const [row] = await database.query(
    `update share_link set share_type = 'public' where face = 'trip' and resource_id = $1 returning id`,
    [id],
  )
  return { ref: row!.id as string }
}

export const tripCases: Record<string, RouteCase> = {
  'post /api/trip': { ...own, body: () => trip },
  'get /api/trip': own,
  'get /api/trip/:id': { ...personal, params: byTrip },
  'patch /api/trip/:id': { ...personal, params: byTrip, body: () => ({ trip_name: 'Renamed' }) },
  'delete /api/trip/:id': { ...personal, params: byTrip },
  'post /api/trip/:id/days': { ...personal, params: byTrip, body: () => ({ date: '2026-03-04' }) },
  'patch /api/trip/:id/days/:day_id': {
    ...personal,
    params: byPlace,
    body: () => ({ date: '2026-03-03' }),
  },
  'delete /api/trip/:id/days/:day_id': { ...personal, params: byPlace },
  'post /api/trip/:id/days/:day_id/places': {
    ...personal,
    params: byPlace,
    body: () => ({ place_name: 'Bayon' }),
  },
  'patch /api/trip/:id/days/:day_id/places': {
    ...personal,
    params: byFreeDay,
    body: () => ({ trip_place_ids: [] }),
  },
  'patch /api/trip/:id/days/:day_id/places/:place_id': {
    ...personal,
    params: byPlace,
    body: () => ({ notes: 'Early' }),
  },
  'delete /api/trip/:id/days/:day_id/places/:place_id': { ...personal, params: byPlace },
  'get /api/trip/:id/share': { ...personal, params: byTrip },
  'post /api/trip/:id/share': { ...personal, params: byTrip, body: () => ({ expires_in_days: 3 }) },
  'delete /api/trip/:id/share': { ...personal, params: byShared },
  'get /api/trip/:id/share/accesses': { ...personal, params: byShared },
  'get /api/trip/share/:ref': { foreign: 'own', nobody: 401, signedIn: 200, params: byLink },
  'get /share/trip/:ref': { foreign: 'own', nobody: 308, params: byLink },
}

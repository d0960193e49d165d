import { aDayOf, northOf, someoneOnTheWay, today } from '../a-route.ts'
import { aTechnician } from '../a-technician.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

/** Colleagues below dispatchers know only their own day. */
const personal = { foreign: 404, isPersonal: true } as const

/** The day that is asked about: made before anybody asks. */
const days = new WeakMap<Fixture, { technician_id: string; date: string; order: string[] }>()
const planned = async (fixture: Fixture) => {
  const { owner } = fixture.house.people
  const technician = await aTechnician(owner)
  const order = await aDayOf(owner, technician, [3, 1])
  days.set(fixture, { technician_id: technician.technicianId, date: today(), order })
  return {}
}
const dayOf = (fixture: Fixture) => {
  const { order, ...day } = days.get(fixture)!
  return { day, order }
}

export const routingCases: Record<string, RouteCase> = {
  'post /api/trakservice/routing/optimize': {
    ...personal,
    params: planned,
    body: (fixture) => ({ ...dayOf(fixture).day, start: northOf(0), apply: true }),
  },
  'post /api/trakservice/routing/apply': {
    ...personal,
    params: planned,
    body: (fixture) => ({ ...dayOf(fixture).day, order: dayOf(fixture).order.toReversed() }),
  },
  'get /api/trakservice/assignments/:id/eta': {
    ...personal,
    params: async ({ house }) => ({ id: (await someoneOnTheWay(house.people.owner)).id }),
  },
}

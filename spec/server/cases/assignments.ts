import type { Person } from '../../support/client.ts'
import { sharedService } from '../../support/service.ts'
import { aPlan, assignmentsPath, aTechnicianOf, aVisit, moveOn } from '../an-assignment.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const own = { foreign: 'own' } as const
const ofHouse = { foreign: 404 } as const
/** Colleagues below dispatchers know only what is theirs. */
const personal = { foreign: 404, isPersonal: true } as const

const planned = async ({ house }: Fixture) => ({ id: (await aVisit(house.people.owner)).id })
const rated = async ({ house }: Fixture) => {
  const { id, tenantId } = await aVisit(house.people.owner)
  await moveOn(house.people.owner, id, 'en_route', 'on_site', 'done')
  const { database } = await sharedService()
  await database.query(`insert into visit_rating values ($1, $2, 5, '', now(), now())`, [id, tenantId])
  return { id }
}
/** Of the caller's own organization where it can have any, made by somebody who may. */
const plan = async ({ house: { people } }: Fixture, caller: Person | undefined) => {
  const isElsewhere = caller !== undefined && caller.tenantId !== people.owner.tenantId
  const isOn = isElsewhere && (await caller.call('GET', '/api/trakservice/_meta')).status === 200
  return aPlan(isOn ? caller : people.owner)
}

const base = `get ${assignmentsPath}`

export const assignmentCases: Record<string, RouteCase> = {
  [base]: { ...own, query: '?status=scheduled&status=done&date_from=2026-01-01&search=a' },
  [`post ${assignmentsPath}`]: { ...own, body: plan },
  [`${base}/today`]: { ...own, query: '?status=scheduled' },
  [`${base}/week`]: { ...own, query: '?page_size=1' },
  [`${base}/plan`]: { ...own, query: '?date_from=2026-01-12&date_to=2026-01-18' },
  [`${base}/by-technician/:tech_id`]: {
    ...personal,
    params: async ({ house }) => ({ tech_id: (await aTechnicianOf(house.people.owner)).id }),
  },
  [`${base}/:id`]: { ...personal, params: planned },
  [`patch ${assignmentsPath}/:id`]: { ...personal, params: planned, body: () => ({ notes: 'Ligar antes' }) },
  [`delete ${assignmentsPath}/:id`]: { ...ofHouse, params: planned },
  [`post ${assignmentsPath}/:id/status`]: {
    ...personal,
    params: planned,
    body: () => ({ status: 'canceled' }),
  },
  [`${base}/:id/history`]: { ...personal, params: planned },
  [`${base}/:id/rating`]: { ...personal, params: rated },
}

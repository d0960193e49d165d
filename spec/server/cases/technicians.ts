import { expect } from 'chai'
import { addMember, type Person } from '../../support/client.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const base = '/api/trakservice'
const own = { foreign: 'own' } as const
const ofHouse = { foreign: 404 } as const
/** Colleagues below dispatchers know only what is theirs. */
const personal = { foreign: 404, isPersonal: true } as const

const byTechnician = async ({ house: { people } }: Fixture) => {
  const { userId } = await addMember(people.owner, 'technician')
  const { status, body } = await people.owner.call('POST', `${base}/technicians`, { user_id: userId })
  expect(status).to.equal(201)
  return { id: body.id as string }
}

/** Somebody without a profile; whoever may add nobody names themself, and is refused before that matters. */
const newcomerOf = (caller: Person): Promise<number> =>
  addMember(caller, 'technician').then(
    ({ userId }) => userId,
    () => caller.userId,
  )

const byWorkOrder = async ({ house: { people } }: Fixture) => {
  const { status, body } = await people.owner.call('POST', `${base}/work-orders`, { description: 'Chiller' })
  expect(status).to.equal(201)
  return { id: String(body.id) }
}

export const technicianCases: Record<string, RouteCase> = {
  'get /api/trakservice/technicians': { ...own, query: '?is_active=true&search=a' },
  'post /api/trakservice/technicians': {
    ...own,
    body: async (_, caller) => ({ user_id: caller ? await newcomerOf(caller) : 1 }),
  },
  'get /api/trakservice/technicians/active': { ...own, query: '?search=a' },
  'get /api/trakservice/technicians/candidates': { ...own, query: '?search=a' },
  'get /api/trakservice/technicians/:id': { ...personal, params: byTechnician },
  'patch /api/trakservice/technicians/:id': {
    ...personal,
    params: byTechnician,
    body: () => ({ phone: '+55 11 99999-0002' }),
  },
  'delete /api/trakservice/technicians/:id': { ...ofHouse, params: byTechnician },
  'post /api/trakservice/technicians/:id/rotate-key': { ...personal, params: byTechnician },

  'get /api/trakservice/work-orders': { ...own, query: '?status=OPEN&status=DONE&search=a' },
  'post /api/trakservice/work-orders': { ...own, body: () => ({ description: 'Chiller' }) },
  'get /api/trakservice/work-orders/:id': { ...personal, params: byWorkOrder },
  'patch /api/trakservice/work-orders/:id': {
    ...ofHouse,
    params: byWorkOrder,
    body: () => ({ priority: 'HIGH' }),
  },
  'delete /api/trakservice/work-orders/:id': { ...ofHouse, params: byWorkOrder },
}

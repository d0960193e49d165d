import { addMember } from '../../support/client.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const own = { foreign: 'own' } as const
const ofHouse = { foreign: 404 } as const

/** Whom the path names, for the body that has to name them too. */
const named = new WeakMap<Fixture, string>()

const bySomebody = async (fixture: Fixture) => {
  const { userId, email } = await addMember(fixture.house.people.owner, 'technician')
  named.set(fixture, email)
  return { user_id: String(userId) }
}

export const privacyCases: Record<string, RouteCase> = {
  'get /api/privacy/export': own,
  'get /api/privacy/people/:user_id/export': { ...ofHouse, params: bySomebody },
  'post /api/privacy/people/:user_id/erase': {
    ...ofHouse,
    params: bySomebody,
    body: (fixture) => ({ confirm: named.get(fixture) }),
  },
  'get /api/privacy/customers/export': { ...own, query: '?email=bia@example.org' },
  'post /api/privacy/customers/erase': { ...own, body: () => ({ email: 'bia@example.org' }) },
}

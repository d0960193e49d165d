import type { Fixture, RouteCase } from '../route-cases.ts'

const path = '/api/tenants/api-keys'

/** An organization has fifty at most, and the cases are more. */
const byKey = async ({ house: { people } }: Fixture) => {
  const { body } = await people.owner.call('GET', `${path}?page_size=200`)
  for (const { id, state } of body.results.slice(5))
    if (state === 'active') await people.owner.call('DELETE', `${path}/${id}`)
  const made = await people.owner.call('POST', path, { name: 'Till', role: 'member' })
  return { id: made.body.id as string }
}

export const apiKeyCases: Record<string, RouteCase> = {
  [`get ${path}`]: { foreign: 'own', query: '?page_size=10' },
  [`post ${path}`]: { foreign: 'own', body: () => ({ name: 'Till', role: 'member' }) },
  [`delete ${path}/:id`]: { foreign: 404, params: byKey },
}

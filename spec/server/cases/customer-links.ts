import { aFollowedVisit, linkIdOf } from '../a-customer-link.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const rateable = async ({ house: { people } }: Fixture) => {
  const { id, move } = await aFollowedVisit(people.owner)
  const ref = await linkIdOf(people.owner, id)
  for (const status of ['on_site', 'done']) await move(status)
  return { ref }
}

export const customerLinkCases: Record<string, RouteCase> = {
  'post /share/:ref/rating': {
    foreign: 'own',
    nobody: 200,
    params: rateable,
    body: () => ({ score: 5, comment: 'Very kind' }),
  },
}

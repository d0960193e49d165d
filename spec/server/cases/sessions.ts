import { aSession, sessionsPath } from '../a-session.ts'
import { aPicture } from '../an-album.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const personal = { foreign: 404, isPersonal: true } as const

const bySession = async ({ house }: Fixture) => ({ id: (await aSession(house.people.owner)).id })
const byInvited = async ({ house }: Fixture) => {
  const { id, body } = await aSession(house.people.owner, {}, [{ email: 'user1@example.com' }])
  return { id, pid: body.participants[1].id as string }
}
const byLink = async ({ house }: Fixture) => ({ ref: (await aSession(house.people.owner)).linkId })

export const sessionCases: Record<string, RouteCase> = {
  [`post ${sessionsPath}`]: {
    ...personal,
    body: async ({ house }: Fixture) => ({ asset_id: await aPicture(house.people.owner) }),
  },
  [`get ${sessionsPath}`]: { foreign: 'own', query: '?open=true' },
  [`get ${sessionsPath}/:id`]: { ...personal, params: bySession },
  [`patch ${sessionsPath}/:id`]: { ...personal, params: bySession, body: () => ({ extend_hours: 1 }) },
  [`post ${sessionsPath}/:id/end`]: { ...personal, params: bySession },
  [`get ${sessionsPath}/:id/events`]: { ...personal, params: bySession, query: '?after=0' },
  [`patch ${sessionsPath}/:id/participants/:pid`]: {
    ...personal,
    params: byInvited,
    body: () => ({ role: 'viewer' }),
  },
  [`delete ${sessionsPath}/:id/participants/:pid`]: {
    ...personal,
    params: byInvited,
    query: '?and_link=true',
  },
  'post /share/:ref/join': { foreign: 'own', nobody: 200, params: byLink, body: () => ({ name: 'Ana' }) },
}

import { aSession, sessionsPath } from '../a-session.ts'
import { aPicture } from '../an-album.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const personal = { foreign: 404, isPersonal: true } as const

/** One picture a house, there before anybody looks at what is there. */
const pictures = new WeakMap<object, Promise<number>>()
const pictureOf = ({ house }: Fixture): Promise<number> => {
  const known = pictures.get(house) ?? aPicture(house.people.owner)
  pictures.set(house, known)
  return known
}

const bySession = async ({ house }: Fixture) => ({ id: (await aSession(house.people.owner)).id })
const byInvited = async ({ house }: Fixture) => {
  const { id, body } = await aSession(house.people.owner, {}, [{ email: 'user1@example.com' }])
  return { id, pid: body.participants[1].id as string }
}
const byLink = async ({ house }: Fixture) => ({ ref: (await aSession(house.people.owner)).linkId })

export const sessionCases: Record<string, RouteCase> = {
  [`post ${sessionsPath}`]: {
    ...personal,
    async params(fixture) {
      await pictureOf(fixture)
      return {}
    },
    body: async (fixture) => ({ asset_id: await pictureOf(fixture) }),
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

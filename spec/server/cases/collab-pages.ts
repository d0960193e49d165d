import { aSession, sessionsPath } from '../a-session.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const bySession = async ({ house }: Fixture) => ({ id: (await aSession(house.people.owner)).id })
const byLink = async ({ house }: Fixture) => ({ ref: (await aSession(house.people.owner)).linkId })
const personal = { foreign: 404, isPersonal: true } as const

export const collabPageCases: Record<string, RouteCase> = {
  'get /collaborate/session/:id': { ...personal, nobody: 303, params: bySession },
  'get /collaborate/:ref': { foreign: 'own', nobody: 200, params: byLink },
  'post /collaborate/:ref/comments': {
    foreign: 'own',
    nobody: 422,
    signedIn: 303,
    params: byLink,
    body: () => ({ content: 'Hello' }),
  },
  [`get ${sessionsPath}/:id/file`]: { ...personal, params: bySession },
  [`get ${sessionsPath}/:id/thumbnail`]: { ...personal, params: bySession },
}

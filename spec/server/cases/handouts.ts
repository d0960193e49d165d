import type { Fixture, RouteCase } from '../route-cases.ts'

const byLink = ({ vehicle }: Fixture) => ({ ref: vehicle.linkId })
const outside = { foreign: 'own', nobody: 200, params: byLink, isOutside: true } as const

export const handoutCases: Record<string, RouteCase> = {
  'get /api/v3/shares/:uuid/qr': {
    foreign: 404,
    isPersonal: true,
    params: ({ vehicle }) => ({ uuid: vehicle.linkId }),
    query: '?format=svg&size=64',
  },
  'get /oembed': { foreign: 'own', nobody: 404, query: '?url=https%3A%2F%2Fexample.org%2Fshare%2Fnothing' },
  'get /embed/:ref': outside,
  'get /share/:ref/card.png': outside,
}

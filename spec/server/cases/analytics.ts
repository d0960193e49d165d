import type { Fixture, RouteCase } from '../route-cases.ts'

const byUuid = ({ vehicle }: Fixture) => ({ uuid: vehicle.linkId })

export const analyticsCases: Record<string, RouteCase> = {
  'get /api/v3/shares/:uuid/analytics': {
    foreign: 404,
    isPersonal: true,
    params: byUuid,
    query: '?days=7&whole_share=true',
  },
  'get /api/v3/shares/:uuid/accesses': { foreign: 404, isPersonal: true, params: byUuid },
}

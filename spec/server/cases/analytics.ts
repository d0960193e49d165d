import { upload } from '../../support/uploads.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const byUuid = ({ vehicle }: Fixture) => ({ uuid: vehicle.linkId })

const byAsset = async ({ house }: Fixture) => ({
  id: String((await upload(house.people.owner, 'some words', { name: 'a.txt' })).body.id),
})

export const analyticsCases: Record<string, RouteCase> = {
  'get /api/v3/shares/:uuid/analytics': {
    foreign: 404,
    isPersonal: true,
    params: byUuid,
    query: '?days=7&whole_share=true',
  },
  'get /api/v3/assets/:id/analytics': { foreign: 404, isPersonal: true, params: byAsset, query: '?days=30' },
  'get /api/v3/shares/:uuid/accesses': { foreign: 404, isPersonal: true, params: byUuid },
}

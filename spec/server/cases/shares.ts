import { anAsset } from '../an-album.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const own = { foreign: 'own' } as const
const personal = { foreign: 404, isPersonal: true } as const
const byUuid = ({ vehicle }: Fixture) => ({ uuid: vehicle.linkId })
const vehicleOf = ({ vehicle }: Fixture) => ({ resource_type: 'vehicle', resource_id: vehicle.id })

export const shareCases: Record<string, RouteCase> = {
  'post /api/v3/shares': {
    ...personal,
    body: (fixture) => ({ ...vehicleOf(fixture), title: 'To the harbour', expires_in_hours: 1 }),
  },
  'post /api/v3/assets/:id/share': {
    ...personal,
    params: async ({ house }) => ({ id: String(await anAsset(house.people.owner)) }),
    body: () => ({ allow_download: true, password: 'secure123' }),
  },
  'get /api/v3/shares': { ...own, query: '?status=active&search=harbour' },
  'post /api/v3/shares/revoke-all': { ...own, body: vehicleOf },
  'get /api/v3/shares/:uuid': { ...personal, params: byUuid },
  'patch /api/v3/shares/:uuid': {
    ...personal,
    params: byUuid,
    headers: () => ({ 'if-match': '*' }),
    body: () => ({ title: 'To the harbour' }),
  },
  'delete /api/v3/shares/:uuid': { ...personal, params: byUuid },
  'post /api/v3/shares/:uuid/rotate': { ...personal, params: byUuid },
  'post /api/tenants/current/link-policy/preview': { ...own, body: () => ({ longest_hours: 1 }) },
}

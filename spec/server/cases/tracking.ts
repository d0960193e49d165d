import type { Person } from '../../support/client.ts'
import { aTechnician, sendPing, trakService } from '../a-technician.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const own = { foreign: 'own' } as const
/** Colleagues below dispatchers know only where they are themselves. */
const personal = { foreign: 404, isPersonal: true } as const

const byTracked = async ({ house: { people } }: Fixture) => {
  const technician = await aTechnician(people.owner)
  await sendPing(technician)
  return { id: technician.technicianId }
}

/** Whoever sends one goes out for their own organization; who does already, does. */
const ofCaller = async ({ house: { people } }: Fixture, caller: Person | undefined) => {
  if (!caller) return { latitude: 1, longitude: 2 }
  const lead = caller.tenantId === people.owner.tenantId ? people.owner : caller
  await lead.call('POST', `${trakService}/technicians`, {
    user_id: caller.userId,
    work_start_time: '00:00',
    work_end_time: '00:00',
    allow_tracking: true,
  })
  return { latitude: '-23.55', longitude: '-46.63' }
}

export const trackingCases: Record<string, RouteCase> = {
  'post /api/trakservice/location/pings': { ...own, body: ofCaller },
  'get /api/trakservice/technicians/:id/location/latest': { ...personal, params: byTracked },
  'get /api/trakservice/technicians/:id/location': { ...personal, params: byTracked, query: '?format=gpx' },
  'post /api/trakservice/technicians/:id/consent': {
    ...personal,
    params: byTracked,
    body: () => ({ allow_tracking: false, version: '2026-01' }),
  },
  'get /api/trakservice/technicians/:id/consent': { ...personal, params: byTracked },
  'get /api/trakservice/technicians/:id/location/audit': { ...personal, params: byTracked },
  'get /api/trakservice/technicians/:id/location/views': { ...personal, params: byTracked },
}

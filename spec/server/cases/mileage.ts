import { sendDrive, today } from '../a-route.ts'
import { aTechnician } from '../a-technician.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const driven = async ({ house: { people } }: Fixture) => {
  const technician = await aTechnician(people.owner)
  await sendDrive(technician, Date.now() - 60_000, 5)
  return { technician_id: technician.technicianId, date: today() }
}

export const mileageCases: Record<string, RouteCase> = {
  'get /api/trakservice/km': { foreign: 'own', query: '?format=json' },
  /** Colleagues below dispatchers know only their own way. */
  'get /api/trakservice/km/:technician_id/:date': { foreign: 404, isPersonal: true, params: driven },
}

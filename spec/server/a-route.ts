import type { Person } from '../support/client.ts'
import { aPing, aTechnician, sendPing, type TrackedPerson, trakService } from './a-technician.ts'
import { aVisit, aWorkOrderOf, moveOn } from './an-assignment.ts'

/** Where visits are in these specs: kilometres north of the place that pings come from. */
export const northOf = (km: number) => ({
  latitude: -23.5505199 + km / 111.19493,
  longitude: -46.6333094,
})

/** Today, as clocks in UTC show it: the zone of an organization that has chosen none. */
export const today = () => new Date().toISOString().slice(0, 10)

/** Visits of one technician at places so many kilometres away, in this order; `null` for a work order without a place. */
export const aDayOf = async (
  owner: Person,
  technician: TrackedPerson,
  kilometres: readonly (number | null)[],
  from: object = {},
): Promise<string[]> => {
  const ids: string[] = []
  for (const km of kilometres) {
    const work_order = await aWorkOrderOf(owner, km === null ? {} : northOf(km))
    const visit = { work_order, technician: technician.technicianId, scheduled_date: today(), ...from }
    ids.push((await aVisit(owner, visit)).id)
  }
  return ids
}

/** Somebody who has left for a visit, and was heard of since. */
export const someoneOnTheWay = async (owner: Person, km = 10) => {
  const technician = await aTechnician(owner)
  const [id = ''] = await aDayOf(owner, technician, [km])
  await moveOn(technician, id, 'en_route')
  await sendPing(technician, { recorded_at: new Date().toISOString() })
  return { technician, id }
}

/** So many hundred metres north, ten seconds each, from a moment on. */
export const aDrive = (from: number, hundreds: number) =>
  Array.from({ length: hundreds + 1 }, (_, i) =>
    aPing({ ...northOf(i / 10), recorded_at: new Date(from + i * 10_000).toISOString() }),
  )

export const sendDrive = (technician: Person, from: number, hundreds: number) =>
  technician.call('POST', `${trakService}/location/pings`, aDrive(from, hundreds))

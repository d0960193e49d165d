import { expect } from 'chai'
import { type Client, clientOf, type Person } from '../support/client.ts'
import { aTechnician, sendPing, type TrackedPerson } from './a-technician.ts'
import { assignmentsPath, aVisit, aWorkOrderOf, moveOn } from './an-assignment.ts'

/** What nobody who holds the link may read of it. */
export const secretsOfAna = {
  full_name: 'Ana Maria da Silva',
  phone: '+55 11 98888-7777',
  notes: 'Dog in the yard, code 4711',
  customer: { name: 'Bia Souza', phone: '+55 11 97777-0000', email: null as string | null },
}

/** A visit of Ana's to a place in São Paulo, planned for today. */
export const aVisitOfAna = async (owner: Person, customer: { email?: string } = {}) => {
  const ana = await aTechnician(owner, { phone: secretsOfAna.phone }, secretsOfAna.full_name)
  const work_order = await aWorkOrderOf(owner, {
    latitude: -23.55,
    longitude: -46.63,
    customer: { ...secretsOfAna.customer, ...customer },
  })
  const scheduled_date = new Date().toISOString().slice(0, 10)
  const plan = { work_order, technician: ana.technicianId, scheduled_date, notes: secretsOfAna.notes }
  const { id, view } = await aVisit(owner, {
    ...plan,
    scheduled_start: '09:00:00',
    scheduled_end: '11:00:00',
  })
  return { id, ana, workOrder: work_order, number: view.work_order_number as string }
}

export interface FollowedVisit extends Awaited<ReturnType<typeof aVisitOfAna>> {
  readonly token: string
  readonly visitor: Client
  readonly path: string
  /** As its technician, unless somebody else is named. */
  move(status: string, by?: Person): Promise<void>
}

/** The same, once Ana is on the way. */
export const aFollowedVisit = async (
  owner: Person,
  customer: { email?: string } = {},
): Promise<FollowedVisit> => {
  const visit = await aVisitOfAna(owner, customer)
  const { status, body } = await visit.ana.call('POST', `${assignmentsPath}/${visit.id}/status`, {
    status: 'en_route',
  })
  expect(status, JSON.stringify(body)).to.equal(200)
  const token = body.customer_link.token as string
  return {
    ...visit,
    token,
    visitor: clientOf(owner.url),
    path: `/share/${token}`,
    move: (status, by = visit.ana) => moveOn(by, visit.id, status),
  }
}

/** A place two kilometres from the visit, or more where `offset` says so; degrees to the north. */
export const ping = async (ana: TrackedPerson, offset = 0, at: number = Date.now()): Promise<string> => {
  const latitude = (-23.53 + offset).toFixed(7)
  const { status, body } = await sendPing(ana, {
    latitude,
    longitude: '-46.6300000',
    recorded_at: new Date(at).toISOString(),
  })
  expect(status, JSON.stringify(body)).to.equal(201)
  return latitude
}

/** The UUID of the newest link to the visit. */
export const linkIdOf = async (owner: Person, visitId: string): Promise<string> => {
  const query = `?resource_type=assignment&resource_id=${visitId}&everyone=true`
  const { body } = await owner.call('GET', `/api/v3/shares${query}`)
  return body.results[0].uuid
}

import { expect } from 'chai'
import { addMember, type Person } from '../support/client.ts'

export const assignmentsPath = '/api/trakservice/assignments'
const base = '/api/trakservice'

export const switchOnDispatch = async (owner: Person): Promise<void> => {
  const features = { 'trakservice.enabled': true, 'trakservice.dispatch': true }
  const { status } = await owner.call('PUT', '/api/tenants/features', { features })
  expect(status).to.equal(200)
}

/** Somebody new of the organization who goes out to work, signed in. */
export const aTechnicianOf = async (
  owner: Person,
  fullName = 'João Silva',
): Promise<{ id: string; person: Person }> => {
  const person = await addMember(owner, 'technician', { full_name: fullName })
  const { status, body } = await owner.call('POST', `${base}/technicians`, { user_id: person.userId })
  expect(status, JSON.stringify(body)).to.equal(201)
  return { id: body.id, person }
}

export const aWorkOrderOf = async (owner: Person, from: object = {}): Promise<number> => {
  const { status, body } = await owner.call('POST', `${base}/work-orders`, {
    description: 'Manutenção preventiva - Chiller',
    priority: 'MEDIUM',
    asset_name: 'Chiller York 200TR',
    asset_location: 'Bloco A / Sala de Máquinas',
    ...from,
  })
  expect(status, JSON.stringify(body)).to.equal(201)
  return body.id
}

/** What it takes to send somebody new to something new. */
export const aPlan = async (owner: Person, from: object = {}) => ({
  work_order: await aWorkOrderOf(owner),
  technician: (await aTechnicianOf(owner)).id,
  scheduled_date: '2026-01-15',
  ...from,
})

/** A planned assignment as its maker sees it. */
export const aVisit = async (owner: Person, from: object = {}) => {
  const plan = { work_order: 0, technician: '', scheduled_date: '2026-01-15', ...from }
  const { status, body } = await owner.call('POST', assignmentsPath, {
    ...plan,
    work_order: plan.work_order || (await aWorkOrderOf(owner)),
    technician: plan.technician || (await aTechnicianOf(owner)).id,
  })
  expect(status, JSON.stringify(body)).to.equal(201)
  return { id: body.id as string, tenantId: owner.tenantId, view: body }
}

export const moveOn = async (person: Person, id: string, ...statuses: string[]): Promise<void> => {
  for (const status of statuses) {
    const answer = await person.call('POST', `${assignmentsPath}/${id}/status`, { status })
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200)
  }
}

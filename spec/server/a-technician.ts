import { expect } from 'chai'
import { addMember, type Person } from '../support/client.ts'

export const trakService = '/api/trakservice'

/** Somebody who goes out, at any hour, and may be tracked. */
export interface TrackedPerson extends Person {
  readonly technicianId: string
}

export const switchOnTracking = async (owner: Person): Promise<void> => {
  const names = ['enabled', 'dispatch', 'tracking']
  const features = Object.fromEntries(names.map((name) => [`trakservice.${name}`, true]))
  const { status } = await owner.call('PUT', '/api/tenants/features', { features })
  expect(status).to.equal(200)
}

/** The profile of somebody who is a member already. */
export const addProfile = async (owner: Person, userId: number, fields: object = {}): Promise<string> => {
  const { status, body } = await owner.call('POST', `${trakService}/technicians`, {
    user_id: userId,
    work_start_time: '00:00:00',
    work_end_time: '00:00:00',
    allow_tracking: true,
    ...fields,
  })
  expect(status, JSON.stringify(body)).to.equal(201)
  return body.id
}

export const aTechnician = async (
  owner: Person,
  fields: object = {},
  full_name = 'João Silva',
): Promise<TrackedPerson> => {
  const person = await addMember(owner, 'technician', { full_name })
  return { ...person, technicianId: await addProfile(owner, person.userId, fields) }
}

/** As in the customer's document, but of now. */
export const aPing = (from: object = {}) => ({
  latitude: '-23.5505199',
  longitude: '-46.6333094',
  accuracy: 10.5,
  altitude: 750.0,
  speed: 45.0,
  heading: 180.0,
  source: 'gps',
  device_id: 'device-abc123',
  recorded_at: new Date(Math.floor(Date.now() / 1000) * 1000).toISOString().replace('.000', ''),
  ...from,
})

/** Sent in Portuguese, whose sentences the document promises. */
export const sendPing = (person: Person, from: object = {}) =>
  person.call('POST', `${trakService}/location/pings/`, aPing(from), { 'accept-language': 'pt-BR' })

/** A key for the technician's device, known here and nowhere else. */
export const anIngestKey = async (person: Person, technicianId: string): Promise<string> => {
  const { status, body } = await person.call('POST', `${trakService}/technicians/${technicianId}/rotate-key`)
  expect(status).to.equal(200)
  return body.ingest_key
}

import { type Role, roles } from '../../domain/actor.ts'
import {
  addMember,
  addVehicle,
  clientOf,
  type Person,
  register,
  type TestVehicle,
} from '../support/client.ts'

/** An organization with somebody of every role, for specs that ask who may do what. */
export interface House {
  readonly people: Readonly<Record<Role, Person>>
}

export const aHouse = async (url: string, name: string): Promise<House> => {
  const owner = await register(url, name)
  const people: Partial<Record<Role, Person>> = { owner }
  for (const role of roles) people[role] ??= await addMember(owner, role)
  return { people: people as Record<Role, Person> }
}

/** A vehicle that has reported where it is, and is shared. */
export interface SharedVehicle extends TestVehicle {
  readonly linkId: string
  readonly token: string
}

export const aSharedVehicle = async (owner: Person): Promise<SharedVehicle> => {
  const vehicle = await addVehicle(owner)
  const { imei } = vehicle
  await report(owner, { imei, latitude: -33.4489, longitude: -70.6693 })
  const { body } = await owner.call('POST', '/api/fleet/share-track/create', { imei, duration_minutes: 60 })
  return { ...vehicle, linkId: body.id, token: body.token }
}

export const report = (person: Pick<Person, 'call'>, positions: unknown) =>
  person.call('POST', '/api/fleet/positions', positions)

/** Milliseconds ago, as the wire writes it. */
export const ago = (ms: number): string => new Date(Date.now() - ms).toISOString()

export const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})

export const nobodyAt = (url: string) => clientOf(url)

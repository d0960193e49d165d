import { expect } from 'chai'
import { addMember, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { aTechnician, switchOnTracking, type TrackedPerson, trakService } from './a-technician.ts'

const portuguese = { 'accept-language': 'pt-BR' }

let lead: Promise<Lead> | undefined
interface Lead {
  readonly owner: Person
  readonly dispatcher: Person
}

const aLead = async (): Promise<Lead> => {
  const owner = await register((await sharedService()).url, 'ACME Corp')
  await switchOnTracking(owner)
  return { owner, dispatcher: await addMember(owner, 'dispatcher', { full_name: 'Ana Souza' }) }
}

/** One organization for all, and a technician of it for each case. */
export const aTrackedHouse = async () => {
  lead ??= aLead()
  const { owner, dispatcher } = await lead
  const joao: TrackedPerson = await aTechnician(owner)
  const of = (path: string, id = joao.technicianId) => `${trakService}/technicians/${id}/${path}`
  return {
    owner,
    dispatcher,
    joao,
    of,
    read: (who: Person, path: string, id?: string) => who.call('GET', of(path, id), undefined, portuguese),
    /** By the owner. */
    change: async (fields: object) => {
      const { status, body } = await owner.call(
        'PATCH',
        `${trakService}/technicians/${joao.technicianId}`,
        fields,
      )
      expect(status, JSON.stringify(body)).to.equal(200)
    },
    consent: (who: Person, allow_tracking: boolean, more: object = {}) =>
      who.call('POST', of('consent/'), { allow_tracking, ...more }, portuguese),
  }
}
export type TrackedHouse = Awaited<ReturnType<typeof aTrackedHouse>>

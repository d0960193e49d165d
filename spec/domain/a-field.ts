import type { Technician } from '../../domain/technicians/technician.ts'
import { createMemoryField } from '../support/memory-field.ts'
import { aMember } from '../support/memory-fleet.ts'
import { aTechnician } from '../support/memory-tracking.ts'

export const joao = aMember({ userId: 7, role: 'technician' })
export const maria = aMember({ userId: 8, role: 'technician' })
export const dispatcher = aMember({ userId: 2, role: 'dispatcher' })
export const admin = aMember({ userId: 3, role: 'admin' })

/** As in the customer's document. */
export const ping = (from: object = {}) => ({
  latitude: '-23.5505199',
  longitude: '-46.6333094',
  accuracy: 10.5,
  altitude: 750.0,
  speed: 45.0,
  heading: 180.0,
  source: 'gps',
  device_id: 'device-abc123',
  recorded_at: '2026-01-08T10:30:00Z',
  ...from,
})

/** João works from 07:00 to 16:00 in São Paulo, where it is 07:30:05. Somebody of another organization is one of theirs. */
export const aField = (changes: Partial<Technician> = {}) => {
  const technician = aTechnician({ workStartTime: '07:00:00', workEndTime: '16:00:00', ...changes })
  const foreign = aTechnician({ tenantId: 2, user: { id: 7, email: 'x@example.org', fullName: 'X' } })
  return { ...createMemoryField([technician, foreign]), technician, foreign }
}
export const at = (seconds: number) =>
  new Date(Date.parse('2026-01-08T10:30:00Z') + seconds * 1000).toISOString()

import type { PositionWriter } from '../../domain/positions/keep.ts'
import type { Position } from '../../domain/positions/position.ts'
import { Problem } from '../../domain/problem.ts'
import type { Slice } from '../../domain/schema.ts'
import type { Technician } from '../../domain/technicians/technician.ts'
import type { AuditEntry, Look, RecordedConsent, TrackingStore } from '../../domain/tracking/ports.ts'
import { createUuidV7 } from '../../server/secrets.ts'

let keys = 9_000_000

export const aTechnician = (from: Partial<Technician> = {}): Technician => ({
  id: createUuidV7(Date.now()),
  tenantId: 1,
  key: ++keys,
  user: { id: 7, email: 'joao@example.org', fullName: 'João Silva' },
  phone: '',
  skills: [],
  workStartTime: '08:00:00',
  workEndTime: '18:00:00',
  isActive: true,
  allowTracking: true,
  color: '#112233',
  lastSeenAt: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  ...from,
})

const sliced = <T>(rows: readonly T[], { limit, offset }: Slice) => ({
  count: rows.length,
  rows: rows.slice(offset, offset + limit),
})

/** What is known of where technicians were, without a database. `fails` makes the audit as unable as one that is away. */
export const createMemoryTracking = (technicians: Technician[]) => {
  const positions = new Map<number, Position[]>()
  const audited: (AuditEntry & { at: Date })[] = []
  const looks: (Look & { at: Date })[] = []
  const consents: (RecordedConsent & { technicianId: string })[] = []
  const events: unknown[] = []
  const openAssignments = new Set<string>()
  const state = { fails: false }

  const store: TrackingStore = {
    async trail(key, from, to, limit) {
      const own = positions.get(key) ?? []
      return own
        .filter(({ recordedAt }) => recordedAt >= from.getTime() && recordedAt <= to.getTime())
        .sort((a, b) => a.recordedAt - b.recordedAt)
        .slice(-limit)
    },
    async newest(key) {
      return positions.get(key)?.toSorted((a, b) => b.recordedAt - a.recordedAt)[0]
    },
    async at(key, moments) {
      const wanted = new Set(moments.map((moment) => moment.getTime()))
      return (positions.get(key) ?? []).filter(({ recordedAt }) => wanted.has(recordedAt))
    },
    async openAssignments(_technicianId, ids) {
      return new Set(ids.filter((id) => openAssignments.has(id)))
    },
    async audit(entries, at) {
      if (state.fails) throw new Error('the database is away')
      audited.push(...entries.map((entry) => ({ ...entry, at })))
    },
    async auditOf(technicianId, slice) {
      return sliced(audited.filter((entry) => entry.technicianId === technicianId).reverse(), slice)
    },
    async look(looked, at) {
      looks.push(...looked.map((look) => ({ ...look, at })))
    },
    async looksAt(technicianId, slice) {
      const own = looks.filter((look) => look.technicianId === technicianId).reverse()
      return sliced(
        own.map(({ at, ...look }) => ({
          ...look,
          viewerName: 'Somebody',
          looks: 1,
          firstAt: at,
          lastAt: at,
        })),
        slice,
      )
    },
    async consents(technicianId, slice) {
      return sliced(consents.filter((one) => one.technicianId === technicianId).reverse(), slice)
    },
    async switchTo(technicianId, decide) {
      const index = technicians.findIndex(({ id }) => id === technicianId)
      const technician = technicians[index]
      if (!technician) throw new Problem('not_found')
      const own = consents.findLast(
        (one) => one.technicianId === technicianId && one.byUser === technician.user.id,
      )
      const decided = decide({ allowed: technician.allowTracking, own })
      technicians[index] = { ...technician, allowTracking: decided.consent.allowed }
      consents.push({ ...decided.consent, technicianId, byName: 'Somebody' })
      events.push(...decided.events)
    },
  }

  const writer: PositionWriter & { written: number } = {
    written: 0,
    async write(rows) {
      writer.written++
      return rows.map(({ subject, position }) => {
        const own = positions.get(subject.key) ?? []
        positions.set(subject.key, own)
        if (own.some(({ recordedAt }) => recordedAt === position.recordedAt)) return false
        own.push(position)
        return true
      })
    },
  }
  const forgetWithdrawn = async (technicianId: string): Promise<void> => {
    const key = technicians.find(({ id }) => id === technicianId)?.key ?? 0
    const words = consents.filter((one) => one.technicianId === technicianId).toReversed()
    const isKept = ({ recordedAt }: Position) =>
      words.find(({ at }) => at.getTime() <= recordedAt)?.allowed !== false
    positions.set(key, (positions.get(key) ?? []).filter(isKept))
  }
  const withdrawnOf = (technicianId: string) => {
    const own = consents.filter((one) => one.technicianId === technicianId)
    return own.flatMap(({ allowed, at }, i) => {
      const next = own[i + 1]
      return !allowed && next ? [[at.getTime(), next.at.getTime()] as const] : []
    })
  }
  return {
    store,
    writer,
    withdrawnOf,
    forgetWithdrawn,
    kept: positions,
    audited,
    looks,
    consents,
    events,
    openAssignments,
    state,
  }
}

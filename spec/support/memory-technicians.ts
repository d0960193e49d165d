import type { NewEvent } from '../../domain/events/event.ts'
import { Problem } from '../../domain/problem.ts'
import type { TechnicianStore } from '../../domain/technicians/ports.ts'
import type { Technician } from '../../domain/technicians/technician.ts'

/** The store of technicians without a database, and what was told to it. */
export const createMemoryTechnicians = (now: () => Date) => {
  const rows = new Map<string, Technician>()
  const removed = new Set<string>()
  const busy = new Set<string>()
  const withdrawn = new Set<number>()
  const keys = new Map<string, Buffer>()
  const told: NewEvent[] = []

  const techniciansOf = (tenantId: number): TechnicianStore => {
    const current = () =>
      [...rows.values()].filter((one) => one.tenantId === tenantId && !removed.has(one.id))
    const find = (id: string) => current().find((one) => one.id === id)
    const change = (id: string, changes: Partial<Technician>) => {
      const before = find(id)
      if (!before) return undefined
      const changed = { ...before, ...changes, updatedAt: new Date(before.updatedAt.getTime() + 1) }
      rows.set(id, changed)
      return changed
    }
    return {
      async insert({ userId, ...fields }, events) {
        if (current().some(({ user }) => user.id === userId)) throw new Problem('technician_exists')
        const user = { id: userId, email: `${userId}@example.org`, fullName: 'João Silva' }
        const facts = {
          tenantId,
          key: rows.size + 1,
          user,
          lastSeenAt: null,
          createdAt: now(),
          updatedAt: now(),
        }
        rows.set(fields.id, { ...fields, ...facts })
        told.push(...events)
        return rows.get(fields.id)!
      },
      find: async (id) => find(id),
      ofUser: async (userId) => current().find(({ user }) => user.id === userId),
      withdrew: async (userId) => withdrawn.has(userId),
      byIds: async (ids) => [...rows.values()].filter(({ id }) => ids.includes(id)),
      async list({ userId, isActive }, { limit, offset }) {
        const all = current()
          .filter(({ user }) => userId === undefined || user.id === userId)
          .filter((one) => isActive === undefined || one.isActive === isActive)
        return { count: all.length, rows: all.slice(offset, offset + limit) }
      },
      candidates: async () => ({ count: 0, rows: [] }), // members are not kept here
      all: async (limit) => current().slice(0, limit),
      async update(id, updatedAt, changes, _at, events) {
        if (find(id)?.updatedAt.getTime() !== updatedAt.getTime()) return undefined
        told.push(...events)
        return change(id, changes)
      },
      async setIngestKey(id, hash) {
        if (find(id)) keys.set(id, hash)
        return find(id)
      },
      async remove(id, _at, events, updatedAt) {
        const gone = find(id)
        if (!gone || (updatedAt && gone.updatedAt.getTime() !== updatedAt.getTime())) return undefined
        if (busy.has(id)) throw new Problem('technician_in_use')
        removed.add(id)
        told.push(...events)
        return gone
      },
    }
  }

  return {
    techniciansOf,
    told,
    busy,
    withdrawn,
    keys,
    allow: (id: string, allowTracking: boolean) => {
      const before = rows.get(id)!
      rows.set(id, { ...before, allowTracking, updatedAt: new Date(before.updatedAt.getTime() + 1) })
    },
  }
}

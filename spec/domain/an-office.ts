import type { Member, Role } from '../../domain/actor.ts'
import type { AssignmentStatus } from '../../domain/assignments/assignment.ts'
import type { CustomerLink } from '../../domain/assignments/ports.ts'
import type { CreateAssignment } from '../../domain/assignments/schema.ts'
import { createAssignments } from '../../domain/assignments/service.ts'
import type { VisitChange } from '../../domain/live/ports.ts'
import type { Technician } from '../../domain/technicians/technician.ts'
import type { WorkOrder } from '../../domain/work-orders/work-order.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { aTechnician, aWorkOrder } from '../support/field-rows.ts'
import { createMemoryAssignments, type Staff } from '../support/memory-assignments.ts'

export const noon = new Date('2026-01-15T12:00:00Z')
export const every = { limit: 50, offset: 0 }
export const publicUrl = 'https://fleeting.example'
export const link: CustomerLink = {
  id: '11111111-1111-4111-8111-111111111111',
  token: 'a-token',
  expiresAt: new Date('2026-01-16T12:00:00Z'),
}

export const as = (role: Role, userId: number): Member => ({ role, userId, tenantId: 1, familyId: 'f' })
export const dispatcher = as('dispatcher', 7)

/** A service over a store in memory, with a clock to turn and an ear for everything that follows a change. */
export const anOffice = ({ timeZone = 'UTC' } = {}) => {
  let clock = noon.getTime()
  let numbers = 100
  const technician = (fullName: string, from: Partial<Technician> = {}): Technician => {
    const user = { id: ++numbers, email: `${numbers}@example.org`, fullName }
    const { userId: _, ...fields } = aTechnician(user.id)
    const at = { createdAt: noon, updatedAt: noon, lastSeenAt: null }
    return { ...fields, ...at, tenantId: 1, key: ++numbers, user, ...from }
  }
  const workOrder = (from: Partial<WorkOrder> = {}): WorkOrder => {
    const id = ++numbers
    const at = { createdAt: noon, updatedAt: noon }
    return { ...aWorkOrder(7), ...at, tenantId: 1, id, number: `OS-2026-${id}`, ...from }
  }
  const ana = technician('Ana Silva')
  const bia = technician('Bia Souza')
  const staff: Staff = {
    tenantId: 1,
    technicians: [ana, bia, technician('Caio Lima', { isActive: false })],
    removed: [],
    workOrders: [workOrder(), workOrder(), workOrder({ status: 'DONE' }), workOrder({ status: 'CANCELED' })],
    names: new Map([[7, 'Admin']]),
  }
  const { store, events } = createMemoryAssignments(staff)
  const followed: string[] = []
  const announced: VisitChange[] = []
  const failures: unknown[] = []
  const failing = new Set<string>()
  const follow = <T>(name: string, answer: T): T => {
    if (failing.has(name)) throw new Error(name)
    followed.push(name)
    return answer
  }

  const assignments = createAssignments({
    assignmentsOf: () => store,
    techniciansOf: () => ({
      find: async (id) => staff.technicians.find((one) => one.id === id),
      byIds: async (ids) => [...staff.technicians, ...staff.removed].filter(({ id }) => ids.includes(id)),
      async list({ isActive }, { limit, offset }) {
        const rows = staff.technicians.filter((one) => isActive === undefined || one.isActive === isActive)
        return { count: rows.length, rows: rows.slice(offset, offset + limit) }
      },
    }),
    customerLinks: {
      begin: async () => follow('begin', link),
      of: async () => follow('of', link),
      end: async () => follow('end', undefined),
      endAll: async () => follow('end all', undefined),
    },
    etas: { forget: (id) => void follow(`forget ${id}`, undefined) },
    announce: {
      visitChanged(visit) {
        follow('announce', undefined)
        announced.push(visit)
      },
      visitRated: () => follow('announce rating', undefined),
    },
    report: (error) => void failures.push(error),
    profiles: { of: async (id) => ({ id, name: 'ACME', features: {}, locale: 'pt-BR', timeZone }) },
    newId: () => createUuidV7(clock),
    now: () => new Date(clock),
  })
  const [chiller, pump, done, canceled] = staff.workOrders as [WorkOrder, WorkOrder, WorkOrder, WorkOrder]
  const body = (from: Partial<CreateAssignment> = {}): CreateAssignment => ({
    work_order: chiller.id,
    technician: ana.id,
    scheduled_date: '2026-01-15',
    ...from,
  })

  return {
    ...{ assignments, store, staff, events, followed, announced, failures, failing },
    ...{ ana, bia, inactive: staff.technicians[2]!, chiller, pump, done, canceled, body },
    anna: as('technician', ana.user.id),
    at: (moment: string) => {
      clock = Date.parse(moment)
    },
    plan: async (from: Partial<CreateAssignment> = {}) =>
      (await assignments.create(dispatcher, body(from))).assignment,
    move: async (id: string, ...statuses: AssignmentStatus[]) => {
      for (const status of statuses) await assignments.changeStatus(dispatcher, id, { status }, publicUrl)
    },
  }
}

import { type Assignment, assertReady, isOpen, isUnderWay } from '../../domain/assignments/assignment.ts'
import type {
  AssignmentFields,
  AssignmentFilter,
  AssignmentStep,
  AssignmentStore,
  VisitRating,
} from '../../domain/assignments/ports.ts'
import type { NewEvent } from '../../domain/events/event.ts'
import type { Technician } from '../../domain/technicians/technician.ts'
import type { Following } from '../../domain/work-orders/following.ts'
import type { WorkOrder } from '../../domain/work-orders/work-order.ts'

/** The organization around the assignments: whoever is in these lists is there. */
export interface Staff {
  readonly tenantId: number
  technicians: Technician[]
  removed: Technician[]
  workOrders: WorkOrder[]
  names: Map<number, string>
}

/** The assignments of one tenant without a database; the shared store spec keeps it honest. */
export const createMemoryAssignments = (staff: Staff) => {
  let rows: Assignment[] = []
  const steps = new Map<string, AssignmentStep[]>()
  const ratings = new Map<string, VisitRating>()
  const events: NewEvent[] = []

  const kept = <T>(told: readonly NewEvent[], result: T): T => {
    events.push(...told)
    return result
  }
  const put = (row: Assignment, told: readonly NewEvent[]): Assignment => {
    rows = [...rows.filter(({ id }) => id !== row.id), row]
    return kept(told, row)
  }
  const current = (id: string, updatedAt?: Date) =>
    rows.find((row) => row.id === id && (!updatedAt || row.updatedAt.getTime() === updatedAt.getTime()))
  const isOf = (userId: number | undefined) => (row: Assignment) =>
    userId === undefined || (row.technician.user.id === userId && !staff.removed.includes(row.technician))
  const open = (technicianId: string, date: string) =>
    rows.filter((row) => row.technician.id === technicianId && row.scheduledDate === date && isOpen(row))

  const parties = ({ workOrderId, technicianId }: Partial<AssignmentFields>) => {
    const workOrder = staff.workOrders.find(({ id }) => id === workOrderId)
    const technician = staff.technicians.find(({ id }) => id === technicianId)
    assertReady({
      workOrder: workOrderId !== undefined && workOrder,
      technician: technicianId !== undefined && technician,
    })
    return { ...(workOrder && { workOrder }), ...(technician && { technician }) }
  }
  /** Work orders are told in the rows as well: there they stand as they are now. */
  const follow = (ids: readonly number[], { statusOf, events: told, at }: Following) => {
    for (const order of staff.workOrders.filter(({ id }) => ids.includes(id))) {
      const visits = rows.filter(({ workOrder }) => workOrder.id === order.id)
      const status = statusOf(
        order.status,
        visits.map((visit) => visit.status),
      )
      if (status === order.status) continue
      const workOrder = { ...order, status, updatedAt: at }
      staff.workOrders = staff.workOrders.map((one) => (one === order ? workOrder : one))
      rows = rows.map((row) => (row.workOrder.id === order.id ? { ...row, workOrder } : row))
      events.push(...told(workOrder))
    }
  }
  const addStep = (id: string, step: Omit<AssignmentStep, 'byName'>) => {
    const byName = staff.names.get(step.byUser ?? 0) ?? ''
    steps.set(id, [...(steps.get(id) ?? []), { ...step, byName }])
  }

  const store: AssignmentStore = {
    async insert({ workOrderId, technicianId, ...fields }, at, told) {
      const { workOrder, technician } = parties({ workOrderId, technicianId })
      const stamps = { departedAt: null, arrivedAt: null, completedAt: null, canceledAt: null }
      addStep(fields.id, { from: null, to: 'scheduled', reason: '', byUser: fields.createdBy, at })
      return put(
        {
          ...fields,
          ...stamps,
          tenantId: staff.tenantId,
          workOrder: workOrder!,
          technician: technician!,
          status: 'scheduled',
          cancellationReason: '',
          createdByName: staff.names.get(fields.createdBy) ?? '',
          createdAt: at,
          updatedAt: at,
        },
        told,
      )
    },
    async find(id, userId) {
      return rows.filter(isOf(userId)).find((row) => row.id === id)
    },
    async list(filter, { limit, offset }) {
      const matching = rows.filter(isOf(filter.userId)).filter((row) => matches(row, filter))
      const ordered = matching.sort(
        by((row) => [row.scheduledDate, row.scheduledStart, row.routePlace, row.id]),
      )
      return { count: ordered.length, rows: ordered.slice(offset, offset + limit) }
    },
    async ofDay(technicianId, date) {
      return rows
        .filter((row) => matches(row, { technicianId, date }))
        .sort(by((row) => [row.routePlace, row.scheduledStart, row.id]))
    },
    async overlapping(technicianId, date, { start, end }, except) {
      return open(technicianId, date)
        .filter(({ id, scheduledStart, scheduledEnd }) =>
          id === except || scheduledStart === null || scheduledEnd === null
            ? false
            : scheduledStart < end && scheduledEnd > start,
        )
        .sort(by((row) => [row.scheduledStart, row.id]))
        .map(({ id }) => id)
    },
    async underWay(technicianId) {
      return rows
        .filter((row) => row.technician.id === technicianId && isUnderWay(row))
        .sort(by((row) => [row.departedAt?.getTime() ?? 0, row.id]))
        .at(-1)
    },
    async update({ id, updatedAt, workOrder }, changes, at, told, following) {
      const now = parties(changes)
      const row = current(id, updatedAt)
      if (!row) return undefined
      const { workOrderId, technicianId: _, ...fields } = changes
      put({ ...row, ...fields, ...now, updatedAt: after(row, at) }, told)
      if (workOrderId !== undefined) follow([workOrder.id, workOrderId], following)
      return current(id)
    },
    async changeStatus(
      { id, status, updatedAt, workOrder },
      change,
      { byUser, reason, at },
      told,
      following,
    ) {
      const row = current(id, updatedAt)
      if (row?.status !== status) return undefined
      addStep(id, { from: status, to: change.status, reason, byUser, at })
      put({ ...row, ...change, updatedAt: after(row, at) }, told)
      follow([workOrder.id], following)
      return current(id)
    },
    async setRoute(technicianId, date, ids, at, told) {
      const there = open(technicianId, date)
      const isWhole = new Set(ids).size === ids.length && ids.length === there.length
      if (!isWhole || !there.every(({ id }) => ids.includes(id))) return false
      for (const row of there) put({ ...row, routePlace: ids.indexOf(row.id), updatedAt: after(row, at) }, [])
      return kept(told, true)
    },
    async remove({ id, updatedAt, workOrder }, told, following) {
      const row = current(id, updatedAt)
      if (!row) return false
      rows = rows.filter((one) => one !== row)
      steps.delete(id)
      ratings.delete(id)
      kept(told, true)
      follow([workOrder.id], following)
      return true
    },
    async history(id) {
      return steps.get(id) ?? []
    },
    async rating(id) {
      return ratings.get(id)
    },
    async rate(id, rating, at, told) {
      const whole = { ...rating, createdAt: ratings.get(id)?.createdAt ?? at, updatedAt: at }
      ratings.set(id, whole)
      return kept(told, whole)
    },
  }
  return { store, events }
}

const after = ({ updatedAt }: Assignment, at: Date) =>
  new Date(Math.max(at.getTime(), updatedAt.getTime() + 1))

const folded = (words: string) =>
  words
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()

const matches = (row: Assignment, filter: AssignmentFilter): boolean => {
  const { number, description, assetName } = row.workOrder
  const words = [number, description, assetName].map(folded)
  return (
    (filter.date === undefined || row.scheduledDate === filter.date) &&
    (filter.dateFrom === undefined || row.scheduledDate >= filter.dateFrom) &&
    (filter.dateTo === undefined || row.scheduledDate <= filter.dateTo) &&
    (filter.technicianId === undefined || row.technician.id === filter.technicianId) &&
    (filter.workOrderId === undefined || row.workOrder.id === filter.workOrderId) &&
    (filter.status === undefined || filter.status.includes(row.status)) &&
    (filter.search === undefined || words.some((text) => text.includes(folded(filter.search!))))
  )
}

/** Smallest first, nothing last. */
const by =
  (keys: (row: Assignment) => readonly (string | number | null)[]) =>
  (one: Assignment, other: Assignment) => {
    const [ours, theirs] = [keys(one), keys(other)]
    for (const [i, our] of ours.entries()) {
      const their = theirs[i] ?? null
      if (our === their) continue
      if (our === null || their === null) return our === null ? 1 : -1
      return our < their ? -1 : 1
    }
    return 0
  }

import { isAtLeast, type Member } from '../actor.ts'
import { wallClock } from '../local-time.ts'
import { found, Problem } from '../problem.ts'
import type { Counted, SerialId, Slice } from '../schema.ts'
import type { TenantProfiles } from '../tenants/profiles.ts'
import { assertBasedOn, type BasedOn, isChange } from '../versions.ts'
import { workOrderEvent } from './following.ts'
import type { WorkOrderFilter, WorkOrderStore } from './ports.ts'
import type { CreateWorkOrder, UpdateWorkOrder } from './schema.ts'
import { fieldsOf, type WorkOrder } from './work-order.ts'

export interface WorkOrderPorts {
  readonly workOrdersOf: (tenantId: SerialId) => WorkOrderStore
  readonly profiles: Pick<TenantProfiles, 'of'>
  readonly now: () => Date
}

export type WorkOrders = ReturnType<typeof createWorkOrders>

/** Dispatchers keep all work orders; everybody else reads those that they were sent to. */
export const createWorkOrders = ({ workOrdersOf, profiles, now }: WorkOrderPorts) => {
  const get = async (actor: Member, id: SerialId): Promise<WorkOrder> =>
    found(await workOrdersOf(actor.tenantId).find(id, narrowedTo(actor)))

  return {
    get,

    /** For other features: whichever it is of this organization. */
    find: (tenantId: SerialId, id: SerialId) => workOrdersOf(tenantId).find(id),

    list: (actor: Member, filter: WorkOrderFilter, slice: Slice): Promise<Counted<WorkOrder>> =>
      workOrdersOf(actor.tenantId).list({ ...filter, userId: narrowedTo(actor) }, slice),

    async create(actor: Member, body: CreateWorkOrder): Promise<WorkOrder> {
      const { timeZone } = await profiles.of(actor.tenantId)
      const year = Number(wallClock(timeZone, now().getTime()).date.slice(0, 4))
      const order = { ...unsaid, description: '', ...fieldsOf(body), createdBy: actor.userId }
      return workOrdersOf(actor.tenantId).insert(order, year, (made) => [
        workOrderEvent(actor.userId, 'work_order.created', made.id, {
          status: made.status,
          priority: made.priority,
        }),
      ])
    },

    async update(actor: Member, id: SerialId, body: UpdateWorkOrder, expected?: BasedOn): Promise<WorkOrder> {
      const before = await get(actor, id)
      assertBasedOn(expected, before)
      const changes = fieldsOf(body)
      if (!isChange<WorkOrder>(before, changes)) return before
      const { status = before.status, priority = before.priority } = changes
      const changed = await workOrdersOf(actor.tenantId).update(id, before.updatedAt, changes, now(), [
        workOrderEvent(actor.userId, 'work_order.updated', id, {
          status,
          priority,
          fields: Object.keys(body),
        }),
      ])
      if (!changed) throw new Problem('conflict')
      return changed
    },

    /** Throws `work_order_in_use` where anything refers to it. */
    async remove(actor: Member, id: SerialId, expected?: BasedOn): Promise<void> {
      const before = await get(actor, id)
      assertBasedOn(expected, before)
      const events = [workOrderEvent(actor.userId, 'work_order.removed', id, {})]
      if (!(await workOrdersOf(actor.tenantId).remove(id, before.updatedAt, events)))
        throw new Problem('conflict')
    },
  }
}

const narrowedTo = (actor: Member): SerialId | undefined =>
  isAtLeast(actor, 'dispatcher') ? undefined : actor.userId

const unsaid = {
  priority: 'MEDIUM',
  status: 'OPEN',
  assetName: '',
  assetLocation: '',
  place: null,
  customer: null,
} as const

import { assignmentStore } from '../../db/assignments.ts'
import type { Connections } from '../../db/connect.ts'
import { technicianStore } from '../../db/technicians.ts'
import { workOrderStore } from '../../db/work-orders.ts'
import type { AssignmentStore } from '../../domain/assignments/ports.ts'
import type { Technician } from '../../domain/technicians/technician.ts'
import type { WorkOrder } from '../../domain/work-orders/work-order.ts'
import { addAccount } from '../support/album-rows.ts'
import type { TestDatabase } from '../support/database.ts'
import { aTechnician, aWorkOrder } from '../support/field-rows.ts'
import { createMemoryAssignments, type Staff } from '../support/memory-assignments.ts'
import { addTenant } from '../support/rows.ts'

export const noon = new Date('2026-01-10T12:00:00.000Z')

/** An organization with two technicians and two work orders, beside another one. */
export interface Office {
  readonly tenantId: number
  readonly assignments: AssignmentStore
  readonly theirs: AssignmentStore
  readonly dispatcher: number
  readonly ana: Technician
  readonly bia: Technician
  readonly chiller: WorkOrder
  readonly pump: WorkOrder
  /** Of the other organization. */
  readonly foreign: { readonly technician: Technician; readonly workOrder: WorkOrder }
  removeTechnician(technician: Technician): Promise<void>
  told(): Promise<string[]>
}

export const anOfficeInMemory = (): Office => {
  let numbers = 100
  const aStaff = (tenantId: number, names: string[]): Staff => {
    const at = { createdAt: noon, updatedAt: noon, tenantId }
    const technicians = names.map((fullName): Technician => {
      const user = { id: ++numbers, email: `${numbers}@example.org`, fullName }
      const { userId: _, ...fields } = aTechnician(user.id)
      return { ...fields, ...at, key: ++numbers, user, lastSeenAt: null }
    })
    const workOrders = [aWorkOrder(1), aWorkOrder(1, bomba)].map((order) => {
      const id = ++numbers
      return { ...order, ...at, id, number: `OS-2026-${id}` }
    })
    const names_ = new Map(technicians.map(({ user }) => [user.id, user.fullName]))
    return { tenantId, technicians, removed: [], workOrders, names: names_.set(7, 'Admin') }
  }
  const staff = aStaff(1, ['Ana Silva', 'Bia Souza'])
  const others = aStaff(2, ['Caio Lima'])
  const { store, events } = createMemoryAssignments(staff)
  const [ana, bia] = staff.technicians
  const [chiller, pump] = staff.workOrders
  return {
    tenantId: 1,
    assignments: store,
    theirs: createMemoryAssignments(others).store,
    dispatcher: 7,
    ana: ana!,
    bia: bia!,
    chiller: chiller!,
    pump: pump!,
    foreign: { technician: others.technicians[0]!, workOrder: others.workOrders[0]! },
    async removeTechnician(technician) {
      staff.technicians = staff.technicians.filter((one) => one !== technician)
      staff.removed.push(technician)
    },
    told: async () => events.map(({ name }) => name),
  }
}

const bomba = { description: 'Troca de selo', assetName: 'Bomba d’água' }

export const anOfficeIn = async (database: TestDatabase, { tenant }: Connections): Promise<Office> => {
  const tenantId = await addTenant(database)
  const otherTenant = await addTenant(database)
  const technician = async (of: number, fullName: string) => {
    const userId = await addAccount(database, of, 'technician', fullName)
    return technicianStore(tenant(of), of).insert(aTechnician(userId), [])
  }
  const workOrder = (of: number, from = {}) =>
    workOrderStore(tenant(of), of).insert(aWorkOrder(1, from), 2026, () => [])
  return {
    tenantId,
    assignments: assignmentStore(tenant(tenantId), tenantId),
    theirs: assignmentStore(tenant(otherTenant), otherTenant),
    dispatcher: await addAccount(database, tenantId, 'dispatcher', 'Admin'),
    ana: await technician(tenantId, 'Ana Silva'),
    bia: await technician(tenantId, 'Bia Souza'),
    chiller: await workOrder(tenantId),
    pump: await workOrder(tenantId, bomba),
    foreign: {
      technician: await technician(otherTenant, 'Caio Lima'),
      workOrder: await workOrder(otherTenant),
    },
    async removeTechnician({ id }) {
      await technicianStore(tenant(tenantId), tenantId).remove(id, noon, [])
    },
    told: async () =>
      (await database.query('select name from event where tenant_id = $1 order by seq', [tenantId])).map(
        ({ name }) => name as string,
      ),
  }
}

import { expect } from 'chai'
import type { Member, Role } from '../../domain/actor.ts'
import { type AssignmentStatus, assignmentStatuses } from '../../domain/assignments/assignment.ts'
import type { NewEvent } from '../../domain/events/event.ts'
import type { TenantProfile } from '../../domain/tenants/profiles.ts'
import { parser } from '../../domain/validate.ts'
import { versionOf } from '../../domain/versions.ts'
import { followingOf } from '../../domain/work-orders/following.ts'
import type { WorkOrderStore } from '../../domain/work-orders/ports.ts'
import { CreateWorkOrder, UpdateWorkOrder, WorkOrderQuery } from '../../domain/work-orders/schema.ts'
import { createWorkOrders } from '../../domain/work-orders/service.ts'
import {
  fieldsOf,
  presentWorkOrder,
  statusAfter,
  type WorkOrder,
  type WorkOrderStatus,
} from '../../domain/work-orders/work-order.ts'
import { aWorkOrder } from '../support/field-rows.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'

const noon = new Date('2026-01-08T12:00:00Z')
const as = (role: Role, userId: number, tenantId = 1): Member => ({ userId, tenantId, role, familyId: 'f' })
const dispatcher = as('dispatcher', 1)

const aHouse = (now = noon, timeZone = 'America/Sao_Paulo') => {
  const rows = new Map<number, WorkOrder>()
  const told: NewEvent[] = []
  const asked: unknown[] = []
  const change = (id: number, changes: Partial<WorkOrder>) => {
    const before = rows.get(id)!
    rows.set(id, { ...before, ...changes, updatedAt: new Date(before.updatedAt.getTime() + 1) })
    return rows.get(id)!
  }
  /** The work of user 5 is order 1. */
  const workOrdersOf = (tenantId: number): WorkOrderStore => ({
    async insert(fields, year, events) {
      const id = rows.size + 1
      const facts = { id, tenantId, number: `OS-${year}-000${id}`, createdAt: now, updatedAt: now }
      const order = { ...fields, ...facts }
      rows.set(id, order)
      told.push(...events(order))
      return order
    },
    async find(id, userId) {
      const order = rows.get(id)
      if (order?.tenantId !== tenantId) return undefined
      return userId === undefined || (userId === 5 && id === 1) ? order : undefined
    },
    byIds: async () => [],
    async list(filter) {
      asked.push(filter)
      return { count: 0, rows: [] }
    },
    async update(id, updatedAt, changes, _at, events) {
      if (rows.get(id)?.updatedAt.getTime() !== updatedAt.getTime()) return undefined
      told.push(...events)
      return change(id, changes)
    },
    async remove(id, updatedAt, events) {
      if (rows.get(id)?.updatedAt.getTime() !== updatedAt.getTime()) return false
      told.push(...events)
      return rows.delete(id)
    },
  })
  const profiles = { of: async () => ({ timeZone }) as TenantProfile }
  return {
    workOrders: createWorkOrders({ workOrdersOf, profiles, now: () => now }),
    told,
    asked,
    change,
  }
}

describe('a new work order', () => {
  it('is open and of medium priority unless it is said, and told without a word of it [WO-1]', async () => {
    const { workOrders, told } = aHouse()

    const made = await workOrders.create(dispatcher, { description: ' Chiller faz barulho\n ' })

    expect(presentWorkOrder(made)).to.deep.equal({
      id: 1,
      number: 'OS-2026-0001',
      description: 'Chiller faz barulho',
      priority: 'MEDIUM',
      status: 'OPEN',
      asset_name: '',
      asset_location: '',
      latitude: null,
      longitude: null,
      customer: null,
      created_by: 1,
      created_at: noon.toISOString(),
      updated_at: noon.toISOString(),
    })
    expect(told).to.deep.equal([
      {
        name: 'work_order.created',
        aggregateType: 'work_order',
        aggregateId: '1',
        actorId: 1,
        data: { status: 'OPEN', priority: 'MEDIUM' },
      },
    ])
  })

  it('is numbered by the year that the organization’s clock shows [WO-2]', async () => {
    const newYear = new Date('2027-01-01T02:30:00Z')
    const numberIn = async (zone: string) =>
      (await aHouse(newYear, zone).workOrders.create(dispatcher, { description: 'x' })).number

    expect(await numberIn('America/Sao_Paulo')).to.equal('OS-2026-0001')
    expect(await numberIn('Europe/Lisbon')).to.equal('OS-2027-0001')
  })
})

describe('whom a work order is shown to', () => {
  it('is dispatchers, and whoever was sent to it: to anybody else it is not there [WO-3]', async () => {
    const { workOrders } = aHouse()
    for (const description of ['one', 'two']) await workOrders.create(dispatcher, { description })

    for (const actor of [dispatcher, as('owner', 3), as('technician', 5)])
      expect((await workOrders.get(actor, 1)).description).to.equal('one')
    for (const [actor, id] of [
      [as('technician', 5), 2],
      [as('member', 6), 1],
      [as('owner', 1, 2), 1],
    ] as const)
      await expectRefusal('not_found', workOrders.get(actor, id))
  })

  it('narrows lists instead of refusing them, whatever is asked for [WO-3]', async () => {
    const { workOrders, asked } = aHouse()
    const slice = { limit: 9, offset: 0 }

    await workOrders.list(as('technician', 5), { status: ['OPEN'], userId: 6 }, slice)
    await workOrders.list(dispatcher, { search: 'x' }, slice)

    expect(asked).to.deep.equal([
      { status: ['OPEN'], userId: 5 },
      { search: 'x', userId: undefined },
    ])
  })
})

describe('changing a work order', () => {
  it('touches what it names, and replaces a customer as a whole [WO-4]', async () => {
    const { workOrders, told } = aHouse()
    await workOrders.create(dispatcher, {
      description: 'x',
      latitude: -23.55,
      longitude: -46.63,
      customer: { name: ' Maria ', phone: '1', email: 'Maria@Example.org' },
    })

    const first = await workOrders.update(dispatcher, 1, { priority: 'URGENT' })
    const second = await workOrders.update(dispatcher, 1, { customer: { name: 'José' } })
    const third = await workOrders.update(dispatcher, 1, { customer: null, latitude: null, longitude: null })

    expect(first).to.deep.include({
      priority: 'URGENT',
      place: { latitude: -23.55, longitude: -46.63 },
      customer: { name: 'Maria', phone: '1', email: 'maria@example.org' },
    })
    expect(second.customer).to.deep.equal({ name: 'José', phone: null, email: null })
    expect(third).to.deep.include({ customer: null, place: null, description: 'x' })
    expect(told.slice(1).map(({ name, data }) => [name, data.fields])).to.deep.equal([
      ['work_order.updated', ['priority']],
      ['work_order.updated', ['customer']],
      ['work_order.updated', ['customer', 'latitude', 'longitude']],
    ])
    expect(JSON.stringify(told)).not.to.match(/maria|josé/i)
  })

  it('is none where nothing becomes different: neither told of nor a new version [WO-4]', async () => {
    const { workOrders, told } = aHouse()
    const customer = { email: 'maria@example.org', name: 'Maria' }
    const made = await workOrders.create(dispatcher, {
      description: 'x',
      latitude: 1,
      longitude: 2,
      customer,
    })

    const same = { description: ' x', longitude: 2, latitude: 1, customer: { ...customer, phone: null } }
    expect(await workOrders.update(dispatcher, 1, same)).to.deep.equal(made)
    expect(told).to.have.length(1)
  })

  it('is based on what was read, and gives way to whoever was faster [WO-5]', async () => {
    const { workOrders, change } = aHouse()
    const made = await workOrders.create(dispatcher, { description: 'x' })
    const version = versionOf(made)
    change(1, { description: 'y' })
    const based = (expected: '*' | string[]) =>
      workOrders.update(dispatcher, 1, { priority: 'LOW' }, expected)

    await expectRefusal('conflict', based([version]))
    await expectRefusal('conflict', workOrders.remove(dispatcher, 1, [version]))
    const both = await Promise.allSettled([based('*'), based('*')])

    expect(both.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected'])
  })
})

describe('the status that follows from visits', () => {
  const cases: [WorkOrderStatus, AssignmentStatus[], WorkOrderStatus][] = [
    ['OPEN', [], 'OPEN'],
    ['OPEN', ['scheduled'], 'OPEN'],
    ['OPEN', ['en_route'], 'IN_PROGRESS'],
    ['OPEN', ['scheduled', 'on_site'], 'IN_PROGRESS'],
    ['IN_PROGRESS', ['on_site'], 'IN_PROGRESS'],
    ['IN_PROGRESS', ['done', 'scheduled'], 'IN_PROGRESS'],
    ['IN_PROGRESS', ['done', 'en_route'], 'IN_PROGRESS'],
    ['IN_PROGRESS', ['done'], 'DONE'],
    ['IN_PROGRESS', ['done', 'canceled'], 'DONE'],
    ['IN_PROGRESS', ['canceled'], 'OPEN'],
    ['IN_PROGRESS', ['canceled', 'scheduled'], 'OPEN'],
  ]

  for (const [now, visits, then] of cases)
    it(`of ${now} with [${visits.join(', ')}] is ${then} [WO-6]`, () => {
      expect(statusAfter(now, visits)).to.equal(then)
    })

  it('is none for what is closed: it stays so until somebody opens it [WO-6]', () => {
    for (const closed of ['DONE', 'CANCELED'] as const)
      for (const visit of assignmentStatuses) expect(statusAfter(closed, [visit])).to.equal(closed)
  })

  it('is told as the doing of whoever moved the visit [WO-6]', () => {
    const { statusOf, events } = followingOf(5, noon)
    const order = {
      ...aWorkOrder(7),
      id: 1,
      tenantId: 1,
      number: 'OS-2026-0001',
      createdAt: noon,
      updatedAt: noon,
    }

    expect(statusOf('OPEN', ['en_route'])).to.equal('IN_PROGRESS')
    expect(events({ ...order, status: 'IN_PROGRESS' })).to.deep.equal([
      {
        name: 'work_order.updated',
        aggregateType: 'work_order',
        aggregateId: '1',
        actorId: 5,
        data: { status: 'IN_PROGRESS', priority: order.priority, fields: ['status'] },
      },
    ])
  })
})

describe('the body for a work order', () => {
  it('says what is to be done, and keeps to what can be [WO-1] [T-55]', async () => {
    const read = parser(CreateWorkOrder)
    const description = 'x'
    const faults: [object, string][] = [
      [{ description: ' \n ' }, 'description'],
      [{ description: '\u202e\u200b' }, 'description'],
      [{ description: 'x'.repeat(5001) }, 'description'],
      [{ description: 'a\u0000b' }, 'description'],
      [{ priority: 'high' }, 'priority'],
      [{ status: 'CLOSED' }, 'status'],
      [{ asset_name: 'two\nlines' }, 'asset_name'],
      [{ latitude: 91, longitude: 0 }, 'latitude'],
      [{ customer: { phone: '1' } }, 'customer.name'],
      [{ customer: { name: 'x', email: 'x' } }, 'customer.email'],
      [{ customer: { name: 'x', vip: true } }, 'customer.vip'],
      [{ number: 'OS-2026-0001' }, 'number'],
    ]

    for (const [fault, field] of faults)
      expect(
        await faultyFields(() => read({ description, ...fault })),
        JSON.stringify(fault).slice(0, 60),
      ).to.include(field)
    await expectRefusal('validation_failed', () => read({ description, latitude: 1 }))
    await expectRefusal('validation_failed', () => parser(UpdateWorkOrder)({}))
    expect(await faultyFields(() => fieldsOf({ latitude: 1, longitude: null }))).to.deep.equal(['latitude'])
    expect(read({ description: 'two\nlines', asset_name: '' })).to.deep.equal({
      description: 'two\nlines',
      asset_name: '',
    })
  })
})

describe('the query for work orders', () => {
  it('takes a filter once or several times [WO-7]', async () => {
    const read = parser(WorkOrderQuery, 'text')

    expect(read({ status: 'OPEN' }).status).to.deep.equal(['OPEN'])
    expect(read({ status: ['OPEN', 'DONE'], priority: 'LOW' })).to.deep.include({
      status: ['OPEN', 'DONE'],
      priority: ['LOW'],
    })
    expect(read({ search: 'x' })).to.not.have.property('status')
    expect(await faultyFields(() => read({ status: ['OPEN', 'open'] }))).to.deep.equal(['status.1'])
    expect(await faultyFields(() => read({ search: ['a', 'b'] }))).to.deep.equal(['search'])
  })
})

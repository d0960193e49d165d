import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import type { WorkOrderStore } from '../../domain/work-orders/ports.ts'
import { addAccount } from '../support/album-rows.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addVisit, anEvent, aTechnician, aWorkOrder, eventNamesOf } from '../support/field-rows.ts'
import { expectRefusal } from '../support/refusals.ts'
import { addTenant } from '../support/rows.ts'

const noon = new Date('2030-06-01T12:00:00.000Z')
const every = { limit: 50, offset: 0 }
const customer = { name: 'Padaria São José', phone: '+55 11 3333-4444', email: 'maria@padaria.example' }

describe('the store of work orders', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: ReturnType<typeof createStores>['fieldService']
  let tenantId: number
  let orders: WorkOrderStore
  let theirs: WorkOrderStore

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    stores = createStores(connections).fieldService
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    tenantId = await addTenant(database)
    orders = stores.workOrdersOf(tenantId)
    theirs = stores.workOrdersOf(await addTenant(database))
  })

  const write = (from: Partial<ReturnType<typeof aWorkOrder>> = {}, year = 2026) =>
    orders.insert(aWorkOrder(1, from), year, () => [])
  const technician = async () => {
    const userId = await addAccount(database, tenantId, 'technician')
    return stores.techniciansOf(tenantId).insert(aTechnician(userId), [])
  }

  it('keeps what it is given, and tells of it under the id that it got [WO-1]', async () => {
    const place = { latitude: -23.5505199, longitude: -46.6333094 }
    const given = aWorkOrder(7, { place, customer, priority: 'URGENT' })

    const made = await orders.insert(given, 2026, ({ id }) => [anEvent('work_order.created', String(id))])

    expect(made).to.deep.include({ ...given, tenantId, number: 'OS-2026-0001' })
    expect(await orders.find(made.id)).to.deep.equal(made)
    expect(await orders.byIds([made.id, 2_147_483_647])).to.deep.equal([made])
    const told = await database.query('select name, aggregate_id from event where tenant_id = $1', [tenantId])
    expect(told).to.deep.equal([{ name: 'work_order.created', aggregate_id: String(made.id) }])
  })

  it('counts by organization and year, without gaps and twice nothing, however many write at once [WO-2]', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => write()))
    const next = await write({}, 2027)
    const elsewhere = await theirs.insert(aWorkOrder(1), 2026, () => [])

    const expected = Array.from({ length: 20 }, (_, i) => `OS-2026-${String(i + 1).padStart(4, '0')}`)
    expect(made.map(({ number }) => number).sort()).to.deep.equal(expected)
    expect([next.number, elsewhere.number]).to.deep.equal(['OS-2027-0001', 'OS-2026-0001'])
  })

  it('gives a number again that was not used, and goes on past four digits [WO-2]', async () => {
    const failing = orders.insert(aWorkOrder(1), 2026, () => {
      throw new Error('no room for what is told')
    })
    await failing.catch(() => {})
    expect((await write()).number).to.equal('OS-2026-0001')
    await database.query('update document_counter set last = 9999 where tenant_id = $1', [tenantId])

    expect((await write()).number).to.equal('OS-2026-10000')
  })

  it('finds in number, description, asset and customer, accents and case folded [WO-7]', async () => {
    const chiller = await write({ customer })
    const oven = await write({
      description: 'Forno a 50% da potência',
      assetName: 'Forno',
      assetLocation: '',
    })
    const found = async (search: string) => (await orders.list({ search }, every)).rows.map(({ id }) => id)

    for (const search of [
      '0001',
      'os-2026-0001',
      'MANUTENCAO',
      'york',
      'sala de maquinas',
      'sao jose',
      '3333',
      'maria@',
    ])
      expect(await found(search), search).to.deep.equal([chiller.id])
    expect(await found('50%')).to.deep.equal([oven.id])
    expect(await found('5_%')).to.deep.equal([])
    expect(await found('OS-2026')).to.deep.equal([oven.id, chiller.id])
  })

  it('lists the newest first, of the statuses and priorities that are wanted [WO-7]', async () => {
    const one = await write({ status: 'DONE', priority: 'LOW' })
    const two = await write({ status: 'OPEN', priority: 'HIGH' })
    const three = await write({ status: 'OPEN', priority: 'LOW' })
    const listed = async (...args: Parameters<WorkOrderStore['list']>) => {
      const { count, rows } = await orders.list(...args)
      return [count, rows.map(({ id }) => id)]
    }

    expect(await listed({}, every)).to.deep.equal([3, [three.id, two.id, one.id]])
    expect(await listed({}, { limit: 1, offset: 1 })).to.deep.equal([3, [two.id]])
    expect(await listed({ status: ['OPEN'] }, every)).to.deep.equal([2, [three.id, two.id]])
    expect(await listed({ status: ['OPEN', 'DONE'], priority: ['LOW'] }, every)).to.deep.equal([
      2,
      [three.id, one.id],
    ])
  })

  it('shows a technician what they were ever sent to, and nothing else [WO-3]', async () => {
    const [ana, bruno] = [await technician(), await technician()]
    const [hers, his] = [await write(), await write()]
    await addVisit(database, tenantId, hers.id, ana.id, 'canceled')
    await addVisit(database, tenantId, hers.id, ana.id)
    await addVisit(database, tenantId, his.id, bruno.id)

    expect(await orders.list({ userId: ana.user.id }, every)).to.deep.equal({ count: 1, rows: [hers] })
    expect(await orders.find(hers.id, ana.user.id)).to.deep.equal(hers)
    expect(await orders.find(his.id, ana.user.id)).to.equal(undefined)
    await database.query('update technician set removed_at = now() where id = $1', [ana.id])
    expect(await orders.find(hers.id, ana.user.id)).to.equal(undefined)
  })

  it('changes only what is as its author has read it, and never twice within one version [WO-5]', async () => {
    const made = await write({ customer, place: { latitude: 1, longitude: 2 } })
    const past = new Date('2020-01-01T00:00:00Z')

    const all = await Promise.all(
      ['1', '2', '3', '4', '5'].map((description) =>
        orders.update(made.id, made.updatedAt, { description }, past, [
          anEvent('work_order.updated', String(made.id)),
        ]),
      ),
    )

    const [won, ...more] = all.filter((one) => one !== undefined)
    expect(more).to.deep.equal([])
    expect(won).to.deep.include({ customer, place: { latitude: 1, longitude: 2 } })
    expect(won!.updatedAt.getTime()).to.be.above(made.updatedAt.getTime())
    expect(await eventNamesOf(database, tenantId)).to.deep.equal(['work_order.updated'])
    const bare = await orders.update(made.id, won!.updatedAt, { customer: null, place: null }, noon, [])
    expect(bare).to.deep.include({ customer: null, place: null, description: won!.description })
  })

  it('removes what nothing refers to, as it was read, and nothing else [WO-5] [WO-8]', async () => {
    const [used, unused] = [await write(), await write()]
    await addVisit(database, tenantId, used.id, (await technician()).id, 'canceled')
    const events = [anEvent('work_order.removed', String(unused.id))]

    await expectRefusal('work_order_in_use', orders.remove(used.id, used.updatedAt, events))
    const changed = await orders.update(unused.id, unused.updatedAt, { priority: 'LOW' }, noon, [])
    expect(await orders.remove(unused.id, unused.updatedAt, events)).to.equal(false)
    expect(await orders.remove(unused.id, changed!.updatedAt, events)).to.equal(true)
    expect(await orders.remove(unused.id, changed!.updatedAt, events)).to.equal(false)

    expect(await orders.find(used.id)).to.deep.equal(used)
    expect(await eventNamesOf(database, tenantId)).to.deep.equal(['work_order.removed'])
  })

  it('shows and changes nothing of another organization’s [WO-3] [T-58]', async () => {
    const made = await write()

    expect(await theirs.find(made.id)).to.equal(undefined)
    expect(await theirs.byIds([made.id])).to.deep.equal([])
    expect(await theirs.list({ search: 'chiller' }, every)).to.deep.equal({ count: 0, rows: [] })
    expect(await theirs.update(made.id, made.updatedAt, { description: 'x' }, noon, [])).to.equal(undefined)
    expect(await theirs.remove(made.id, made.updatedAt, [])).to.equal(false)

    expect(await orders.find(made.id)).to.deep.equal(made)
  })
})

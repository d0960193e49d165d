import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import type { NewEvent } from '../../domain/events/event.ts'
import { eventOf } from '../../domain/quotes/events.ts'
import type { QuoteStore } from '../../domain/quotes/ports.ts'
import type { Quote, QuoteItem } from '../../domain/quotes/quote.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { aWorkOrder } from '../support/field-rows.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'
import { addTenant } from '../support/rows.ts'

const noon = new Date('2030-06-01T12:00:00.000Z')
const later = new Date(noon.getTime() + 60_000)
const today = '2030-06-01'
const item: QuoteItem = {
  description: 'Work',
  unit: 'h',
  quantity: 2500,
  unitPriceCents: 5000,
  discount: 1000,
  tax: 500,
}
const fields = {
  title: 'Compressor',
  notes: '',
  currency: 'BRL',
  customer: { name: 'Ana Souza', phone: null, email: 'ana@example.org' },
  items: [item, { ...item, unit: null, discount: 0, tax: 0 }],
  validUntil: '2030-07-01',
  workOrderId: null,
}
const approved = { status: 'approved', decidedBy: 'Ana', decisionComment: null } as const
const none: readonly NewEvent[] = []

describe('the store of quotes', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: ReturnType<typeof createStores>
  let tenantId: number
  let quotes: QuoteStore
  let theirs: QuoteStore

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    stores = createStores(connections)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    tenantId = await addTenant(database)
    quotes = stores.fieldService.quotesOf(tenantId)
    theirs = stores.fieldService.quotesOf(await addTenant(database))
  })

  const insert = (from: Partial<typeof fields> & { workOrderId?: number | null } = {}, year = 2030) =>
    quotes.insert({ ...fields, ...from, id: createUuidV7(Date.now()), createdBy: 3 }, year, noon, (made) => [
      eventOf('quote.created', made, 3),
    ])
  const sent = async (from: Partial<typeof fields> = {}): Promise<Quote> => {
    const { id, updatedAt } = await insert(from)
    return (await quotes.markSent(id, updatedAt, later, none))!
  }
  const eventsOf = async () =>
    (await database.query('select name from event where tenant_id = $1 order by seq', [tenantId])).map(
      ({ name }) => name,
    )

  it('keeps a quote as it was written, with its sums beside it [QT-2]', async () => {
    const made = await insert()

    expect(made).to.deep.equal({
      id: made.id,
      tenantId,
      number: 'ORC-2030-0001',
      title: 'Compressor',
      notes: '',
      currency: 'BRL',
      workOrder: null,
      customer: fields.customer,
      items: fields.items,
      validUntil: '2030-07-01',
      status: 'draft',
      sentAt: null,
      decidedAt: null,
      decidedBy: null,
      decisionComment: null,
      createdBy: 3,
      createdAt: noon,
      updatedAt: noon,
    })
    expect(await quotes.find(made.id)).to.deep.equal(made)
    const sums = 'subtotal_cents, discount_cents, tax_cents, total_cents'
    expect(await database.query(`select ${sums} from quote where id = $1`, [made.id])).to.deep.equal([
      { subtotal_cents: '25000', discount_cents: '1250', tax_cents: '563', total_cents: '24313' },
    ])
  })

  it('counts numbers by organization and year, each once however many are written together [QT-8]', async () => {
    const made = await Promise.all([1, 2, 3, 4, 5].map(() => insert()))
    const next = await insert({}, 2031)
    const other = await theirs.insert(
      { ...fields, id: createUuidV7(1), createdBy: 9 },
      2030,
      noon,
      () => none,
    )

    expect(made.map(({ number }) => number).sort()).to.deep.equal(
      [1, 2, 3, 4, 5].map((count) => `ORC-2030-000${count}`),
    )
    expect([next.number, other.number]).to.deep.equal(['ORC-2031-0001', 'ORC-2030-0001'])
  })

  it('knows the work order’s number, and none that is not there [QT-8]', async () => {
    const order = await stores.fieldService.workOrdersOf(tenantId).insert(aWorkOrder(3), 2030, () => none)
    const made = await insert({ workOrderId: order.id } as never)

    expect(made.workOrder).to.deep.equal({ id: order.id, number: 'OS-2030-0001' })
    expect(await faultyFields(insert({ workOrderId: 2_000_000_000 } as never))).to.deep.equal(['work_order'])
    const moved = quotes.update(made.id, noon, { workOrderId: 2_000_000_000 }, later, none)
    expect(await faultyFields(moved)).to.deep.equal(['work_order'])
    await expectRefusal(
      'work_order_in_use',
      stores.fieldService.workOrdersOf(tenantId).remove(order.id, order.updatedAt, none),
    )
    expect((await quotes.update(made.id, noon, { workOrderId: null }, later, none))?.workOrder).to.equal(null)
  })

  it('changes and removes drafts alone, as they were read [QT-6]', async () => {
    const { id } = await insert()
    const changes = { title: 'Two', items: [item], customer: { name: 'Zé', phone: '1', email: null } }

    const changed = await quotes.update(id, noon, changes, later, none)
    expect(changed).to.deep.include({ ...changes, updatedAt: later, validUntil: '2030-07-01' })
    expect(await quotes.update(id, noon, { title: 'Three' }, later, none)).to.equal(undefined)
    expect(await quotes.remove(id, noon, none)).to.equal(false)

    const { updatedAt } = (await quotes.markSent(id, later, later, none))!
    expect(updatedAt.getTime()).to.be.above(later.getTime())
    expect(await quotes.update(id, updatedAt, { title: 'Four' }, later, none)).to.equal(undefined)
    expect(await quotes.remove(id, updatedAt, none)).to.equal(false)
    const other = await insert()
    expect([await quotes.remove(other.id, noon, none), await quotes.find(other.id)]).to.deep.equal([
      true,
      undefined,
    ])
  })

  it('decides once, however many try at the same moment, and tells of one [QT-9]', async () => {
    const { id } = await sent()
    const tries = Array.from({ length: 8 }, (_, i) => {
      const status = i % 2 ? ('approved' as const) : ('rejected' as const)
      const decided = { status, decidedBy: `Visitor ${i}`, decisionComment: null }
      return quotes.decide(id, decided, today, later, [eventOf(`quote.${status}`, { id, status }, null)])
    })

    const won = (await Promise.all(tries)).filter((one) => one !== undefined)

    expect(won).to.have.length(1)
    expect(await quotes.find(id)).to.deep.equal(won[0])
    expect(won[0]!.decidedAt).to.deep.equal(later)
    expect((await eventsOf()).filter((name) => name !== 'quote.created')).to.deep.equal([
      `quote.${won[0]!.status}`,
    ])
  })

  it('decides no draft, nothing that is over, and nothing of another organization’s [QT-7] [T-58]', async () => {
    const draft = await insert()
    const { id, updatedAt } = await sent()

    expect(await quotes.decide(draft.id, approved, today, later, none)).to.equal(undefined)
    expect(await quotes.decide(id, approved, '2030-07-02', later, none)).to.equal(undefined)
    expect(await theirs.decide(id, approved, today, later, none)).to.equal(undefined)
    expect(await theirs.find(id)).to.equal(undefined)
    expect(await theirs.markSent(id, updatedAt, later, none)).to.equal(undefined)
    expect(await theirs.expire(id, later, none)).to.equal(false)
    expect(await theirs.remove(draft.id, noon, none)).to.equal(false)
    expect((await theirs.list({}, today, { limit: 9, offset: 0 })).count).to.equal(0)
    expect((await quotes.decide(id, approved, '2030-07-01', later, none))?.status).to.equal('approved')
  })

  it('keeps the change and its event together, or neither [QT-15]', async () => {
    const { id, updatedAt } = await insert()
    const event = eventOf('quote.sent', { id, status: 'sent' }, 3)

    await quotes.markSent(id, noon, later, [event])
    await quotes.markSent(id, updatedAt, later, [event]) // as it was: nothing happens, and nothing is told
    const broken = { ...event, data: { ...event.data, endless: 1n } }
    const { updatedAt: now } = (await quotes.find(id))!
    let failed = false
    await quotes.markSent(id, now, later, [broken]).catch(() => {
      failed = true
    })

    expect(failed).to.equal(true)
    expect((await quotes.find(id))!.updatedAt).to.deep.equal(now)
    expect(await eventsOf()).to.deep.equal(['quote.created', 'quote.sent'])
  })

  it('lists the newest first, by how they read today, by work order and by folded words [QT-7]', async () => {
    const order = await stores.fieldService.workOrdersOf(tenantId).insert(aWorkOrder(3), 2030, () => none)
    const draft = await insert({ title: 'Manutenção 100%', workOrderId: order.id } as never)
    const over = await sent({ validUntil: '2030-05-31' })
    const open = await sent({ customer: { ...fields.customer, name: 'José Ávila' } })
    const list = async (filter: Parameters<QuoteStore['list']>[0], slice = { limit: 9, offset: 0 }) => {
      const { count, rows } = await quotes.list(filter, today, slice)
      return [count, rows.map(({ id }) => id)]
    }

    expect(await list({})).to.deep.equal([3, [open.id, over.id, draft.id]])
    expect(await list({}, { limit: 1, offset: 1 })).to.deep.equal([3, [over.id]])
    expect(await list({ status: ['expired'] })).to.deep.equal([1, [over.id]])
    expect(await list({ status: ['sent', 'draft'] })).to.deep.equal([2, [open.id, draft.id]])
    expect(await list({ workOrderId: order.id })).to.deep.equal([1, [draft.id]])
    for (const [search, found] of [
      ['MANUTENCAO', draft],
      ['100%', draft],
      ['jose avila', open],
      [over.number.toLowerCase(), over],
    ] as const)
      expect(await list({ search }), search).to.deep.equal([1, [found.id]])
    expect(await list({ search: '_00' })).to.deep.equal([0, []])
  })

  it('finds what is overdue in every organization, with the zone that its days end in [QT-7]', async () => {
    await database.query(`update tenant set timezone = 'Pacific/Auckland' where id = $1`, [tenantId])
    const over = await sent({ validUntil: '2030-05-30' })
    const older = await sent({ validUntil: '2030-05-29' })
    await sent({ validUntil: '2030-05-31' })
    const decided = await sent({ validUntil: '2030-05-30' })
    await quotes.decide(decided.id, approved, '2030-05-30', later, none)
    await insert({ validUntil: '2030-05-01' })
    const { overdueQuotes } = stores.fieldService
    const found = async (atMost: number) =>
      (await overdueQuotes('2030-05-31', atMost)).filter((one) => one.tenantId === tenantId)
    const zone = { tenantId, timeZone: 'Pacific/Auckland' }

    expect(await found(100)).to.deep.equal([
      { id: older.id, validUntil: '2030-05-29', ...zone },
      { id: over.id, validUntil: '2030-05-30', ...zone },
    ])
    expect(await found(1)).to.have.length(1)
    const event = eventOf('quote.expired', { id: over.id, status: 'expired' }, null)
    expect([
      await quotes.expire(over.id, later, [event]),
      await quotes.expire(over.id, later, [event]),
    ]).to.deep.equal([true, false])
    expect((await found(100)).map(({ id }) => id)).to.deep.equal([older.id])
    expect((await eventsOf()).filter((name) => name === 'quote.expired')).to.have.length(1)
  })
})

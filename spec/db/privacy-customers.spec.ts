import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { TSchema } from 'typebox'
import { type Connections, connect } from '../../db/connect.ts'
import { linkUpkeep } from '../../db/link-upkeep.ts'
import { privacyStore } from '../../db/privacy.ts'
import { customerSections } from '../../domain/privacy/customer-export.ts'
import { parser } from '../../domain/validate.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addVisit } from '../support/field-rows.ts'
import { addMembership, addTenant } from '../support/rows.ts'
import { dump } from './a-past.ts'

const marta = {
  name: 'Marta Lopes',
  email: 'marta@lopes.example.com',
  phone: '+55 21 97777-1234',
  words: 'Came late, says Marta',
}
const caio = { name: 'Caio Reis', email: 'caio@reis.example.com', phone: '+55 21 1', words: 'Good' }
type Customer = typeof marta

describe('what is known of customers', () => {
  let database: TestDatabase
  let connections: Connections
  let ours: number
  let theirs: number
  const store = (tenantId = ours) => privacyStore(connections, tenantId)
  const marksIn = (text: string) => Object.values(marta).filter((mark) => text.includes(mark))

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url, { size: 4 })
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    ours = await addTenant(database)
    theirs = await addTenant(database)
  })

  /** A work order that was visited, two quotes, links and a mail: one names the customer, the other belongs to the work. */
  const addCustomer = async (tenantId: number, { name, email, phone, words }: Customer) => {
    const userId = await addMembership(database, tenantId, 'technician')
    const number = randomUUID().slice(0, 8)
    const [order] = await database.query(
      `insert into work_order (tenant_id, number, description, priority, status, asset_name, asset_location,
         customer_name, customer_phone, customer_email, created_by)
       values ($1, $2, 'Chiller', 'LOW', 'OPEN', 'Chiller', 'Bloco A', $3, $4, $5, $6) returning id`,
      [tenantId, number, name, phone, email, userId],
    )
    const technicianId = randomUUID()
    await database.query(
      `insert into technician (id, tenant_id, user_id, phone, skills, work_start_time, work_end_time, is_active,
         allow_tracking, color) values ($1, $2, $3, '', '{}', '08:00', '18:00', true, true, '#000000')`,
      [technicianId, tenantId, userId],
    )
    const visitId = await addVisit(database, tenantId, order!.id as number, technicianId)
    await database.query(
      `insert into visit_rating (assignment_id, tenant_id, score, comment, created_at, updated_at)
       values ($1, $2, 2, $3, now(), now())`,
      [visitId, tenantId, words],
    )
    for (const [suffix, address] of [
      ['a', email.toUpperCase()],
      ['b', null],
    ])
      await database.query(
        `insert into quote (id, tenant_id, number, work_order_id, title, notes, currency, customer_name, customer_phone,
           customer_email, items, subtotal_cents, discount_cents, tax_cents, total_cents, valid_until, status,
           decided_by, decision_comment, created_by)
         values (gen_random_uuid(), $1, $2, $3, 'Compressor', '', 'BRL', $4, $5, $6, '[]', 1, 0, 0, 1, '2026-02-01',
           'approved', $4, $7, $8)`,
        [tenantId, number + suffix, order!.id, name, phone, address, words, userId],
      )
    const link = async (kind: string, id: string, recipient: (string | null)[], expires: string) => {
      const linkId = randomUUID()
      await database.query(
        `insert into share_link (id, tenant_id, face, resource_kind, resource_id, token_hash, created_by,
           recipient_name, recipient_email, expires_at) values ($1, $2, 'core', $3, $4, $5, $6, $7, $8, now() + $9::interval)`,
        [linkId, tenantId, kind, id, Buffer.from(randomUUID()), userId, ...recipient, expires],
      )
      return linkId
    }
    const links = [
      await link('assignment', visitId, [null, null], '1 hour'),
      await link('asset', '1', [name, email], '1 hour'),
      await link('asset', '2', [name, email.toUpperCase()], '-1 hour'),
    ]
    await database.query(
      `insert into mail (id, tenant_id, template, letter_sealed, due_at, useful_until)
       values (gen_random_uuid(), $1, 'quote_sent', $2, now(), now() + interval '1 day')`,
      [tenantId, Buffer.from(email)],
    )
    return { links }
  }

  const erase = (email: string, tenantId = ours) =>
    store(tenantId).eraseCustomer({
      email,
      at: new Date(),
      addresseeOf: (_, box) => box.toString(),
      events: ({ workOrders }) => [
        {
          name: 'customer.erased',
          aggregateType: 'customer',
          aggregateId: 'x',
          actorId: null,
          data: { matched: workOrders },
        },
      ],
    })

  it('is gone when they are erased, and what was done for them stays [PR-20] [T-68]', async () => {
    const { links } = await addCustomer(ours, marta)
    expect(marksIn(await dump(database, ours))).to.have.length(4)

    const erased = await erase('MARTA@Lopes.example.com')

    const text = await dump(database, ours)
    expect(marksIn(text)).to.deep.equal([])
    expect(text.toLowerCase()).not.to.include('marta')
    expect({ ...erased, revoked: [...erased.revoked].sort() }).to.deep.equal({
      workOrders: 1,
      quotes: 2,
      links: 3,
      comments: 1,
      participations: 0,
      logged: [],
      mails: 1,
      revoked: links.slice(0, 2).sort(),
    })
    expect(
      await database.query(
        `select number, description, asset_location, customer_name, customer_phone, customer_email from work_order
         where tenant_id = $1`,
        [ours],
      ),
    ).to.have.nested.property('[0].asset_location', 'Bloco A')
    expect(
      await database.query(
        `select customer_name, customer_phone, customer_email, decided_by, decision_comment, total_cents::int as total
         from quote where tenant_id = $1`,
        [ours],
      ),
    ).to.deep.equal(
      Array(2).fill({
        customer_name: '—',
        customer_phone: null,
        customer_email: null,
        decided_by: '—',
        decision_comment: null,
        total: 1,
      }),
    )
    expect(
      await database.query('select score, comment from visit_rating where tenant_id = $1', [ours]),
    ).to.deep.equal([{ score: 2, comment: '' }])
    expect(await erase(marta.email)).to.deep.equal({
      workOrders: 0,
      quotes: 0,
      links: 0,
      comments: 0,
      participations: 0,
      logged: [],
      mails: 0,
      revoked: [],
    })
  })

  it('stays of other customers, and with other organizations [PR-20] [T-58]', async () => {
    await addCustomer(ours, caio)
    await addCustomer(theirs, marta)
    const before = await dump(database, theirs)

    await erase(marta.email)

    expect(await dump(database, theirs)).to.equal(before)
    const kept = await dump(database, ours)
    expect(Object.values(caio).filter((mark) => !kept.includes(mark))).to.deep.equal([])
  })

  it('is read as its schema says, and of one organization alone [PR-21] [T-58]', async () => {
    await addCustomer(ours, marta)
    await addCustomer(ours, caio)
    const read = async (tenantId: number) => {
      const found: Record<string, unknown[]> = {}
      for (const [name, portions] of Object.entries(store(tenantId).customerSections(marta.email))) {
        found[name] = []
        for await (const portion of portions) found[name].push(...portion)
      }
      return found
    }

    const found = await read(ours)

    for (const [name, schema] of Object.entries(customerSections)) {
      const check = parser(schema as TSchema)
      for (const entry of found[name]!) check(entry)
    }
    const sizes = Object.entries(found).map(([name, entries]) => [name, entries.length])
    expect(Object.fromEntries(sizes)).to.deep.equal({
      work_orders: 1,
      visits: 1,
      quotes: 2,
      links: 3,
      sessions: 0,
      comments: 0,
    })
    expect(JSON.stringify(found)).not.to.include('Caio')
    expect(Object.values(await read(theirs)).flat()).to.deep.equal([])
  })

  it('is forgotten of links that ended 90 days ago, and not of those before [PR-23]', async () => {
    const userId = await addMembership(database, ours, 'member')
    const ended: [string, string | null, string | null][] = [
      ['revoked long ago', null, '91 days'],
      ['expired long ago', '91 days', null],
      ['expired of late', '89 days', null],
      ['live', null, null],
    ]
    for (const [title, expired, revoked] of ended)
      await database.query(
        `insert into share_link (id, tenant_id, face, resource_kind, resource_id, token_hash, created_by, title,
           recipient_name, recipient_email, expires_at, revoked_at)
         values (gen_random_uuid(), $1, 'core', 'asset', '1', $2, $3, $4, $5, $6, now() - $7::interval,
           now() - $8::interval)`,
        [ours, Buffer.from(randomUUID()), userId, title, marta.name, marta.email, expired, revoked],
      )
    const { cleanUp } = linkUpkeep(connections.system)
    const clean = async (dryRun: boolean) =>
      (await cleanUp(new Date(), new Date(Date.now() - 30 * 86_400_000), dryRun)).forgotten

    expect([await clean(true), await clean(false), await clean(false)]).to.deep.equal([2, 2, 0])

    const named = await database.query(
      'select title from share_link where tenant_id = $1 and (recipient_name is not null or recipient_email is not null)',
      [ours],
    )
    expect(named.map(({ title }) => title).sort()).to.deep.equal(['expired of late', 'live'])
  })
})

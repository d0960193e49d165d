import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import type { TechnicianStore } from '../../domain/technicians/ports.ts'
import { addAccount } from '../support/album-rows.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addVisit, anEvent, aTechnician, aWorkOrder, eventNamesOf } from '../support/field-rows.ts'
import { expectRefusal } from '../support/refusals.ts'
import { addTenant } from '../support/rows.ts'

const noon = new Date('2030-06-01T12:00:00.000Z')
const every = { limit: 50, offset: 0 }

describe('the store of technicians', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: ReturnType<typeof createStores>
  let tenantId: number
  let technicians: TechnicianStore
  let theirs: TechnicianStore

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
    technicians = stores.fieldService.techniciansOf(tenantId)
    theirs = stores.fieldService.techniciansOf(await addTenant(database))
  })

  const person = (name: string) => addAccount(database, tenantId, 'technician', name)
  const make = async (name = 'João Silva', from: Partial<ReturnType<typeof aTechnician>> = {}) =>
    technicians.insert(aTechnician(await person(name), from), [])
  const visitOf = async (technicianId: string, status: 'scheduled' | 'done' | 'canceled') => {
    const order = await stores.fieldService.workOrdersOf(tenantId).insert(aWorkOrder(1), 2026, () => [])
    return addVisit(database, tenantId, order.id, technicianId, status)
  }

  it('keeps a profile as it was given, with the account behind it, and tells of it at once [TE-1]', async () => {
    const userId = await person('João Silva')
    const given = aTechnician(userId, {
      phone: '+55 11 99999-0001',
      skills: ['HVAC', 'Refrigeração'],
      workStartTime: '22:00:00',
      workEndTime: '06:00:00',
    })

    const made = await technicians.insert(given, [anEvent('technician.created', given.id)])

    const { userId: _, ...profile } = given
    expect(made).to.deep.include({ ...profile, tenantId, lastSeenAt: null })
    expect(made.user).to.deep.include({ id: userId, fullName: 'João Silva' })
    expect(await technicians.find(given.id)).to.deep.equal(made)
    expect(await technicians.ofUser(userId)).to.deep.equal(made)
    expect(await eventNamesOf(database, tenantId)).to.deep.equal(['technician.created'])
  })

  it('has one profile a person, even where two are wanted at once, and tells of one [TE-2]', async () => {
    const userId = await person('Ana')

    const tries = await Promise.allSettled(
      [1, 2, 3, 4].map(() => {
        const one = aTechnician(userId)
        return technicians.insert(one, [anEvent('technician.created', one.id)])
      }),
    )

    expect(tries.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
    await expectRefusal('technician_exists', technicians.insert(aTechnician(userId), []))
    expect(await eventNamesOf(database, tenantId)).to.deep.equal(['technician.created'])
  })

  it('finds by name or e-mail, accents and case folded, and wildcards as they stand [TE-8]', async () => {
    const joao = await make('João Silva')
    const percent = await make('Ana 100% Elétrica')
    const found = async (search: string) =>
      (await technicians.list({ search }, every)).rows.map(({ id }) => id)

    for (const search of ['joao', 'JOÃO', ' joão sil', 'Joa\u0303o', joao.user.email.toUpperCase()])
      expect(await found(search), search).to.deep.equal([joao.id])
    expect(await found('100%')).to.deep.equal([percent.id])
    for (const search of ['_oão', 'J%o', '\\', 'Maria']) expect(await found(search), search).to.deep.equal([])
    expect(await found('')).to.have.members([joao.id, percent.id])
  })

  it('lists by name, page by page, those that are wanted [TE-8]', async () => {
    const names = ['Érica', 'bruno', 'Ana', 'Zoë']
    for (const name of names) await make(name, { isActive: name !== 'Zoë' })
    const [first] = (await technicians.list({}, every)).rows
    const listed = async (...args: Parameters<TechnicianStore['list']>) => {
      const { count, rows } = await technicians.list(...args)
      return [count, rows.map(({ user }) => user.fullName)]
    }

    expect(await listed({}, every)).to.deep.equal([4, ['Ana', 'bruno', 'Érica', 'Zoë']])
    expect(await listed({}, { limit: 2, offset: 1 })).to.deep.equal([4, ['bruno', 'Érica']])
    expect(await listed({ isActive: false }, every)).to.deep.equal([1, ['Zoë']])
    expect(await listed({ isActive: true, search: 'RI' }, every)).to.deep.equal([1, ['Érica']])
    expect(await listed({ userId: first!.user.id }, every)).to.deep.equal([1, ['Ana']])
  })

  it('changes only what is as its author has read it, and never twice within one version [TE-6]', async () => {
    const made = await make()
    const past = new Date('2020-01-01T00:00:00Z')
    const change = (phone: string) =>
      technicians.update(made.id, made.updatedAt, { phone }, past, [anEvent('technician.updated', made.id)])

    const all = await Promise.all(['1', '2', '3', '4', '5'].map(change))

    const [won, ...more] = all.filter((one) => one !== undefined)
    expect(more).to.deep.equal([])
    expect(await technicians.find(made.id)).to.deep.equal(won)
    expect(won!.updatedAt.getTime()).to.be.above(made.updatedAt.getTime())
    expect(won).to.deep.include({ skills: made.skills, workStartTime: made.workStartTime })
    expect(await eventNamesOf(database, tenantId)).to.deep.equal(['technician.updated'])
  })

  it('takes whoever left the organization for inactive, and knows their name [TE-7]', async () => {
    const made = await make('Ana Lima')
    await database.query('delete from membership where user_id = $1', [made.user.id])

    const left = await technicians.find(made.id)

    expect(left).to.deep.equal({ ...made, isActive: false })
    expect((await technicians.list({ isActive: true }, every)).count).to.equal(0)
    expect((await technicians.list({ isActive: false }, every)).count).to.equal(1)
  })

  it('remembers a no to tracking that somebody said themself, under whichever profile [TE-4] [T-58]', async () => {
    const [made, dispatcher] = [await make(), await person('Ana')]
    const { id: userId } = made.user
    const say = async (allowed: boolean, byUser: number, to = made.id) =>
      stores.fieldService
        .trackingOf(tenantId)
        .switchTo(to, () => ({ consent: { allowed, version: '1', byUser, at: noon }, events: [] }))

    await say(false, dispatcher)
    expect(await technicians.withdrew(userId)).to.equal(false)
    await say(false, userId)
    await say(false, dispatcher)
    expect(await technicians.withdrew(userId)).to.equal(true)
    expect(await theirs.withdrew(userId)).to.equal(false)
    await technicians.remove(made.id, noon, [])
    const again = await technicians.insert(aTechnician(userId), [])
    expect(await technicians.withdrew(userId)).to.equal(true)
    await say(true, userId, again.id)
    expect(await technicians.withdrew(userId)).to.equal(false)
  })

  it('removes nobody who has open visits [TE-9]', async () => {
    const made = await make()
    await visitOf(made.id, 'done')
    const visit = await visitOf(made.id, 'scheduled')
    const remove = () => technicians.remove(made.id, noon, [anEvent('technician.removed', made.id)])

    await expectRefusal('technician_in_use', remove())
    expect(await technicians.find(made.id)).to.deep.equal(made)
    await database.query(`update assignment set status = 'canceled' where id = $1`, [visit])

    expect((await remove())?.id).to.equal(made.id)
    expect(await remove()).to.equal(undefined)
    expect(await eventNamesOf(database, tenantId)).to.deep.equal(['technician.removed'])
  })

  it('removes nobody whom somebody has changed since they were read [TE-6]', async () => {
    const made = await make()
    const changed = await technicians.update(made.id, made.updatedAt, { phone: '1' }, noon, [])

    expect(await technicians.remove(made.id, noon, [], made.updatedAt)).to.equal(undefined)
    expect(await technicians.find(made.id)).to.deep.equal(changed)
    expect((await technicians.remove(made.id, noon, [], changed!.updatedAt))?.id).to.equal(made.id)
  })

  it('keeps the name of whoever was removed for what they did, and makes room for a new profile [TE-9]', async () => {
    const made = await make('Ana Lima')
    await technicians.setIngestKey(made.id, Buffer.from('a key of hers'))
    await technicians.remove(made.id, noon, [])

    expect(await technicians.find(made.id)).to.equal(undefined)
    expect(await technicians.ofUser(made.user.id)).to.equal(undefined)
    expect((await technicians.list({}, every)).count).to.equal(0)
    expect(await technicians.all(10)).to.deep.equal([])
    expect(await technicians.setIngestKey(made.id, Buffer.from('again'))).to.equal(undefined)
    expect(await technicians.update(made.id, made.updatedAt, { phone: '1' }, noon, [])).to.equal(undefined)
    const [past] = await technicians.byIds([made.id])
    expect(past).to.deep.include({ user: made.user, isActive: false })
    const [{ ingest_key_hash: key } = { ingest_key_hash: 'none' }] = await database.query(
      'select ingest_key_hash from technician where id = $1',
      [made.id],
    )
    expect(key).to.equal(null)
    const again = await technicians.insert(aTechnician(made.user.id), [])
    expect([again.user, again.isActive]).to.deep.equal([made.user, true])
  })

  it('shows and changes nothing of another organization’s [TE-10] [T-58]', async () => {
    const made = await make()

    expect(await theirs.find(made.id)).to.equal(undefined)
    expect(await theirs.ofUser(made.user.id)).to.equal(undefined)
    expect(await theirs.byIds([made.id])).to.deep.equal([])
    expect(await theirs.list({ search: 'joao' }, every)).to.deep.equal({ count: 0, rows: [] })
    expect(await theirs.all(10)).to.deep.equal([])
    expect(await theirs.update(made.id, made.updatedAt, { phone: '1' }, noon, [])).to.equal(undefined)
    expect(await theirs.setIngestKey(made.id, Buffer.from('x'))).to.equal(undefined)
    expect(await theirs.remove(made.id, noon, [])).to.equal(undefined)

    expect(await technicians.find(made.id)).to.deep.equal(made)
  })
})

import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { changeTo } from '../../domain/assignments/assignment.ts'
import type { AssignmentStore } from '../../domain/assignments/ports.ts'
import type { NewEvent } from '../../domain/events/event.ts'
import type { Technician } from '../../domain/technicians/technician.ts'
import type { Following } from '../../domain/work-orders/following.ts'
import type { WorkOrder } from '../../domain/work-orders/work-order.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { anEvent } from '../support/field-rows.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'
import { anOfficeIn, anOfficeInMemory, noon, type Office } from './an-office.ts'

const later = new Date(noon.getTime() + 60_000)
const every = { limit: 50, offset: 0 }
const day = '2026-01-15'
/** Work orders stay as they are; how they follow has a spec of its own. */
const still: Following = { statusOf: (now) => now, events: () => [], at: later }

describe('the store of assignments', () => {
  describe('in memory', () => behave(async () => anOfficeInMemory()))

  describe('in PostgreSQL', () => {
    let database: TestDatabase
    let connections: Connections
    before(async () => {
      database = await createDatabase()
      connections = connect(database.url)
    })
    after(async () => {
      await connections.close()
      await database.drop()
    })
    const anOffice = () => anOfficeIn(database, connections)

    behave(anOffice)

    it('keeps neither the change nor its word where one of them fails [AS-18]', async () => {
      const { assignments, ana, chiller, dispatcher, tenantId } = await anOffice()
      const made = await assignments.insert(aPlan(chiller, ana, dispatcher), noon, [])
      const unheard = { ...anEvent('assignment.status_changed', made.id), data: { at: 1n } } as NewEvent
      const step = { byUser: dispatcher, reason: '', at: later }

      const change = await Promise.allSettled([
        assignments.changeStatus(made, changeTo('en_route', '', later), step, [unheard], still),
        assignments.insert(aPlan(chiller, ana, dispatcher), later, [unheard]),
        assignments.update(made, { notes: 'Lost' }, later, [unheard], still),
        assignments.remove(made, [unheard], still),
      ])

      expect(change.map(({ status }) => status)).to.deep.equal(Array(4).fill('rejected'))
      expect(await assignments.find(made.id)).to.deep.equal(made)
      expect(await assignments.history(made.id)).to.have.length(1)
      expect(await database.query('select 1 from event where tenant_id = $1', [tenantId])).to.deep.equal([])
      expect((await assignments.list({}, every)).count).to.equal(1)
    })

    it('makes one of ten changes that come at once, whatever they change [AS-5]', async () => {
      const { assignments, ana, chiller, dispatcher, told } = await anOffice()
      const made = await assignments.insert(aPlan(chiller, ana, dispatcher), noon, [])
      const step = { byUser: dispatcher, reason: '', at: later }

      const results = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          i % 2
            ? assignments.update(
                made,
                { notes: `${i}` },
                later,
                [anEvent('assignment.updated', made.id)],
                still,
              )
            : assignments.changeStatus(
                made,
                changeTo('en_route', '', later),
                step,
                [anEvent('assignment.status_changed', made.id)],
                still,
              ),
        ),
      )

      expect(results.filter((result) => result !== undefined)).to.have.length(1)
      expect(await told()).to.have.length(1)
    })

    it('takes nobody who is removed while they are assigned, and removes nobody who was [AS-2]', async () => {
      const { assignments, ana, chiller, dispatcher, removeTechnician } = await anOffice()

      const [assigned, removed] = await Promise.allSettled([
        assignments.insert(aPlan(chiller, ana, dispatcher), noon, []),
        removeTechnician(ana),
      ])

      expect([assigned.status, removed.status].sort()).to.deep.equal(['fulfilled', 'rejected'])
    })

    it('leaves nothing of what is removed [AS-10]', async () => {
      const { assignments, ana, chiller, dispatcher } = await anOffice()
      const made = await assignments.insert(aPlan(chiller, ana, dispatcher), noon, [])
      await assignments.rate(made.id, { score: 5, comment: '' }, later, [])

      expect(await assignments.remove(made, [], still)).to.equal(true)

      const late = assignments.rate(made.id, { score: 1, comment: '' }, later, [])
      await expectRefusal('not_found', late)
      for (const table of ['assignment_change', 'visit_rating'])
        expect(
          await database.query(`select 1 from ${table} where assignment_id = $1`, [made.id]),
        ).to.deep.equal([])
    })

    it('keeps the work of whoever has left, without their name [AS-18]', async () => {
      const { assignments, ana, chiller, dispatcher, tenantId } = await anOffice()
      const made = await assignments.insert(aPlan(chiller, ana, dispatcher), noon, [])
      await database.query('delete from membership where tenant_id = $1', [tenantId])

      const left = await assignments.find(made.id)

      expect([left?.createdBy, left?.createdByName]).to.deep.equal([dispatcher, ''])
      expect(left?.technician.user.fullName).to.equal('Ana Silva')
      expect(left?.technician.isActive).to.equal(false)
      expect((await assignments.history(made.id))[0]).to.include({ byUser: dispatcher, byName: '' })
    })
  })
})

const aPlan = (
  workOrder: WorkOrder,
  technician: Technician,
  createdBy: number,
  from: Partial<Parameters<AssignmentStore['insert']>[0]> = {},
): Parameters<AssignmentStore['insert']>[0] => ({
  id: createUuidV7(Date.now()),
  workOrderId: workOrder.id,
  technicianId: technician.id,
  scheduledDate: day,
  scheduledStart: '09:00:00',
  scheduledEnd: '11:00:00',
  routePlace: null,
  notes: 'Levar ferramentas especiais',
  createdBy,
  ...from,
})

function behave(anOffice: () => Promise<Office>) {
  let office: Office
  let assignments: AssignmentStore
  let steps = 0
  beforeEach(async () => {
    office = await anOffice()
    assignments = office.assignments
  })
  const plan = (from: Partial<Parameters<AssignmentStore['insert']>[0]> = {}, events: NewEvent[] = []) =>
    assignments.insert(aPlan(office.chiller, office.ana, office.dispatcher, from), noon, events)
  const move = async (id: string, ...statuses: ('en_route' | 'on_site' | 'done' | 'canceled')[]) => {
    for (const status of statuses) {
      const at = new Date(later.getTime() + ++steps * 1000)
      const before = (await assignments.find(id))!
      const step = { byUser: office.dispatcher, reason: '', at }
      expect(await assignments.changeStatus(before, changeTo(status, '', at), step, [], still)).not.to.equal(
        undefined,
      )
    }
  }
  const idsOf = async (filter: Parameters<AssignmentStore['list']>[0]) =>
    (await assignments.list(filter, every)).rows.map(({ id }) => id)

  it('keeps what it is given, whole, with its first step and its word [AS-2] [AS-18]', async () => {
    const { ana, chiller, dispatcher, tenantId } = office
    const given = aPlan(chiller, ana, dispatcher)

    const made = await assignments.insert(given, noon, [anEvent('assignment.created', given.id)])

    expect(made).to.deep.equal({
      id: given.id,
      tenantId,
      workOrder: chiller,
      technician: ana,
      scheduledDate: day,
      scheduledStart: '09:00:00',
      scheduledEnd: '11:00:00',
      routePlace: null,
      status: 'scheduled',
      departedAt: null,
      arrivedAt: null,
      completedAt: null,
      canceledAt: null,
      notes: 'Levar ferramentas especiais',
      cancellationReason: '',
      createdBy: dispatcher,
      createdByName: 'Admin',
      createdAt: noon,
      updatedAt: noon,
    })
    expect(await assignments.find(made.id)).to.deep.equal(made)
    expect(await assignments.history(made.id)).to.deep.equal([
      { from: null, to: 'scheduled', reason: '', byUser: dispatcher, byName: 'Admin', at: noon },
    ])
    expect(await office.told()).to.deep.equal(['assignment.created'])
  })

  it('knows no work order and no technician but its own, and nobody who was removed [AS-2] [T-55] [T-58]', async () => {
    const { foreign, bia, removeTechnician } = office
    const made = await plan()
    await removeTechnician(bia)
    const word = [anEvent('assignment.updated', made.id)]
    const wrong: [object, string][] = [
      [{ workOrderId: foreign.workOrder.id }, 'work_order'],
      [{ workOrderId: 2_147_483_647 }, 'work_order'],
      [{ technicianId: foreign.technician.id }, 'technician'],
      [{ technicianId: bia.id }, 'technician'],
    ]

    for (const [fields, field] of wrong) {
      expect(await faultyFields(plan(fields, word)), field).to.deep.equal([field])
      const change = assignments.update(made, fields, later, word, still)
      expect(await faultyFields(change), field).to.deep.equal([field])
    }
    expect((await assignments.list({}, every)).rows).to.deep.equal([made])
    expect(await office.told()).to.deep.equal([])
  })

  it('narrows to the profile that somebody has now [AS-1] [T-58]', async () => {
    const { ana, bia, removeTechnician } = office
    const hers = await plan()
    const others = await plan({ technicianId: bia.id })
    await move(others.id, 'canceled')

    expect(await idsOf({ userId: ana.user.id })).to.deep.equal([hers.id])
    expect((await assignments.find(hers.id, ana.user.id))?.id).to.equal(hers.id)
    expect(await assignments.find(others.id, ana.user.id)).to.equal(undefined)
    await removeTechnician(bia)
    expect(await idsOf({ userId: bia.user.id })).to.deep.equal([])
    expect(await assignments.find(others.id, bia.user.id)).to.equal(undefined)
    expect((await assignments.find(others.id))?.technician.id).to.equal(bia.id)
  })

  it('lists by day, start and place, page by page [AS-11]', async () => {
    const [none, late, early, placed, before] = [
      await plan({ scheduledStart: null, scheduledEnd: null }),
      await plan({ scheduledStart: '14:00:00', scheduledEnd: null }),
      await plan({ routePlace: 2 }),
      await plan({ routePlace: 1 }),
      await plan({ scheduledDate: '2026-01-14', scheduledStart: null, scheduledEnd: null }),
    ]
    const ordered = [before, placed, early, late, none].map(({ id }) => id)

    expect(await idsOf({})).to.deep.equal(ordered)
    const page = await assignments.list({}, { limit: 2, offset: 2 })
    expect([page.count, page.rows.map(({ id }) => id)]).to.deep.equal([5, ordered.slice(2, 4)])
    const ofDay = await assignments.ofDay(office.ana.id, day)
    expect(ofDay.map(({ id }) => id)).to.deep.equal([placed, early, late, none].map(({ id }) => id))
  })

  it('finds by every filter, alone and together [AS-11]', async () => {
    const { bia, ana, pump, chiller } = office
    const first = await plan()
    const second = await plan({ technicianId: bia.id, workOrderId: pump.id, scheduledDate: '2026-01-16' })
    await move(second.id, 'en_route')
    const filters: [Parameters<AssignmentStore['list']>[0], string[]][] = [
      [{ date: day }, [first.id]],
      [{ dateFrom: '2026-01-16' }, [second.id]],
      [{ dateTo: '2026-01-15' }, [first.id]],
      [{ dateFrom: day, dateTo: '2026-01-16' }, [first.id, second.id]],
      [{ technicianId: bia.id }, [second.id]],
      [{ workOrderId: chiller.id }, [first.id]],
      [{ status: ['scheduled'] }, [first.id]],
      [{ status: ['scheduled', 'en_route'] }, [first.id, second.id]],
      [{ status: ['done'] }, []],
      [{ search: 'MANUTENCAO preventiva' }, [first.id]],
      [{ search: pump.number.toLowerCase() }, [second.id]],
      [{ search: 'bomba' }, [second.id]],
      [{ search: '%' }, []],
      [{ search: 'Ana' }, []],
      [{ date: day, technicianId: bia.id }, []],
      [{ date: day, technicianId: ana.id, status: ['scheduled'], search: 'chiller' }, [first.id]],
    ]

    for (const [filter, ids] of filters)
      expect(await idsOf(filter), JSON.stringify(filter)).to.deep.equal(ids)
  })

  it('changes only what was read, and is later after every change, even in the same millisecond [AS-5]', async () => {
    const { bia, pump } = office
    const made = await plan()
    const word = [anEvent('assignment.updated', made.id)]
    const changes = { technicianId: bia.id, workOrderId: pump.id, scheduledStart: null, notes: 'Ligar antes' }

    const changed = await assignments.update(made, changes, noon, word, still)
    const lost = await assignments.update(made, { notes: 'Lost' }, later, word, still)
    const moved = await assignments.changeStatus(
      made,
      changeTo('en_route', '', later),
      { byUser: 1, reason: '', at: later },
      word,
      still,
    )

    expect(changed).to.deep.include({ technician: bia, workOrder: pump, scheduledStart: null })
    expect(changed).to.include({ notes: 'Ligar antes', scheduledEnd: '11:00:00', scheduledDate: day })
    expect(changed?.updatedAt.getTime()).to.equal(noon.getTime() + 1)
    expect([lost, moved]).to.deep.equal([undefined, undefined])
    expect(await assignments.find(made.id)).to.deep.equal(changed)
    expect(await assignments.history(made.id)).to.have.length(1)
    expect(await office.told()).to.deep.equal(['assignment.updated'])
  })

  it('keeps every step with its time, its reason and whose doing it was [AS-4] [AS-18]', async () => {
    const { dispatcher, ana } = office
    const made = await plan()
    const at = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)

    const gone = await assignments.changeStatus(
      made,
      changeTo('en_route', 'Trânsito', at(1)),
      { byUser: ana.user.id, reason: 'Trânsito', at: at(1) },
      [],
      still,
    )
    const canceled = await assignments.changeStatus(
      gone!,
      changeTo('canceled', 'Cliente ausente', at(2)),
      { byUser: null, reason: 'Cliente ausente', at: at(2) },
      [anEvent('assignment.status_changed', made.id)],
      still,
    )

    expect(canceled).to.deep.include({ status: 'canceled', departedAt: at(1), canceledAt: at(2) })
    expect(gone?.cancellationReason).to.equal('')
    expect(canceled?.cancellationReason).to.equal('Cliente ausente')
    expect((await assignments.history(made.id)).slice(1)).to.deep.equal([
      {
        from: 'scheduled',
        to: 'en_route',
        reason: 'Trânsito',
        byUser: ana.user.id,
        byName: 'Ana Silva',
        at: at(1),
      },
      { from: 'en_route', to: 'canceled', reason: 'Cliente ausente', byUser: null, byName: '', at: at(2) },
    ])
    expect((await assignments.history(made.id))[0]?.byUser).to.equal(dispatcher)
  })

  it('sees what overlaps: open, of the same technician and day, with both its times [AS-8]', async () => {
    const { ana, bia } = office
    const span = (scheduledStart: string | null, scheduledEnd: string | null) => ({
      scheduledStart,
      scheduledEnd,
    })
    const [inside, around] = [
      await plan(span('10:00:00', '10:30:00')),
      await plan(span('08:00:00', '12:00:00')),
    ]
    await plan(span('11:00:00', '12:00:00')) // begins as the other ends
    await plan(span('10:00:00', null))
    await plan({ ...span('10:00:00', '10:30:00'), technicianId: bia.id })
    await plan({ ...span('10:00:00', '10:30:00'), scheduledDate: '2026-01-16' })
    const over = await plan(span('10:00:00', '10:30:00'))
    await move(over.id, 'canceled')
    const nine = { start: '09:00:00', end: '11:00:00' }

    expect(await assignments.overlapping(ana.id, day, nine)).to.deep.equal([around.id, inside.id])
    expect(await assignments.overlapping(ana.id, day, nine, around.id)).to.deep.equal([inside.id])
  })

  it('says where a technician is going: the one departed for last [AS-16]', async () => {
    const { ana, bia } = office
    const [first, second] = [await plan(), await plan()]
    expect(await assignments.underWay(ana.id)).to.equal(undefined)

    await move(second.id, 'en_route')
    await move(first.id, 'en_route', 'on_site')

    expect((await assignments.underWay(ana.id))?.id).to.equal(first.id)
    await move(first.id, 'done')
    expect((await assignments.underWay(ana.id))?.id).to.equal(second.id)
    await move(second.id, 'canceled')
    expect(await assignments.underWay(ana.id)).to.equal(undefined)
    expect(await assignments.underWay(bia.id)).to.equal(undefined)
  })

  it('puts a day in order as a whole or not at all [AS-17]', async () => {
    const { ana, bia } = office
    const [one, two, over] = [await plan(), await plan(), await plan()]
    const elsewhere = await plan({ technicianId: bia.id })
    await move(over.id, 'canceled')
    const word = [anEvent('assignment.updated', two.id)]
    const set = (ids: string[]) => assignments.setRoute(ana.id, day, ids, noon, word)

    for (const wrong of [
      [two.id],
      [two.id, two.id],
      [two.id, one.id, over.id],
      [two.id, elsewhere.id],
      [two.id, one.id, elsewhere.id],
      [],
    ])
      expect(await set(wrong), wrong.join()).to.equal(false)
    expect(await assignments.setRoute(ana.id, '2026-02-01', [], noon, [])).to.equal(true)
    expect(await office.told()).to.deep.equal([])
    expect(await set([two.id, one.id])).to.equal(true)

    const places = await Promise.all([one, two, over].map(async ({ id }) => assignments.find(id)))
    expect(places.map((row) => row?.routePlace)).to.deep.equal([1, 0, null])
    expect(places[0]?.updatedAt).to.deep.equal(new Date(noon.getTime() + 1))
    expect(await office.told()).to.deep.equal(['assignment.updated'])
  })

  it('removes only what was read [AS-5] [AS-10]', async () => {
    const made = await plan()
    const changed = await assignments.update(made, { notes: 'Mais' }, later, [], still)
    const word = [anEvent('assignment.removed', made.id)]

    expect(await assignments.remove(made, word, still)).to.equal(false)
    expect(await assignments.remove(changed!, word, still)).to.equal(true)
    expect(await assignments.remove(changed!, word, still)).to.equal(false)
    expect(await assignments.find(made.id)).to.equal(undefined)
    expect(await office.told()).to.deep.equal(['assignment.removed'])
  })

  it('keeps a customer’s last word on a visit, and when they said the first [AS-19]', async () => {
    const { id } = await plan()
    expect(await assignments.rating(id)).to.equal(undefined)

    await assignments.rate(id, { score: 2, comment: 'Tarde' }, noon, [])
    const last = await assignments.rate(id, { score: 5, comment: '' }, later, [
      anEvent('assignment.rated', id),
    ])

    expect(last).to.deep.equal({ score: 5, comment: '', createdAt: noon, updatedAt: later })
    expect(await assignments.rating(id)).to.deep.equal(last)
    expect(await office.told()).to.deep.equal(['assignment.rated'])
  })

  it('shows and changes nothing of another organization’s [T-56] [T-58]', async () => {
    const { theirs, ana, dispatcher } = office
    const made = await plan()
    await assignments.rate(made.id, { score: 4, comment: '' }, noon, [])
    const step = { byUser: dispatcher, reason: '', at: later }

    expect(await theirs.find(made.id)).to.equal(undefined)
    expect(await theirs.list({}, every)).to.deep.equal({ count: 0, rows: [] })
    expect(await theirs.ofDay(ana.id, day)).to.deep.equal([])
    expect(await theirs.history(made.id)).to.deep.equal([])
    expect(await theirs.rating(made.id)).to.equal(undefined)
    expect(await theirs.update(made, { notes: 'Taken' }, later, [], still)).to.equal(undefined)
    expect(await theirs.changeStatus(made, changeTo('en_route', '', later), step, [], still)).to.equal(
      undefined,
    )
    expect(await theirs.setRoute(ana.id, day, [made.id], later, [])).to.equal(false)
    expect(await theirs.remove(made, [], still)).to.equal(false)
    const nine = { start: '09:00:00', end: '11:00:00' }
    expect(await theirs.overlapping(ana.id, day, nine)).to.deep.equal([])

    expect(await assignments.find(made.id)).to.deep.equal(made)
  })
}

import { expect } from 'chai'
import pg from 'pg'
import { type Connections, connect } from '../../db/connect.ts'
import { type Assignment, type AssignmentStatus, changeTo } from '../../domain/assignments/assignment.ts'
import type { NewEvent } from '../../domain/events/event.ts'
import { followingOf } from '../../domain/work-orders/following.ts'
import type { WorkOrder } from '../../domain/work-orders/work-order.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { anEvent } from '../support/field-rows.ts'
import { expectRefusal } from '../support/refusals.ts'
import { anOfficeIn, anOfficeInMemory, noon, type Office } from './an-office.ts'

const later = new Date(noon.getTime() + 60_000)
const following = followingOf(7, later)

const planFor = ({ assignments, ana, dispatcher }: Office, workOrder: WorkOrder): Promise<Assignment> =>
  assignments.insert(
    {
      id: createUuidV7(Date.now()),
      workOrderId: workOrder.id,
      technicianId: ana.id,
      scheduledDate: '2026-01-15',
      scheduledStart: null,
      scheduledEnd: null,
      routePlace: null,
      notes: '',
      createdBy: dispatcher,
    },
    noon,
    [],
  )

const step = { byUser: 7, reason: '', at: later }
const moveOn = async ({ assignments }: Office, visit: Assignment, ...statuses: AssignmentStatus[]) => {
  let now: Assignment | undefined = visit
  for (const status of statuses)
    now = await assignments.changeStatus(now!, changeTo(status, '', later), step, [], following)
  return now!
}

describe('work orders and their visits', () => {
  describe('in memory', () => behave(async () => anOfficeInMemory()))

  describe('in PostgreSQL', function () {
    this.timeout(30_000)
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

    it('stay together where one of them fails [WO-6] [AS-18]', async () => {
      const office = await anOffice()
      const visit = await planFor(office, office.chiller)
      const unheard = { ...anEvent('work_order.updated', '1'), data: { at: 1n } } as NewEvent

      const change = office.assignments.changeStatus(visit, changeTo('en_route', '', later), step, [], {
        ...following,
        events: () => [unheard],
      })

      const [{ status }] = await Promise.allSettled([change])
      expect(status).to.equal('rejected')
      expect(await office.assignments.find(visit.id)).to.deep.equal(visit)
      expect(await office.told()).to.deep.equal([])
    })

    it('are counted alike by two who end the last two visits at once [WO-6]', async () => {
      for (let round = 0; round < 5; round++) {
        const office = await anOffice()
        const visits = [await planFor(office, office.pump), await planFor(office, office.pump)]
        const [one, other] = await Promise.all(
          visits.map((visit) => moveOn(office, visit, 'en_route', 'on_site')),
        )

        await Promise.all([moveOn(office, one!, 'done'), moveOn(office, other!, 'done')])

        expect((await office.assignments.find(one!.id))?.workOrder.status).to.equal('DONE')
        expect(await office.told()).to.deep.equal(['work_order.updated', 'work_order.updated'])
      }
    })

    /** Somebody changes a row, and is not done with it while `work` begins. */
    const meanwhile = async <T>(change: string, id: unknown, work: () => Promise<T>): Promise<T> => {
      const client = new pg.Client(database.url)
      await client.connect()
      try {
        await client.query('begin')
        await client.query(change, [id])
        const result = work()
        result.catch(() => {})
        await new Promise((resolve) => setTimeout(resolve, 200))
        await client.query('commit')
        return await result
      } finally {
        await client.end()
      }
    }

    it('take no visit that comes while somebody closes the work order [AS-2]', async () => {
      const office = await anOffice()
      const visit = await planFor(office, office.pump)
      const close = `update work_order set status = 'CANCELED' where id = $1`

      await expectRefusal(
        'work_order_closed',
        meanwhile(close, office.chiller.id, () => planFor(office, office.chiller)),
      )
      await expectRefusal(
        'work_order_closed',
        office.assignments.update(visit, { workOrderId: office.chiller.id }, later, [], following),
      )
      expect((await office.assignments.list({}, { limit: 9, offset: 0 })).count).to.equal(1)
    })

    it('are given to nobody who is switched off meanwhile [AS-2] [TE-7]', async () => {
      const office = await anOffice()
      const off = 'update technician set is_active = false where id = $1'

      await expectRefusal(
        'technician_inactive',
        meanwhile(off, office.ana.id, () => planFor(office, office.chiller)),
      )
      expect((await office.assignments.list({}, { limit: 9, offset: 0 })).count).to.equal(0)
    })
  })
})

function behave(anOffice: () => Promise<Office>) {
  it('change at once, and are told of at once, where the change of a visit changes anything [WO-6] [AS-14]', async () => {
    const office = await anOffice()
    const visit = await planFor(office, office.chiller)
    const word = anEvent('assignment.status_changed', visit.id)
    const move = (before: Assignment, status: AssignmentStatus) =>
      office.assignments.changeStatus(before, changeTo(status, '', later), step, [word], following)

    const gone = await move(visit, 'en_route')
    const there = await move(gone!, 'on_site')
    const done = await move(there!, 'done')

    expect([gone, there, done].map((row) => row?.workOrder.status)).to.deep.equal([
      'IN_PROGRESS',
      'IN_PROGRESS',
      'DONE',
    ])
    expect(done!.workOrder.updatedAt.getTime()).to.be.above(visit.workOrder.updatedAt.getTime())
    expect(await office.told()).to.deep.equal([
      'assignment.status_changed',
      'work_order.updated',
      'assignment.status_changed',
      'assignment.status_changed',
      'work_order.updated',
    ])
  })

  it('are done when the visit that was still to come is removed [WO-6]', async () => {
    const office = await anOffice()
    const other = await planFor(office, office.chiller)
    const done = await moveOn(office, await planFor(office, office.chiller), 'en_route', 'on_site', 'done')
    expect(done.workOrder.status).to.equal('IN_PROGRESS')

    expect(await office.assignments.remove(other, [], following)).to.equal(true)

    expect((await office.assignments.find(done.id))?.workOrder.status).to.equal('DONE')
  })

  it('follow a visit that goes from one to the other [WO-6]', async () => {
    const office = await anOffice()
    const other = await planFor(office, office.chiller)
    const done = await moveOn(office, await planFor(office, office.chiller), 'en_route', 'on_site', 'done')

    const moved = await office.assignments.update(
      other,
      { workOrderId: office.pump.id },
      later,
      [],
      following,
    )

    expect(moved?.workOrder.status).to.equal('OPEN')
    expect((await office.assignments.find(done.id))?.workOrder.status).to.equal('DONE')
  })
}

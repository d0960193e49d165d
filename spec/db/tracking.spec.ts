import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { keepPartitions } from '../../db/position-writer.ts'
import { createStores } from '../../db/stores.ts'
import { Problem } from '../../domain/problem.ts'
import type { Technician } from '../../domain/technicians/technician.ts'
import type { AuditEntry, Consent, Look, TrackingStore } from '../../domain/tracking/ports.ts'
import { addAccount } from '../support/album-rows.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addVisit, aTechnician, aWorkOrder, eventNamesOf } from '../support/field-rows.ts'
import { expectRefusal } from '../support/refusals.ts'
import { addTenant, aRow } from '../support/rows.ts'

const start = Math.floor(Date.now() / 600_000) * 600_000 - 3_600_000
const at = (milliseconds: number) => new Date(start + milliseconds)
const all = { limit: 50, offset: 0 }

describe('the store of tracking', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: ReturnType<typeof createStores>
  let tenantId: number
  let userId: number
  let technician: Technician
  let tracking: TrackingStore
  let theirs: TrackingStore

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    stores = createStores(connections)
    await keepPartitions(connections.systemPool)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    tenantId = await addTenant(database)
    userId = await addAccount(database, tenantId, 'technician', 'João Silva')
    technician = await stores.fieldService.techniciansOf(tenantId).insert(aTechnician(userId), [])
    tracking = stores.fieldService.trackingOf(tenantId)
    theirs = stores.fieldService.trackingOf(await addTenant(database))
  })

  const subject = () => ({ key: technician.key, id: technician.id, tenantId, kind: 'technician' as const })
  const consent = (allowed: boolean, byUser = userId, from: Partial<Consent> = {}): Consent => ({
    allowed,
    byUser,
    version: '1',
    at: at(0),
    ...from,
  })
  const event = () => ({
    name: 'technician.tracking_changed' as const,
    aggregateType: 'technician',
    aggregateId: technician.id,
    actorId: userId,
    data: { allowed: false },
  })
  const switchTo = (to: Consent, store = tracking) =>
    store.switchTo(technician.id, () => ({ consent: to, events: [event()] }))

  it('answers positions with what came with them, oldest first, quarantined ones left out [TR-17]', async () => {
    const attributes = { batt: 80, ping: { id: randomUUID(), device_id: 'a' } }
    await stores.writer.write([
      aRow(subject(), { recordedAt: start + 2_000, attributes }),
      aRow(subject(), { recordedAt: start, accuracy: 10.5 }),
      aRow(subject(), { recordedAt: start + 3_000 }, true),
      aRow(subject(), { recordedAt: start + 1_000 }),
    ])
    const { key } = technician
    const times = async (from: number, to: number, limit = 10) =>
      (await tracking.trail(key, at(from), at(to), limit)).map(({ recordedAt }) => recordedAt - start)

    expect(await times(0, 3_000)).to.deep.equal([0, 1_000, 2_000])
    expect(await times(1, 1_999)).to.deep.equal([1_000])
    expect(await times(0, 3_000, 2)).to.deep.equal([1_000, 2_000])
    expect(await tracking.newest(key)).to.deep.include({ recordedAt: start + 2_000, attributes })
    expect((await tracking.trail(key, at(0), at(0), 1))[0]).to.include({ accuracy: 10.5 })
    const some = await tracking.at(key, [at(3_000), at(1_000), at(5)])
    expect(some.map(({ recordedAt }) => recordedAt - start).sort()).to.deep.equal([1_000, 3_000])
    expect(await tracking.at(key, [])).to.deep.equal([])
  })

  it('knows the open assignments of a technician among those that are named [TR-12] [T-58]', async () => {
    const order = await stores.fieldService.workOrdersOf(tenantId).insert(aWorkOrder(userId), 2026, () => [])
    const visits: string[] = []
    for (const status of ['scheduled', 'done', 'canceled'] as const)
      visits.push(await addVisit(database, tenantId, order.id, technician.id, status))
    const open = async (store: TrackingStore, technicianId = technician.id) => [
      ...(await store.openAssignments(technicianId, [...visits, randomUUID()])),
    ]

    expect(await open(tracking)).to.deep.equal([visits[0]])
    expect(await open(theirs)).to.deep.equal([])
    expect(await open(tracking, randomUUID())).to.deep.equal([])
    expect(await tracking.openAssignments(technician.id, [])).to.deep.equal(new Set())
  })

  it('keeps the audit as it was told, newest first [TR-7] [T-58]', async () => {
    const entry = (from: Partial<AuditEntry> = {}): AuditEntry => ({
      technicianId: technician.id,
      userId,
      outcome: 'accepted',
      code: null,
      deviceId: 'device-abc123',
      source: 'gps',
      recordedAt: at(-5_000),
      ...from,
    })
    const refused = entry({ outcome: 'refused', code: 'outside_work_window', source: null, recordedAt: null })
    const nobody = entry({ technicianId: null, outcome: 'refused', code: 'no_technician_profile' })

    await tracking.audit(
      [entry(), entry({ outcome: 'duplicate', deviceId: '{"a",\\' }), refused, nobody],
      at(0),
    )
    await tracking.audit([], at(1))

    const { count, rows } = await tracking.auditOf(technician.id, { limit: 2, offset: 0 })
    expect(count).to.equal(3)
    expect(rows).to.deep.equal([
      { ...refused, at: at(0) },
      { ...entry({ outcome: 'duplicate', deviceId: '{"a",\\' }), at: at(0) },
    ])
    expect((await tracking.auditOf(technician.id, { limit: 2, offset: 2 })).rows).to.deep.equal([
      { ...entry(), at: at(0) },
    ])
    expect(await theirs.auditOf(technician.id, all)).to.deep.equal({ count: 0, rows: [] })
    const [unnamed] = await database.query(
      'select user_id, code from location_audit where tenant_id = $1 and technician_id is null',
      [tenantId],
    )
    expect(unnamed).to.deep.equal({ user_id: userId, code: 'no_technician_profile' })
  })

  it('keeps the audit of five thousand pings in one statement [TR-7]', async () => {
    const many = Array.from({ length: 5_000 }, (_, i): AuditEntry => {
      const recordedAt = at(i)
      return {
        technicianId: technician.id,
        userId: null,
        outcome: 'accepted',
        code: null,
        deviceId: null,
        source: 'gps',
        recordedAt,
      }
    })

    await tracking.audit(many, at(0))

    const { count, rows } = await tracking.auditOf(technician.id, { limit: 1, offset: 0 })
    expect([count, rows[0]?.recordedAt]).to.deep.equal([5_000, at(4_999)])
  })

  it('joins the looks of ten minutes, of each viewer and way [TR-18] [T-58]', async () => {
    const viewerId = await addAccount(database, tenantId, 'dispatcher', 'Ana')
    const look = (from: Partial<Look> = {}): Look => ({
      technicianId: technician.id,
      viewerId,
      linkId: null,
      via: 'latest',
      ...from,
    })
    const byLink = look({ viewerId: null, linkId: randomUUID(), via: 'customer_link' })

    await tracking.look([look(), look(), byLink], at(0))
    await tracking.look([look()], at(599_999))
    await tracking.look([look({ via: 'trail' })], at(600_000))
    await tracking.look([look()], at(600_001))
    await tracking.look([], at(0))

    const { count, rows } = await tracking.looksAt(technician.id, all)
    const ana = { technicianId: technician.id, viewerId, viewerName: 'Ana' }
    expect(count).to.equal(4)
    expect(rows).to.deep.equal([
      { ...ana, via: 'latest', looks: 1, firstAt: at(600_001), lastAt: at(600_001) },
      { ...ana, via: 'trail', looks: 1, firstAt: at(600_000), lastAt: at(600_000) },
      { ...ana, via: 'latest', looks: 3, firstAt: at(0), lastAt: at(599_999) },
      {
        technicianId: technician.id,
        viewerId: null,
        viewerName: null,
        via: 'customer_link',
        looks: 1,
        firstAt: at(0),
        lastAt: at(0),
      },
    ])
    expect((await tracking.looksAt(technician.id, { limit: 1, offset: 1 })).rows[0]?.via).to.equal('trail')
    expect(await theirs.looksAt(technician.id, all)).to.deep.equal({ count: 0, rows: [] })
  })

  it('loses no look of many at once [TR-18]', async () => {
    const looks = [userId, null].map(
      (viewerId): Look => ({ technicianId: technician.id, viewerId, linkId: null, via: 'live' }),
    )

    await Promise.all(
      Array.from({ length: 20 }, (_, i) => tracking.look(i % 2 ? looks : looks.toReversed(), at(0))),
    )

    const { rows } = await tracking.looksAt(technician.id, all)
    expect(rows.map((row) => row.looks)).to.deep.equal([20, 20])
  })

  it('switches tracking with its record and its event, or not at all [TR-8]', async () => {
    await switchTo(consent(true, userId, { version: '2026-01' }))
    await expectRefusal(
      'consent_withdrawn',
      tracking.switchTo(technician.id, ({ allowed, own }) => {
        expect([allowed, own]).to.deep.equal([true, consent(true, userId, { version: '2026-01' })])
        return expectingRefusal()
      }),
    )
    await switchTo(consent(false, userId, { at: at(1_000) }))

    const { count, rows } = await tracking.consents(technician.id, all)
    expect(count).to.equal(2)
    expect(rows).to.deep.equal([
      { ...consent(false, userId, { at: at(1_000) }), byName: 'João Silva' },
      { ...consent(true, userId, { version: '2026-01' }), byName: 'João Silva' },
    ])
    const changed = await stores.fieldService.techniciansOf(tenantId).find(technician.id)
    expect(changed?.allowTracking).to.equal(false)
    expect(changed?.updatedAt.getTime()).to.be.above(technician.updatedAt.getTime())
    expect(await eventNamesOf(database, tenantId)).to.deep.equal(Array(2).fill('technician.tracking_changed'))
  })

  it('remembers what somebody said under an earlier profile, and only what they said themself [TR-9]', async () => {
    const dispatcher = await addAccount(database, tenantId, 'dispatcher')
    const technicians = stores.fieldService.techniciansOf(tenantId)
    await switchTo(consent(false))
    await technicians.remove(technician.id, at(0), [])
    technician = await technicians.insert(aTechnician(userId), [])
    await switchTo(consent(true, dispatcher))
    const standing = new Promise((resolve) => {
      void tracking.switchTo(technician.id, (before) => {
        resolve(before)
        return { consent: consent(true, dispatcher), events: [] }
      })
    })

    expect(await standing).to.deep.equal({ allowed: true, own: consent(false) })
  })

  it('switches nobody who was removed, is unknown, or is another’s [TR-8] [T-58]', async () => {
    await expectRefusal('not_found', switchTo(consent(true), theirs))
    await stores.fieldService.techniciansOf(tenantId).remove(technician.id, at(0), [])
    await expectRefusal('not_found', switchTo(consent(true)))
    expect((await theirs.consents(technician.id, all)).count).to.equal(0)
    expect((await tracking.consents(technician.id, all)).count).to.equal(0)
  })

  it('lets two who switch at once go one after the other: a withdrawal is not overtaken [TR-9]', async () => {
    const dispatcher = await addAccount(database, tenantId, 'dispatcher')
    for (let round = 0; round < 5; round++) {
      await switchTo(consent(true))
      const granting = () =>
        tracking.switchTo(technician.id, ({ own }) => {
          if (own?.allowed === false) return expectingRefusal()
          return { consent: consent(true, dispatcher), events: [] }
        })
      await Promise.allSettled([granting(), switchTo(consent(false)), granting(), granting()])

      const after = await stores.fieldService.techniciansOf(tenantId).find(technician.id)
      expect(after?.allowTracking).to.equal(false)
    }
  })
})

const expectingRefusal = (): never => {
  throw new Problem('consent_withdrawn')
}

describe('technicians in the store of devices', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: ReturnType<typeof createStores>
  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    stores = createStores(connections)
    await keepPartitions(connections.systemPool)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })

  it('are found by key, by id and by person, with their rules and their newest position [TR-1]', async () => {
    const tenantId = await addTenant(database)
    const userId = await addAccount(database, tenantId, 'technician', 'João Silva')
    const technicians = stores.fieldService.techniciansOf(tenantId)
    const window = { workStartTime: '22:00:00', workEndTime: '06:30:00' }
    const { id, key } = await technicians.insert(aTechnician(userId, window), [])
    const hash = randomBytes(32)
    await technicians.setIngestKey(id, hash)
    const subject = { key, id, tenantId, kind: 'technician' as const }
    const { position } = aRow(subject, { recordedAt: start })
    await stores.writer.write([{ subject, position, quarantined: false }])

    const found = await stores.devices.byKeyHash(hash)

    expect(found).to.deep.equal({
      imei: id,
      subject,
      newest: position,
      tracking: {
        technicianId: id,
        userId,
        fullName: 'João Silva',
        isActive: true,
        allowTracking: false,
        workStart: 22 * 3600,
        workEnd: 6.5 * 3600,
        withdrawn: [],
      },
    })
    expect(await stores.devices.technician(id)).to.deep.equal(found)
    expect(await stores.devices.technicianOf(tenantId, userId)).to.deep.equal(found)
    expect(await stores.devices.technicianOf(await addTenant(database), userId)).to.equal(undefined)
    expect(await stores.devices.byImeis([id])).to.deep.equal([])
  })

  it('come with the times when tracking was off, while positions of those are taken at all [TR-3]', async () => {
    const tenantId = await addTenant(database)
    const userId = await addAccount(database, tenantId, 'technician')
    const { id } = await stores.fieldService.techniciansOf(tenantId).insert(aTechnician(userId), [])
    const day = 86_400_000
    for (const [allowed, days] of [
      [false, -70],
      [true, -60],
      [false, -50],
      [true, -29],
      [false, -3],
      [false, -2],
      [true, -1],
      [false, 0],
    ] as const) {
      const consent = { allowed, byUser: userId, version: '1', at: at(days * day) }
      await stores.fieldService.trackingOf(tenantId).switchTo(id, () => ({ consent, events: [] }))
    }

    const found = await stores.devices.technician(id)

    expect(found?.tracking?.withdrawn).to.deep.equal([
      [start - 50 * day, start - 29 * day],
      [start - 3 * day, start - 2 * day],
      [start - 2 * day, start - day],
    ])
  })

  it('lose what was kept of the times when tracking was off, and nothing else [TR-3] [T-58]', async () => {
    const tenantId = await addTenant(database)
    const technicians = stores.fieldService.techniciansOf(tenantId)
    const [ana, bia] = [
      await technicians.insert(aTechnician(await addAccount(database, tenantId, 'technician')), []),
      await technicians.insert(aTechnician(await addAccount(database, tenantId, 'technician')), []),
    ]
    for (const [allowed, second] of [
      [true, 0],
      [false, 10],
      [true, 20],
      [false, 30],
    ] as const) {
      const consent = { allowed, byUser: ana.user.id, version: '1', at: at(second * 1_000) }
      await stores.fieldService.trackingOf(tenantId).switchTo(ana.id, () => ({ consent, events: [] }))
    }
    const seconds = [-1, 9, 10, 19, 20, 29, 30, 300]
    for (const { id, key } of [ana, bia])
      await stores.writer.write(
        seconds.map((second) =>
          aRow({ key, id, tenantId, kind: 'technician' }, { recordedAt: start + second * 1_000 }),
        ),
      )

    await stores.upkeep.forgetWithdrawn(ana.id)

    const kept = async (key: number) =>
      (await stores.fieldService.trackingOf(tenantId).trail(key, at(-1_000), at(400_000), 20)).map(
        ({ recordedAt }) => (recordedAt - start) / 1_000,
      )
    expect(await kept(ana.key)).to.deep.equal([-1, 9, 20, 29])
    expect(await kept(bia.key)).to.deep.equal(seconds)
    expect((await stores.devices.technician(ana.id))?.newest).to.equal(null)
    expect((await stores.devices.technician(bia.id))?.newest?.recordedAt).to.equal(start + 300_000)
  })

  it('are inactive once they leave, and gone once they are removed [TR-3]', async () => {
    const tenantId = await addTenant(database)
    const userId = await addAccount(database, tenantId, 'technician')
    const technicians = stores.fieldService.techniciansOf(tenantId)
    const { id } = await technicians.insert(aTechnician(userId), [])

    await database.query('delete from membership where tenant_id = $1 and user_id = $2', [tenantId, userId])
    expect((await stores.devices.technician(id))?.tracking?.isActive).to.equal(false)
    await technicians.remove(id, at(0), [])
    expect(await stores.devices.technician(id)).to.equal(undefined)
    expect(await stores.devices.technicianOf(tenantId, userId)).to.equal(undefined)
  })

  it('are seen, and never in the past [TR-5]', async () => {
    const tenantId = await addTenant(database)
    const userId = await addAccount(database, tenantId, 'technician')
    const technicians = stores.fieldService.techniciansOf(tenantId)
    const { id, key } = await technicians.insert(aTechnician(userId), [])

    await stores.upkeep.markTechnicianSeen(key, at(0))
    await stores.upkeep.markTechnicianSeen(key, at(-1))

    expect((await technicians.find(id))?.lastSeenAt).to.deep.equal(at(0))
  })
})

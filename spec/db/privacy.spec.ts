import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { sql } from 'kysely'
import type { TSchema } from 'typebox'
import { namesOf } from '../../db/audit.ts'
import { type Connections, connect } from '../../db/connect.ts'
import { privacyStore } from '../../db/privacy.ts'
import { technicianStore } from '../../db/technicians.ts'
import { personSections } from '../../domain/privacy/export-schema.ts'
import type { Erasing, PrivacyStore } from '../../domain/privacy/ports.ts'
import { Problem } from '../../domain/problem.ts'
import { parser } from '../../domain/validate.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { expectRefusal } from '../support/refusals.ts'
import { addMembership, addTenant } from '../support/rows.ts'
import { addJoana, addPast, dump, foundIn, joana, type Past } from './a-past.ts'

const pseudonymOf = (device: string) =>
  `erased-${createHash('sha256').update(device).digest('hex').slice(0, 8)}`
const addresseeOf = (_: string, box: Buffer) => box.toString()

describe('the store of what is known of people', () => {
  let database: TestDatabase
  let connections: Connections
  let ours: number
  let theirs: number
  let owner: number
  let userId: number
  let past: Past
  const store = (tenantId = ours): PrivacyStore => privacyStore(connections, tenantId)
  const rows = (text: string, values: unknown[] = []) => database.query(text, values)

  beforeEach(async () => {
    database = await createDatabase()
    connections = connect(database.url, { size: 4 })
    await database.query('select keep_position_partitions((now() - interval $$10 days$$)::date, now()::date)')
    ours = await addTenant(database)
    theirs = await addTenant(database)
    owner = await addMembership(database, ours, 'owner')
    userId = await addJoana(database)
    past = await addPast(database, ours, userId, { colleagueId: owner })
  })
  afterEach(async () => {
    await connections.close()
    await database.drop()
  })

  const erase = (from: Partial<Erasing> = {}, tenantId = ours) =>
    store(tenantId).erasePerson({
      userId,
      actorId: owner,
      at: new Date(),
      passwordHash: 'of nobody',
      check: () => {},
      pseudonymOf,
      addresseeOf,
      events: [
        {
          name: 'person.erased',
          aggregateType: 'person',
          aggregateId: String(userId),
          actorId: owner,
          data: { user_id: userId },
        },
      ],
      ...from,
    })

  it('leaves no trace of somebody who was erased in any table [PR-10] [T-68]', async () => {
    expect(foundIn(await dump(database))).to.have.length.above(7)

    const erased = await erase()

    expect(foundIn(await dump(database))).to.deep.equal([])
    expect(erased).to.deep.include({
      sessions: 1,
      links: [past.linkId],
      positions: 6,
      mileageDays: 1,
      audited: 4,
      looks: 1,
      trips: 1,
      recipients: 1,
      mails: 1,
      heir: owner,
      albums: 1,
      assets: 1,
      openAssignments: 1,
      comments: 1,
      participations: 2,
    })
    expect(
      await rows('select email, full_name, password_hash from account where id = $1', [userId]),
    ).to.deep.equal([
      { email: `erased-${userId}@erased.invalid`, full_name: 'Erased person', password_hash: 'of nobody' },
    ])
    expect(await rows('select from membership where user_id = $1', [userId])).to.deep.equal([])
    expect(await erase()).to.equal(undefined)
    expect(await store().person(userId)).to.equal(undefined)
  })

  it('keeps what was done, by a technician of whom nothing is known [PR-11]', async () => {
    await erase()

    const [technician] = await technicianStore(connections.tenant(ours), ours).byIds([past.technicianId])
    expect(technician).to.deep.include({ phone: '', skills: [], isActive: false, allowTracking: false })
    expect(technician?.user.fullName).to.equal('Erased person')
    expect(await rows('select notes, status from assignment')).to.deep.equal([
      { notes: 'Bring the ladder', status: 'scheduled' },
    ])
    expect(await rows('select count(*)::int as n from tracking_consent')).to.deep.equal([{ n: 1 }])
    expect(
      await rows('select name, actor_id from event where tenant_id = $1 order by seq', [ours]),
    ).to.deep.equal([
      { name: 'share.created', actor_id: userId },
      { name: 'share.created', actor_id: owner },
      { name: 'technician.created', actor_id: userId },
      { name: 'person.erased', actor_id: owner },
      { name: 'session.ended', actor_id: null },
      { name: 'share.revoked', actor_id: null },
    ])
    expect(await namesOf(connections.system)(ours, [userId, owner])).to.deep.equal(new Map([[owner, 'Ana']]))
  })

  it('keeps every row of the audit, with a pseudonym where a device was [PR-12] [T-68]', async () => {
    const before = await rows('select id, outcome, technician_id, at from location_audit order by id')

    await erase()

    const pseudonym = pseudonymOf(joana.device)
    expect(await rows('select id, outcome, technician_id, at from location_audit order by id')).to.deep.equal(
      before,
    )
    expect(await rows('select user_id, device_id from location_audit order by id')).to.deep.equal([
      { user_id: null, device_id: pseudonym },
      { user_id: null, device_id: pseudonym },
      { user_id: null, device_id: null },
      { user_id: null, device_id: pseudonym },
      { user_id: owner, device_id: 'another-device' },
    ])
  })

  it('gives no role another way to change the audit [PR-12] [T-68]', async () => {
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        ({ code }: { code: string }) => code,
      )
    const change = "update location_audit set device_id = 'another'"
    const asFunction = `select pseudonymise_location_audit(${ours}, '{}', ${userId}, '{}', '{}', 0, 10)`
    const { appPool, systemPool } = poolsOf(connections, ours)

    expect(await codeOf(appPool(change))).to.equal('42501')
    expect(await codeOf(systemPool(change))).to.equal('42501')
    expect(await codeOf(appPool(asFunction))).to.equal('42501')
    expect(await codeOf(appPool('select from person_erasure'))).to.equal('42501')
  })

  it('says of looks that there were some, and not whose [PR-12]', async () => {
    await erase()

    expect(
      await rows('select viewer_id, looks from location_view order by viewer_id nulls first'),
    ).to.deep.equal([
      { viewer_id: null, looks: 3 },
      { viewer_id: owner, looks: 1 },
    ])
  })

  it('leaves another organization of the same person as it was [PR-13] [T-58]', async () => {
    const colleague = await addMembership(database, theirs, 'owner')
    await addPast(database, theirs, userId, { role: 'admin', colleagueId: colleague })
    const before = await dump(database, theirs)
    const account = await rows('select * from account where id = $1', [userId])

    const erased = await erase()

    expect(erased).to.deep.include({ sessions: 1, positions: 6, trips: 1, mails: 1 })
    expect(await dump(database, theirs)).to.equal(before)
    expect(await rows('select * from account where id = $1', [userId])).to.deep.equal(account)
    expect(foundIn(await dump(database, ours))).to.deep.equal([])
    const [technician] = await technicianStore(connections.tenant(ours), ours).byIds([past.technicianId])
    expect(technician?.user.fullName).to.equal('Erased person')
    expect(technician?.user.id).not.to.equal(userId)
    expect([...(await namesOf(connections.system)(ours, [userId]))]).to.deep.equal([])
    expect([...(await namesOf(connections.system)(theirs, [userId]))]).to.deep.equal([
      [userId, joana.fullName],
    ])
    expect(await store().person(userId)).to.equal(undefined)
    expect(await store(theirs).person(userId)).to.include({ fullName: joana.fullName })

    await erase({ actorId: colleague }, theirs)
    expect(foundIn(await dump(database))).to.deep.equal([])
  })

  it('erases whoever left before, and finds nobody who was never there [PR-10] [PR-2] [T-58]', async () => {
    await database.query('delete from membership where user_id = $1', [userId])
    const stranger = await addMembership(database, theirs, 'member')

    expect((await store().person(userId))?.membership).to.equal(null)
    expect(await store().person(stranger)).to.equal(undefined)
    expect(await store(theirs).person(userId)).to.equal(undefined)
    expect(await erase({}, theirs)).to.equal(undefined)
    expect(await erase({ userId: stranger })).to.equal(undefined)
    expect(await erase()).to.deep.include({ sessions: 0, positions: 6 })
    expect(foundIn(await dump(database))).to.deep.equal([])
  })

  it('erases all or nothing, by what everybody is at that moment [PR-14]', async () => {
    const before = await dump(database)
    const seen: unknown[] = []

    await expectRefusal(
      'last_owner',
      erase({
        check(standing) {
          seen.push([
            standing.person.email,
            standing.person.membership?.role,
            standing.actorRole,
            standing.owners,
          ])
          throw new Problem('last_owner')
        },
      }),
    )
    const failing = await erase({
      events: [
        { name: 'person.erased', aggregateType: null as never, aggregateId: '', actorId: null, data: {} },
      ],
    }).then(
      () => 'done',
      ({ code }) => code,
    )

    expect(seen).to.deep.equal([[joana.email, 'technician', 'owner', 1]])
    expect(failing).to.equal('23502')
    expect(await dump(database)).to.equal(before)
  })

  it('forgets what came in while it was erased, and leaves pseudonyms as they are [PR-15]', async () => {
    const erased = await erase()
    const { technicians } = erased!
    await database.query(
      `insert into position (recorded_at, subject_key, tenant_id, lat_e7, lon_e7) values (now(), $1, $2, $3, $4)`,
      [technicians[0]!.key, ours, joana.latE7, joana.lonE7],
    )
    await database.query(
      `insert into location_audit (tenant_id, technician_id, user_id, outcome, device_id, at)
       values ($1, $2, $3, 'accepted', $4, now())`,
      [ours, past.technicianId, userId, joana.device],
    )
    const before = await rows('select device_id from location_audit where user_id is null order by id')

    for (let times = 0; times < 2; times++) await store().eraseWays(userId, technicians, { pseudonymOf })

    expect(foundIn(await dump(database))).to.deep.equal([])
    const after = await rows('select device_id from location_audit where user_id is null order by id')
    expect(after).to.deep.equal([...before, { device_id: pseudonymOf(joana.device) }])
  })

  it('reads what is known of somebody in portions, each entry once, as its schema says [PR-1] [PR-3]', async () => {
    await database.query(
      `insert into position (recorded_at, subject_key, tenant_id, lat_e7, lon_e7)
       select now() - interval '3 days' - n * interval '1 second', key, tenant_id, n, n
       from technician, generate_series(1, 2500) n where tenant_id = $1`,
      [ours],
    )
    const found: Record<string, unknown[]> = {}
    const sizes: number[] = []
    for (const [name, portions] of Object.entries(store().sectionsOf(userId))) {
      found[name] = []
      for await (const portion of portions) {
        if (name === 'positions') sizes.push(portion.length)
        found[name].push(...portion)
      }
    }

    expect(sizes).to.deep.equal([1000, 1000, 506])
    const moments = found.positions!.map((one) => (one as { recorded_at: string }).recorded_at)
    expect(new Set(moments).size).to.equal(2506)
    expect(moments).to.deep.equal(moments.toSorted())
    expect(found.positions!.at(-1)).to.deep.include({
      type: 'Point',
      coordinates: [-46.6333094, -23.5505199],
      attributes: { device: joana.device },
    })
    for (const [name, schema] of Object.entries(personSections)) {
      expect(found[name], name).to.have.length.above(0)
      const read = parser(schema as TSchema)
      for (const entry of found[name]!) read(entry)
    }
    expect(await store().recipientsOf(userId)).to.equal(1)
    for (const portions of Object.values(store(theirs).sectionsOf(userId)))
      for await (const portion of portions) expect(portion).to.deep.equal([])
  })
})

/** Statements of each role, past every store. */
const poolsOf = ({ tenant, system }: Connections, tenantId: number) => ({
  appPool: (text: string) => sql.raw(text).execute(tenant(tenantId)),
  systemPool: (text: string) => sql.raw(text).execute(system),
})

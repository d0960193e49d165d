import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import cron from 'node-cron'
import pino from 'pino'
import { type Connections, connect } from '../../db/connect.ts'
import { forgetIdempotencyKeys } from '../../db/idempotency.ts'
import { createLockedRun } from '../../db/locks.ts'
import { dropPartitionsBefore, keepPartitions } from '../../db/position-writer.ts'
import { createStores } from '../../db/stores.ts'
import { createServices } from '../../domain/services.ts'
import { createAccessTokens } from '../../server/access-tokens.ts'
import { createFolderStore } from '../../server/file-store.ts'
import { allJobs } from '../../server/jobs/index.ts'
import type { Job } from '../../server/jobs/job.ts'
import { runJob, startJobs } from '../../server/jobs/runner.ts'
import { edited } from '../../server/media/edited.ts'
import { createPasses } from '../../server/passes.ts'
import { createPasswords } from '../../server/passwords.ts'
import { createSealing } from '../../server/sealing.ts'
import { createUuidV7, createVault } from '../../server/secrets.ts'
import { createUnfinished } from '../../server/unfinished-uploads.ts'
import { createUnhurried } from '../../server/unhurried.ts'
import { createUploads } from '../../server/uploads.ts'
import { addCollabSession } from '../support/collab-rows.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addVisit, aTechnician, aWorkOrder } from '../support/field-rows.ts'
import { aFile } from '../support/files.ts'
import { addMembership, addTenant } from '../support/rows.ts'
import { until } from '../support/until.ts'

/** A log that remembers its lines. */
const aLog = () => {
  const lines: Record<string, unknown>[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  return { log, said: (job: string) => lines.filter((line) => line.job === job) }
}
const aJob = (from: Partial<Job> = {}): Job => ({
  name: 'a-job',
  schedule: '* * * * *',
  run: async () => ({ done: 1 }),
  ...from,
})
const alone = <T>(_: string, run: () => Promise<T>) => run()

describe('the jobs', () => {
  let database: TestDatabase
  const opened: Connections[] = []
  let tenant: number
  let jobs: readonly Job[]
  let folder: string

  /** The jobs as one process has them. */
  const aProcess = (retentionDays = 90) => {
    const connections = connect(database.url)
    opened.push(connections)
    const stores = createStores(connections)
    const vault = createVault('a key for specs of more than 32 characters')
    const now = () => new Date()
    const unused = () => {}
    const services = createServices({
      ...stores,
      accounts: {
        store: stores.accounts,
        passwords: createPasswords(),
        accessTokens: createAccessTokens(`k:${'1'.repeat(32)}`, now),
        hash: vault.hash,
        newSecret: vault.createSecret,
      },
      apiKeys: {
        keysOf: stores.apiKeysOf,
        directory: stores.apiKeyDirectory,
        hash: vault.hash,
        newSecret: vault.createSecret,
      },
      passwordReset: { store: stores.passwordResets, hash: vault.hash, newToken: vault.createToken },
      assets: {
        ...stores,
        files: createFolderStore(folder),
        prepare: async () => ({ facts: aFile(), made: [] }),
        edited,
        quota: 1_000_000,
      },
      tenants: { storeOf: stores.tenantOf, people: stores.people, longestPositionsDays: retentionDays },
      fieldService: { ...stores.fieldService, unhurried: createUnhurried() },
      collaboration: {
        ...stores.collaboration,
        documents: { ...stores.collaboration.documents, report: () => undefined },
        mostParticipants: 100,
        sessionRetentionDays: 30,
        recordingDays: 30,
        calls: {
          ice: { stun: [], turn: [], minutes: 10, sign: (text) => text },
          server: undefined,
          onError: () => undefined,
        },
      },
      privacy: { privacyOf: stores.privacyOf, ...createSealing(vault).pseudonyms },
      deviceKeys: { create: vault.createToken, hash: (key) => vault.hash('device', key) },
      linkTokens: {
        create: vault.createToken,
        hash: (token) => vault.hash('link', token),
        seal: vault.seal,
        open: vault.open,
      },
      extensions: { store: stores.extensions, codes: { seal: String, open: String } },
      mail: {
        store: stores.mail,
        seal: vault.seal,
        unseal: vault.open,
        deliver: async () => 'sent',
        report: unused,
        publicUrl: () => 'http://localhost',
      },
      webhooks: {
        secrets: createSealing(vault).webhookSecrets,
        checkUrl: async () => {},
        call: async () => ({ statusCode: 204, error: null, answer: '' }),
        random: () => 0.5,
        onError: unused,
      },
      passes: createPasses(vault),
      visits: { newPaymentId: vault.createToken, onUntold: unused },
      live: { publish: unused },
      announce: {
        linkEnded: unused,
        linkUpdated: unused,
        visitChanged: unused,
        visitRated: unused,
        etaChanged: unused,
        subjectChanged: unused,
        memberChanged: unused,
        sessionLogged: unused,
        notified: unused,
      },
      newId: () => createUuidV7(Date.now()),
      newLinkId: randomUUID,
      now,
      tripShareDays: 30,
      linkRetentionDays: 30,
      analytics: {
        storeOf: stores.analyticsOf,
        add: unused,
        upkeep: stores.analyticsUpkeep,
        describe: {
          countryOf: () => null,
          deviceOf: () => ({ deviceType: 'other', browser: 'other', os: 'other' }),
          visitorOf: () => null,
        },
        countriesOf: null,
        retentionDays: 365,
      },
    })
    const { systemPool } = connections
    const list = allJobs({
      services,
      uploads: createUploads({ folder: join(folder, 'uploads'), maxBytes: 1_000_000 }),
      unfinished: createUnfinished({ folder: join(folder, 'unfinished'), maxBytes: 1_000_000 }),
      partitions: {
        keep: () => keepPartitions(systemPool, retentionDays),
        dropBefore: (moment, dryRun) => dropPartitionsBefore(systemPool, moment, dryRun),
        retentionDays,
      },
      forgetIdempotencyKeysBefore: (moment) => forgetIdempotencyKeys(connections.system, moment),
    })
    return { jobs: list, locked: createLockedRun(connections.lockPool) }
  }
  const named = (list: readonly Job[], name: string) => list.find((job) => job.name === name)!

  before(async () => {
    database = await createDatabase()
    folder = await mkdtemp(join(tmpdir(), 'fleeting-'))
    tenant = await addTenant(database)
    ;({ jobs } = aProcess())
  })
  after(async () => {
    for (const connections of opened) await connections.close()
    await database.drop()
    await rm(folder, { recursive: true })
  })

  const addLinks = async (count: number, endedAgo: string) => {
    for (let i = 0; i < count; i++)
      await database.query(
        `insert into share_link (id, tenant_id, face, is_primary, resource_kind, resource_id, token_hash, token_sealed, created_by, expires_at)
         values (gen_random_uuid(), $1, 'share_track', true, 'vehicle', gen_random_uuid(), $2, $2, 1, now() - $3::interval)`,
        [tenant, randomBytes(32), endedAgo],
      )
  }
  const addKey = (age: string) =>
    database.query(
      `insert into idempotency_key (tenant_id, user_id, key, fingerprint, created_at)
       values ($1, 1, gen_random_uuid(), 'x', now() - $2::interval)`,
      [tenant, age],
    )
  const addSession = (endedAgo: string) =>
    database.query(
      `with a as (insert into account (email, full_name, password_hash) values (gen_random_uuid(), 'Ana', 'x') returning id),
         m as (insert into membership select $1, id, 'member' from a returning tenant_id, user_id)
       insert into token_family (id, tenant_id, user_id, expires_at)
       select gen_random_uuid(), tenant_id, user_id, now() - $2::interval from m`,
      [tenant, endedAgo],
    )
  /** Twice dry, then twice in earnest. */
  const runs = async (job: Job) => {
    const reports = []
    for (const dryRun of [true, true, false, false]) reports.push(await job.run({ dryRun }))
    return reports
  }

  const everySeconds = ['end-arrived-links', 'deliver-webhooks']

  it('each have a name of their own, and a time that cron understands', () => {
    expect(new Set(jobs.map(({ name }) => name)).size).to.equal(jobs.length)
    for (const { name, schedule } of jobs) {
      expect(cron.validate(schedule), name).to.equal(true)
      expect(schedule.split(' '), name).to.have.length(everySeconds.includes(name) ? 6 : 5)
    }
    expect(named(jobs, 'clean-up-links').schedule).to.equal('*/10 * * * *')
  })

  it('clean up links once, however often they run [SL-13]', async () => {
    await addLinks(3, '1 hour')
    await addLinks(2, '31 days')

    expect(await runs(named(jobs, 'clean-up-links'))).to.deep.equal([
      { withdrawn: 3, deleted: 2, recipients: 0 },
      { withdrawn: 3, deleted: 2, recipients: 0 },
      { withdrawn: 3, deleted: 2, recipients: 0 },
      { withdrawn: 0, deleted: 0, recipients: 0 },
    ])
  })

  it('forget first answers after a day, once', async () => {
    for (const age of ['25 hours', '25 hours', '23 hours']) await addKey(age)

    const reports = await runs(named(jobs, 'forget-idempotency-keys'))

    expect(reports).to.deep.equal([{ deleted: 0 }, { deleted: 0 }, { deleted: 2 }, { deleted: 0 }])
    expect(await database.query('select 1 from idempotency_key')).to.have.length(1)
  })

  it('write down which quotes nobody decided in time, once [QT-7]', async () => {
    const addQuote = (number: number, status: string, daysAgo: number) =>
      database.query(
        `insert into quote (id, tenant_id, number, title, notes, currency, customer_name, items, subtotal_cents,
           discount_cents, tax_cents, total_cents, valid_until, status, created_by)
         values (gen_random_uuid(), $1, $2, '', '', 'BRL', '', '[]', 0, 0, 0, 0, current_date - $4::int, $3, 1)`,
        [tenant, `ORC-${number}`, status, daysAgo],
      )
    await Promise.all([addQuote(1, 'sent', 2), addQuote(2, 'sent', -2), addQuote(3, 'draft', 2)])

    const reports = await runs(named(jobs, 'expire-quotes'))

    expect(reports).to.deep.equal([{ expired: 1 }, { expired: 1 }, { expired: 1 }, { expired: 0 }])
    const told = await database.query(`select actor_id, data from event where name = 'quote.expired'`)
    expect(told).to.deep.equal([{ actor_id: null, data: { status: 'expired' } }])
  })

  it('make the link of a visit that has none, though its technician is on the way, once [CL-1]', async () => {
    const house = await addTenant(database)
    const [planner, technician] = [
      await addMembership(database, house, 'dispatcher'),
      await addMembership(database, house, 'technician'),
    ]
    const { techniciansOf, workOrdersOf } = createStores(opened[0]!).fieldService
    const crew = aTechnician(technician)
    await techniciansOf(house).insert(crew, [])
    const job = await workOrdersOf(house).insert(aWorkOrder(planner), 2026, () => [])
    const visit = async (departed: string, status: 'en_route' | 'on_site' = 'en_route') => {
      const id = await addVisit(database, house, job.id, crew.id, status)
      await database.query('update assignment set departed_at = now() - $2::interval where id = $1', [
        id,
        departed,
      ])
      await database.query(
        `insert into assignment_change (tenant_id, assignment_id, to_status, reason, by_user, at)
         values ($1, $2, 'en_route', '', $3, now())`,
        [house, id, technician],
      )
      return id
    }
    const linked = (id: string) =>
      database.query(
        `select created_by, ends_on, is_primary from share_link where resource_kind = 'assignment' and resource_id = $1`,
        [id],
      )
    const make = named(jobs, 'make-visit-links')
    const withdrawn = await visit('6 minutes')
    await make.run({ dryRun: false })
    await database.query(
      'update share_link set revoked_at = now(), token_sealed = null where resource_id = $1',
      [withdrawn],
    )
    const forgotten = await visit('5 minutes')
    const others = [await visit('10 seconds'), await visit('25 hours'), await visit('5 minutes', 'on_site')]

    const reports = await runs(make)

    expect(reports).to.deep.equal([{ made: 1 }, { made: 1 }, { made: 1 }, { made: 0 }])
    expect(await linked(forgotten)).to.deep.equal([
      { created_by: technician, ends_on: 'done', is_primary: true },
    ])
    expect(await linked(withdrawn)).to.have.length(1)
    for (const id of others) expect(await linked(id)).to.deep.equal([])
  })

  it('end sessions of working together in time, and forget them a month after, once [SE-22]', async () => {
    const { sessionId: open } = await addCollabSession(database, { tenantId: tenant })
    const { sessionId: over } = await addCollabSession(database, { tenantId: tenant })
    const { sessionId: old } = await addCollabSession(database, { tenantId: tenant })
    const set = (id: string, what: string) =>
      database.query(`update collab_session set ${what} where id = $1`, [id])
    await set(over, `expires_at = now() - interval '1 minute'`)
    await set(old, `ended_at = now() - interval '31 days'`)

    expect(await runs(named(jobs, 'end-sessions'))).to.deep.equal([
      { ended: 1 },
      { ended: 1 },
      { ended: 1 },
      { ended: 0 },
    ])
    expect(await runs(named(jobs, 'forget-collaboration'))).to.deep.equal([
      { deleted: 1 },
      { deleted: 1 },
      { deleted: 1 },
      { deleted: 0 },
    ])
    const rows = await database.query('select id, ended_at is null as is_open from collab_session')
    expect(rows).to.have.deep.members([
      { id: open, is_open: true },
      { id: over, is_open: false },
    ])
    const told = await database.query(
      `select actor_id, data->>'state' as state from event where name = 'session.ended'`,
    )
    expect(told).to.deep.equal([{ actor_id: null, state: 'expired' }])
    expect(await database.query('select session_id, name from collab_event')).to.deep.equal([
      { session_id: over, name: 'session:ended' },
    ])
  })

  it('forget sessions a month after their end, once [AC-19]', async () => {
    for (const ago of ['31 days', '29 days', '-1 days']) await addSession(ago)

    const reports = await runs(named(jobs, 'forget-sessions'))

    expect(reports).to.deep.equal([{ deleted: 0 }, { deleted: 0 }, { deleted: 1 }, { deleted: 0 }])
    expect(await database.query('select 1 from token_family')).to.have.length(2)
  })

  it('keep the partitions once, and drop those whose time is over', async () => {
    await database.query(
      `create table position_20200101 partition of position for values from ('2020-01-01') to ('2020-01-02')`,
    )
    const dropped = { dropped: 1, names: ['position_20200101'] }

    expect(await runs(named(jobs, 'keep-partitions'))).to.deep.equal([
      { made: 0, ...dropped },
      { made: 0, ...dropped },
      { made: 39, ...dropped },
      { made: 0, dropped: 0 },
    ])
  })

  it('forget positions of organizations that keep them for less than the house, once [FE-22] [FE-25]', async () => {
    const hasty = await addTenant(database)
    await database.query(`update tenant set settings = '{"retention":{"positionsDays":2}}' where id = $1`, [
      hasty,
    ])
    for (const [tenantId, imei] of [
      [tenant, 'patient'],
      [hasty, 'hasty'],
    ])
      await database.query(
        `with v as (insert into vehicle (id, tenant_id, imei, name, icon, color, ingest_key_hash)
           values (gen_random_uuid(), $1, $2, 'Van', 'van', '#000000', $2::text::bytea) returning key)
         insert into position (recorded_at, subject_key, tenant_id, lat_e7, lon_e7)
         select now() - days * interval '1 day', key, $1, 0, 0 from v, generate_series(1, 5) days`,
        [tenantId, imei],
      )
    const forgotten = { positions: 4, audited: 0, looks: 0, events: 0 }

    expect(await runs(named(jobs, 'forget-positions'))).to.deep.equal([
      forgotten,
      forgotten,
      forgotten,
      { ...forgotten, positions: 0 },
    ])
  })

  it('make no partition only to drop it, where little is kept', async () => {
    const keep = named(aProcess(2).jobs, 'keep-partitions')
    await keep.run({ dryRun: false })

    expect(await keep.run({ dryRun: false })).to.deep.equal({ made: 0, dropped: 0 })
    const kept = await database.query(`select 1 from pg_inherits where inhparent = 'position'::regclass`)
    expect(kept).to.have.length(2 + 1 + 7)
  })

  it('send what happened to webhooks, once, and forget it after thirty days, once [WE-4] [WE-14]', async () => {
    const id = randomUUID()
    await database.query(
      `insert into webhook (id, tenant_id, url, description, events, is_active, secret_sealed, seen_seq, created_by)
       values ($1, $2, 'https://hooks.example.com/', '', '{quote.sent}', true, 'x', (select last from event_counter
         where tenant_id = $2), 1)`,
      [id, tenant],
    )
    await database.query(`select record_event($1, 'quote.sent', 'quote', 'q', null, '{}')`, [tenant])

    const sent = await runs(named(jobs, 'deliver-webhooks'))
    await until(async () => (await database.query('select 1 from webhook_attempt')).length === 1)
    const aMonthAgo = `update webhook_delivery set created_at = now() - interval '31 days'`
    const early = await runs(named(jobs, 'forget-webhook-deliveries'))
    await database.query(aMonthAgo)
    const late = await runs(named(jobs, 'forget-webhook-deliveries'))

    const nothing = { made: 0, tried: 0 }
    expect(sent).to.deep.equal([nothing, nothing, { made: 1, tried: 1 }, nothing])
    expect(early.map(({ deleted }) => deleted)).to.deep.equal([0, 0, 0, 0])
    expect(late.map(({ deleted }) => deleted)).to.deep.equal([0, 0, 1, 0])
  })

  it('do their work once, when several processes come to it at the same moment [SL-13]', async () => {
    await addLinks(40, '1 minute')
    const processes = [aProcess(), aProcess(), aProcess()]
    const { log, said } = aLog()

    await Promise.all(
      processes.map(({ jobs: list, locked }) => runJob(named(list, 'clean-up-links'), { locked, log })),
    )

    const told = said('clean-up-links')
    expect(told).to.have.length(3)
    expect(told.reduce((sum, { withdrawn = 0 }) => sum + Number(withdrawn), 0)).to.equal(40)
    expect(told.filter(({ level }) => Number(level) >= 40)).to.deep.equal([])
  })
})

describe('the runner of jobs', () => {
  it('logs what a job did, and nothing but a whisper when another node is at it', async () => {
    const { log, said } = aLog()

    await runJob(aJob(), { locked: alone, log })
    await runJob(aJob(), { locked: async () => undefined, log })

    expect(said('a-job').map(({ level, msg, done }) => [level, msg, done])).to.deep.equal([
      [30, 'job done', 1],
      [20, 'job left to another node', undefined],
    ])
  })

  it('logs a job that fails, or cannot get its lock, and never throws', async () => {
    const { log, said } = aLog()
    const broken = async () => {
      throw new Error('broken')
    }

    await runJob(aJob({ run: broken }), { locked: alone, log })
    await runJob(aJob(), { locked: broken, log })

    expect(said('a-job').map(({ level, msg, err }) => [level, msg, (err as Error).message])).to.deep.equal([
      [50, 'job failed', 'broken'],
      [50, 'job failed', 'broken'],
    ])
  })

  it('runs each in time, again after a failure, and lets the one that runs finish when it is stopped', async () => {
    const { log, said } = aLog()
    let begun = 0
    let finished = 0
    const onBegin: (() => void)[] = []
    const slow = aJob({
      schedule: '* * * * * *',
      async run() {
        begun++
        for (const tell of onBegin.splice(0)) tell()
        if (begun === 1) throw new Error('broken')
        await new Promise((resolve) => setTimeout(resolve, 100))
        finished++
        return {}
      },
    })
    const begins = () => new Promise<void>((resolve) => onBegin.push(resolve))

    const { stop } = startJobs([slow], { locked: alone, log })
    await begins()
    await begins()
    await stop()

    expect({ begun, finished }).to.deep.equal({ begun: 2, finished: 1 })
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(begun).to.equal(2)
    expect(said('a-job').map(({ msg }) => msg)).to.deep.equal(['job failed', 'job done'])
  })
})

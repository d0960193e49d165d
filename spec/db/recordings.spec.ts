import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { recordingStore, recordingUpkeep } from '../../db/recordings.ts'
import type { Told } from '../../domain/recordings/ports.ts'
import type { Movement } from '../../domain/recordings/recording.ts'
import { addCollabSession, type CollabRows } from '../support/collab-rows.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

describe('the store of recordings', () => {
  let database: TestDatabase
  let connections: Connections
  let rows: CollabRows
  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    rows = await addCollabSession(database)
  })

  const storeOf = (tenantId = rows.tenantId) => recordingStore(connections.tenant(tenantId), tenantId)
  const upkeep = () => recordingUpkeep(connections.system)
  const told = (name: 'recording:started' | 'recording:stopped', recordingId: string): Told => ({
    entry: { name, participantId: rows.participantId, about: { recordingId } },
    event: {
      name: name === 'recording:started' ? 'session.recording_started' : 'session.recording_stopped',
      aggregateType: 'session',
      aggregateId: rows.sessionId,
      actorId: rows.userId,
      data: { recording_id: recordingId },
    },
    notifications: [],
  })
  const start = async (id = randomUUID(), startedAt = new Date()) =>
    storeOf().start(
      { id, sessionId: rows.sessionId, startedBy: rows.participantId, startedAt },
      told('recording:started', id),
    )
  const moves = (from: number, count = 1): Movement[] =>
    Array.from({ length: count }, (_, i) => ({ t: from + i, kind: 'cursor_left', id: rows.participantId }))
  const chunk = (from: number, count = 1) => ({
    fromMs: from,
    toMs: from + count,
    movements: moves(from, count),
  })
  const most = 1_000_000

  it('begins with its own entry of the log, and ends with one [RE-1]', async () => {
    const { recording, logged } = (await start())!
    const stopped = await storeOf().stop(recording.id, new Date(), told('recording:stopped', recording.id))

    const kept = (await storeOf().find(rows.sessionId, recording.id))!
    expect([recording.firstSeq, logged.seq]).to.deep.equal([1, 1])
    expect([kept.lastSeq, stopped?.seq]).to.deep.equal([2, 2])
    expect(kept.stoppedAt).to.be.instanceOf(Date)
    const names = await database.query('select name from collab_event where session_id = $1 order by seq', [
      rows.sessionId,
    ])
    expect(names.map(({ name }) => name)).to.deep.equal(['recording:started', 'recording:stopped'])
  })

  it('runs once, however many begin it at once [RE-2]', async () => {
    const begun = await Promise.all(Array.from({ length: 5 }, () => start()))

    expect(begun.filter(Boolean)).to.have.length(1)
    expect(await storeOf().list(rows.sessionId)).to.have.length(1)
    const entries = await database.query('select 1 from collab_event where session_id = $1', [rows.sessionId])
    expect(entries).to.have.length(1)
  })

  it('stops once, and can be begun again then', async () => {
    const { recording } = (await start())!
    const stop = () => storeOf().stop(recording.id, new Date(), told('recording:stopped', recording.id))

    const stops = await Promise.all([stop(), stop(), stop()])

    expect(stops.filter(Boolean)).to.have.length(1)
    expect(await storeOf().running(rows.sessionId)).to.equal(undefined)
    expect(await start()).to.not.equal(undefined)
  })

  it('begins in no session that is over', async () => {
    await database.query('update collab_session set ended_at = now() where id = $1', [rows.sessionId])

    expect(await start()).to.equal(undefined)
  })

  it('keeps what moved, up to its size, and gives it back by time [RE-8]', async () => {
    const { recording } = (await start())!
    const store = storeOf()
    await store.keep(recording.id, chunk(1_000, 3), most)
    await store.keep(recording.id, chunk(0, 2), most)

    expect(await store.movements(recording.id, 0, 100)).to.deep.equal({
      movements: [...moves(0, 2), ...moves(1_000, 3)],
      nextFromMs: null,
    })
    expect(await store.keep(recording.id, chunk(2_000, 50), 400)).to.equal(false)
    expect(await store.keep(recording.id, chunk(3_000), most)).to.equal(false)
    const { size, isTruncated } = (await store.find(rows.sessionId, recording.id))!
    expect(size).to.be.within(1, 500)
    expect(isTruncated).to.equal(true)
  })

  it('is read in parts that leave nothing out [RE-11]', async () => {
    const { recording } = (await start())!
    const store = storeOf()
    for (let i = 0; i < 150; i++) await store.keep(recording.id, chunk(i * 1_000, 4), most)

    const read: Movement[] = []
    let parts = 0
    for (let from: number | null = 0; from !== null; parts++) {
      const page: Awaited<ReturnType<typeof store.movements>> = await store.movements(recording.id, from, 200)
      read.push(...page.movements)
      from = page.nextFromMs
    }

    expect(parts).to.be.greaterThan(2)
    expect(read.map(({ t }) => t)).to.deep.equal(
      Array.from({ length: 150 }, (_, i) => moves(i * 1_000, 4).map(({ t }) => t)).flat(),
    )
  })

  it('takes nothing more once it has been over for a moment', async () => {
    const { recording } = (await start())!
    await storeOf().stop(recording.id, new Date(), told('recording:stopped', recording.id))
    expect(await storeOf().keep(recording.id, chunk(0), most)).to.equal(true)
    await database.query(
      `update collab_recording set stopped_at = now() - interval '1 minute' where id = $1`,
      [recording.id],
    )

    expect(await storeOf().keep(recording.id, chunk(1), most)).to.equal(false)
  })

  it('remembers who agreed, and that somebody does not any more [RE-5]', async () => {
    const { recording } = (await start())!
    await storeOf().setConsent(recording.id, rows.participantId, true)
    await storeOf().setConsent(recording.id, rows.participantId, false)

    expect(await storeOf().consents(recording.id)).to.deep.equal(new Map([[rows.participantId, false]]))
  })

  it('is nobody else’s: other organizations find, change and remove nothing', async () => {
    const { recording } = (await start())!
    const other = (await addCollabSession(database)).tenantId
    const theirs = storeOf(other)

    expect(await theirs.find(rows.sessionId, recording.id)).to.equal(undefined)
    expect(await theirs.list(rows.sessionId)).to.deep.equal([])
    expect(await theirs.keep(recording.id, chunk(0), most)).to.equal(false)
    expect(await theirs.remove(rows.sessionId, recording.id)).to.equal(false)
    expect(await theirs.movements(recording.id, 0, 10)).to.deep.equal({ movements: [], nextFromMs: null })
  })

  it('goes with everything of it when it is removed, and with its session [RE-13] [T-66]', async () => {
    const { recording } = (await start())!
    await storeOf().keep(recording.id, chunk(0), most)
    await storeOf().setConsent(recording.id, rows.participantId, true)

    expect(await storeOf().remove(rows.sessionId, recording.id)).to.equal(true)
    const left = await database.query(
      `select 1 from collab_recording_chunk where recording_id = $1
       union all select 1 from collab_consent where recording_id = $1`,
      [recording.id],
    )
    expect(left).to.deep.equal([])
    await start()
    await database.query('delete from collab_session where id = $1', [rows.sessionId])
    expect(
      await database.query('select 1 from collab_recording where session_id = $1', [rows.sessionId]),
    ).to.deep.equal([])
  })

  it('is found when its session is over, or it has gone on for too long, and forgotten by age [RE-12]', async () => {
    const long = new Date(Date.now() - 9 * 3_600_000)
    const { recording } = (await start(randomUUID(), long))!
    const overdue = async () =>
      (await upkeep().overdue(new Date(Date.now() - 8 * 3_600_000), 1_000)).some(
        ({ id }) => id === recording.id,
      )
    expect(await overdue()).to.equal(true)
    await storeOf().stop(
      recording.id,
      new Date(Date.now() - 86_400_000),
      told('recording:stopped', recording.id),
    )
    expect(await overdue()).to.equal(false)

    await upkeep().forgetBefore(new Date(Date.now() - 2 * 86_400_000))
    expect(await storeOf().find(rows.sessionId, recording.id)).to.not.equal(undefined)
    await upkeep().forgetBefore(new Date())
    expect(await storeOf().find(rows.sessionId, recording.id)).to.equal(undefined)
  })
})

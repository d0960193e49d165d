import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import * as Y from 'yjs'
import { aSession, sessionsPath } from '../server/a-session.ts'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { type Answer, ask, collect, connect, disconnectAll, next } from './support/sockets.ts'

describe('a session that is recorded, on two nodes', function () {
  this.timeout(60_000)
  let redis: RedisServer
  let database: TestDatabase
  let a: TestService
  let b: TestService
  let owner: Person
  let session: { id: string; token: string }

  before(async () => {
    ;[redis, database] = await Promise.all([startRedis(), createDatabase()])
    const env = { REDIS_URL: redis.url }
    ;[a, b] = await Promise.all([startService(env, database), startService(env, database)])
    owner = await register(a.url)
  })
  after(async () => {
    await Promise.all([a?.stop(), b?.stop()])
    await redis.stop()
    await database.drop()
  })
  beforeEach(async () => {
    session = await aSession(owner, { recording: true })
  })
  afterEach(disconnectAll)

  const enter = async (url: string, auth: object) => {
    const socket = connect(url, '/collab', { session_id: session.id, ...auth })
    const state = await next(socket, 'session:state')
    return { socket, state, id: state.you.participant_id as string }
  }
  const host = () => enter(a.url, { jwt: owner.token })
  const guest = (name = 'Bo') => enter(b.url, { token: session.token, name })
  const replay = async (query = '', person = owner) =>
    person.call('GET', `${sessionsPath}/${session.id}/recording${query}`)
  const movements = (body: Answer, type: string, id?: string) =>
    body.events.filter((event: Answer) => event.type === type && (id === undefined || event.id === id))

  it('is told to everybody there, and to whoever comes later [RE-1] [RE-3] [T-66]', async () => {
    const [ana, bo] = await Promise.all([host(), guest()])
    const heard = Promise.all([next(ana.socket, 'recording:started'), next(bo.socket, 'recording:started')])

    const begun = await ask(ana.socket, 'recording:start', {})
    const [, toGuest] = await heard
    const late = await guest('Cy')

    expect(begun.recording.agreed).to.equal(null)
    expect(toGuest.recording_id).to.equal(begun.recording.id)
    expect(bo.state.recording).to.equal(null)
    expect(late.state.recording).to.include({ id: begun.recording.id, agreed: null })
    const stopped = next(bo.socket, 'recording:stopped')
    await ask(ana.socket, 'recording:stop', {})
    expect((await stopped).recording_id).to.equal(begun.recording.id)
  })

  it('keeps movements of those who agreed and of nobody else, and what was written and said [RE-4] [RE-5] [T-66]', async () => {
    const [ana, bo] = await Promise.all([host(), guest()])
    const heard = next(bo.socket, 'recording:started')
    await ask(ana.socket, 'recording:start', {})
    await heard
    await ask(bo.socket, 'recording:consent', { agreed: true })
    const doc = new Y.Doc()
    doc.getText('notes').insert(0, 'kept')

    for (let i = 0; i <= 10; i++) {
      await ask(ana.socket, 'cursor:move', { x: 0.1, y: 0.1 })
      await ask(bo.socket, 'cursor:move', { x: i / 10, y: 0.5 })
      await sleep(60)
    }
    await ask(bo.socket, 'doc:update', { update: Buffer.from(Y.encodeStateAsUpdate(doc)) })
    await ask(bo.socket, 'comment:create', { content: 'Too small', position_x: 0.5, position_y: 0.5 })
    await until(async () => movements((await replay()).body, 'cursor', bo.id).at(-1)?.x === 1)
    await ask(ana.socket, 'recording:stop', {})

    const { body } = await replay()
    const cursors = movements(body, 'cursor', bo.id)
    expect(movements(body, 'cursor', ana.id)).to.deep.equal([])
    expect(cursors[0]).to.include({ x: 0, y: 0.5 })
    expect(cursors.length).to.be.below(11)
    expect(cursors.map(({ t }: Answer) => t)).to.deep.equal(
      cursors.map(({ t }: Answer) => t).toSorted((x: number, y: number) => x - y),
    )
    const rebuilt = new Y.Doc()
    for (const { update } of movements(body, 'document'))
      Y.applyUpdate(rebuilt, Buffer.from(update, 'base64'))
    expect(rebuilt.getText('notes').toString()).to.equal('kept')
    expect(body.chapters).to.have.length(1)
    expect(body.chapters[0].title).to.equal('Bo: Too small')
    const logged = movements(body, 'log').map(({ entry }: Answer) => entry.name)
    expect(logged[0]).to.equal('recording:started')
    expect(logged).to.include('comment:created')
    expect(logged.at(-1)).to.equal('recording:stopped')
  })

  it('keeps nothing more of somebody who takes their agreement back [RE-5]', async () => {
    const bo = await guest()
    const ana = await host()
    const heard = next(bo.socket, 'recording:started')
    await ask(ana.socket, 'recording:start', {})
    await heard
    await ask(bo.socket, 'recording:consent', { agreed: true })
    await ask(bo.socket, 'cursor:move', { x: 0.2, y: 0.2 })
    await until(async () => movements((await replay()).body, 'cursor', bo.id).length > 0)

    await ask(bo.socket, 'recording:consent', { agreed: false })
    await ask(bo.socket, 'cursor:move', { x: 0.9, y: 0.9 })
    await ask(bo.socket, 'comment:create', { content: 'after' })
    await ask(ana.socket, 'recording:stop', {})

    const { body } = await replay()
    expect(movements(body, 'cursor', bo.id).map(({ x }: Answer) => x)).to.deep.equal([0.2])
  })

  it('hears on every node that somebody takes their agreement back [RE-5] [T-66]', async () => {
    const here = await guest()
    const there = await enter(a.url, { token: session.token, guest: here.state.you.guest })
    const ana = await host()
    const heard = [next(here.socket, 'recording:started'), next(there.socket, 'recording:started')]
    await ask(ana.socket, 'recording:start', {})
    await Promise.all(heard)
    const kept = async () => movements((await replay()).body, 'cursor', here.id).map(({ x }: Answer) => x)
    await ask(there.socket, 'recording:consent', { agreed: true })
    await until(async () => {
      await ask(here.socket, 'cursor:move', { x: 0.2, y: 0.2 })
      return (await kept()).includes(0.2)
    })

    await ask(there.socket, 'recording:consent', { agreed: false })
    await sleep(300)
    await ask(here.socket, 'cursor:move', { x: 0.9, y: 0.9 })
    await sleep(1_500)
    await ask(ana.socket, 'recording:stop', {})

    expect(there.id).to.equal(here.id)
    expect(await kept()).to.not.include(0.9)
  })

  it('goes on on a node that nobody was on as it began [RE-4]', async () => {
    const ana = await host()
    await ask(ana.socket, 'recording:start', {})
    const bo = await guest()
    await ask(bo.socket, 'recording:consent', { agreed: true })

    await ask(bo.socket, 'cursor:move', { x: 0.3, y: 0.3 })
    await sleep(1_500)
    await ask(bo.socket, 'cursor:move', { x: 0.4, y: 0.4 })
    await sleep(1_500)
    await ask(ana.socket, 'recording:stop', {})

    const { body } = await replay()
    expect(movements(body, 'joined', bo.id)).to.have.length(1)
    expect(movements(body, 'cursor', bo.id).map(({ x }: Answer) => x)).to.deep.equal([0.3, 0.4])
  })

  it('is allowed as the session is set now, not as it was when the host came [RE-2]', async () => {
    session = await aSession(owner, { recording: false })
    const ana = await host()
    const updated = next(ana.socket, 'session:updated')
    await owner.call('PATCH', `${sessionsPath}/${session.id}`, { features: { recording: true } })
    await updated

    expect((await ask(ana.socket, 'recording:start', {})).ok).to.equal(true)
  })

  it('shows in its replay what is true now: what was deleted since is gone [RE-14] [T-66]', async () => {
    const ana = await host()
    await ask(ana.socket, 'recording:start', {})
    const { comment } = await ask(ana.socket, 'comment:create', { content: 'A secret' })
    await ask(ana.socket, 'comment:delete', { id: comment.id })

    const { body } = await replay()

    expect(JSON.stringify(body)).to.not.include('A secret')
    expect(body.chapters).to.deep.equal([])
  })

  it('is begun by hosts alone, once, and where the session allows it [RE-1] [RE-2] [T-49]', async () => {
    const [ana, bo] = await Promise.all([host(), guest()])

    expect((await ask(bo.socket, 'recording:start', {})).error.code).to.equal('role_too_small')
    expect((await ask(bo.socket, 'recording:stop', {})).error.code).to.equal('role_too_small')
    expect((await ask(bo.socket, 'recording:consent', { agreed: true })).error.code).to.equal('not_found')
    expect((await ask(ana.socket, 'recording:start', {})).ok).to.equal(true)
    expect((await ask(ana.socket, 'recording:start', {})).error.code).to.equal('recording_running')
    session = await aSession(owner, { recording: false })
    const other = await host()
    expect((await ask(other.socket, 'recording:start', {})).error.code).to.equal('feature_off')
  })

  it('ends with its session, and is seen by members of it alone [RE-12] [RE-13] [T-66]', async () => {
    const ana = await host()
    await ask(ana.socket, 'recording:start', {})
    const ended = collect(ana.socket, 'session:closed')
    await owner.call('POST', `${sessionsPath}/${session.id}/end`)
    await until(() => ended.length === 1)
    const stranger = await addMember(owner, 'member')
    const elsewhere = await register(a.url)

    const { status, body } = await replay()
    expect(status).to.equal(200)
    expect(body.recordings[0].stopped_at).to.not.equal(null)
    expect((await replay('', stranger)).status).to.equal(404)
    expect((await replay('', elsewhere)).status).to.equal(404)
    const nobody = clientOf(a.url)
    expect((await nobody.call('GET', `${sessionsPath}/${session.id}/recording`)).status).to.equal(401)
  })

  it('is removed by its host, with all that was kept [RE-13] [T-66]', async () => {
    const [ana, bo] = await Promise.all([host(), guest()])
    const { recording } = await ask(ana.socket, 'recording:start', {})
    const stopped = next(bo.socket, 'recording:stopped')

    const removed = await owner.call('DELETE', `${sessionsPath}/${session.id}/recording/${recording.id}`)
    await stopped

    expect(removed.status).to.equal(204)
    const { body } = await replay()
    expect([body.recordings, body.recording_id]).to.deep.equal([[], null])
    const again = await owner.call('DELETE', `${sessionsPath}/${session.id}/recording/${recording.id}`)
    expect(again.status).to.equal(404)
  })

  it('has its log where nothing was recorded [RE-9]', async () => {
    const ana = await host()
    await ask(ana.socket, 'comment:create', { content: 'Hello' })

    const { body } = await replay()

    expect(body.recording_id).to.equal(null)
    expect(movements(body, 'log').map(({ entry }: Answer) => entry.name)).to.include('comment:created')
  })
})

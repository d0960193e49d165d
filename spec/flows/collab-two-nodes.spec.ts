import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Socket } from 'socket.io-client'
import { aSession, type MadeSession, sessionsPath } from '../server/a-session.ts'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { type Answer, ask, collect, connect, disconnectAll, next, refusal } from './support/sockets.ts'

interface Seated {
  readonly socket: Socket
  readonly state: Answer
  readonly closed: { reason: string }[]
  all(name: string): Answer[]
}

describe('a session on two nodes', function () {
  this.timeout(120_000)
  let redis: RedisServer
  let database: TestDatabase
  let a: TestService
  let b: TestService
  let owner: Person
  let session: MadeSession

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
    session = await aSession(owner)
  })
  afterEach(disconnectAll)

  const sit = async ({ url }: TestService, auth: object): Promise<Seated> => {
    const socket = connect(url, '/collab', { session_id: session.id, ...auth })
    const heard: { name: string; payload: Answer }[] = []
    socket.onAny((name: string, payload: Answer) => heard.push({ name, payload }))
    const closed = collect<{ reason: string }>(socket, 'session:closed')
    const state = await next(socket, 'session:state')
    return {
      socket,
      state,
      closed,
      all: (name) => heard.filter((one) => one.name === name).map(({ payload }) => payload),
    }
  }
  const host = (at: TestService) => sit(at, { jwt: owner.token })
  const guest = (at: TestService, name = 'Ana') => sit(at, { token: session.token, name })
  const commentsTo = ({ all }: Seated): string[] =>
    all('comment:created').map(({ comment }) => comment.content)

  it('is one: who is there, where they point, what is said, over sockets and over HTTP [CO-25] [CO-11]', async () => {
    const first = await host(a)
    const ana = await guest(b)
    await until(() => first.all('presence:joined').length === 1)
    const names = ana.state.participants.map(({ name }: { name: string }) => name)
    expect(names).to.have.length(2).and.to.include('Ana')
    expect(ana.state.you.role).to.equal('collaborator')
    expect(ana.state.session.asset.kind).to.equal('image')

    await ask(ana.socket, 'cursor:move', { x: 0.5, y: 0.25 })
    await until(() => first.all('cursor:update').length > 0)
    expect(first.all('cursor:update').flat()).to.deep.include({
      id: ana.state.you.participant_id,
      x: 0.5,
      y: 0.25,
    })
    const one = await ask(ana.socket, 'comment:create', { content: 'From b' })
    const two = await owner.call('POST', `/api/v3/assets/${session.assetId}/comments`, { content: 'By HTTP' })
    const three = await ask(first.socket, 'comment:create', { content: 'From a' })
    expect(two.status).to.equal(201)
    await until(() => [first, ana].every((seat) => commentsTo(seat).length === 3))

    expect(commentsTo(first)).to.deep.equal(['From b', 'By HTTP', 'From a'])
    expect(commentsTo(ana)).to.deep.equal(commentsTo(first))
    const seqs = first.all('comment:created').map(({ seq }) => seq)
    expect(seqs).to.deep.equal([one.seq, one.seq + 1, three.seq])
    expect(ana.all('comment:created').map(({ seq }) => seq)).to.deep.equal(seqs)
  })

  it('ends on both with its link, its host’s word and a member’s sign-in [CO-40] [T-46] [T-47]', async () => {
    const admin = await addMember(owner, 'admin')
    const [first, second] = [await host(a), await sit(b, { jwt: admin.token })]
    const [ana, rui] = [await guest(b), await guest(a, 'Rui')]

    await admin.call('POST', '/api/auth/logout')
    await until(() => second.socket.disconnected)
    expect(second.closed).to.deep.equal([{ reason: 'signed_out' }])

    const { status } = await owner.call('DELETE', `/api/v3/shares/${session.linkId}`)
    expect(status).to.be.oneOf([200, 204])
    await until(() => ana.socket.disconnected && rui.socket.disconnected)
    expect([...ana.closed, ...rui.closed]).to.deep.equal([{ reason: 'link_ended' }, { reason: 'link_ended' }])
    const again = connect(b.url, '/collab', { session_id: session.id, token: session.token, name: 'Ana' })
    expect(await refusal(again)).to.equal('link_revoked')

    const elsewhere = await host(b)
    expect((await owner.call('POST', `${sessionsPath}/${session.id}/end`)).status).to.equal(200)
    await until(() => first.socket.disconnected && elsewhere.socket.disconnected)
    expect([...first.closed, ...elsewhere.closed]).to.deep.equal([{ reason: 'ended' }, { reason: 'ended' }])
    const late = connect(a.url, '/collab', { session_id: session.id, jwt: owner.token })
    expect(await refusal(late)).to.equal('session_ended')
  })

  it('keeps its rooms apart from those of other organizations [CO-53] [T-50] [T-51]', async () => {
    const stranger = await register(b.url)
    const own = await aSession(stranger)
    const tries = [
      { session_id: session.id, jwt: stranger.token },
      { session_id: session.id, token: own.token, name: 'Eve' },
      { session_id: own.id, token: session.token, name: 'Eve' },
    ]
    for (const auth of tries) expect(await refusal(connect(a.url, '/collab', auth))).to.equal('not_found')

    const first = await host(a)
    const other = connect(b.url, '/collab', { session_id: own.id, jwt: stranger.token })
    const told: string[] = []
    const { you } = await next(other, 'session:state')
    // That they came themself is of their own session.
    other.onAny((name: string, payload: Answer) => {
      if (payload?.participant_id !== you.participant_id) told.push(name)
    })
    for (let i = 0; i < 10; i++) {
      await ask(first.socket, 'cursor:move', { x: i / 10, y: 0 })
      await ask(first.socket, 'comment:create', { content: `${i}` })
    }
    await sleep(300)
    expect(told).to.deep.equal([])
  })

  it('goes on while Redis is away, and misses nothing that was said [CO-46] [T-46]', async () => {
    const [first, ana] = [await host(a), await guest(b)]
    const rui = await guest(a, 'Rui')
    await redis.kill()

    const said = await ask(first.socket, 'comment:create', { content: 'Without Redis' })
    await ask(first.socket, 'cursor:move', { x: 0.5, y: 0.5 })
    await until(() => commentsTo(rui).length === 1 && rui.all('cursor:update').length > 0)
    await until(() => commentsTo(ana).length === 1, 40_000) // the sweep reads the log
    expect(ana.all('comment:created')[0].seq).to.equal(said.seq)

    await redis.restart()
    const isBack = async ({ url }: TestService) => (await clientOf(url).call('GET', '/readyz')).body.bus
    await until(async () => (await isBack(a)) && (await isBack(b)))
    await until(async () => {
      await ask(first.socket, 'cursor:move', { x: Math.random(), y: 0.5 })
      return ana.all('cursor:update').length > 0
    })
    await ask(ana.socket, 'comment:create', { content: 'With Redis' })
    await until(() => commentsTo(first).includes('With Redis'))
  })

  it('outlives a node: its people are told as gone, and come back as themselves with all that was said [CO-6] [CO-14] [T-54]', async () => {
    const first = await host(a)
    const c = await startService({ REDIS_URL: redis.url }, database)
    const ana = await guest(c)
    const kept = await ask(ana.socket, 'comment:create', { content: 'Acknowledged' })
    await until(() => commentsTo(first).length === 1)
    const { participant_id, guest: ticket, seat_id } = ana.state.you

    await c.kill()
    await until(() => ana.socket.disconnected)
    await ask(first.socket, 'comment:create', { content: 'Meanwhile' })
    // As it is 45 seconds later.
    await database.query(`update collab_seat set seen_at = now() - interval '46 seconds' where id = $1`, [
      seat_id,
    ])
    const isGone = () =>
      first.all('presence:left').some(({ id, reason }) => id === participant_id && reason === 'gone')
    await until(isGone, 40_000)

    const again = await sit(b, { token: session.token, guest: ticket })
    const missed = await ask(again.socket, 'resume', { seq: kept.seq })
    expect(again.state.you.participant_id).to.equal(participant_id)
    expect(again.state.comments.map(({ content }: { content: string }) => content)).to.deep.equal([
      'Acknowledged',
      'Meanwhile',
    ])
    expect(again.state.comments[0].is_mine).to.equal(true)
    expect(
      missed.events.map(({ comment }: { comment: { content: string } }) => comment.content),
    ).to.deep.equal(['Meanwhile'])
  })
})

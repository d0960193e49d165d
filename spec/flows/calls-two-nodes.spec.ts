import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import { TokenVerifier } from 'livekit-server-sdk'
import type { Socket } from 'socket.io-client'
import { aSession, type MadeSession } from '../server/a-session.ts'
import { type Person, register } from '../support/client.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { type Answer, ask, connect, disconnectAll, next } from './support/sockets.ts'

interface Seated {
  readonly id: string
  readonly participantId: string
  readonly socket: Socket
  ask(name: string, payload?: object): Promise<Answer>
  all(name: string): Answer[]
}

const sit = async ({ url }: TestService, session: MadeSession, auth: object): Promise<Seated> => {
  const socket = connect(url, '/collab', { session_id: session.id, ...auth })
  const heard: { name: string; payload: Answer }[] = []
  socket.onAny((name: string, payload: Answer) => heard.push({ name, payload }))
  const { you } = await next(socket, 'session:state')
  return {
    id: you.seat_id,
    participantId: you.participant_id,
    socket,
    ask: (name, payload = {}) => ask(socket, name, payload),
    all: (name) => heard.filter((one) => one.name === name).map(({ payload }) => payload),
  }
}
const offer = { description: { type: 'offer', sdp: 'v=0' } }

describe('a call on two nodes', function () {
  this.timeout(120_000)
  const secret = 'north-of-the-river'
  let redis: RedisServer
  let database: TestDatabase
  let a: TestService
  let b: TestService
  let owner: Person
  let session: MadeSession

  before(async () => {
    ;[redis, database] = await Promise.all([startRedis(), createDatabase()])
    const env = { REDIS_URL: redis.url, ICE_SERVERS: 'turn:turn.example:3478', TURN_SECRET: secret }
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

  const host = (at: TestService) => sit(at, session, { jwt: owner.token })
  const guest = (at: TestService, name: string) => sit(at, session, { token: session.token, name })

  it('is one: who joins, what they signal, who is silenced and who is gone [CA-1] [CA-6] [CA-12] [CA-8]', async () => {
    const [anna, ben] = [await host(a), await guest(b, 'Ben')]
    await anna.ask('rtc:join')

    const joined = await ben.ask('rtc:join', { muted: true })

    expect(joined.peers.map(({ id }: { id: string }) => id)).to.deep.equal([anna.id])
    const [{ username, credential }] = joined.ice_servers
    expect(username.split(':')[1]).to.equal(ben.id)
    expect(credential).to.equal(createHmac('sha1', secret).update(username).digest('base64'))
    await until(() => anna.all('rtc:joined').length === 1)

    expect(await ben.ask('rtc:signal', { to: anna.id, signal: offer })).to.deep.equal({ ok: true })
    await until(() => anna.all('rtc:signal').length === 1)
    expect(anna.all('rtc:signal')).to.deep.equal([{ from: ben.id, signal: offer }])

    await ben.ask('rtc:state', { muted: false })
    await anna.ask('participant:mute', { id: ben.participantId })
    await until(() => ben.all('rtc:muted').length === 1)
    await until(() => anna.all('rtc:state').at(-1)?.is_muted === true)

    await anna.ask('participant:remove', { id: ben.participantId })
    await until(() => anna.all('rtc:left').length === 1)
    expect(anna.all('rtc:left')).to.deep.equal([{ id: ben.id }])
  })

  it('takes eight of nine who join at once [CA-2]', async () => {
    const seats = [await host(a)]
    for (let i = 1; i < 9; i++) seats.push(await guest(i % 2 ? b : a, `Guest ${i}`))

    const answers = await Promise.all(seats.map((seat) => seat.ask('rtc:join')))

    expect(answers.filter(({ ok }) => ok)).to.have.length(8)
    expect(answers.filter(({ error }) => error).map(({ error }) => error.code)).to.deep.equal(['call_full'])
    const refused = seats[answers.findIndex(({ error }) => error)]!
    expect((await refused.ask('rtc:signal', { to: seats[0]!.id, signal: offer })).error.code).to.equal(
      'not_in_call',
    )
  })

  it('is nobody’s of another session, or by another organization’s hand [T-50] [T-65]', async () => {
    const [anna, ben] = [await host(a), await guest(b, 'Ben')]
    const stranger = await register(b.url)
    const theirs = await aSession(stranger)
    const eve = await sit(b, theirs, { jwt: stranger.token })
    for (const seat of [anna, ben, eve]) expect((await seat.ask('rtc:join')).ok).to.equal(true)

    expect((await eve.ask('rtc:signal', { to: anna.id, signal: offer })).error.code).to.equal('not_found')
    expect((await eve.ask('rtc:signal', { to: ben.id, signal: offer })).error.code).to.equal('not_found')
    expect((await eve.ask('participant:mute', { id: ben.participantId })).error.code).to.equal('not_found')
    const long = { description: { type: 'offer', sdp: 'x'.repeat(65_537) } }
    expect((await ben.ask('rtc:signal', { to: anna.id, signal: long })).error.code).to.equal(
      'validation_failed',
    )
    await ben.ask('rtc:signal', { to: anna.id, signal: offer }) // whatever came before it would be there by now

    await until(() => anna.all('rtc:signal').length > 0)
    expect(anna.all('rtc:signal')).to.deep.equal([{ from: ben.id, signal: offer }])
    expect([ben.all('rtc:signal'), ben.all('rtc:muted')]).to.deep.equal([[], []])
  })
})

describe('a call where a LiveKit server is named', () => {
  afterEach(disconnectAll)

  it('goes there, with a ticket of one’s own, and ends here even if nobody answers there [CA-3] [CA-13]', async () => {
    const [key, secret] = ['key', 'a-secret-of-thirty-two-characters']
    const url = 'ws://127.0.0.1:9'
    const service = await startService({
      LIVEKIT_URL: url,
      LIVEKIT_API_KEY: key,
      LIVEKIT_API_SECRET: secret,
    })
    try {
      const owner = await register(service.url)
      const session = await aSession(owner, { screen_sharing: false })
      const anna = await sit(service, session, { jwt: owner.token })

      const { livekit, ice_servers } = await anna.ask('rtc:join')

      expect(ice_servers).to.deep.equal([])
      expect(livekit.url).to.equal(url)
      const { sub, video } = await new TokenVerifier(key, secret).verify(livekit.token)
      expect(sub).to.equal(anna.participantId)
      expect(video).to.deep.include({ room: session.id, canPublishSources: ['microphone'] })
      expect(await anna.ask('rtc:leave')).to.deep.equal({ ok: true })
      const policy = (await fetch(service.url)).headers.get('content-security-policy')
      expect(policy).to.contain(url)
    } finally {
      await service.stop()
    }
  })
})

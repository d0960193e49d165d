import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { closePlain, openPlain, type PlainClient, refusedHandshake } from '../gateway/a-plain-socket.ts'
import { aSession, type MadeSession } from '../server/a-session.ts'
import { clientOf } from '../support/client.ts'
import { randomOf } from '../support/random.ts'
import type { TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import {
  leaveAll,
  notesNow,
  type Seated,
  sit,
  startTwoNodes,
  type TwoNodes,
  updateOf,
  writeIn,
} from './support/seats.ts'
import { type Answer, connect } from './support/sockets.ts'

describe('a session on two nodes, and what is sent to break it', function () {
  this.timeout(60_000)
  let nodes: TwoNodes
  let session: MadeSession
  let first: Seated
  let rui: Seated
  let eve: Seated
  before(async () => {
    nodes = await startTwoNodes()
  })
  after(() => nodes.stop())
  beforeEach(async () => {
    session = await aSession(nodes.owner)
    first = await sit(nodes.a, session, { jwt: nodes.owner.token })
    rui = await guest(nodes.b, 'Rui')
    eve = await guest(nodes.b, 'Eve')
  })
  afterEach(() => {
    closePlain()
    leaveAll()
  })

  const guest = (at: TestService, name: string) => sit(at, session, { token: session.token, name })
  /** The same guest on another connection; whoever is refused too often is put out. */
  const anew = (at = nodes.b) => sit(at, session, { token: session.token, guest: eve.ticket })
  const path = () => `/ws/collaboration/${session.id}/`
  const plainly = async (at: TestService, auth: object): Promise<PlainClient> => {
    const client = openPlain(at.url, path())
    await until(() => client.ws.readyState === 1)
    client.say({ type: 'auth', ...auth })
    await client.next('session:state')
    return client
  }
  /** Those who were there before go on as if nothing had been. */
  const othersGoOn = async (comments = 0) => {
    const x = Math.random()
    await rui.ask('cursor:move', { x, y: 0.5 })
    await until(() => first.all('cursor:update').flat().length > 0)
    const { seq } = await first.ask('comment:create', { content: 'Is everybody well?' })
    await until(() => rui.all('comment:created').some((entry) => entry.seq === seq))
    expect(rui.all('comment:created')).to.have.length(comments + 1)
    for (const one of [first, rui]) expect(one.socket.connected).to.equal(true)
    for (const { url } of [nodes.a, nodes.b])
      expect((await clientOf(url).call('GET', '/readyz')).body.status).to.equal('ready')
    expect(nodes.errors()).to.deep.equal([])
  }

  it('refuses what is no message of the protocol, on every way in [T-53]', async () => {
    let deep: object = {}
    for (let i = 0; i < 2_000; i++) deep = { deep }
    const junk: [string, unknown][] = [
      ['cursor:move', JSON.parse('{"x":0.5,"y":0.5,"__proto__":{"role":"host"}}')],
      ['cursor:move', { x: Number.NaN, y: 0 }],
      ['cursor:move', { x: 0, y: Number.POSITIVE_INFINITY }],
      ['cursor:move', { x: 1e308, y: -1e308 }],
      ['cursor:move', deep],
      ['cursor:move', { x: 0, y: 0, note: 'x'.repeat(900_000) }],
      ['cursor:move', { x: 0, y: 0, note: Array(10_000).fill(0) }],
      ['comment:create', { content: { toString: 'x' } }],
      [
        'comment:create',
        { content: 'x', drawing: [{ kind: 'path', color: '#000000', width: 0.01, points: deep }] },
      ],
      ['follow', { participant_id: '__proto__' }],
      ['resume', { seq: Number.MAX_VALUE }],
      ['__proto__', {}],
      ['constructor', {}],
      ['toString', {}],
      ['session:state', {}],
    ]
    for (const [name, payload] of junk)
      expect(await eve.refused(name, payload), name).to.equal('validation_failed')

    const frames: (string | Buffer)[] = [
      '42/collab,["cursor:move",{',
      '42/collab,[]',
      `42/collab,["cursor:move",${'['.repeat(20_000)}`,
      '42/collab,["__proto__",{}]',
      '42/collab,[{"toString":1}]',
      '42/collab,9999999999999999999["cursor:move",{"x":0,"y":0}]',
      '451-/collab,["doc:update",{"update":{"_placeholder":true,"num":7}}]',
      '451-/collab,["doc:update",{"update":{"_placeholder":true,"num":"x"}}]',
      '459999-/collab,["doc:update"]',
      '45-1-/collab,["doc:update"]',
      '9',
      '4',
      Buffer.from([0xff, 0x00, 0xfe]),
      Buffer.alloc(1_100_000, 0x34),
    ]
    for (const frame of frames) await sendRaw(frame)
    const texts = ['', '{', 'null', '[]', '7', '{"type":7}', '{"type":"x","id":{}}', '{"type":"__proto__"}']
    const plain = await plainly(nodes.a, { token: session.token, guest: eve.ticket })
    for (const text of texts) {
      plain.say(text)
      expect((await plain.next('error')).code, text).to.be.oneOf(['malformed_json', 'validation_failed'])
    }
    plain.ws.send(Buffer.from([1, 2, 3]))
    expect((await plain.next('error')).code).to.equal('validation_failed')
    plain.say({ type: 'cursor_position', x: 0.5, y: 0.5, note: 'x'.repeat(1_100_000) })
    expect(await plain.closing()).to.equal(1009)

    expect(({} as Record<string, unknown>).role).to.equal(undefined)
    await othersGoOn()
  })

  /** As a guest who is in, past every library. */
  const sendRaw = async (frame: string | Buffer): Promise<void> => {
    const ws = new WebSocket(`${nodes.b.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    ws.on('error', () => {})
    const auth = { session_id: session.id, token: session.token, guest: eve.ticket }
    ws.on('open', () => ws.send(`40/collab,${JSON.stringify(auth)}`))
    let isIn = false
    ws.on('message', (data) => {
      isIn ||= String(data).startsWith('42/collab,["session:state"')
    })
    await until(() => isIn)
    ws.send(frame)
    await sleep(20)
    ws.terminate()
  }

  it('cuts off who sends a megabyte in one message, or a thousand in a second [T-53]', async () => {
    const large = await anew()
    large.socket.emit('cursor:move', { x: 0, y: 0, note: 'x'.repeat(1_100_000) })
    const floods: [string, unknown, number][] = [
      ['cursor:move', { x: 0, y: 0 }, 1_000],
      ['doc:sync', { state_vector: Buffer.of(0) }, 1_000],
      ['doc:update', { update: Buffer.of(0, 0) }, 1_000],
      ['no:such', {}, 1_000],
    ]
    const noisy = await Promise.all(floods.map(() => anew()))
    for (const [i, [name, payload, times]] of floods.entries())
      for (let n = 0; n < times; n++) noisy[i]!.socket.emit(name, payload)
    const plain = await plainly(nodes.a, { token: session.token, guest: eve.ticket })
    for (let n = 0; n < 1_000; n++) plain.say({ type: 'presence:set', state: 'active' })

    await until(() => [large, ...noisy].every(({ socket }) => !socket.connected))
    expect(await plain.closing()).to.be.oneOf([4429, 1006])
    await othersGoOn()
  })

  it('takes no update of the document that is garbage, half of one, too far ahead or too large [T-63]', async () => {
    const notes = writeIn(rui.socket)
    await first.ask('doc:sync', { state_vector: Buffer.of(0) })
    notes.write('What everybody wrote.')
    await until(() => notes.provider.isSaved())
    const random = randomOf(63)
    const good = updateOf('Whatever')
    const other = new Y.Doc()
    other.getText('notes').insert(0, 'one')
    const known = Y.encodeStateVector(other)
    other.getText('notes').insert(3, 'two')
    const gap = Buffer.from(Y.encodeStateAsUpdate(other, known))
    const far = Buffer.from(gap)
    const nested = new Y.Doc()
    let inner = nested.getMap<unknown>('deep')
    for (let i = 0; i < 2_000; i++) {
      const next = new Y.Map<unknown>()
      inner.set('deep', next)
      inner = next
    }
    const garbage = [
      Buffer.alloc(0),
      ...Array.from({ length: 40 }, () =>
        Buffer.from(Array.from({ length: 1 + random.below(400) }, () => random.below(256))),
      ),
      ...Array.from({ length: good.length - 1 }, (_, i) => good.subarray(0, i)),
      gap,
      far,
      updateOf('x'.repeat(70_000)),
      Buffer.from(Y.encodeStateAsUpdate(nested)),
      Buffer.alloc(60_000, 0xff),
      Buffer.alloc(60_000, 0x80),
    ]
    for (const update of garbage)
      expect(await eve.refused('doc:update', { update }), update.toString('base64').slice(0, 80)).to.equal(
        'update_refused',
      )
    for (const update of ['AAAA', 7, null, { length: 1e9 }, [1, 2]])
      expect(await eve.refused('doc:update', { update })).to.equal('validation_failed')

    notes.write(' And more.')
    await until(() => notes.provider.isSaved())
    for (const seat of [first, rui, await anew(nodes.a)])
      expect(await notesNow(seat)).to.equal('What everybody wrote. And more.')
    await othersGoOn()
  })

  it('reads nothing of an update of 100 MB [T-63]', async () => {
    const update = Buffer.alloc(104_857_600, 1)
    const large = await anew()
    const polling = connect(
      nodes.b.url,
      '/collab',
      { session_id: session.id, token: session.token, guest: eve.ticket },
      { transports: ['polling'] },
    )
    let isIn = false
    polling.on('session:state', () => (isIn = true))
    await until(() => isIn)
    const plain = await plainly(nodes.a, { token: session.token, guest: eve.ticket })
    const memory = await memoryOf(nodes.b)

    large.socket.emit('doc:update', { update })
    await until(() => !large.socket.connected)
    polling.emit('doc:update', { update })
    await until(() => !polling.connected)
    plain.say({ type: 'doc:update', id: 1, update: update.toString('base64') })
    expect(await plain.closing()).to.be.oneOf([1009, 1006])

    expect((await memoryOf(nodes.b)) - memory).to.be.below(100_000_000)
    expect(await notesNow(rui)).to.equal('')
    await othersGoOn()
  })

  const memoryOf = async ({ url }: TestService): Promise<number> => {
    const { body } = await clientOf(url).call('GET', '/metrics')
    return Number(/^process_resident_memory_bytes (\S+)/m.exec(body)?.[1])
  }

  it('lets nobody in by a cookie from another site, a secret in the address, or before they say who they are [T-48]', async () => {
    const cookiesOf = (headers: Headers) =>
      headers
        .getSetCookie()
        .map((one) => one.split(';')[0])
        .join('; ')
    const nobody = clientOf(nodes.a.url)
    const { email, password } = nodes.owner
    const login = await nobody.call('POST', '/api/auth/login', { email, password, cookies: true })
    const join = await nobody.call('POST', `/share/${session.token}/join`, { name: 'Ana' })
    const isIn = ({ participant }: Answer) => participant.name === 'Ana'
    await until(() => first.all('participant:joined').some(isIn))
    const before = first.heard.length
    const [member, visitor] = [cookiesOf(login.headers), cookiesOf(join.headers)]

    const from = (origin: string | undefined, cookie: string) =>
      openPlain(nodes.a.url, path(), { headers: { cookie, ...(origin && { origin }) } })
    const strange = ['https://evil.example', 'null', `${nodes.a.url}.evil.example`, undefined].flatMap(
      (origin) => [member, visitor].map((cookie) => from(origin, cookie)),
    )
    for (const secret of [`token=${session.token}`, `jwt=${nodes.owner.token}`, `guest=${eve.ticket}`])
      for (const { url } of [nodes.a, nodes.b])
        expect(await refusedHandshake(url, `${path()}?${secret}`)).to.equal(400)
    const early = [
      { type: 'cursor_position', x: 0, y: 0 },
      { type: 'comment', comment: { content: 'Let me in' } },
      { type: 'session:end' },
      { type: 'join', room: `${nodes.owner.tenantId}:collab:${session.id}` },
      { type: 'auth', jwt: 'none' },
      { type: 'auth', token: session.token, name: 'Eve', role: 'host' },
    ].map((message) => {
      const client = openPlain(nodes.b.url, path())
      client.ws.on('open', () => {
        client.say(message)
        client.say({ type: 'session:end' })
      })
      return client
    })
    const talkative = openPlain(nodes.b.url, path())
    talkative.ws.on('open', () => {
      for (let i = 0; i < 1_000; i++) talkative.say({ type: 'auth', token: 'x'.repeat(150), name: `${i}` })
    })
    const raw = new WebSocket(`${nodes.b.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    raw.on('error', () => {})
    raw.on('open', () => {
      for (let i = 0; i < 1_000; i++) raw.send('42/collab,["session:end",{}]')
    })

    for (const client of early) expect(await client.closing()).to.be.oneOf([4400, 4401])
    expect(await talkative.closing()).to.be.oneOf([1006, 4401, 4404, 4429])
    for (const client of strange) expect(await client.closing()).to.equal(4401)
    for (const client of [...strange, ...early, talkative])
      expect(client.messages.map(({ type }) => type)).to.not.include('session:state')
    await until(() => raw.readyState === 3)
    const told = first.heard.slice(before).map(({ name }) => name)
    expect(told).to.deep.equal([])
    for (const cookie of [member, visitor]) await from(nodes.a.url, cookie).next('session:state')
    await othersGoOn()
  })
})

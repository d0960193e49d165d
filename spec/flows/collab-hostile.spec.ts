import { expect } from 'chai'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { collab } from '../../domain/sessions/protocol.ts'
import { closePlain, openPlain } from '../gateway/a-plain-socket.ts'
import { aSession, type MadeSession, sessionsPath } from '../server/a-session.ts'
import type { TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { notesNow, type Seated, sit, startTwoNodes, type TwoNodes, updateOf } from './support/seats.ts'
import { type Answer, disconnectAll } from './support/sockets.ts'

const offer = { description: { type: 'offer', sdp: 'v=0' } }
const everything = { recording: true, voice_chat: true, screen_sharing: true }
/** What anybody who is in may ask. */
const harmless = [
  'cursor:move',
  'cursor:leave',
  'view:move',
  'follow',
  'presence:set',
  'resume',
  'doc:sync',
  'awareness',
  'rtc:leave',
  'recording:consent',
]

describe('a session on two nodes, among people who mean harm', function () {
  this.timeout(60_000)
  let nodes: TwoNodes
  let session: MadeSession
  before(async () => {
    nodes = await startTwoNodes()
  })
  after(() => nodes.stop())
  beforeEach(async () => {
    session = await aSession(nodes.owner, everything)
  })
  afterEach(() => {
    closePlain()
    disconnectAll()
    expect(nodes.errors()).to.deep.equal([])
  })

  const host = (at = nodes.a) => sit(at, session, { jwt: nodes.owner.token })
  const guest = (at: TestService, name: string) => sit(at, session, { token: session.token, name })
  const again = (seat: Seated, at: TestService) =>
    sit(at, session, { token: session.token, guest: seat.ticket })
  const standing = async () => {
    const { body } = await nodes.owner.call('GET', `${sessionsPath}/${session.id}/events`)
    const comments = await nodes.owner.call('GET', `/api/v3/assets/${session.assetId}/comments`)
    const { body: now } = await nodes.owner.call('GET', `${sessionsPath}/${session.id}`)
    return { events: body, comments: comments.body, status: now.status, participants: now.participants }
  }

  /** One payload of each request that changes something, right but for who asks. */
  const changes = (first: Seated, self: Seated, commentId: string): Record<string, object> => ({
    'playback:set': { playing: true, position_ms: 0 },
    'comment:create': { content: 'Yours' },
    'comment:update': { id: commentId, content: 'Yours' },
    'comment:resolve': { id: commentId },
    'comment:delete': { id: commentId },
    'doc:update': { update: updateOf('Yours') },
    'rtc:join': {},
    'rtc:signal': { to: first.seatId, signal: offer },
    'rtc:state': { muted: false },
    'participant:update': { id: self.id, role: 'host' },
    'participant:mute': { id: first.id },
    'participant:remove': { id: first.id },
    'session:end': {},
    'recording:start': {},
    'recording:stop': {},
  })

  it('lets a viewer on one node change nothing on either, by socket, plain socket or as anybody else [T-49]', async () => {
    const [first, rui] = [await host(), await guest(nodes.b, 'Rui')]
    const viewer = await guest(nodes.b, 'Eve')
    const { comment } = await first.ask('comment:create', { content: 'Mine' })
    await first.ask('rtc:join')
    await first.ask('participant:update', { id: viewer.id, role: 'viewer' })
    await until(() => [viewer, rui].every((seat) => seat.all('participant:updated').length === 1))
    const before = await standing()
    const tried = changes(first, viewer, comment.id)
    const marks = [first, rui].map(({ heard }) => heard.length)

    for (const [name, payload] of Object.entries(tried))
      expect(await viewer.refused(name, payload), name).to.equal('role_too_small')
    const plain = openPlain(nodes.a.url, `/ws/collaboration/${session.id}/`)
    await until(() => plain.ws.readyState === 1)
    plain.say({ type: 'auth', token: session.token, guest: viewer.ticket })
    expect((await plain.next('session:state')).data.you).to.include({
      participant_id: viewer.id,
      role: 'viewer',
    })
    for (const [type, payload] of Object.entries(tried)) {
      const update = updateOf('Yours').toString('base64')
      plain.say({ id: type, type, ...payload, ...('update' in payload && { update }) })
      expect(await plain.next('error'), type).to.include({ code: 'role_too_small' })
    }
    plain.say({ type: 'comment', comment: { content: 'Yours' } })
    expect(await plain.next('error')).to.include({ code: 'role_too_small' })
    expect(await viewer.ask('cursor:move', { x: 0.5, y: 0.5 })).to.deep.equal({ ok: true })
    await until(() => [first, rui].every((seat) => seat.all('cursor:update').length > 0))

    expect([...Object.keys(tried), ...harmless]).to.have.members(Object.keys(collab.requests))
    for (const [i, { heard }] of [first, rui].entries())
      expect(heard.slice(marks[i]).map(({ name }) => name)).to.satisfy((names: string[]) =>
        names.every((name) => name === 'cursor:update' || name.startsWith('presence:')),
      )
    expect(await standing()).to.deep.equal(before)
    expect(await notesNow(rui)).to.equal('')
  })

  it('refuses whatever a message says of who sends it [T-52]', async () => {
    const [first, ana] = [await host(), await guest(nodes.b, 'Ana')]
    const { comment } = await ana.ask('comment:create', { content: 'Mine' })
    const before = await standing()
    const forged: Record<string, unknown> = {
      participant_id: first.id,
      user_id: nodes.owner.userId,
      seat_id: first.seatId,
      from: first.seatId,
      by: first.id,
      author: { name: 'A Person', kind: 'member', user_id: nodes.owner.userId },
      name: 'A Person',
      color: '#000000',
      role: 'host',
      at: '2020-01-01T00:00:00Z',
      seq: 1,
    }
    const right: Record<string, object> = {
      ...changes(first, ana, comment.id),
      'cursor:move': { x: 0, y: 0 },
      'cursor:leave': {},
      'view:move': { x: 0, y: 0, zoom: 1 },
      follow: { participant_id: null },
      'presence:set': { state: 'active' },
      resume: { seq: 0 },
      'doc:sync': { state_vector: Buffer.of(0) },
      awareness: { update: Buffer.of(0) },
      'rtc:leave': {},
      'recording:consent': { agreed: true },
    }
    expect(Object.keys(right)).to.have.members(Object.keys(collab.requests))

    for (const [request, payload] of Object.entries(right)) {
      const eve = await again(ana, nodes.b) // whoever is refused too often is put out
      for (const [field, value] of Object.entries(forged))
        if (!(field in payload))
          expect(await eve.refused(request, { ...payload, [field]: value }), `${request} ${field}`).to.equal(
            'validation_failed',
          )
      eve.socket.disconnect()
    }

    expect((await standing()).comments).to.deep.equal(before.comments)
    expect((await standing()).participants).to.deep.equal(before.participants)
    expect(await notesNow(first)).to.equal('')
  })

  it('says itself who moves, writes, points and is called what [T-52]', async () => {
    const [first, rui] = [await host(), await guest(nodes.a, 'Rui')]
    const eve = await guest(nodes.b, 'A  Person\u202e')
    const named = first.state.participants.find(({ id }: Answer) => id === first.id)
    expect(eve.state.participants.find(({ id }: Answer) => id === eve.id).name).to.not.equal(named.name)

    await eve.ask('cursor:move', { x: 0.125, y: 0.5 })
    await until(() => rui.all('cursor:update').flat().length > 0)
    expect(rui.all('cursor:update').flat()[0].id).to.equal(eve.id)
    const { comment } = await eve.ask('comment:create', { content: 'By whom?' })
    expect(comment.author).to.include({ kind: 'guest', user_id: null }).and.not.include({ name: named.name })
    const { playback } = await eve.ask('playback:set', { playing: false, position_ms: 1 })
    expect(playback.leader_id).to.equal(eve.id)

    const mine = updateOf('Mine', 4711)
    expect((await first.ask('doc:update', { update: mine })).ok).to.equal(true)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, mine)
    doc.clientID = 4711
    doc.getText('notes').insert(4, ', says the host')
    expect(await eve.refused('doc:update', { update: Buffer.from(Y.encodeStateAsUpdate(doc)) })).to.equal(
      'update_refused',
    )
    expect(await notesNow(rui)).to.equal('Mine')

    const said = (clientID: number, clock: number, user: object) => {
      const [about, from] = [new Y.Doc(), new Y.Doc()]
      about.clientID = clientID
      const awareness = new Awareness(about)
      for (let i = 0; i < clock; i++) awareness.setLocalState({ user, caret: clock })
      const update = Buffer.from(encodeAwarenessUpdate(awareness, [clientID]))
      for (const one of [about, from]) one.destroy()
      return { update }
    }
    const seen = new Awareness(new Y.Doc())
    rui.socket.on('awareness', ({ update }) => applyAwarenessUpdate(seen, new Uint8Array(update), 'told'))
    await first.ask('awareness', said(4711, 3, {}))
    await until(() => seen.getStates().has(4711))
    await eve.ask('awareness', said(4711, 9, { name: 'Somebody else' }))
    await eve.ask('awareness', said(4712, 3, { id: first.id, name: named.name, color: named.color }))
    await until(() => seen.getStates().has(4712))

    expect(seen.getStates().get(4711)).to.deep.include({ caret: 3 })
    expect(seen.getStates().get(4711)!.user).to.include({ id: first.id, name: named.name })
    expect(seen.getStates().get(4712)!.user).to.include({ id: eve.id }).and.not.include({ name: named.name })
    seen.destroy()
  })
})

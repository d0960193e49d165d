import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import * as Y from 'yjs'
import { closePlain, openPlain } from '../gateway/a-plain-socket.ts'
import { aSession, type MadeSession, sessionsPath } from '../server/a-session.ts'
import { addMember, type Person, register } from '../support/client.ts'
import type { TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { commentsTo, notesNow, sit, startTwoNodes, type TwoNodes } from './support/seats.ts'
import { ask, connect, disconnectAll, refusal } from './support/sockets.ts'

const offer = { description: { type: 'offer', sdp: 'v=0' } }
const everything = { recording: true, voice_chat: true, screen_sharing: true }

describe('a session on two nodes, beside others', function () {
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

  const host = () => sit(nodes.a, session, { jwt: nodes.owner.token })
  const guest = (name: string) => sit(nodes.b, session, { token: session.token, name })
  const whoIsThere = async () =>
    (await nodes.owner.call('GET', `${sessionsPath}/${session.id}`)).body.participants
  const howMuchIsSaid = async () =>
    (await nodes.owner.call('GET', `/api/v3/assets/${session.assetId}/comments`)).body.count

  it('is no other session’s, of this organization or another: no door, no id and no seat leads there [T-50] [T-65]', async () => {
    const [first, ana] = [await host(), await guest('Ana')]
    const { comment } = await first.ask('comment:create', { content: 'Ours' })
    for (const seat of [first, ana]) await seat.ask('rtc:join')
    const [people, said] = [await whoIsThere(), await howMuchIsSaid()]
    const marks = [first, ana].map(({ heard }) => heard.length)
    const others = [await register(nodes.b.url), await addMember(nodes.owner, 'member')]

    for (const person of others) {
      const own = await aSession(person, everything)
      for (const auth of [
        { session_id: session.id, jwt: person.token },
        { session_id: session.id, token: own.token, name: 'Eve' },
        { session_id: own.id, token: session.token, name: 'Eve' },
        { session_id: own.id, token: session.token, guest: ana.ticket },
      ])
        for (const { url } of [nodes.a, nodes.b])
          expect(await refusal(connect(url, '/collab', auth))).to.equal('not_found')
      const eve = await sit(nodes.b, own, { jwt: person.token })
      const guestThere = await sit(nodes.a, own, { token: own.token, name: 'Eve', guest: ana.ticket })
      expect(guestThere.id).to.not.equal(ana.id)
      await eve.ask('rtc:join')
      const aimed: [string, object][] = [
        ['comment:update', { id: comment.id, content: 'Theirs' }],
        ['comment:resolve', { id: comment.id }],
        ['comment:delete', { id: comment.id }],
        ['participant:update', { id: ana.id, role: 'viewer' }],
        ['participant:mute', { id: ana.id }],
        ['participant:remove', { id: ana.id }],
        ['follow', { participant_id: ana.id }],
        ['rtc:signal', { to: ana.seatId, signal: offer }],
        ['rtc:signal', { to: first.seatId, signal: offer }],
      ]
      for (const [name, payload] of aimed)
        expect(await eve.refused(name, payload), name).to.equal('not_found')
      const answers = [comment.id, randomUUID()].map((id) =>
        eve.ask('comment:create', { content: 'Theirs', parent_comment_id: id }),
      )
      const [toOurs, toNobodys] = await Promise.all(answers)
      expect(toOurs.error).to.deep.equal(toNobodys.error)
      expect(toOurs.error.code).to.equal('validation_failed')
      const plain = openPlain(nodes.a.url, `/ws/collaboration/${session.id}/`, {
        headers: { authorization: `Bearer ${person.token}` },
      })
      expect(await plain.closing()).to.equal(4404)
      for (const path of ['', '/events', '/recording'])
        expect((await person.call('GET', `${sessionsPath}/${session.id}${path}`)).status).to.equal(404)
    }
    await first.ask('comment:create', { content: 'Still here' })
    await until(() => commentsTo(ana).includes('Still here'))

    for (const [i, { heard }] of [first, ana].entries())
      expect(heard.slice(marks[i]).map(({ name }) => name)).to.deep.equal(['comment:created'])
    expect(await whoIsThere()).to.deep.equal(people)
    expect(await howMuchIsSaid()).to.equal(said + 1)
  })

  it('tells nothing of a few hundred events to another organization, or to a colleague who is not in [T-51]', async () => {
    const [first, ana] = [await host(), await guest('Ana')]
    const admin = await addMember(nodes.owner, 'admin')
    const spies = [await register(nodes.b.url), await addMember(nodes.owner, 'member')]
    const heard: unknown[] = []
    for (const [i, spy] of spies.entries()) await listen(spy, [nodes.a, nodes.b][i]!, heard)
    const told = connect(nodes.b.url, '/notifications', { jwt: admin.token })
    const news: string[] = []
    told.onAny((name: string) => news.push(name))
    await until(() => news.length > 0)
    await sleep(300) // what is told of their own coming
    heard.splice(0)

    for (const seat of [first, ana]) await seat.ask('rtc:join')
    await notesNow(first) // whoever has read the document is told of it
    const doc = new Y.Doc()
    for (let i = 0; i < 60; i++) {
      const before = Y.encodeStateVector(doc)
      doc.getText('notes').insert(0, `${i} `)
      const update = Buffer.from(Y.encodeStateAsUpdate(doc, before))
      const answers = await Promise.all([
        first.ask('cursor:move', { x: i / 60, y: 0 }),
        ana.ask('cursor:move', { x: 0, y: i / 60 }),
        first.ask('view:move', { x: 0, y: i / 60, zoom: 1 }),
        ana.ask('doc:update', { update }),
        ana.ask('rtc:signal', { to: first.seatId, signal: offer }),
        ...(i % 2 ? [ana.ask('comment:create', { content: `${i}` })] : []),
        ...(i % 2 ? [first.ask('playback:set', { playing: false, position_ms: i })] : []),
        ...(i % 4 ? [] : [first.ask('comment:create', { content: `Look, @${admin.email}` })]),
      ])
      expect(answers.filter(({ ok }) => !ok)).to.deep.equal([])
    }
    await first.ask('participant:update', { id: ana.id, role: 'viewer' })
    await until(() => first.all('comment:created').length === 45 && news.includes('notification'))
    await until(() => ana.all('participant:updated').length === 1 && first.all('doc:update').length === 60)
    await sleep(500)

    expect(first.heard.length + ana.heard.length).to.be.greaterThan(300)
    expect(heard).to.deep.equal([])
  })

  /** Over every socket that is theirs to open, in a session of their own. */
  const listen = async (person: Person, at: TestService, heard: unknown[]): Promise<void> => {
    const own = await aSession(person, everything)
    const seat = await sit(at, own, { jwt: person.token })
    seat.socket.onAny((...what) => heard.push(what))
    expect(await ask(seat.socket, 'rtc:join', {})).to.have.property('ok', true)
    const bell = connect(at.url, '/notifications', { jwt: person.token })
    let isThere = false
    bell.onAny((...what) => {
      isThere = true
      heard.push(what)
    })
    await until(() => isThere)
    const headers = { authorization: `Bearer ${person.token}` }
    const plain = openPlain(at.url, `/ws/collaboration/${own.id}/`, { headers })
    await plain.next('session:state')
    plain.ws.on('message', (data) => heard.push(String(data)))
  }
})

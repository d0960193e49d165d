import { expect } from 'chai'
import * as Y from 'yjs'
import { modelOf } from '../../web/collab/model.ts'
import { closePlain, openPlain } from '../gateway/a-plain-socket.ts'
import { aSession, type MadeSession } from '../server/a-session.ts'
import { clientOf } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { closeGuests, type Guest, gist, nowThat, takePart } from './support/as-a-page.ts'
import { type Line, lineTo } from './support/line.ts'
import {
  leaveAll,
  notesNow,
  type Seated,
  sit,
  startTwoNodes,
  type TwoNodes,
  writeIn,
} from './support/seats.ts'
import { type Answer, connect, refusal } from './support/sockets.ts'

const portOf = ({ url }: TestService) => Number(new URL(url).port)

describe('a session on two nodes that has bad luck', function () {
  this.timeout(120_000)
  let nodes: TwoNodes
  let session: MadeSession
  const lines: Line[] = []
  before(async () => {
    nodes = await startTwoNodes()
  })
  after(() => nodes.stop())
  beforeEach(async () => {
    session = await aSession(nodes.owner)
  })
  afterEach(async () => {
    closePlain()
    closeGuests()
    leaveAll()
    for (const line of lines.splice(0)) await line.close()
  })

  const host = (at = nodes.a) => sit(at, session, { jwt: nodes.owner.token })
  const guest = (at: TestService, name: string) => sit(at, session, { token: session.token, name })
  const kept = async (): Promise<string[]> => {
    const path = `/api/v3/assets/${session.assetId}/comments?page_size=100`
    const { body } = await nodes.owner.call('GET', path)
    return body.results.map(({ content }: { content: string }) => content)
  }
  /** What a seat knows by all it was told. */
  const known = ({ state, heard }: Seated) =>
    heard.reduce((model, { name, payload }) => nowThat(model, name, payload), modelOf(state))

  /** Types and comments as fast as people do not, until told to stop. */
  const hurry = (ana: Guest) => {
    const typed: string[] = []
    const said: string[] = []
    const acknowledged: string[] = []
    const saying: Promise<void>[] = []
    const typing = setInterval(() => {
      typed.push(`[${typed.length}]`)
      ana.notes.insert(ana.notes.length, typed.at(-1)!)
    }, 10)
    const commenting = setInterval(() => {
      const content = `Comment ${said.length}`
      said.push(content)
      saying.push(ana.say(content).then((is) => void (is && acknowledged.push(content))))
    }, 150)
    return {
      typed,
      said,
      acknowledged,
      async stop() {
        for (const timer of [typing, commenting]) clearInterval(timer)
        await Promise.all(saying)
      },
    }
  }

  it('keeps what was acknowledged of a guest whose link ends while they type, and nothing after it [T-46] [T-47]', async () => {
    const first = await host()
    const ana = takePart(nodes.b.url, session, 'Ana')
    const reading = writeIn(first.socket)
    const work = hurry(ana)
    await until(() => work.acknowledged.length >= 2 && reading.text().includes('[10]'))

    const { status } = await nodes.owner.call('DELETE', `/api/v3/shares/${session.linkId}`)
    expect(status).to.be.oneOf([200, 204])
    await until(() => ana.over())
    const typedSoFar = work.typed.length
    await until(() => work.typed.length > typedSoFar + 20)
    await work.stop()
    const stored = await notesNow(await host(nodes.b))

    expect(ana.over()).to.deep.equal({ reason: 'link_ended' })
    expect(ana.acknowledged()).to.include('[10]')
    expect(stored.startsWith(ana.acknowledged())).to.equal(true)
    expect(ana.notes.toString().startsWith(stored)).to.equal(true)
    expect(stored).to.not.include(`[${typedSoFar}]`)
    expect(ana.isSaved()).to.equal(false) // what nobody took is still theirs
    await until(() => reading.text() === stored)
    expect(await kept()).to.include.members(work.acknowledged)
    expect((await kept()).length).to.be.below(work.said.length)
    expect(first.all('presence:left')).to.deep.include({
      id: ana.states[0]!.you.participant_id,
      reason: 'left',
    })
    await cannotComeBack(ana)
    expect(await notesNow(first)).to.equal(stored)
  })

  const cannotComeBack = async (ana: Guest): Promise<void> => {
    const auth = { session_id: session.id, token: session.token, name: 'Ana', guest: ana.ticket() }
    for (const { url } of [nodes.a, nodes.b]) {
      expect(await refusal(connect(url, '/collab', auth))).to.equal('link_revoked')
      const plain = openPlain(url, `/ws/collaboration/${session.id}/`)
      plain.ws.on('open', () => plain.say({ type: 'auth', token: session.token, guest: ana.ticket() }))
      expect(await plain.closing()).to.equal(4410)
      const nobody = clientOf(url)
      const comment = { name: 'Ana', content: 'One more' }
      for (const [path, body] of [
        ['comments', comment],
        ['join', { name: 'Ana' }],
      ] as const)
        expect((await nobody.call('POST', `/share/${session.token}/${path}`, body)).status).to.equal(410)
    }
  }

  it('loses nothing that was acknowledged with a node that is killed while people type and comment [T-64]', async () => {
    const c = await startService({ REDIS_URL: nodes.redis.url }, nodes.database)
    const line = await lineTo(portOf(c))
    lines.push(line)
    const first = await host()
    const reading = writeIn(first.socket)
    const ana = takePart(`http://127.0.0.1:${line.port}`, session, 'Ana')
    const rui = await guest(c, 'Rui')
    const work = hurry(ana)
    await until(() => work.acknowledged.length >= 3 && reading.text().includes('[20]'))

    line.turnTo(portOf(nodes.b))
    await c.kill()
    await until(() => ana.states.length === 2)
    const typedSoFar = work.typed.length
    await until(() => work.typed.length > typedSoFar + 20)
    await work.stop()
    await until(() => ana.isSaved())
    await until(() => reading.text() === ana.notes.toString())
    // As it is 45 seconds later.
    await nodes.database.query(
      `update collab_seat set seen_at = now() - interval '46 seconds' where id = $1`,
      [rui.seatId],
    )
    const isGone = ({ id, reason }: Answer) => id === rui.id && reason === 'gone'
    await until(() => first.all('presence:left').some(isGone), 40_000)

    expect(ana.notes.toString()).to.equal(work.typed.join(''))
    expect(await notesNow(await guest(nodes.b, 'Eva'))).to.equal(ana.notes.toString())
    expect(work.acknowledged).to.have.members(work.said)
    await until(() => first.all('comment:created').length === work.said.length)
    expect(await kept()).to.have.members(work.said)
    const seqs = first.all('comment:created').map(({ seq }) => seq)
    expect(seqs).to.deep.equal([...new Set(seqs)].toSorted((x, y) => x - y))
    expect(ana.states[1]!.you.participant_id).to.equal(ana.states[0]!.you.participant_id)
    expect(gist(known(first)).present)
      .to.include('Ana')
      .and.not.include('Rui')
    expect(first.all('presence:left').filter(isGone)).to.have.length(1)
  })

  it('goes on while Redis is gone, each node for its own, and agrees on everything when it is back [T-46] [T-64]', async () => {
    const [first, rui] = [await host(), await guest(nodes.a, 'Rui')]
    const ana = await guest(nodes.b, 'Ana')
    const [here, there, near] = [first, ana, rui].map(({ socket }) => writeIn(socket))
    here!.write('Before. ')
    await until(() => there!.text() === 'Before. ')
    await nodes.redis.kill()

    here!.write('Without Redis, on a. ')
    await first.ask('comment:create', { content: 'Without Redis, on a' })
    await until(() => near!.text().includes('on a') && rui.all('comment:created').length === 1)
    there!.write('Without Redis, on b. ')
    await ana.ask('comment:create', { content: 'Without Redis, on b' })
    await until(() => ana.all('comment:created').some(({ comment }) => /on b/.test(comment.content)))
    const eva = await guest(nodes.b, 'Eva')
    await until(() => ana.all('presence:joined').some(({ name }) => name === 'Eva'))
    rui.socket.disconnect()
    await until(() => first.all('presence:left').length === 1)
    await nodes.redis.restart()
    const isBack = async ({ url }: TestService) => (await clientOf(url).call('GET', '/readyz')).body.bus
    await until(async () => (await isBack(nodes.a)) && (await isBack(nodes.b)), 30_000)
    await first.ask('comment:create', { content: 'With Redis, on a' })
    there!.write('With Redis, on b.')

    const agreed = {
      present: [nameOf(first), 'Ana', 'Eva'].toSorted(),
      comments: ['With Redis, on a', 'Without Redis, on a', 'Without Redis, on b'],
    }
    const knows = (seat: Seated) => JSON.stringify(gist(known(seat))) === JSON.stringify(agreed)
    await until(() => [first, ana, eva].every(knows), 45_000, 'both nodes agree')
    await until(() => here!.text() === there!.text() && there!.provider.isSaved(), 45_000)
    for (const part of ['Before.', 'Redis, on a.', 'Without Redis, on b.', 'With Redis, on b.'])
      expect(here!.text()).to.include(part)
    for (const at of [nodes.a, nodes.b]) {
      const late = await sit(at, session, { token: session.token, guest: eva.ticket })
      expect(gist(modelOf(late.state))).to.deep.equal(agreed)
      expect(await notesNow(late)).to.equal(here!.text())
    }
  })

  const nameOf = ({ id, state }: Seated): string =>
    state.participants.find((one: { id: string }) => one.id === id).name

  it('takes what comes twice, or in another order, for what it is [T-54]', async () => {
    const [first, ana] = [await host(), await guest(nodes.b, 'Ana')]
    const tab = await sit(nodes.a, session, { token: session.token, guest: ana.ticket })
    const plain = openPlain(nodes.a.url, `/ws/collaboration/${session.id}/`)
    plain.ws.on('open', () => plain.say({ type: 'auth', token: session.token, guest: ana.ticket }))
    await plain.next('session:state')
    const comment = { content: 'Once', client_id: 'sent-again-and-again' }

    plain.say({ type: 'comment', id: 1, comment })
    const answers = await Promise.all([ana, tab, ana, tab].map((seat) => seat.ask('comment:create', comment)))
    answers.push(await plain.next('reply'))
    const { id } = answers[0].comment
    expect(answers.map((answer) => answer.comment.id)).to.deep.equal(Array(5).fill(id))
    expect(new Set(answers.map(({ seq }) => seq)).size).to.equal(1)

    const resolved = await Promise.all([ana, tab].map((seat) => seat.ask('comment:resolve', { id })))
    expect(resolved.map(({ seq }) => seq).toSorted((x, y) => x - y)[0]).to.equal(0)
    await first.ask('comment:delete', { id })
    expect((await ana.ask('comment:create', comment)).comment).to.include({ id, is_deleted: true })
    await ana.ask('comment:create', { content: 'Twice' })
    await until(() => first.all('comment:created').length === 2)
    expect(first.all('comment:created').map((entry) => entry.comment.content)).to.deep.equal([
      'Once',
      'Twice',
    ])
    expect(first.all('comment:resolved')).to.have.length(1)

    const doc = new Y.Doc()
    const updates = ['one ', 'two ', 'three'].map((word) => {
      const before = Y.encodeStateVector(doc)
      doc.getText('notes').insert(doc.getText('notes').length, word)
      return { update: Buffer.from(Y.encodeStateAsUpdate(doc, before)) }
    })
    await first.ask('doc:sync', { state_vector: Buffer.of(0) })
    expect(await ana.refused('doc:update', updates[1])).to.equal('update_refused')
    for (const at of [0, 0, 2, 1, 1, 0, 2, 2]) await ana.ask('doc:update', updates[at])
    expect(await notesNow(first)).to.equal('one two three')
    await until(() => first.all('doc:update').length === 3)

    const { seq } = first.all('comment:created').at(-1)
    expect(await ana.ask('resume', { seq: seq - 1 })).to.deep.include({ ok: true, seq })
    expect(await ana.ask('resume', { seq: seq + 1_000 })).to.deep.equal({ ok: true, reload: true })
    expect(nodes.errors()).to.deep.equal([])
  })
})

import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import * as Y from 'yjs'
import { readAwareness, writeAwareness } from '../../domain/documents/awareness.ts'
import { awarenessBounds } from '../../domain/documents/bounds.ts'
import type { CollabSeat } from '../../gateway/collab/part.ts'
import { memoryDocuments } from '../support/memory-documents.ts'
import { expectRefusal } from '../support/refusals.ts'
import { createDocumentNode, type DocumentNode } from './a-shared-document.ts'

const session = { tenantId: 1, sessionId: '33333333-3333-4333-8333-333333333333' }
const [ana, ben] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const
const user = (id: string) => ({ id, name: 'Ana', color: '#0072b2' })

const twoNodes = () => {
  const { store, lastSeqs } = memoryDocuments()
  const nodes: DocumentNode[] = []
  const ports = { documentsOf: () => store, lastSeqs, report: (error: unknown) => expect.fail(String(error)) }
  const make = () => createDocumentNode(session, ports, nodes)
  return [make(), make()] as const
}

const settle = async () => {
  for (let i = 0; i < 40; i++) await turn()
}

/** Somebody whose every notice is kept. */
const someone = (node: DocumentNode, id: string, role?: 'viewer' | 'commenter' | 'collaborator') => {
  const heard: { name: string; payload: { update: Uint8Array; seq?: number } }[] = []
  const line: CollabSeat['line'] = {
    emit: (name, payload) => void heard.push({ name, payload: payload as never }),
    emitVolatile: () => true,
    close() {},
    drop() {},
  }
  const seat = node.sit(line, id, role)
  const { requests } = node.part
  return {
    seat,
    heard,
    seqs: () => heard.filter(({ name }) => name === 'doc:update').map(({ payload }) => payload.seq),
    awareness: () =>
      heard
        .filter(({ name }) => name === 'awareness')
        .flatMap(({ payload }) => readAwareness(payload.update)),
    sync: () => requests['doc:sync']!(seat, { state_vector: Uint8Array.of(0) }),
    write: (update: Uint8Array) => requests['doc:update']!(seat, { update }),
    say: (...entries: { client: number; clock: number; state: object | null }[]) =>
      requests.awareness!(seat, {
        update: writeAwareness(entries.map((one) => ({ ...one, state: JSON.stringify(one.state) }))),
      }),
  }
}

const anUpdate = (text: string, clientID?: number): Uint8Array => {
  const doc = new Y.Doc()
  if (clientID !== undefined) doc.clientID = clientID
  doc.getText('notes').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

describe('the shared document in a session', () => {
  it('tells everybody but the writer, on every node, once and in order [SD-1] [SD-2]', async () => {
    const [here, there] = twoNodes()
    const [writer, beside, far] = [someone(here, ana), someone(here, ben), someone(there, ben)]
    for (const one of [writer, beside, far]) await one.sync()

    for (const text of ['a', 'b', 'c']) await writer.write(anUpdate(text))
    await settle()

    expect([writer.seqs(), beside.seqs(), far.seqs()]).to.deep.equal([[], [1, 2, 3], [1, 2, 3]])
  })

  for (const role of ['viewer', 'commenter'] as const)
    it(`is read by a ${role}, who writes nothing [SD-4] [T-49]`, async () => {
      const [node] = twoNodes()
      const [reader, other] = [someone(node, ana, role), someone(node, ben)]
      await other.write(anUpdate('here'))

      await expectRefusal('role_too_small', reader.write(anUpdate('not here')))

      const { update, seq } = await reader.sync()
      const doc = new Y.Doc()
      Y.applyUpdate(doc, update)
      expect([doc.getText('notes').toString(), seq, other.seqs()]).to.deep.equal(['here', 1, []])
    })

  it('refuses the next update of whoever’s role was lowered [SD-4] [T-49]', async () => {
    const [node] = twoNodes()
    const writer = someone(node, ana)
    await writer.write(anUpdate('one'))

    writer.seat.admitted = { ...writer.seat.admitted, role: 'viewer' }

    await expectRefusal('role_too_small', writer.write(anUpdate('two')))
    expect((await writer.sync()).seq).to.equal(1)
  })

  it('finds out what another node stored and nobody said, when it looks around [SD-13]', async () => {
    const { store, lastSeqs } = memoryDocuments()
    const ports = { documentsOf: () => store, lastSeqs, report: () => {} }
    const here = createDocumentNode(session, ports, [])
    const there = createDocumentNode(session, ports, [])
    const far = someone(there, ben)
    await far.sync()
    await someone(here, ana).write(anUpdate('unheard of'))

    await there.part.check!([there.room])

    expect(far.seqs()).to.deep.equal([1])
  })

  it('stamps who somebody is, whatever they say themselves [SD-15] [T-52]', async () => {
    const [here, there] = twoNodes()
    const [one, far] = [someone(here, ana), someone(there, ben)]

    await one.say({
      client: 7,
      clock: 1,
      state: { caret: 3, user: { id: ben, name: 'Ben', color: '#ffffff' } },
    })
    await settle()

    expect(far.awareness()).to.deep.equal([{ client: 7, clock: 1, state: { caret: 3, user: user(ana) } }])
    expect(one.awareness()).to.deep.equal([])
  })

  it('drops what is said of others’ clients, by awareness or by what they wrote [SD-14] [T-52]', async () => {
    const [here, there] = twoNodes()
    const [one, other] = [someone(here, ana), someone(there, ben)]
    await one.write(anUpdate('mine', 8))
    await other.sync()
    await one.say({ client: 7, clock: 1, state: { caret: 3 } })
    await settle()

    await other.say({ client: 7, clock: 9, state: null }, { client: 8, clock: 1, state: { caret: 1 } })
    await settle()

    expect(one.awareness()).to.deep.equal([])
    const late = someone(there, ben)
    expect(late.awareness().map(({ client, clock }) => [client, clock])).to.deep.equal([[7, 1]])
  })

  it('lets nobody write first as a client that somebody else goes by [SD-8] [T-52]', async () => {
    const [here, there] = twoNodes()
    const [one, other] = [someone(here, ana), someone(there, ben)]
    await one.say({ client: 7, clock: 1, state: { caret: 3 } })
    await settle()

    await expectRefusal('update_refused', other.write(anUpdate('taken', 7)))

    await one.write(anUpdate('mine', 7))
    await settle()
    expect(other.seqs()).to.deep.equal([1])
  })

  it('lets the newest clock win, in whichever order things come [SD-16] [T-54]', async () => {
    const [node] = twoNodes()
    const [one, other] = [someone(node, ana), someone(node, ben)]

    for (const clock of [3, 1, 3, 4]) await one.say({ client: 7, clock, state: { caret: clock } })

    expect(other.awareness().map(({ clock }) => clock)).to.deep.equal([3, 4])
  })

  it('ends what was shown with the connection that showed it, on every node [SD-16]', async () => {
    const [here, there] = twoNodes()
    const [one, far] = [someone(here, ana), someone(there, ben)]
    await one.say({ client: 7, clock: 1, state: { caret: 3 } })
    const again = someone(here, ana)
    await again.say({ client: 9, clock: 1, state: { caret: 4 } })
    await settle()

    here.leave(one.seat)
    await settle()

    expect(far.awareness().at(-1)).to.deep.equal({ client: 7, clock: 1, state: null })
    expect(
      someone(there, ben)
        .awareness()
        .map(({ client }) => client),
    ).to.deep.equal([9])
  })

  it('ends it after half a minute without a word, as of a node that is gone [SD-16]', async () => {
    const [here, there] = twoNodes()
    const [one, far] = [someone(here, ana), someone(there, ben)]
    await one.say({ client: 7, clock: 1, state: { caret: 3 } })
    await settle()
    here.kill()

    there.pass(awarenessBounds.idleMs - 1)
    await there.part.check!([there.room])
    const before = far.awareness().length
    there.pass(2)
    await there.part.check!([there.room])

    expect(before).to.equal(1)
    expect(far.awareness().at(-1)).to.deep.equal({ client: 7, clock: 1, state: null })
  })

  it('tells a node that comes later who is there [SD-16]', async () => {
    const { store, lastSeqs } = memoryDocuments()
    const nodes: DocumentNode[] = []
    const ports = { documentsOf: () => store, lastSeqs, report: () => {} }
    const here = createDocumentNode(session, ports, nodes)
    await someone(here, ana).say({ client: 7, clock: 1, state: { caret: 3 } })

    const there = createDocumentNode(session, ports, nodes)
    await settle()

    expect(
      someone(there, ben)
        .awareness()
        .map(({ client }) => client),
    ).to.deep.equal([7])
  })

  it('refuses awareness that is none, too large or too deep, and keeps few for each [SD-15] [T-53]', async () => {
    const [node] = twoNodes()
    const [one, other] = [someone(node, ana), someone(node, ben)]
    const raw = (update: Uint8Array) => node.part.requests.awareness!(one.seat, { update })
    let deep: object = {}
    for (let i = 0; i < 20; i++) deep = { deep }

    await expectRefusal('update_refused', raw(Uint8Array.of(1, 7, 1, 200)))
    await expectRefusal('update_refused', raw(new Uint8Array(awarenessBounds.update + 1)))
    for (const state of [{ text: 'x'.repeat(3_000) }, deep, [1] as object])
      await expectRefusal('update_refused', one.say({ client: 7, clock: 1, state }))
    for (let client = 1; client <= 40; client++) await one.say({ client, clock: 1, state: {} })

    expect(other.awareness()).to.have.length(awarenessBounds.clients)
  })
})

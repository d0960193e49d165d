import { expect } from 'chai'
import * as Y from 'yjs'
import { compactAfter, documentBounds } from '../../domain/documents/bounds.ts'
import { settled } from '../../domain/documents/document.ts'
import { createDocuments, type DocumentChange, type SharedDocument } from '../../domain/documents/service.ts'
import { memoryDocuments } from '../support/memory-documents.ts'
import { expectRefusal, refusalOf } from '../support/refusals.ts'

const [ana, ben] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const
const sessionId = '33333333-3333-4333-8333-333333333333'
const nothing = Uint8Array.of(0)

/** A document on a node, in memory; several nodes share one `memory`. */
const aNode = (memory = memoryDocuments()) => {
  const told: DocumentChange[] = []
  const reported: unknown[] = []
  const documents = createDocuments({
    documentsOf: () => memory.store,
    lastSeqs: memory.lastSeqs,
    report: (error) => reported.push(error),
  })
  const shared = documents.open(1, sessionId, (change) => told.push(change))
  return { memory, told, reported, shared, kept: () => memory.kept(sessionId) }
}

/** Somebody's Yjs document, whose changes are taken out one by one. */
const aWriter = () => {
  const doc = new Y.Doc()
  let made: Uint8Array[] = []
  doc.on('update', (update: Uint8Array, origin) => origin !== 'server' && made.push(update))
  return {
    doc,
    notes: doc.getText('notes'),
    drawings: doc.getArray<unknown>('drawings'),
    change(act: () => void): Uint8Array {
      made = []
      doc.transact(act)
      return Y.mergeUpdates(made)
    },
    async read(from: SharedDocument) {
      const { update } = await from.sync(Y.encodeStateVector(doc))
      Y.applyUpdate(doc, update, 'server')
    },
  }
}

const textOf = async (shared: SharedDocument): Promise<string> => {
  const reader = aWriter()
  await reader.read(shared)
  return reader.notes.toString()
}

/** Bytes as Yjs writes them, by hand: numbers in groups of seven bits, text with its length, and single bytes in a list. */
const bytes = (...parts: (number | string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'string') return [part.length, ...Buffer.from(part, 'latin1')]
      if (typeof part !== 'number') return part
      const groups: number[] = []
      let rest = part
      for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) groups.push((rest % 0x80) | 0x80)
      return [...groups, rest]
    }),
  )
const one = 1
/** The first byte of a piece: text, and what it says that it stands beside. */
const [aString, afterOne, beforeOne, betweenTwo] = [[0x04], [0x84], [0x44], [0xc4]] as const

describe('a shared document', () => {
  it('stores an update, and then tells it with its number [SD-1] [SD-2]', async () => {
    const { shared, told, kept } = aNode()
    const writer = aWriter()

    const first = await shared.edit(
      ana,
      writer.change(() => writer.notes.insert(0, 'One')),
      'seat',
    )
    const second = await shared.edit(
      ana,
      writer.change(() => writer.notes.insert(3, ' two')),
    )

    expect([first.seq, second.seq]).to.deep.equal([1, 2])
    expect(told.map(({ seq, from }) => [seq, from])).to.deep.equal([
      [1, 'seat'],
      [2, undefined],
    ])
    expect(kept().updates.map(({ seq }) => seq)).to.deep.equal([1, 2])
    expect(await textOf(shared)).to.equal('One two')
  })

  it('acknowledges what changes nothing and does not store it [SD-3] [T-54]', async () => {
    const { shared, told, kept } = aNode()
    const writer = aWriter()
    const update = writer.change(() => writer.notes.insert(0, 'Once'))

    const answers = [
      await shared.edit(ana, update),
      await shared.edit(ana, update),
      await shared.edit(ben, update),
    ]

    expect(answers.map(({ seq }) => seq)).to.deep.equal([1, 1, 1])
    expect([told.length, kept().updates.length]).to.deep.equal([1, 1])
  })

  it('leaves what an update says anew of things that are there [SD-5] [T-52]', async () => {
    const { shared, told } = aNode()
    const [writer, liar] = [aWriter(), aWriter()]
    await shared.edit(
      ana,
      writer.change(() => writer.notes.insert(0, 'true')),
    )
    await liar.read(shared)
    liar.doc.clientID = 7
    const lie = liar.change(() => liar.notes.insert(4, '!'))
    const forged = aWriter()
    forged.doc.clientID = writer.doc.clientID
    const both = Y.mergeUpdates([forged.change(() => forged.notes.insert(0, 'lies')), lie])

    await shared.edit(ben, both)

    expect(await textOf(shared)).to.equal('true!')
    expect([...Y.parseUpdateMeta(told[1]!.content).to.keys()]).to.deep.equal([7])
  })

  it('keeps a client for whoever wrote with it first [SD-8] [T-52]', async () => {
    const { shared, kept } = aNode()
    const writer = aWriter()
    await shared.edit(
      ana,
      writer.change(() => writer.notes.insert(0, 'mine')),
    )
    const before = kept()

    const more = writer.change(() => writer.notes.insert(0, 'not '))

    await expectRefusal('update_refused', shared.edit(ben, more))
    expect(kept()).to.deep.equal(before)
    expect((await shared.edit(ana, more)).seq).to.equal(2)
  })

  it('refuses what builds on what is not there, until that has come [SD-7] [T-63]', async () => {
    const { shared, told } = aNode()
    const writer = aWriter()
    const first = writer.change(() => writer.notes.insert(0, 'a'))
    const second = writer.change(() => writer.notes.insert(1, 'b'))
    const reader = aWriter()
    Y.applyUpdate(reader.doc, first, 'server')
    const beside = reader.change(() => reader.notes.insert(1, 'c'))
    const deleting = reader.change(() => reader.notes.delete(0, 1))

    for (const early of [second, beside, deleting])
      await expectRefusal('update_refused', shared.edit(ana, early))

    expect(told).to.deep.equal([])
    for (const update of [first, second, beside, deleting]) await shared.edit(ana, update)
    expect((await textOf(shared)).split('').sort().join('')).to.equal('bc')
  })

  describe('holds out against [SD-6] [T-53] [T-63]', () => {
    const hostile: Readonly<Record<string, () => Uint8Array>> = {
      'what is no update (no update)': () => bytes(255, 255, 255),
      'an end too early (no update)': () => bytes(one, one, 7, 0, aString, 1, 'notes').slice(0, -2),
      'a clock far ahead (a gap)': () => bytes(one, one, 7, 2 ** 40, aString, 1, 'notes', 'x', 0),
      'a deleted piece as long as an ocean (too far ahead)': () =>
        bytes(one, one, 7, 0, 1, 1, 'notes', 2 ** 45, 0),
      'a piece that refers to itself (refers to itself)': () => bytes(one, one, 7, 0, afterOne, 7, 0, 'x', 0),
      'two that refer to each other (builds on what is not there)': () =>
        bytes(2, one, 8, 0, afterOne, 7, 0, 'x', one, 7, 0, beforeOne, 8, 0, 'y', 0),
      'a client that is named twice (a gap)': () =>
        bytes(2, one, 7, 0, aString, 1, 'notes', 'x', one, 7, 0, aString, 1, 'notes', 'y', 0),
      'deletions of what is not there (deletes what is not there)': () => bytes(0, one, 7, one, 0, 5),
      'a name that is a trap (no name)': () => bytes(one, one, 7, 0, aString, 1, '__proto__', 'x', 0),
      'more than 64 KiB (too large)': () => {
        const { change, notes } = aWriter()
        return change(() => notes.insert(0, 'x'.repeat(documentBounds.update)))
      },
      'too many pieces (too many pieces)': () =>
        bytes(one, 4_000, 7, 0, ...Array.from({ length: 4_000 }, () => [0, 1]).flat(), 0),
      'types within types (nested too deeply)': () => {
        const { change, doc } = aWriter()
        return change(() => {
          let map = doc.getMap<unknown>('board')
          for (let depth = 0; depth < 50; depth++) map = map.set('in', new Y.Map<unknown>()) as Y.Map<unknown>
        })
      },
      'values within values (no value)': () => {
        const { change, drawings } = aWriter()
        let value: unknown = 1
        for (let depth = 0; depth < 50; depth++) value = [value]
        return change(() => drawings.push([value]))
      },
      'numbers that are none (no value)': () => {
        const { change, drawings } = aWriter()
        return change(() => drawings.push([{ x: Number.NaN }]))
      },
      'a prototype (no value)': () => {
        const { change, drawings } = aWriter()
        return change(() => drawings.push([JSON.parse('{"__proto__": {"isHost": true}}')]))
      },
      'a document within (a document within)': () => {
        const { change, drawings } = aWriter()
        return change(() => drawings.push([new Y.Doc()]))
      },
      'more names than anybody needs (too many types)': () => {
        const { change, doc } = aWriter()
        return change(() => {
          for (let i = 0; i < 50; i++) doc.getText(`notes ${i}`).insert(0, 'x')
        })
      },
    }
    for (const [what, make] of Object.entries(hostile))
      it(what, async () => {
        const { shared, told, kept } = aNode()
        const writer = aWriter()
        await shared.edit(
          ana,
          writer.change(() => writer.notes.insert(0, 'Still here')),
        )
        const before = kept()

        const refusal = await refusalOf(shared.edit(ben, make()))

        expect(refusal.code).to.equal('update_refused')
        expect(what).to.include(`(${refusal.details.reason})`)

        expect(kept()).to.deep.equal(before)
        expect(told).to.have.length(1)
        expect(await textOf(shared)).to.equal('Still here')
      })
  })

  it('refuses what could only be placed by going through thousands of others [SD-10] [T-63]', async () => {
    const { shared } = aNode()
    const pieces = (client: number, from: number, count: number) =>
      Array.from({ length: count }, (_, i) =>
        // Each begins where the list begins, and ends at another: nothing tells Yjs where to stop.
        i + from === 0
          ? [aString, 1, 'notes', 'x']
          : [betweenTwo, client, 0, client, Math.max(0, i + from - 2), 'x'],
      ).flat()
    let from = 0
    const add = async () => {
      const count = 2_900
      const update = bytes(one, count, 7, from, ...pieces(7, from, count), 0)
      from += count
      return shared.edit(ana, update)
    }

    await expectRefusal('update_refused', async () => {
      for (let i = 0; i < 6; i++) await add()
    })

    expect((await shared.sync(nothing)).seq).to.be.greaterThan(0)
  })

  it('is full at its bound, and then still takes what only deletes [SD-9] [T-63]', async function () {
    this.timeout(60_000)
    const { shared } = aNode()
    const writer = aWriter()
    const fill = () =>
      shared.edit(
        ana,
        writer.change(() => writer.notes.insert(0, 'x'.repeat(60_000))),
      )
    const most = Math.floor(documentBounds.document / 60_000)
    for (let i = 0; i < most - 1; i++) await fill()
    const another = aWriter()
    await another.read(shared)

    await expectRefusal('document_full', async () => {
      await fill()
      await fill()
    })

    await shared.edit(
      ben,
      another.change(() => another.notes.delete(0, 1_000_000)),
    )
    const third = aWriter()
    await third.read(shared)
    await shared.edit(
      ben,
      third.change(() => third.notes.insert(0, 'room again')),
    )
    expect((await textOf(shared)).slice(0, 10)).to.equal('room again')
  })

  it('is kept as one state after many updates, in which nothing is missing [SD-11] [T-63]', async () => {
    const { shared, memory, kept, reported } = aNode()
    const writer = aWriter()
    for (let i = 0; i <= compactAfter.updates; i++)
      await shared.edit(
        ana,
        writer.change(() => writer.notes.insert(i, String(i % 10))),
      )

    const { seq } = await shared.sync(nothing) // after what was begun before it

    expect([kept().stateSeq, kept().updates.length, reported]).to.deep.equal([seq, 0, []])
    expect(await textOf(aNode(memory).shared)).to.equal(writer.notes.toString())
  })

  it('keeps no state that does not load as what it was [SD-11] [T-63]', () => {
    const { change, notes } = aWriter()
    const [first, second] = [change(() => notes.insert(0, 'a')), change(() => notes.insert(1, 'b'))]

    expect(settled(second)).to.equal(undefined)
    expect(settled(Uint8Array.of(1, 2, 3))).to.equal(undefined)
    const whole = Y.mergeUpdates([first, second])
    const reader = new Y.Doc()
    Y.applyUpdate(reader, settled(whole)!)
    expect(reader.getText('notes').toString()).to.equal('ab')
  })

  it('hears what another node stored in its order, though it comes doubled, late or not at all [SD-2] [SD-13]', async () => {
    const here = aNode()
    const there = aNode(here.memory)
    const writer = aWriter()
    await there.shared.sync(nothing)
    const stored = []
    for (const word of ['a', 'b', 'c', 'd'])
      stored.push(
        (
          await here.shared.edit(
            ana,
            writer.change(() => writer.notes.insert(0, word)),
          )
        ).stored!,
      )

    for (const i of [1, 0, 1, 0]) there.shared.hear(stored[i]!)
    await there.shared.catchUp(4)

    expect(there.told.map(({ seq }) => seq)).to.deep.equal([1, 2, 3, 4])
    expect(there.reported).to.deep.equal([])
  })

  it('answers with what another node stored, though nobody said so [SD-12]', async () => {
    const here = aNode()
    const there = aNode(here.memory)
    const writer = aWriter()
    await there.shared.sync(nothing)

    await here.shared.edit(
      ana,
      writer.change(() => writer.notes.insert(0, 'quietly')),
    )

    expect(await textOf(there.shared)).to.equal('quietly')
  })

  it('tells all that was missed as one, where the updates were merged meanwhile [SD-2] [SD-13]', async () => {
    const here = aNode()
    const there = aNode(here.memory)
    const writer = aWriter()
    await there.shared.sync(nothing)
    for (let i = 0; i <= compactAfter.updates; i++)
      await here.shared.edit(
        ana,
        writer.change(() => writer.notes.insert(i, 'x')),
      )
    const { seq } = await here.shared.sync(nothing)

    await there.shared.catchUp(seq)

    expect(there.told.map((change) => change.seq)).to.deep.equal([seq])
    const reader = new Y.Doc()
    Y.applyUpdate(reader, there.told[0]!.content)
    expect(reader.getText('notes').length).to.equal(seq)
  })

  it('shows nobody what could not be stored, and takes it the next time [SD-1]', async () => {
    const { shared, memory, told } = aNode()
    const writer = aWriter()
    const update = writer.change(() => writer.notes.insert(0, 'Later'))
    const { write } = memory.store
    memory.store.write = (id, work) =>
      write(id, async (locked) => {
        await work(locked)
        throw new Error('the database went away')
      })

    const failure = await shared.edit(ana, update).catch((error: Error) => error.message)

    expect(failure).to.equal('the database went away')
    expect([await textOf(shared), told.length]).to.deep.equal(['', 0])
    memory.store.write = write
    expect((await shared.edit(ana, update)).seq).to.equal(1)
  })

  it('refuses a state vector that is none', async () => {
    const { shared } = aNode()

    await expectRefusal('validation_failed', shared.sync(bytes(9, 9)))
    await expectRefusal('validation_failed', shared.sync(new Uint8Array(documentBounds.stateVector + 1)))
  })
})

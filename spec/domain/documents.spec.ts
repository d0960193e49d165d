import { expect } from 'chai'
import * as Y from 'yjs'
import { compactAfter, documentBounds } from '../../domain/documents/bounds.ts'
import { settled } from '../../domain/documents/document.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aNode, ana, aWriter, ben, nothing, textOf } from './a-document.ts'

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

    await expectRefusal('validation_failed', shared.sync(Uint8Array.of(9, 9)))
    await expectRefusal('validation_failed', shared.sync(new Uint8Array(documentBounds.stateVector + 1)))
  })
})

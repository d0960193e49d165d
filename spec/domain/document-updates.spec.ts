import { expect } from 'chai'
import * as Y from 'yjs'
import { documentBounds } from '../../domain/documents/bounds.ts'
import { expectRefusal, refusalOf } from '../support/refusals.ts'
import { aNode, ana, aWriter, ben, nothing, textOf } from './a-document.ts'

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

describe('a hostile update of a shared document', () => {
  describe('is refused, and nothing has changed [SD-6] [T-53] [T-63]:', () => {
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
})

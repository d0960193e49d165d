import { expect } from 'chai'
import * as Y from 'yjs'
import { labourBounds, documentBounds as most } from '../../domain/documents/bounds.ts'
import { createReplica } from '../../domain/documents/document.ts'
import { createLabour } from '../../domain/documents/labour.ts'
import { memoryDocuments } from '../support/memory-documents.ts'
import { aNode, ana, aWriter, ben, nothing } from './a-document.ts'

describe('what a participant takes of a node’s time', () => {
  const empty = { state: Uint8Array.of(0, 0), stateSeq: 0, lastSeq: 0, updates: [], owners: new Map() }

  it('comes back by the second, and never more than they had at first [SD-17]', () => {
    let now = 0
    const labour = createLabour(() => now)
    const worksFor = (ms: number) =>
      labour.spend(ana, () => {
        now += ms
      })

    worksFor(labourBounds.atOnceMs + labourBounds.msPerSecond)
    expect(() => labour.assertFree(ana))
      .to.throw()
      .with.property('code', 'rate_limited')
    expect(() => labour.assertFree(ben)).not.to.throw()
    now += 1_001
    expect(() => labour.assertFree(ana)).not.to.throw()

    now += 1_000_000
    worksFor(labourBounds.atOnceMs + 1)
    expect(() => labour.assertFree(ana)).to.throw()
  })

  it('is counted where the work fails [SD-17]', () => {
    let now = 0
    const labour = createLabour(() => now)
    const fail = () => {
      now += 1e6
      throw new Error('no')
    }

    expect(() => labour.spend(ana, fail)).to.throw('no')

    expect(() => labour.assertFree(ana)).to.throw()
  })

  it('ends with a refusal for them, of edits and of what they ask for, and not for the others [SD-17] [T-63]', async () => {
    let now = 0
    let slowness = 500
    // Every look at the clock finds it half a second later: each piece of work takes that long.
    const { shared, told } = aNode(memoryDocuments(), () => (now += slowness))
    const [ours, theirs] = [aWriter(), aWriter()]
    let code: string | undefined
    for (let i = 0; i < 50 && !code; i++) {
      const update = ours.change(() => ours.notes.insert(0, 'a'))
      code = await shared.edit(ana, update).then(
        () => undefined,
        (error) => error.code,
      )
    }
    const before = told.length
    slowness = 0

    expect(code).to.equal('rate_limited')
    expect((await shared.sync(nothing, ana).catch((error) => error)).code).to.equal('rate_limited')
    expect(told).to.have.length(before)
    await shared.edit(
      ben,
      theirs.change(() => theirs.notes.insert(0, 'b')),
    )
    now += 60_000
    await shared.sync(nothing, ana)
  })

  it('is not spent on measuring a full document again and again [SD-9] [SD-17] [T-63]', () => {
    const replica = createReplica(empty)
    let encoded = 0
    const { encode } = replica
    replica.encode = () => {
      encoded++
      return encode()
    }

    for (let i = 0; i < 10; i++) replica.measure()
    expect(encoded).to.equal(1)
    replica.counted(1, 10)
    replica.measure()

    expect(encoded).to.equal(2)
  })

  it('is not spent on keeping a large document anew for every few letters [SD-11] [SD-17] [T-63]', () => {
    const doc = new Y.Doc()
    doc.transact(() => {
      for (let i = 0; i < 50_000; i++) doc.getText('notes').insert(0, 'x')
    })
    const state = Y.encodeStateAsUpdate(doc)
    const after = { updates: 200, bytes: 1_000 }
    const small = createReplica(empty)
    const large = createReplica({ ...empty, state, stateSeq: 1, lastSeq: 1 })
    for (const replica of [small, large]) for (let i = 0; i < 500; i++) replica.counted(i, 20)

    expect(small.isDue(after)).to.equal(true)
    expect(large.isDue(after)).to.equal(false)
    expect(state.length).to.be.lessThan(most.document)
    large.counted(501, state.length)
    expect(large.isDue(after)).to.equal(true)
  })
})

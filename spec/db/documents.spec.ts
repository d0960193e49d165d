import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import type { DocumentStore } from '../../domain/documents/ports.ts'
import { addCollabSession, type CollabRows } from '../support/collab-rows.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { expectRefusal } from '../support/refusals.ts'
import { addTenant } from '../support/rows.ts'

const content = (...bytes: number[]) => Buffer.from(bytes)

describe('the store of shared documents', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: ReturnType<typeof createStores>['collaboration']['documents']
  let rows: CollabRows
  let store: DocumentStore
  let theirs: DocumentStore

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    stores = createStores(connections).collaboration.documents
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    rows = await addCollabSession(database)
    store = stores.documentsOf(rows.tenantId)
    theirs = stores.documentsOf(await addTenant(database))
  })

  const append = (bytes: Buffer, newClients: readonly number[] = []) =>
    store.write(rows.sessionId, async ({ lastSeq, append }) => {
      const update = { seq: lastSeq + 1, participantId: rows.participantId, content: bytes }
      await append(update, newClients, 2 + bytes.length)
      return update
    })

  it('has an empty document for a session that nobody has written in', async () => {
    const empty = { state: content(0, 0), stateSeq: 0, lastSeq: 0, updates: [], owners: new Map() }

    expect(await store.load(rows.sessionId)).to.deep.equal(empty)
    expect(await store.since(rows.sessionId, 0)).to.deep.equal({ lastSeq: 0, updates: [] })
    expect(await stores.lastSeqs([rows.sessionId])).to.deep.equal(new Map())
  })

  it('keeps updates in their order, and whose clients wrote them [SD-2] [SD-8]', async () => {
    const largest = 2 ** 32 - 1
    const [one, two, three] = [
      await append(content(1), [largest]),
      await append(content(2, 0)),
      await append(content(3)),
    ]

    expect(await store.load(rows.sessionId)).to.deep.equal({
      state: content(0, 0),
      stateSeq: 0,
      lastSeq: 3,
      updates: [one, two, three],
      owners: new Map([[largest, rows.participantId]]),
    })
    expect(await store.since(rows.sessionId, 1)).to.deep.equal({ lastSeq: 3, updates: [two, three] })
    expect(await store.since(rows.sessionId, 3)).to.deep.equal({ lastSeq: 3, updates: [] })
    expect(await stores.lastSeqs([rows.sessionId])).to.deep.equal(new Map([[rows.sessionId, 3]]))
  })

  it('lets one write at a time, also the very first time [SD-2]', async () => {
    const written = await Promise.all(Array.from({ length: 8 }, (_, i) => append(content(i))))

    expect(written.map(({ seq }) => seq).sort()).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8])
    expect((await store.load(rows.sessionId)).updates.map(({ seq }) => seq)).to.deep.equal([
      1, 2, 3, 4, 5, 6, 7, 8,
    ])
  })

  it('has nothing of what failed [SD-1] [SD-6]', async () => {
    await append(content(1))

    const failure = await store
      .write(rows.sessionId, async ({ append, replace }) => {
        await append({ seq: 2, participantId: rows.participantId, content: content(2) }, [5], 3)
        await replace(content(9), 2)
        throw new Error('no')
      })
      .catch((error: Error) => error.message)

    expect(failure).to.equal('no')
    const { state, lastSeq, updates, owners } = await store.load(rows.sessionId)
    expect([[...state], lastSeq, updates.length, owners.size]).to.deep.equal([[0, 0], 1, 1, 0])
  })

  it('keeps a state in place of updates, and numbers go on [SD-11]', async () => {
    await append(content(1))
    await append(content(2))

    await store.write(rows.sessionId, ({ lastSeq, replace }) => replace(content(7, 7), lastSeq))
    const third = await append(content(3))

    const { state, stateSeq, lastSeq, updates } = await store.load(rows.sessionId)
    expect([[...state], stateSeq, lastSeq, updates]).to.deep.equal([[7, 7], 2, 3, [third]])
    expect(await store.since(rows.sessionId, 0)).to.deep.equal({ lastSeq: 3, updates: [third] })
  })

  it('is read as of one moment, whatever is merged meanwhile [SD-11] [T-63]', async () => {
    for (let i = 0; i < 5; i++) await append(content(i))
    let isOver = false
    const merging = (async () => {
      for (let i = 0; i < 30; i++) {
        await append(content(i))
        await store.write(rows.sessionId, ({ lastSeq, replace }) => replace(content(lastSeq), lastSeq))
      }
      isOver = true
    })()

    while (!isOver) {
      const { stateSeq, lastSeq, updates } = await store.load(rows.sessionId)
      expect(updates.map(({ seq }) => seq)).to.deep.equal(
        Array.from({ length: lastSeq - stateSeq }, (_, i) => stateSeq + i + 1),
      )
    }
    await merging
  })

  it('shows and changes nothing of another organization’s [T-50]', async () => {
    await append(content(1), [5])

    expect((await theirs.load(rows.sessionId)).lastSeq).to.equal(0)
    expect(await theirs.since(rows.sessionId, 0)).to.deep.equal({ lastSeq: 0, updates: [] })
    await expectRefusal(
      'session_ended',
      theirs.write(rows.sessionId, async () => 'written'),
    )
    expect((await store.load(rows.sessionId)).updates).to.have.length(1)
  })

  it('goes with its session, where nobody writes any more', async () => {
    await append(content(1), [5])

    await database.query('delete from collab_session where id = $1', [rows.sessionId])

    await expectRefusal('session_ended', append(content(2)))
    for (const table of ['collab_document', 'collab_document_update', 'collab_document_client'])
      expect(
        await database.query(`select 1 from ${table} where session_id = $1`, [rows.sessionId]),
      ).to.deep.equal([])
  })
})

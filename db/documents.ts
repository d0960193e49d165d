import { type Kysely, sql } from 'kysely'
import type {
  DocumentPorts,
  DocumentReader,
  DocumentStore,
  LockedDocument,
  StoredUpdate,
} from '../domain/documents/ports.ts'
import { Problem } from '../domain/problem.ts'
import { isForeignKeyViolation } from './errors.ts'
import type { Database } from './schema.ts'

/** The encoding of a Yjs document with nothing in it. */
const empty = Buffer.from([0, 0])

export const documentStore = (db: Kysely<Database>, tenantId: number): DocumentStore => ({
  // What is merged into the state meanwhile must not be missed in between: one look at all of it.
  load: (sessionId) =>
    db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((trx) => readerOf(trx, tenantId).load(sessionId)),
  since: readerOf(db, tenantId).since,

  write: (sessionId, work) =>
    db.transaction().execute(async (trx) => {
      const lastSeq = (await lock(trx, tenantId, sessionId)) ?? (await begin(trx, tenantId, sessionId))
      return work(lockedDocument(trx, tenantId, sessionId, lastSeq))
    }),
})

const readerOf = (db: Kysely<Database>, tenantId: number): DocumentReader => ({
  async load(sessionId) {
    const row = await db
      .selectFrom('collabDocument')
      .select(['state', 'stateSeq', 'lastSeq'])
      .where('tenantId', '=', tenantId)
      .where('sessionId', '=', sessionId)
      .executeTakeFirst()
    if (!row) return { state: empty, stateSeq: 0, lastSeq: 0, updates: [], owners: new Map() }
    const updates = await db
      .selectFrom('collabDocumentUpdate')
      .select(['seq', 'participantId', 'content'])
      .where('tenantId', '=', tenantId)
      .where('sessionId', '=', sessionId)
      .where('seq', '>', row.stateSeq)
      .orderBy('seq')
      .execute()
    const clients = await db
      .selectFrom('collabDocumentClient')
      .select(['client', 'participantId'])
      .where('tenantId', '=', tenantId)
      .where('sessionId', '=', sessionId)
      .execute()
    return {
      state: row.state,
      stateSeq: Number(row.stateSeq),
      lastSeq: Number(row.lastSeq),
      updates: updates.map(toUpdate),
      owners: new Map(clients.map(({ client, participantId }) => [Number(client), participantId])),
    }
  },

  async since(sessionId, seq) {
    const rows = await db
      .selectFrom('collabDocument as d')
      .leftJoin('collabDocumentUpdate as u', (join) =>
        join.onRef('u.sessionId', '=', 'd.sessionId').on('u.seq', '>', String(seq)),
      )
      .select(['d.lastSeq', 'u.seq', 'u.participantId', 'u.content'])
      .where('d.tenantId', '=', tenantId)
      .where('d.sessionId', '=', sessionId)
      .orderBy('u.seq')
      .execute()
    const updates = rows.flatMap(({ seq, participantId, content }) =>
      seq !== null && participantId !== null && content !== null
        ? [toUpdate({ seq, participantId, content })]
        : [],
    )
    return { lastSeq: Number(rows[0]?.lastSeq ?? 0), updates }
  },
})

const toUpdate = ({
  seq,
  participantId,
  content,
}: {
  seq: string
  participantId: string
  content: Buffer
}): StoredUpdate => ({ seq: Number(seq), participantId, content })

/** Nobody else writes in the document until the transaction ends. */
const lock = async (
  trx: Kysely<Database>,
  tenantId: number,
  sessionId: string,
): Promise<number | undefined> => {
  const row = await trx
    .selectFrom('collabDocument')
    .select('lastSeq')
    .where('tenantId', '=', tenantId)
    .where('sessionId', '=', sessionId)
    .forUpdate()
    .executeTakeFirst()
  return row && Number(row.lastSeq)
}

const begin = async (trx: Kysely<Database>, tenantId: number, sessionId: string): Promise<number> => {
  try {
    await trx
      .insertInto('collabDocument')
      .values({ sessionId, tenantId, state: empty, stateSeq: 0, lastSeq: 0, size: empty.length })
      .onConflict((conflict) => conflict.column('sessionId').doNothing())
      .execute()
  } catch (error) {
    if (isForeignKeyViolation(error, 'collab_document_session_id_fkey')) throw new Problem('session_ended')
    throw error
  }
  const lastSeq = await lock(trx, tenantId, sessionId)
  if (lastSeq === undefined) throw new Problem('session_ended')
  return lastSeq
}

const lockedDocument = (
  trx: Kysely<Database>,
  tenantId: number,
  sessionId: string,
  lastSeq: number,
): LockedDocument => ({
  ...readerOf(trx, tenantId),
  lastSeq,

  async append({ seq, participantId, content }, newClients, size) {
    await trx
      .insertInto('collabDocumentUpdate')
      .values({ sessionId, seq, tenantId, participantId, content: Buffer.from(content) })
      .execute()
    if (newClients.length > 0)
      await trx
        .insertInto('collabDocumentClient')
        .values(newClients.map((client) => ({ sessionId, client, tenantId, participantId })))
        .execute()
    await trx
      .updateTable('collabDocument')
      .set({ lastSeq: seq, size, updatedAt: sql`now()` })
      .where('tenantId', '=', tenantId)
      .where('sessionId', '=', sessionId)
      .execute()
  },

  async replace(state, seq) {
    await trx
      .updateTable('collabDocument')
      .set({ state: Buffer.from(state), stateSeq: seq, size: state.length })
      .where('tenantId', '=', tenantId)
      .where('sessionId', '=', sessionId)
      .execute()
    await trx
      .deleteFrom('collabDocumentUpdate')
      .where('tenantId', '=', tenantId)
      .where('sessionId', '=', sessionId)
      .where('seq', '<=', String(seq))
      .execute()
  },
})

export const documentUpkeep = (system: Kysely<Database>): Pick<DocumentPorts, 'lastSeqs'> => ({
  async lastSeqs(sessionIds) {
    if (sessionIds.length === 0) return new Map()
    const rows = await system
      .selectFrom('collabDocument')
      .select(['sessionId', 'lastSeq'])
      .where('sessionId', 'in', sessionIds)
      .execute()
    return new Map(rows.map(({ sessionId, lastSeq }) => [sessionId, Number(lastSeq)]))
  },
})

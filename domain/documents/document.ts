import * as Y from 'yjs'
import { faulty } from '../problem.ts'
import type { Id } from '../schema.ts'
import { type CompactAfter, documentBounds } from './bounds.ts'
import type { StoredDocument, StoredUpdate } from './ports.ts'
import { refuse } from './update.ts'

/** Pieces that are loaded in the time that one update takes. */
const structsAnUpdate = 50

export type Replica = ReturnType<typeof createReplica>

/** The document in memory, exactly as it is stored up to `seq`, but for a change that is being stored. */
export const createReplica = (stored: StoredDocument) => {
  const doc = new Y.Doc()
  let made: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => made.push(update))
  // Yjs tidies up formats after the changes of others, which is a change of its own. That is for clients to do.
  doc.on('beforeObserverCalls', (transaction) => {
    transaction.local = true
  })

  /** Answers what was new in them, and `undefined` where nothing was. */
  const apply = (updates: readonly Uint8Array[]): Uint8Array | undefined => {
    made = []
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update)
    })
    if (isWaiting(doc)) throw new Error('an update builds on what is not there')
    return made.length > 1 ? Y.mergeUpdates(made) : made[0]
  }

  const owners = new Map(stored.owners)
  const ownedBy = new Map<Id, number>()
  for (const owner of owners.values()) ownedBy.set(owner, (ownedBy.get(owner) ?? 0) + 1)
  const own = (client: number, participantId: Id): void => {
    if (owners.has(client)) return
    owners.set(client, participantId)
    ownedBy.set(participantId, (ownedBy.get(participantId) ?? 0) + 1)
  }

  apply([stored.state, ...stored.updates.map(({ content }) => content)])
  const sizeOf = (updates: readonly StoredUpdate[]) =>
    updates.reduce((sum, { content }) => sum + content.length, 0)

  let measuredAt: number | undefined
  const replica = {
    doc,
    owners,
    ownedBy,
    own,
    seq: stored.lastSeq,
    /** Since the document was last kept as one state: updates, and their bytes. */
    updates: stored.updates.length,
    bytes: sizeOf(stored.updates),
    /** About so many bytes, encoded; never fewer than it has, but for what the encoding adds. */
    size: stored.state.length + sizeOf(stored.updates),

    /** What others have stored, in its turn. */
    absorb({ seq, participantId, content }: StoredUpdate): void {
      apply([content])
      for (const client of Y.parseUpdateMeta(content).from.keys()) own(client, participantId)
      replica.counted(seq, content.length)
    },
    /**
     * Puts a change on it that may still fail to be stored, and answers what is new in it. After a refusal, or where it
     * is not stored, the replica is of no use any more and is built anew.
     */
    attempt(bytes: Uint8Array): Uint8Array | undefined {
      try {
        return apply([bytes])
      } catch {
        throw refuse('does not fit')
      }
    },
    counted(seq: number, bytes: number): void {
      replica.seq = seq
      replica.updates++
      replica.bytes += bytes
      replica.size += bytes
    },
    /** Measures it exactly, once for each state of it: this goes through all of the document. */
    measure(): number {
      if (measuredAt !== replica.seq) replica.size = replica.encode().length
      measuredAt = replica.seq
      return replica.size
    },
    /** Whether there is enough to be kept as one state again, for what that costs. */
    isDue: (after: CompactAfter): boolean =>
      replica.updates > Math.max(after.updates, replica.structs() / structsAnUpdate) ||
      replica.bytes > Math.max(after.bytes, replica.size / 4),
    structs: () => [...doc.store.clients.values()].reduce((sum, structs) => sum + structs.length, 0),
    encode: () => Y.encodeStateAsUpdate(doc),
    stateVector: () => Y.encodeStateVector(doc),
    /** What somebody lacks who knows of so much. */
    after(stateVector: Uint8Array): Uint8Array {
      return Y.encodeStateAsUpdate(doc, assertedVector(stateVector))
    },
    destroy: () => doc.destroy(),
  }
  return replica
}

const assertedVector = (stateVector: Uint8Array): Uint8Array => {
  const problem = faulty({ field: 'state_vector', message: 'is no state vector' })
  if (stateVector.length > documentBounds.stateVector) throw problem
  try {
    Y.decodeStateVector(stateVector)
    return stateVector
  } catch {
    throw problem
  }
}

/** Something builds on what the document does not have. */
const isWaiting = ({ store }: Y.Doc): boolean => store.pendingStructs !== null || store.pendingDs !== null

/**
 * The state as a document that was loaded from it would write it, where that is the same document: as much of every
 * client, as much of it deleted, and the same bytes when it is loaded once more. Otherwise `undefined`.
 */
export const settled = (state: Uint8Array): Uint8Array | undefined => {
  const once = loaded(state)
  const again = once && Y.encodeStateAsUpdate(once)
  const twice = again && loaded(again)
  if (!twice || !sameBytes(again, Y.encodeStateAsUpdate(twice))) return undefined
  const { from, to } = Y.parseUpdateMeta(state)
  const isWhole =
    to.size === once.store.clients.size &&
    [...to].every(([client, clock]) => from.get(client) === 0 && Y.getState(once.store, client) === clock)
  const deleted = Y.createDeleteSetFromStructStore(once.store)
  return isWhole && Y.equalDeleteSets(deleted, Y.mergeDeleteSets([Y.decodeUpdate(state).ds]))
    ? again
    : undefined
}

const loaded = (state: Uint8Array): Y.Doc | undefined => {
  const doc = new Y.Doc()
  try {
    Y.applyUpdate(doc, state)
    return isWaiting(doc) ? undefined : doc
  } catch {
    return undefined
  }
}

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, i) => byte === other[i])

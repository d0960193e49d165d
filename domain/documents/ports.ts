import type { Id, SerialId } from '../schema.ts'
import type { CompactAfter } from './bounds.ts'

/** A change as it was stored: it fits the document as it was just before, and nothing of it was there already. */
export interface StoredUpdate {
  /** Counts within the document, from 1, without gaps. */
  readonly seq: number
  readonly participantId: Id
  /** Yjs, version 1. */
  readonly content: Uint8Array
}

/** The document as of one moment: a merged state up to `stateSeq`, and every update after it, in order. */
export interface StoredDocument {
  readonly state: Uint8Array
  readonly stateSeq: number
  readonly lastSeq: number
  readonly updates: readonly StoredUpdate[]
  /** Whose each Yjs client is: of whoever wrote with it first. */
  readonly owners: ReadonlyMap<number, Id>
}

export interface DocumentReader {
  load(sessionId: Id): Promise<StoredDocument>
  /**
   * What came after `seq`, in order, and the number of the newest, of one moment. Where updates were merged into the
   * state meanwhile, the list begins later than at `seq + 1`, or is empty: then the document is loaded.
   */
  since(sessionId: Id, seq: number): Promise<Newer>
}
export interface Newer {
  readonly lastSeq: number
  readonly updates: readonly StoredUpdate[]
}

/** The document while nobody else writes in it. What is changed is there once the work has ended, or not at all. */
export interface LockedDocument extends DocumentReader {
  readonly lastSeq: number
  append(update: StoredUpdate, newClients: readonly number[], size: number): Promise<void>
  /** Keeps the state in place of every update up to `seq`. */
  replace(state: Uint8Array, seq: number): Promise<void>
}

/** The documents of one tenant. A session without one has an empty one. */
export interface DocumentStore extends DocumentReader {
  /** Throws `session_ended` where the session is gone. */
  write<T>(sessionId: Id, work: (document: LockedDocument) => Promise<T>): Promise<T>
}

export interface DocumentPorts {
  readonly documentsOf: (tenantId: SerialId) => DocumentStore
  /** Of documents of any tenant; one that nobody has written in is not in the answer. */
  readonly lastSeqs: (sessionIds: readonly Id[]) => Promise<ReadonlyMap<Id, number>>
  /** Hears of what went wrong while nobody waited for it. */
  readonly report: (error: unknown) => void
  /** Milliseconds that only go forward. */
  readonly clock?: () => number
  /** For specs. */
  readonly compactAfter?: CompactAfter
}

import { Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import { compactAfter as usually } from './bounds.ts'
import { createReplica, type Replica, settled } from './document.ts'
import { assertFits } from './fit.ts'
import { createLabour } from './labour.ts'
import type { DocumentPorts, DocumentReader, StoredUpdate } from './ports.ts'
import { readUpdate, refuse } from './update.ts'

/** What is told of a document, in the order of `seq`; a number that is left out was in the one before. */
export interface DocumentChange extends StoredUpdate {
  /** What `edit` was given, of a change that was made here. */
  readonly from: unknown
}

export interface Edited {
  readonly seq: number
  /** `undefined`: the document had all of it. */
  readonly stored: StoredUpdate | undefined
}

export interface DocumentState {
  readonly update: Uint8Array
  readonly stateVector: Uint8Array
  readonly seq: number
}

/** The document of one session, as one node holds it. Everything happens one after the other. */
export interface SharedDocument {
  /**
   * What a client lacks who knows of so much. Right even where no announcement arrives. Throws `rate_limited` where the
   * participant, if it is one who asks, has taken too much of our time.
   */
  sync(stateVector: Uint8Array, participantId?: Id): Promise<DocumentState>
  /**
   * Answered when it is stored. Throws `update_refused`, `document_full` or `rate_limited`; then nothing has changed.
   * `mayBegin`: whether the participant may write as this client, which nobody has written as.
   */
  edit(
    participantId: Id,
    update: Uint8Array,
    from?: unknown,
    mayBegin?: (client: number) => boolean,
  ): Promise<Edited>
  /** What another node says that it has stored. */
  hear(update: StoredUpdate): void
  /** That the document was changed up to `seq`: what is missing here is read. */
  catchUp(seq: number): Promise<void>
  /** Whose client it is; `undefined` also while nobody has asked for the document. */
  ownerOf(client: number): Id | undefined
  close(): void
}

export type Documents = ReturnType<typeof createDocuments>

const mostWaiting = 500

/** What the people of a session write and draw together. An update is stored, then acknowledged, then told. */
export const createDocuments = ({
  documentsOf,
  lastSeqs,
  report,
  clock = () => performance.now(),
  compactAfter = usually,
}: DocumentPorts) => ({
  /** Of documents that somebody has written in: the number of the newest update. */
  lastSeqs,

  /** As it is stored now, merged; `undefined` where nobody has written in it. */
  async whole(tenantId: SerialId, sessionId: Id): Promise<Uint8Array | undefined> {
    const stored = await documentsOf(tenantId).load(sessionId)
    if (stored.lastSeq === 0) return undefined
    const replica = createReplica(stored)
    try {
      return replica.encode()
    } finally {
      replica.destroy()
    }
  },

  /** `tell` hears of every change once, this node's own included, and of none before it is stored. */
  open(tenantId: SerialId, sessionId: Id, tell: (change: DocumentChange) => void): SharedDocument {
    const store = documentsOf(tenantId)
    const inTurn = createTurns()
    const labour = createLabour(clock)
    let replica: Replica | undefined
    /** Of the newest change that was told; `undefined`: nobody has asked for the document yet. */
    let told: number | undefined
    let isClosed = false
    /** What building the replica took the last time. */
    let loadingMs = 0

    const forget = () => {
      replica?.destroy()
      replica = undefined
    }
    const tellOf = (change: DocumentChange) => {
      told = change.seq
      if (!isClosed) tell(change)
    }

    /** Also after something failed, when what was stored meanwhile has still to be told. */
    const load = async (reader: DocumentReader): Promise<Replica> => {
      const stored = await reader.load(sessionId)
      const began = clock()
      replica = createReplica(stored)
      loadingMs = clock() - began
      const since = told ?? stored.lastSeq
      told ??= stored.lastSeq
      const missed = stored.updates.filter(({ seq }) => seq > since)
      if (since < stored.stateSeq)
        tellOf({ seq: stored.lastSeq, participantId: nobody, content: replica.encode(), from: undefined })
      else for (const update of missed) tellOf({ ...update, from: undefined })
      return replica
    }

    /** The document with everything in it that is stored; `lastSeq` where that is known already. */
    const upToDate = async (reader: DocumentReader, lastSeq?: number): Promise<Replica> => {
      if (!replica) return load(reader)
      if (lastSeq === replica.seq) return replica
      const newer = await reader.since(sessionId, replica.seq)
      if (newer.lastSeq === replica.seq) return replica
      const isWhole = newer.updates.length === newer.lastSeq - replica.seq
      if (!isWhole) {
        forget()
        return load(reader)
      }
      for (const update of newer.updates) absorb(replica, update)
      return replica
    }

    const absorb = (into: Replica, update: StoredUpdate): void => {
      try {
        into.absorb(update)
      } catch (error) {
        forget()
        throw error
      }
      tellOf({ ...update, from: undefined })
    }

    const keep = (current: Replica, newClients: readonly number[], change: DocumentChange): void => {
      for (const client of newClients) current.own(client, change.participantId)
      current.counted(change.seq, change.content.length)
      tellOf(change)
      if (!current.isDue(compactAfter)) return
      Object.assign(current, { updates: 0, bytes: 0 }) // where it fails, not at every update again
      inTurn(() => compact(change.participantId)).catch(report)
    }

    const compact = (participantId: Id) =>
      store.write(sessionId, async (locked) => {
        const current = await upToDate(locked, locked.lastSeq)
        const state = labour.spend(participantId, () => settled(current.encode()))
        if (!state) throw new Error(`the document of session ${sessionId} does not load as it is`)
        await locked.replace(state, current.seq)
        Object.assign(current, { updates: 0, bytes: 0, size: state.length })
      })

    return {
      sync: (stateVector, participantId) =>
        inTurn(async () => {
          if (participantId !== undefined) labour.assertFree(participantId)
          const current = await upToDate(store)
          const after = () => current.after(stateVector)
          const update = participantId === undefined ? after() : labour.spend(participantId, after)
          return { update, stateVector: current.stateVector(), seq: current.seq }
        }),

      async edit(participantId, bytes, from, mayBegin = () => true) {
        labour.assertFree(participantId)
        const incoming = labour.spend(participantId, () => readUpdate(bytes))
        return inTurn(async () => {
          labour.assertFree(participantId)
          let isAttempted = false
          try {
            const edited = await store.write(sessionId, async (locked) => {
              const current = await upToDate(locked, locked.lastSeq)
              const newClients = labour.spend(participantId, () =>
                assertFits(incoming, current, participantId),
              )
              if (!newClients.every(mayBegin)) throw refuse('somebody else’s client')
              isAttempted = true
              const content = labour.spend(participantId, () => current.attempt(bytes))
              if (!content) return { seq: current.seq, stored: undefined, current, newClients }
              const stored = { seq: current.seq + 1, participantId, content }
              await locked.append(stored, newClients, current.size + content.length)
              return { seq: stored.seq, stored, current, newClients }
            })
            if (edited.stored) keep(edited.current, edited.newClients, { ...edited.stored, from })
            return { seq: edited.seq, stored: edited.stored }
          } catch (error) {
            if (isAttempted) {
              forget() // what is not stored is not shown to anybody
              if (error instanceof Problem) labour.charge(participantId, loadingMs)
            }
            throw error
          }
        })
      },

      hear(update) {
        const { seq } = update
        if (told === undefined || seq <= told) return
        inTurn(async () => {
          if (replica && seq === replica.seq + 1) absorb(replica, update)
          else if (!replica || seq > replica.seq) await upToDate(store)
        }).catch(report)
      },

      async catchUp(seq) {
        if (told === undefined || seq <= told) return
        await inTurn(() => upToDate(store))
      },

      ownerOf: (client) => replica?.owners.get(client),

      close() {
        isClosed = true
        inTurn(async () => forget()).catch(report)
      },
    }
  },
})

/** Who has written what is told as one. */
const nobody = '00000000-0000-0000-0000-000000000000'

/** One after the other, in the order in which they were asked for. */
const createTurns = () => {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting >= mostWaiting) throw new Problem('unavailable')
    waiting++
    const mine = last.then(work).finally(() => {
      waiting--
    })
    last = mine.catch(() => {})
    return mine
  }
}

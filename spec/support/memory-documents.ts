import type {
  DocumentReader,
  DocumentStore,
  LockedDocument,
  StoredUpdate,
} from '../../domain/documents/ports.ts'

interface Kept {
  state: Uint8Array
  stateSeq: number
  lastSeq: number
  updates: StoredUpdate[]
  owners: Map<number, string>
}

const emptyDocument = (): Kept => ({
  state: Uint8Array.of(0, 0),
  stateSeq: 0,
  lastSeq: 0,
  updates: [],
  owners: new Map(),
})

/** Documents in memory: one writes at a time, and what fails has changed nothing. */
export const memoryDocuments = () => {
  const kept = new Map<string, Kept>()
  let turn: Promise<unknown> = Promise.resolve()
  const reader = (of: (id: string) => Kept): DocumentReader => ({
    load: async (id) => ({ ...of(id), updates: [...of(id).updates], owners: new Map(of(id).owners) }),
    since: async (id, seq) => ({
      lastSeq: of(id).lastSeq,
      updates: of(id).updates.filter((update) => update.seq > seq),
    }),
  })
  const current = (id: string) => kept.get(id) ?? emptyDocument()

  const store: DocumentStore = {
    ...reader(current),
    write: (id, work) => {
      const mine = turn.then(async () => {
        const before = current(id)
        const draft = { ...before, updates: [...before.updates], owners: new Map(before.owners) }
        const locked: LockedDocument = {
          ...reader(() => draft),
          lastSeq: draft.lastSeq,
          async append(update, newClients) {
            draft.updates.push(update)
            draft.lastSeq = update.seq
            for (const client of newClients) draft.owners.set(client, update.participantId)
          },
          async replace(state, seq) {
            Object.assign(draft, { state, stateSeq: seq })
            draft.updates = draft.updates.filter((update) => update.seq > seq)
          },
        }
        const done = await work(locked)
        kept.set(id, draft)
        return done
      })
      turn = mine.catch(() => {})
      return mine
    },
  }
  return {
    store,
    kept: current,
    lastSeqs: async (ids: readonly string[]) =>
      new Map(ids.flatMap((id) => (kept.has(id) ? [[id, kept.get(id)!.lastSeq] as const] : []))),
  }
}

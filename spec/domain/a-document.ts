import * as Y from 'yjs'
import { createDocuments, type DocumentChange, type SharedDocument } from '../../domain/documents/service.ts'
import { memoryDocuments } from '../support/memory-documents.ts'

export const [ana, ben] = [
  '11111111-1111-4111-8111-111111111111',
  '22222222-2222-4222-8222-222222222222',
] as const
const sessionId = '33333333-3333-4333-8333-333333333333'
export const nothing = Uint8Array.of(0)

/** A document on a node, in memory; several nodes share one `memory`. */
export const aNode = (memory = memoryDocuments(), clock?: () => number) => {
  const told: DocumentChange[] = []
  const reported: unknown[] = []
  const documents = createDocuments({
    documentsOf: () => memory.store,
    lastSeqs: memory.lastSeqs,
    report: (error) => reported.push(error),
    ...(clock && { clock }),
  })
  const shared = documents.open(1, sessionId, (change) => told.push(change))
  return { memory, told, reported, shared, kept: () => memory.kept(sessionId) }
}

/** Somebody's Yjs document, whose changes are taken out one by one. */
export const aWriter = () => {
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

export const textOf = async (shared: SharedDocument): Promise<string> => {
  const reader = aWriter()
  await reader.read(shared)
  return reader.notes.toString()
}

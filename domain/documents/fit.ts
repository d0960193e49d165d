import * as Y from 'yjs'
import { Problem } from '../problem.ts'
import type { Id } from '../schema.ts'
import { documentBounds as most } from './bounds.ts'
import type { Replica } from './document.ts'
import { createPlacement } from './placement.ts'
import { type Incoming, type Piece, type Run, refuse } from './update.ts'

/**
 * Whether an update can be put on the document as it is, wholly: its clocks go on where the document's end, all that it
 * refers to is there, what is new is by clients of the participant, and finding its places is no labour. Changes nothing;
 * throws `update_refused`, or `document_full`. Answers the clients that write for the first time.
 */
export const assertFits = (incoming: Incoming, replica: Replica, participantId: Id): readonly number[] => {
  const { store } = replica.doc
  const news = incoming.runs
    .map((run) => newOf(run, Y.getState(store, run.client)))
    .filter(({ pieces }) => pieces.length > 0)

  const newClients = assertOwn(news, replica, participantId)
  assertRoom(news, incoming, replica)
  assertInOrder(news, replica.doc)
  const ends = new Map(news.map(({ client, to }) => [client, to]))
  for (const { client, to } of incoming.deletes)
    if (to > (ends.get(client) ?? Y.getState(store, client))) throw refuse('deletes what is not there')
  return newClients
}

/** What the document does not have yet. */
const newOf = (run: Run, known: number): Run => {
  if (run.from > known) throw refuse('a gap')
  return { ...run, from: known, pieces: run.pieces.filter(({ id, length }) => id.clock + length > known) }
}

const assertOwn = (news: readonly Run[], { owners, ownedBy }: Replica, participantId: Id) => {
  if (news.length > most.clientsAnUpdate) throw refuse('too many clients')
  for (const { client, from, to } of news) {
    if ((owners.get(client) ?? participantId) !== participantId) throw refuse('somebody else’s client')
    if (to - from > most.lengthAnUpdate) throw refuse('too far ahead')
  }
  const newClients = news.map(({ client }) => client).filter((client) => !owners.has(client))
  const areTooMany =
    owners.size + newClients.length > most.clients ||
    (ownedBy.get(participantId) ?? 0) + newClients.length > most.clientsAParticipant
  if (newClients.length > 0 && areTooMany) throw refuse('too many clients')
  return newClients
}

/** What only deletes is taken, however full the document is. */
const assertRoom = (news: readonly Run[], { bytes }: Incoming, replica: Replica): void => {
  if (news.length === 0) return
  const isTooLarge = () => replica.size + bytes.length > most.document
  // What was deleted meanwhile still counts in the estimate.
  if (isTooLarge() && replica.measure() && isTooLarge()) throw new Problem('document_full')
  const pieces = news.reduce((sum, run) => sum + run.pieces.length, 0)
  if (replica.structs() + pieces > most.structs) throw new Problem('document_full')
}

/** Goes through the pieces as a document would take them, one after what it refers to. */
const assertInOrder = (news: readonly Run[], doc: Y.Doc): void => {
  const known = new Map(news.map(({ client, from }) => [client, from]))
  const isThere = (id: Y.ID | null, piece: Piece): boolean => {
    if (id === null) return true
    // One's own past only: Yjs does not look for it, and would fail over it.
    if (id.client === piece.id.client && id.clock >= piece.id.clock) throw refuse('refers to itself')
    return id.clock < (known.get(id.client) ?? Y.getState(doc.store, id.client))
  }
  const placement = createPlacement(doc, news)
  const next = new Map(news.map(({ client }) => [client, 0]))
  let isMoving = true
  while (isMoving) {
    isMoving = false
    for (const { client, pieces } of news) {
      let at = next.get(client)!
      for (let piece = pieces[at]; piece && refersTo(piece).every((id) => isThere(id, piece!)); ) {
        placement.add(piece)
        known.set(client, piece.id.clock + piece.length)
        isMoving = true
        piece = pieces[++at]
      }
      next.set(client, at)
    }
  }
  if (news.some(({ client, pieces }) => next.get(client)! < pieces.length))
    throw refuse('builds on what is not there')
}

const refersTo = (piece: Piece): readonly (Y.ID | null)[] =>
  piece instanceof Y.Item
    ? [piece.origin, piece.rightOrigin, piece.parent instanceof Y.ID ? piece.parent : null]
    : []

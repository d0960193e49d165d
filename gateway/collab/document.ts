import type { StoredUpdate } from '../../domain/documents/ports.ts'
import type { DocumentChange, Documents, SharedDocument } from '../../domain/documents/service.ts'
import { assertMayDo } from '../../domain/sessions/rights.ts'
import type { Log } from '../ports.ts'
import { type AwarenessNews, createAwareness } from './awareness.ts'
import type { CollabPart, CollabRoom } from './part.ts'

export interface DocumentPartOptions {
  readonly documents: Pick<Documents, 'open' | 'lastSeqs'>
  readonly log: Log
  readonly now?: () => number
}

/** Notes and drawings that all write together. The domain stores and orders; this tells, and hears the other nodes. */
export const createDocumentPart = ({
  documents,
  log,
  now = () => performance.now(),
}: DocumentPartOptions): CollabPart => {
  const open = new Map<CollabRoom, SharedDocument>()
  const awareness = createAwareness({
    ownerOf: (room, client) => open.get(room)?.ownerOf(client),
    send: (room, news) => room.send(name, pack(news === undefined ? { ask: true } : { awareness: news })),
    now,
  })

  const documentOf = (room: CollabRoom): SharedDocument => {
    const known = open.get(room)
    if (known) return known
    const tell = ({ seq, content, from }: DocumentChange) =>
      room.tell('doc:update', { update: content, seq }, from as string | undefined)
    const made = documents.open(room.tenantId, room.sessionId, tell)
    open.set(room, made)
    return made
  }

  return {
    name,
    requests: {
      async 'doc:sync'({ admitted, participantId, room }, { state_vector }) {
        assertMayDo(admitted.role, 'look')
        const { update, stateVector, seq } = await documentOf(room).sync(state_vector, participantId)
        return { ok: true as const, update, state_vector: stateVector, seq }
      },

      async 'doc:update'({ id, admitted, participantId, room }, { update }) {
        assertMayDo(admitted.role, 'edit')
        const mayBegin = (client: number) => awareness.isFree(room, client, participantId)
        const { seq, stored } = await documentOf(room).edit(participantId, update, id, mayBegin)
        if (stored) room.send(name, pack({ stored }))
        return { ok: true as const, seq }
      },

      async awareness(seat, { update }) {
        assertMayDo(seat.admitted.role, 'point')
        awareness.take(seat, update)
        return { ok: true as const }
      },
    },

    opened: (room) => room.send(name, pack({ ask: true })),
    entered: awareness.entered,
    left: awareness.left,

    heard(room, message) {
      const news = unpack(message)
      if ('stored' in news) open.get(room)?.hear(news.stored)
      else awareness.heard(room, 'awareness' in news ? news.awareness : undefined)
    },

    async check(rooms) {
      awareness.check()
      const held = rooms.filter((room) => open.has(room))
      const newest = await documents.lastSeqs(held.map(({ sessionId }) => sessionId))
      const behind = held.map((room) => open.get(room)?.catchUp(newest.get(room.sessionId) ?? 0))
      for (const one of await Promise.allSettled(behind))
        if (one.status === 'rejected') log.warn({ err: one.reason }, 'a shared document was not caught up')
    },

    closed(room) {
      open.get(room)?.close()
      open.delete(room)
      awareness.closed(room)
    },
  }
}

const name = 'doc'

type News = { stored: StoredUpdate } | { awareness: Exclude<AwarenessNews, undefined> } | { ask: true }

/** A line of JSON, and after it the update, where there is one. */
const pack = (news: News): Uint8Array => {
  if (!('stored' in news)) return Buffer.from(`${JSON.stringify(news)}\n`)
  const { seq, participantId, content } = news.stored
  return Buffer.concat([Buffer.from(`${JSON.stringify({ stored: { seq, participantId } })}\n`), content])
}

const unpack = (message: Uint8Array): News => {
  const end = message.indexOf(newline)
  const news = JSON.parse(Buffer.from(message.subarray(0, end)).toString()) as News
  return 'stored' in news ? { stored: { ...news.stored, content: message.subarray(end + 1) } } : news
}

const newline = 0x0a

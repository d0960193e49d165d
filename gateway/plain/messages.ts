import { faulty } from '../../domain/problem.ts'
import { Bytes } from '../../domain/schema.ts'
import { collab } from '../../domain/sessions/protocol.ts'
import type { Notice, NoticeName } from '../collab/part.ts'
import type { Message } from './peer.ts'

/** A request as the session knows it. */
export interface PlainRequest {
  readonly name: string
  readonly payload: unknown
  /** In the content document's words, which know no answers: only a refusal is told. */
  readonly isOfDocument: boolean
}

type Fields = Readonly<Record<string, unknown>>

/**
 * The content document's messages and, beside them, every request of the protocol by its name. Bytes come as base64.
 * Throws `validation_failed`.
 */
export const asRequest = ({ type, id, payload }: Message): PlainRequest => {
  if (type === 'cursor_position')
    return { name: 'cursor:move', payload: asCursor(payload), isOfDocument: true }
  if (type === 'comment') return { name: 'comment:create', payload: asComment(payload), isOfDocument: true }
  const about = isAboutOne(type) && id !== undefined ? { ...payload, id } : payload
  return { name: type, payload: withBytes(type, about), isOfDocument: false }
}

/** Such a request names a comment or a participant by its `id`, and its answer carries that instead of a number. */
const isAboutOne = (name: string): boolean =>
  Object.hasOwn(collab.requests, name) &&
  'id' in collab.requests[name as keyof typeof collab.requests].payload.properties

/** Who moves is known: whatever the message says of it is not looked at. */
const asCursor = ({ user_id: _, x, y, ...rest }: Fields): Fields => ({ ...rest, x: inside(x), y: inside(y) })

/** A pointer that is dragged out of the window is at its edge. */
const inside = (part: unknown): unknown => (typeof part === 'number' ? Math.min(1, Math.max(0, part)) : part)

const asComment = ({ comment, user_id: _, ...rest }: Fields): Fields => {
  if (typeof comment !== 'object' || comment === null || Array.isArray(comment))
    throw faulty({ field: 'comment', message: 'must be an object' })
  const { timestamp, position_x, position_y, ...said } = comment as Fields
  return {
    ...rest,
    ...said,
    ...(position_x !== undefined && { position_x: inside(position_x) }),
    ...(position_y !== undefined && { position_y: inside(position_y) }),
    // The document's page says when it was written, which we know; a moment of a film is `HH:MM:SS`.
    ...(timestamp !== undefined && !isDate(timestamp) && { timestamp }),
  }
}

const isDate = (text: unknown): boolean => typeof text === 'string' && /^\d{4}-\d\d-\d\dT/.test(text)

const binary = new Map(
  Object.entries(collab.requests).flatMap(([name, { payload }]) => {
    const { properties } = payload as { properties: Readonly<Record<string, unknown>> }
    const fields = Object.keys(properties).filter((field) => properties[field] === Bytes)
    return fields.length > 0 ? [[name, fields] as const] : []
  }),
)

const withBytes = (name: string, payload: Fields): Fields => {
  const fields = binary.get(name)
  if (!fields) return payload
  const read = fields.map((field) => [field, bytesOf(field, payload[field])] as const)
  return { ...payload, ...Object.fromEntries(read) }
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const bytesOf = (field: string, text: unknown): Uint8Array => {
  if (typeof text !== 'string' || !base64.test(text)) throw faulty({ field, message: 'must be base64' })
  return Buffer.from(text, 'base64')
}

/** What a session says, in messages: in the document's words where it has some, otherwise `{type, data}`. */
export const asMessages = <N extends NoticeName>(name: N, payload: Notice<N>): readonly object[] => {
  if (name === 'cursor:update')
    return (payload as Notice<'cursor:update'>).map(({ id, ...at }) => ({
      type: 'cursor_position',
      user_id: id,
      ...at,
    }))
  if (name === 'comment:created') {
    const { seq, at, participant_id, comment } = payload as Notice<'comment:created'>
    if (comment) return [{ type: 'comment', comment, seq, at, participant_id }]
  }
  return [{ type: name, data: payload }]
}

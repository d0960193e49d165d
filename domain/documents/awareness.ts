import { ByteReader, ByteWriter } from '../positions/varint.ts'
import { awarenessBounds as most } from './bounds.ts'
import { refuse } from './update.ts'
import { isPlainValue } from './values.ts'

/** What one Yjs client says of itself. The newest clock wins; `null`: it is gone. */
export interface AwarenessEntry {
  readonly client: number
  readonly clock: number
  readonly state: Readonly<Record<string, unknown>> | null
}

/** Who they are, as the server knows it. */
export interface AwarenessUser {
  readonly id: string
  readonly name: string
  readonly color: string
}

/** Reads a message of y-protocols/awareness. Throws `update_refused`. */
export const readAwareness = (bytes: Uint8Array): readonly AwarenessEntry[] => {
  if (bytes.length > most.update) throw refuse('too large')
  const entries: AwarenessEntry[] = []
  try {
    const reader = new ByteReader(bytes)
    for (let left = reader.varint(); left > 0; left--)
      entries.push({ client: reader.varint(), clock: reader.varint(), state: JSON.parse(textOf(reader)) })
  } catch {
    throw refuse('no awareness')
  }
  for (const { state } of entries) assertState(state)
  return entries
}

/** The same, as y-protocols reads it. `state` is JSON. */
export const writeAwareness = (
  entries: readonly { readonly client: number; readonly clock: number; readonly state: string }[],
): Uint8Array => {
  const writer = new ByteWriter()
  writer.varint(entries.length)
  for (const { client, clock, state } of entries) {
    writer.varint(client)
    writer.varint(clock)
    const text = new TextEncoder().encode(state)
    writer.varint(text.length)
    for (const byte of text) writer.byte(byte)
  }
  return writer.copy()
}

/** As JSON; who somebody is, they do not say themselves. */
export const stamped = (state: AwarenessEntry['state'], user: AwarenessUser): string =>
  state === null ? 'null' : JSON.stringify({ ...state, user })

const assertState = (state: unknown): void => {
  if (state === null) return
  if (typeof state !== 'object' || Array.isArray(state)) throw refuse('no state')
  if (!isPlainValue(state, most.depth) || JSON.stringify(state).length > most.state) throw refuse('no state')
}

const textOf = (reader: ByteReader): string => {
  const length = reader.varint()
  if (length > reader.left) throw new RangeError('the bytes end too early')
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = reader.byte()
  return new TextDecoder().decode(bytes)
}

/** What a device says beside its position. Safe to store as PostgreSQL `jsonb` and to merge into other objects. */
export type Attributes = Readonly<Record<string, unknown>>

/** UTF-8 bytes of the attributes as JSON. */
export const mostAttributeBytes = 4_096
/** The attributes themselves are the first level. */
export const mostAttributeDepth = 4

/**
 * The attributes of a report, copied and cleaned: `null` when there are none, `undefined` when they are no plain
 * object, too deep, too large or hold what JSON cannot.
 */
export const readAttributes = (input: unknown): Attributes | null | undefined => {
  if (input === undefined || input === null) return null
  if (!isPlain(input)) return undefined
  const copy = copyObject(input, mostAttributeDepth)
  if (copy === refused || isTooLarge(copy)) return undefined
  for (const _ in copy) return copy
  return null
}

/**
 * As many of the entries as fit, first come first kept, each cleaned as above; for decoders of protocols that never
 * refuse an unknown name. Of two entries with the same name the first one stays.
 */
export const fitAttributes = (entries: Iterable<readonly [string, unknown]>): Attributes | null => {
  const kept: Record<string, unknown> = {}
  let left = mostAttributeBytes - 2 // the braces
  for (const [key, value] of entries) {
    const name = readable(key)
    const copy = value === undefined ? refused : copyValue(value, mostAttributeDepth - 1)
    if (copy === refused || isUnsafe(name) || Object.hasOwn(kept, name)) continue
    const bytes = bytesAsJson(name) + bytesAsJson(copy) + 2 // a colon and a comma
    if (bytes > left) continue
    left -= bytes
    kept[name] = copy
  }
  for (const _ in kept) return kept
  return null
}

const refused = Symbol('refused')
type Refused = typeof refused

const copyValue = (value: unknown, depth: number): unknown => {
  if (typeof value === 'string') return readable(value)
  if (typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : refused
  if (depth === 0) return refused
  if (Array.isArray(value)) return copyArray(value, depth)
  return isPlain(value) ? copyObject(value, depth) : refused
}

const copyArray = (list: readonly unknown[], depth: number): unknown[] | Refused => {
  const copy: unknown[] = []
  for (const item of list) {
    const value = copyValue(item, depth - 1)
    if (value === refused) return refused
    copy.push(value)
  }
  return copy
}

const copyObject = (object: object, depth: number): Attributes | Refused => {
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(object)) {
    const name = readable(key)
    if (isUnsafe(name)) continue
    const value = copyValue(item, depth - 1)
    if (value === refused) return refused
    copy[name] = value
  }
  return copy
}

/** Names that would reach into the prototype of whatever the attributes are merged with one day. */
const isUnsafe = (key: string): boolean => key === '__proto__' || key === 'constructor' || key === 'prototype'

const isPlain = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** `jsonb` takes neither U+0000 nor half a surrogate pair, and would refuse the whole batch for one of them. */
const readable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed()

/** A UTF-16 unit is at most three bytes of UTF-8, so that small attributes need no encoding. */
const isTooLarge = (value: unknown): boolean => {
  const json = JSON.stringify(value)
  return json.length * 3 > mostAttributeBytes && utf8.encode(json).length > mostAttributeBytes
}

const utf8 = new TextEncoder()
const bytesAsJson = (value: unknown): number => utf8.encode(JSON.stringify(value)).length

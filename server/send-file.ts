import { pipeline, type Readable, Transform } from 'node:stream'
import { isInlineType } from '../domain/assets/asset.ts'
import type { ByteRange, FileToSend } from '../domain/assets/files.ts'
import { Answer, type RequestFacts } from './route.ts'

export interface SendOptions {
  /** `inline` is for what browsers show without running anything of it; all else is an attachment nonetheless. */
  readonly disposition: 'inline' | 'attachment'
  /** `visitors`: no cache keeps it. `owners`: their browser may, and asks each time whether it is still good. */
  readonly cache?: 'visitors' | 'owners'
  /** Sites whose pages may frame it, as Content-Security-Policy has them; our own by default. */
  readonly frameAncestors?: string
  /**
   * Told once, when the answer is over: how many bytes left the house, and whether those were all that were asked for.
   * An answer without a body is over at once.
   */
  readonly onSent?: (bytes: number, isWhole: boolean) => void
}

/**
 * A file as an answer (RFC 9110: conditions, one range, HEAD). Several ranges at once are answered with the whole file.
 * Opens the file before it answers, so that one that is not there is a refusal like any other.
 */
export const sendFile = async (
  file: FileToSend,
  request: Pick<RequestFacts, 'method' | 'header'>,
  options: SendOptions,
): Promise<Answer> => {
  const { onSent = () => {} } = options
  const headers = headersOf(file, options)
  const without = (status: number, more: Record<string, string> = {}) => {
    onSent(0, true)
    return new Answer(undefined, { status, headers: { ...headers, ...more } })
  }
  if (isKnown(file, request)) return without(304)

  const isHead = request.method === 'HEAD'
  const range = isHead ? undefined : rangeOf(file, request)
  if (range === 'none') return without(416, { 'Content-Range': `bytes */${file.size}` })

  const size = range ? range.end - range.start + 1 : file.size
  const whole = { ...headers, 'Content-Type': typeOf(file), 'Content-Length': String(size) }
  if (isHead) {
    onSent(0, true)
    return new Answer(undefined, { headers: whole })
  }
  const body = counted((await file.open(range)) as Readable, size, onSent)
  if (!range) return new Answer(body, { headers: whole, type: typeOf(file) })
  return new Answer(body, {
    status: 206,
    headers: { ...whole, 'Content-Range': `bytes ${range.start}-${range.end}/${file.size}` },
    type: typeOf(file),
  })
}

const headersOf = (
  { name, type, etag, lastModified }: FileToSend,
  { disposition, cache = 'visitors', frameAncestors = "'self'" }: SendOptions,
): Record<string, string> => ({
  'Accept-Ranges': 'bytes',
  ETag: etag,
  ...(lastModified && { 'Last-Modified': lastModified.toUTCString() }),
  // Compressed, its ranges would be others.
  'Cache-Control': cache === 'owners' ? 'private, no-cache, no-transform' : 'private, no-store, no-transform',
  'Content-Disposition': dispositionOf(isInlineType(type) ? disposition : 'attachment', name),
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': policyOf(type, frameAncestors),
})

/** Nothing in a file runs or loads anything. A sandbox would keep browsers from showing a PDF, which they do apart. */
const policyOf = (type: string, frameAncestors: string): string => {
  const policy = `default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors ${frameAncestors}`
  return type === 'application/pdf' ? policy : `sandbox; ${policy}`
}

/** Text without a word about its letters is UTF-8. */
const typeOf = ({ type }: FileToSend): string =>
  type.startsWith('text/') && !type.includes(';') ? `${type}; charset=utf-8` : type

/** RFC 6266, with the name in ASCII for old readers and in full for all others (RFC 8187). */
export const dispositionOf = (disposition: SendOptions['disposition'], name: string): string => {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]|["\\%;]/gu, '_')
  const full = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${disposition}; filename="${plain}"; filename*=UTF-8''${full}`
}

type Asked = Pick<RequestFacts, 'method' | 'header'>

/** The asker has it already. `If-None-Match` decides; the date does without it. */
const isKnown = ({ etag, lastModified }: FileToSend, { header }: Asked): boolean => {
  const tags = header('if-none-match')
  if (tags !== undefined)
    return tags.trim() === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  const since = Date.parse(header('if-modified-since') ?? '')
  return lastModified !== undefined && inSeconds(lastModified) <= since
}

/** Nothing: the whole file. `none`: no byte of what is asked for is there. */
const rangeOf = (
  { size, etag, lastModified }: FileToSend,
  { header }: Asked,
): ByteRange | 'none' | undefined => {
  const [, first, last] = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header('range') ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined
  const condition = header('if-range')
  if (condition !== undefined && condition !== etag) {
    const at = /^(W\/)?"/.test(condition) ? Number.NaN : Date.parse(condition)
    if (lastModified === undefined || inSeconds(lastModified) !== at) return undefined
  }
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return start > end ? 'none' : { start, end }
}

/** HTTP's dates have no milliseconds. */
const inSeconds = (date: Date): number => Math.floor(date.getTime() / 1000) * 1000

const counted = (source: Readable, size: number, onSent: (bytes: number, isWhole: boolean) => void) => {
  let bytes = 0
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      done(null, chunk)
    },
  })
  pipeline(source, counter, () => {}) // an error of the file is the counter's, and cuts the answer off
  counter.once('close', () => onSent(bytes, counter.readableEnded && bytes === size))
  return counter
}

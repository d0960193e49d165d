import { csvLine } from '../analytics/csv.ts'
import type { Comment } from './comment.ts'
import { timeText } from './place.ts'

/** Frames a second, without dropped ones. */
export const frameRates = [24, 25, 30] as const
export type FrameRate = (typeof frameRates)[number]

interface Timed extends Comment {
  readonly timestampMs: number
}

const columns = [
  'id',
  'parent_comment_id',
  'timestamp',
  'page',
  'position_x',
  'position_y',
  'author',
  'author_kind',
  'content',
  'visibility',
  'resolved_at',
  'resolved_by',
  'created_at',
]

/** What stands at no moment comes first. Names and words are anybody's, and a spreadsheet must not compute them. */
export const commentsCsv = (comments: readonly Comment[]): string => {
  const standing = comments.filter(({ deletedAt }) => deletedAt === null)
  const timeless = standing.filter(({ timestampMs }) => timestampMs === null)
  return [csvLine(columns), ...[...timeless, ...timed(standing)].map(lineOf)].join('')
}

const lineOf = (comment: Comment): string =>
  csvLine([
    comment.id,
    comment.parentId,
    comment.timestampMs === null ? null : timeText(comment.timestampMs),
    comment.page,
    comment.pin?.x ?? null,
    comment.pin?.y ?? null,
    comment.authorName,
    comment.guestId === null ? 'member' : 'guest',
    comment.content,
    comment.visibility,
    comment.resolvedAt?.toISOString() ?? null,
    comment.resolvedBy,
    comment.createdAt.toISOString(),
  ])

/** A cue is read for three seconds at least, and at most for five, until the next one comes. */
const shortestMs = 3_000
const longestMs = 5_000

/** WebVTT: a cue for each comment, in the voice of its author; https://www.w3.org/TR/webvtt1/ */
export const commentsVtt = (comments: readonly Comment[]): string => {
  const cues = timed(comments).map((comment, i, all) => {
    const start = comment.timestampMs
    const next = all[i + 1]?.timestampMs ?? Number.POSITIVE_INFINITY
    const end = Math.min(start + longestMs, Math.max(start + shortestMs, next))
    // A blank line would end the cue.
    const text = escaped(comment.content.replace(/\n\s*\n/g, '\n'))
    return `${comment.id}\n${cueTime(start)} --> ${cueTime(end)}\n<v ${escaped(inOneLine(comment.authorName))}>${text}</v>\n`
  })
  return ['WEBVTT\n', ...cues].join('\n')
}

/** With three digits of milliseconds, as WebVTT has it. */
const cueTime = (ms: number): string => (ms % 1000 === 0 ? `${timeText(ms)}.000` : timeText(ms))

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/**
 * CMX 3600, the edit decision list that editing programs read (SMPTE 258M-2004; http://xmil.biz/EDL-X/CMX3600.pdf): an
 * event of one frame wherever something is said, its markers as Avid writes them, `* LOC:` with time code, colour and
 * words. Source and record run alike from 00:00:00:00, and no two events overlap.
 */
export const commentsEdl = (
  comments: readonly Comment[],
  { title, fps }: { readonly title: string; readonly fps: FrameRate },
): string => {
  const frameOf = ({ timestampMs }: Timed) => Math.floor((timestampMs * fps) / 1000)
  const events = [...Map.groupBy(timed(comments), frameOf)].flatMap(([frame, said], i) => {
    const [from, to] = [timeCode(frame, fps), timeCode(frame + 1, fps)]
    const number = String(i + 1).padStart(3, '0')
    const event = `${number}  AX       V     C        ${from} ${to} ${from} ${to}`
    return [event, ...said.flatMap((comment) => markerOf(comment, from))]
  })
  const lines = [`TITLE: ${inOneLine(title)}`, 'FCM: NON-DROP FRAME', '', ...events]
  return lines.map((line) => `${line}\r\n`).join('')
}

/** Red is what is still to be done. */
const markerOf = (comment: Timed, at: string): readonly string[] => {
  const color = comment.resolvedAt ? 'GREEN' : 'RED'
  const words = `${inOneLine(comment.authorName)}: ${inOneLine(comment.content)}`
  return [`* LOC: ${at} ${color.padEnd(7)} ${words}`, `* COMMENT: ${words}`]
}

const timeCode = (frame: number, fps: number): string => {
  const seconds = Math.floor(frame / fps)
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60, frame % fps]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}

const inOneLine = (text: string): string => text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim()

/** Those that stand at a moment, in the order of the medium. */
const timed = (comments: readonly Comment[]): readonly Timed[] =>
  comments
    .filter((comment): comment is Timed => comment.timestampMs !== null && comment.deletedAt === null)
    .toSorted((one, other) => one.timestampMs - other.timestampMs)

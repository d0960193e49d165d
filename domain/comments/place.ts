import type { Asset } from '../assets/asset.ts'
import { type FieldError, faulty } from '../problem.ts'
import type { Comment, Drawing, Shape } from './comment.ts'
import type { CreateComment, EditComment } from './schema.ts'

export type Place = Pick<Comment, 'pin' | 'timestampMs' | 'page' | 'drawing'>
type Said = Pick<CreateComment & EditComment, 'position_x' | 'position_y' | 'timestamp' | 'page' | 'drawing'>

export const nowhere: Place = { pin: null, timestampMs: null, page: null, drawing: null }

/** As far as a medium can be played in a session. */
const longestMs = 360_000_000
/** Of all shapes of a drawing together. */
const mostPoints = 2_000

/** `00:01:30.500` as milliseconds. */
export const timeOf = (text: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number)
  return hours * 3_600_000 + minutes * 60_000 + Math.round(seconds * 1000)
}

/** Milliseconds as `00:01:30`, with a fraction where there is one. */
export const timeText = (ms: number): string => {
  const whole = Math.floor(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const text = `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
  return ms % 1000 === 0 ? text : `${text}.${String(ms % 1000).padStart(3, '0')}`
}

/**
 * Where a comment stands once this is said of it; what is left out stays as it is. Throws `validation_failed` for half a
 * pin, for a moment of what does not play, for a page of what has none, and for a drawing beyond its bounds.
 */
export const placed = (asset: Pick<Asset, 'kind'>, said: Said, before: Place = nowhere): Place => {
  const { position_x: x = before.pin?.x ?? null, position_y: y = before.pin?.y ?? null } = said
  const after: Place = {
    pin: x === null || y === null ? null : { x, y },
    timestampMs: changed(said.timestamp, timeOf, before.timestampMs),
    page: changed(said.page, (page) => page, before.page),
    drawing: changed(said.drawing, (shapes) => shapes.map(toShape), before.drawing),
  }
  const faults: FieldError[] = []
  if ((x === null) !== (y === null))
    faults.push({
      field: x === null ? 'position_x' : 'position_y',
      message: 'position_x and position_y belong together: both numbers, or none',
    })
  if (after.timestampMs !== null && asset.kind !== 'video' && asset.kind !== 'audio')
    faults.push({ field: 'timestamp', message: 'is for videos and sounds' })
  if (after.timestampMs !== null && after.timestampMs > longestMs)
    faults.push({ field: 'timestamp', message: 'must lie within 100 hours' })
  if (after.page !== null && asset.kind !== 'pdf') faults.push({ field: 'page', message: 'is for PDFs' })
  faults.push(...faultsOf(after.drawing ?? []))
  if (faults.length > 0) throw faulty(...faults)
  return after
}

const faultsOf = (drawing: Drawing): FieldError[] => {
  const odd = drawing.findIndex(({ kind, points }) => kind !== 'path' && points.length !== 2)
  const points = drawing.reduce((sum, shape) => sum + shape.points.length, 0)
  return [
    ...(odd < 0 ? [] : [{ field: `drawing.${odd}.points`, message: 'must be two, but for a path' }]),
    ...(points > mostPoints
      ? [{ field: 'drawing', message: `must not have more than ${mostPoints} points` }]
      : []),
  ]
}

/** `undefined`: nothing was said of it. */
const changed = <T, V>(said: T | null | undefined, read: (said: T) => V, before: V | null): V | null =>
  said === undefined ? before : said === null ? null : read(said)

type SaidShape = NonNullable<CreateComment['drawing']>[number]

const toShape = ({ kind, color, width, points }: SaidShape): Shape => ({
  kind,
  color: color.toLowerCase(),
  width,
  points: points.map(([x, y]) => [rounded(x!), rounded(y!)] as const),
})

/** A hundred-thousandth of the medium: nobody sees what is finer, and all would have to read it. */
const rounded = (part: number): number => Math.round(part * 1e5) / 1e5

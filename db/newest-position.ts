import { type Expression, expressionBuilder, type SqlBool } from 'kysely'
import { type Position, toE7 } from '../domain/positions/position.ts'
import type { Box } from '../domain/vehicles/service.ts'
import type { Database } from './schema.ts'

/** For lists of subjects, each with its newest position, which is joined to them as `newest`. */
export const newestColumns = [
  'newest.latE7',
  'newest.lonE7',
  'newest.recordedAt',
  'newest.speed',
  'newest.heading',
  'newest.accuracy',
  'newest.altitude',
] as const

type PositionRow = Omit<Position, 'recordedAt' | 'attributes'> & { readonly recordedAt: Date }
type NewestRow = { readonly [Column in keyof PositionRow]: PositionRow[Column] | null }

/** `null` for a subject that has never been anywhere. */
export const newestOf = (row: NewestRow): Position | null => {
  const { latE7, lonE7, recordedAt, speed, heading, accuracy, altitude } = row
  if (latE7 === null || lonE7 === null || recordedAt === null) return null
  return toPosition({ latE7, lonE7, recordedAt, speed, heading, accuracy, altitude })
}

export const toPosition = (row: PositionRow): Position => ({
  ...row,
  recordedAt: row.recordedAt.getTime(),
  attributes: null,
})

/** A box whose west is beyond its east lies across the antimeridian. */
export const isNewestWithin = ({ west, south, east, north }: Box): Expression<SqlBool> => {
  const eb = expressionBuilder<{ newest: Database['newestPosition'] }, 'newest'>()
  const [w, e] = [toE7(west), toE7(east)]
  const isEastOfWest = eb('newest.lonE7', '>=', w)
  const isWestOfEast = eb('newest.lonE7', '<=', e)
  return eb.and([
    eb('newest.latE7', '>=', toE7(south)),
    eb('newest.latE7', '<=', toE7(north)),
    w <= e ? eb.and([isEastOfWest, isWestOfEast]) : eb.or([isEastOfWest, isWestOfEast]),
  ])
}

import { readFileSync } from 'node:fs'
import { bearingBetween, distanceBetween } from '../../domain/positions/geo.ts'
import { toHeading, toSpeed } from '../../domain/positions/measures.ts'
import { type Position, toE7 } from '../../domain/positions/position.ts'
import { isImplausibleJump } from '../../domain/positions/rules.ts'
import { parseTimestamp } from '../../domain/positions/timestamp.ts'
import { defaultGap } from '../../domain/positions/trail/segments.ts'

/** What one real vehicle did, oldest first. */
export interface Recording {
  readonly vehicle: string
  readonly fixes: readonly Position[]
}

/** All recordings in `data/`; its README says whose they are. */
export const readRecordings = (): Recording[] => [...readLiverpool(), ...readMunich()]

/** Eight buses, a position every 10 to 60 s. Local times of a January, which in Europe/London are UTC. */
export const readLiverpool = (): Recording[] => {
  const byVehicle = Map.groupBy(readCsv('liverpool-route14.csv'), (row) => row.vehicle_id!)
  return [...byVehicle].map(([vehicle, rows]) => ({
    vehicle,
    fixes: withMotion(
      rows
        .map((row) =>
          fixOf(row, `${row.timestamp!.replace(' ', 'T')}Z`, row.bearing ? Number(row.bearing) : null),
        )
        .sort((a, b) => a.recordedAt - b.recordedAt),
    ),
  }))
}

/** One car, a position a second. */
export const readMunich = (): Recording[] => [
  {
    vehicle: 'x0001-001',
    fixes: withMotion(readCsv('munich-drive-1hz.csv').map((row) => fixOf(row, row.recorded_at!, null))),
  },
]

type Row = Readonly<Record<string, string>>

/** These files quote some values, and none holds a comma or a quote. */
const readCsv = (name: string): Row[] => {
  const text = readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8')
  const [head, ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(',').map((value) => value.replace(/^"|"$/g, '')))
  return lines.map((values) => Object.fromEntries(head!.map((column, i) => [column, values[i] ?? ''])))
}

const fixOf = (row: Row, time: string, bearing: number | null): Position => ({
  latE7: toE7(Number(row.latitude)),
  lonE7: toE7(Number(row.longitude)),
  recordedAt: parseTimestamp(time),
  speed: null,
  heading: bearing === null ? null : toHeading(bearing),
  accuracy: null,
  altitude: null,
  attributes: null,
})

/** Metres; less than this is jitter, and its direction means nothing. */
const leastMove = 5

/**
 * Fills in speed and heading from the position before. After a gap or an impossible jump nothing can be said of the
 * way between; a vehicle that stands goes on facing where it faced.
 */
const withMotion = (fixes: readonly Position[]): Position[] => {
  let facing: number | null = null
  return fixes.map((fix, i) => {
    const before = fixes[i - 1]
    const elapsed = before ? fix.recordedAt - before.recordedAt : Number.POSITIVE_INFINITY
    const isLinked = before && elapsed > 0 && elapsed <= defaultGap && !isImplausibleJump(before, fix)
    if (!isLinked) {
      facing = fix.heading
      return fix
    }
    const metres = distanceBetween(before, fix)
    facing = fix.heading ?? (metres >= leastMove ? toHeading(bearingBetween(before, fix)) : facing)
    return { ...fix, speed: toSpeed((metres / elapsed) * 3600), heading: facing }
  })
}

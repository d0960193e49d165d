import type { RoadEngine, RoadTable, Spot } from './ports.ts'
import type { RouteMethod } from './schema.ts'
import { type Leg, type Speed, straightLeg } from './straight.ts'

/** The ways between places, from each to each: `seconds[from][to]`, `metres[from][to]`. */
export interface Legs {
  readonly method: RouteMethod
  readonly seconds: readonly (readonly number[])[]
  readonly metres: readonly (readonly number[])[]
}

/**
 * By road where there is an engine that answers; straight lines otherwise, and for single ways that it does not know: an
 * island has its ferry, and a day is not given up for one place.
 */
export const legsBetween = async (
  spots: readonly Spot[],
  { road, speed }: { readonly road: RoadEngine | undefined; readonly speed: Speed },
): Promise<Legs> => {
  const table = road && (await road.table(spots, spots).catch(() => undefined)) // the engine has said so in the log
  const legs = spots.map((from, i) =>
    spots.map((to, j) => (i === j ? nowhere : legOf(table, i, j, from, to, speed))),
  )
  return {
    method: road && table ? road.method : 'straight_line',
    seconds: legs.map((row) => row.map(({ seconds }) => seconds)),
    metres: legs.map((row) => row.map(({ metres }) => metres)),
  }
}

const nowhere: Leg = { metres: 0, seconds: 0 }

const legOf = (
  table: RoadTable | undefined,
  i: number,
  j: number,
  from: Spot,
  to: Spot,
  speed: Speed,
): Leg => {
  const [seconds, metres] = [table?.seconds[i]?.[j] ?? null, table?.metres[i]?.[j] ?? null]
  return seconds === null || metres === null ? straightLeg(from, to, speed) : { seconds, metres }
}

import type { Assignment } from '../assignments/assignment.ts'
import type { Position, Subject } from '../positions/position.ts'
import type { Eta, RouteMethod } from './schema.ts'

/** Degrees, WGS84. */
export interface Spot {
  readonly latitude: number
  readonly longitude: number
}

/** Ways by road between places: `seconds[from][to]`, `metres[from][to]`; `null` where there is no way. */
export interface RoadTable {
  readonly seconds: readonly (readonly (number | null)[])[]
  readonly metres: readonly (readonly (number | null)[])[]
}

/** A road engine that runs elsewhere. Rejects when it does not answer in time: ways are straight lines then. */
export interface RoadEngine {
  readonly method: Exclude<RouteMethod, 'straight_line'>
  /** From each of `from` to each of `to`. */
  table(from: readonly Spot[], to: readonly Spot[]): Promise<RoadTable>
}

/** When technicians will be where they are expected. */
export interface Etas {
  /** The newest that is known, reckoned now if need be; `null` where there is no position, no place to go to, or no way left. */
  of(assignment: Assignment): Promise<Eta | null>
  /** A technician moved: whoever waits for them is told, at most every few seconds. Never throws and never waits. */
  moved(subject: Subject, position: Position): void
  /** The visit has another status, or its technician is not to be seen any more. */
  forget(technicianId: string): void
}

import type { Position } from '../positions/position.ts'
import type { Id, SerialId } from '../schema.ts'
import type { Measured } from './measure.ts'

/** What a technician's day came to. */
export interface DayFigure extends Measured {
  readonly technicianId: Id
  /** `YYYY-MM-DD`, in the organization's time zone. */
  readonly date: string
  readonly firstAt: Date | null
  readonly lastAt: Date | null
}

/** A day with its first and its last moment; `to` is not part of it any more. */
export interface DaySpan {
  readonly date: string
  readonly from: Date
  readonly to: Date
}

/** A day that a technician has positions of. */
export interface DayOfTechnician extends DaySpan {
  readonly technicianId: Id
  /** The subject's key that the positions carry. */
  readonly key: number
}

export interface MileageFilter {
  readonly from: string
  readonly to: string
  /** Only of this technician. */
  readonly technicianId?: Id | undefined
}

/** The counted days of one tenant, and what they are counted from. */
export interface MileageStore {
  counted(filter: MileageFilter): Promise<readonly DayFigure[]>
  /** Of these days the ones that have positions and are not counted, for all technicians or for one. */
  uncounted(days: readonly DaySpan[], technicianId?: Id): Promise<readonly DayOfTechnician[]>
  /** Of these days the ones that positions came in for after they had been counted, the ten minutes before them included. */
  outdated(days: readonly DaySpan[]): Promise<readonly DayOfTechnician[]>
  /** Oldest first, quarantined ones left out; where there are too many, the first `limit`. */
  positions(day: Pick<DayOfTechnician, 'key' | 'from' | 'to'>, limit: number): Promise<readonly Position[]>
  /** Keeps a day; one that was read from more positions than this stays, for some of them are forgotten by now. */
  keep(figure: DayFigure, countedAt: Date): Promise<void>
}

/** Across tenants, for the job: who counts kilometres. */
export type CountingTenants = () => Promise<readonly SerialId[]>

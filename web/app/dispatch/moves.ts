import { isOpen } from '../../../domain/assignments/assignment.ts'
import type { PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import { lengthOf, spanFrom } from './time-axis.ts'
import { isMovable } from './visits.ts'

/** Where something is put. `time`: `HH:MM`; null: any time of that day; undefined: the time that it has. */
export interface Target {
  readonly technician: string
  readonly date: string
  readonly time?: string | null | undefined
}

/** What a visit is asked to become, by the service's names; null where it may not, or where nothing would change. */
export interface VisitChange {
  readonly technician?: string
  readonly scheduled_date?: string
  readonly scheduled_start?: string | null
  readonly scheduled_end?: string | null
}
type Moved = Pick<
  PlanVisitView,
  'technician' | 'scheduled_date' | 'scheduled_start' | 'scheduled_end' | 'status'
>

/** A visit to another technician, day or time: it keeps its length. */
export const changeFor = (visit: Moved, { technician, date, time }: Target): VisitChange | null => {
  const elsewhere = technician !== visit.technician.id || date !== visit.scheduled_date
  if (elsewhere ? !isMovable(visit) : !isOpen(visit)) return null
  const change = {
    ...(technician !== visit.technician.id && { technician }),
    ...(date !== visit.scheduled_date && { scheduled_date: date }),
    ...timesFor(visit, time),
  }
  return Object.keys(change).length > 0 ? change : null
}

const timesFor = (visit: Moved, time: Target['time']): VisitChange => {
  const { scheduled_start, scheduled_end } = visit
  if (time === undefined) return {}
  if (time === null) return scheduled_start === null ? {} : { scheduled_start: null, scheduled_end: null }
  const { start, end } = spanFrom(time, lengthOf(scheduled_start, scheduled_end))
  const same = scheduled_start?.slice(0, 5) === start && scheduled_end?.slice(0, 5) === end
  return same ? {} : { scheduled_start: start, scheduled_end: end }
}

/** What takes the change back. */
export const undoOf = (visit: Moved, change: VisitChange): VisitChange => ({
  ...(change.technician !== undefined && { technician: visit.technician.id }),
  ...(change.scheduled_date !== undefined && { scheduled_date: visit.scheduled_date }),
  ...(change.scheduled_start !== undefined && {
    scheduled_start: visit.scheduled_start,
    scheduled_end: visit.scheduled_end,
  }),
})

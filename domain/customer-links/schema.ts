import Type, { type Static } from 'typebox'
import { assignmentStatuses } from '../assignments/assignment.ts'
import { PositionView, presentPosition } from '../positions/schema.ts'
import { Eta } from '../routing/schema.ts'
import { CalendarDate, Nullable, OneOf, Text, Timestamp } from '../schema.ts'
import { firstNameOf } from '../technicians/technician.ts'
import type { Sight } from './sights.ts'

const closed = { additionalProperties: false } as const
/** `HH:MM:SS`, in `time_zone`. */
const time = Nullable(Type.String({ pattern: '^[0-9]{2}(:[0-9]{2}){2}$' }))

/**
 * What the customer sees of a visit, field by field. Of its technician the first name; of the work order its number; no
 * phone, e-mail, note or other visit. `position` and `eta` are there on the way only, and of the time since the link began.
 */
export const visitShape = {
  status: OneOf(...assignmentStatuses),
  technician: Type.Object({ first_name: Type.String() }, closed),
  organization: Type.String(),
  work_order_number: Type.String(),
  scheduled_date: CalendarDate,
  scheduled_start: time,
  scheduled_end: time,
  time_zone: Type.String(),
  departed_at: Nullable(Timestamp),
  arrived_at: Nullable(Timestamp),
  completed_at: Nullable(Timestamp),
  position: Nullable(PositionView),
  eta: Nullable(Eta),
  live: Type.Object({ url: Type.String(), namespace: Type.String() }, closed),
}
const VisitSight = Type.Object(visitShape, closed)

export const presentSight = (
  { assignment, position, eta, organization, timeZone }: Sight,
  publicUrl: string,
): Static<typeof VisitSight> => ({
  status: assignment.status,
  technician: { first_name: firstNameOf(assignment.technician.user.fullName) },
  organization,
  work_order_number: assignment.workOrder.number,
  scheduled_date: assignment.scheduledDate,
  scheduled_start: assignment.scheduledStart,
  scheduled_end: assignment.scheduledEnd,
  time_zone: timeZone,
  departed_at: assignment.departedAt?.toISOString() ?? null,
  arrived_at: assignment.arrivedAt?.toISOString() ?? null,
  completed_at: assignment.completedAt?.toISOString() ?? null,
  position: position && presentPosition(position),
  eta,
  live: { url: publicUrl, namespace: '/live' },
})

/** A page's form sends its number as text. */
const Score = Type.Union([Type.Integer({ minimum: 1, maximum: 5 }), OneOf('1', '2', '3', '4', '5')])

/** What a customer says of a visit that is done. */
export const RateVisit = Type.Object(
  { score: Score, comment: Type.Optional(Text(1000)) },
  { $id: 'RateVisit', ...closed },
)
export type RateVisit = Static<typeof RateVisit>

export const GivenRating = Type.Object(
  { score: Type.Integer({ minimum: 1, maximum: 5 }), comment: Type.String() },
  { $id: 'GivenRating', ...closed },
)
export type GivenRating = Static<typeof GivenRating>

/** Browsers end the lines of a form with CR LF, and count each as one. */
export const readRating = ({ score, comment = '' }: RateVisit): GivenRating => ({
  score: Number(score),
  comment: comment.normalize('NFC').replaceAll('\r\n', '\n').trim(),
})

import type { Assignment } from '../assignments/assignment.ts'
import type { Position } from '../positions/position.ts'
import type { Eta } from '../routing/schema.ts'
import type { ShareLink } from '../share-links/link.ts'

/** How long the link of a visit lasts that is never done, from when its technician left. */
export const lastsMs = 24 * 3_600_000

/** Customers follow their technician on the way to them, and only one who is followed at all. */
export const mayBeFollowed = ({
  status,
  technician,
}: Pick<Assignment, 'status'> & {
  readonly technician: Pick<Assignment['technician'], 'isActive' | 'allowTracking'>
}): boolean => status === 'en_route' && technician.isActive && technician.allowTracking

/** Nothing from before this (ms) is for whoever holds the link: neither where somebody was, nor what was reckoned from it. */
export const seenSince = (
  { createdAt, startsAt }: Pick<ShareLink, 'createdAt' | 'startsAt'>,
  { departedAt }: Pick<Assignment, 'departedAt'>,
): number => Math.max(createdAt.getTime(), startsAt?.getTime() ?? 0, departedAt?.getTime() ?? 0)

export const isSeen = ({ recordedAt }: Pick<Position, 'recordedAt'>, since: number): boolean =>
  recordedAt >= since

/** The same for what was reckoned from a position, whose age is told in whole seconds. */
export const isReckonedSince = (
  { computed_at, position_age_s }: Pick<Eta, 'computed_at' | 'position_age_s'>,
  since: number,
): boolean => Date.parse(computed_at) - position_age_s * 1000 > since - 1000

/** When the visit came to be as it is. */
export const changedAt = ({
  status,
  createdAt,
  departedAt,
  arrivedAt,
  completedAt,
  canceledAt,
}: Assignment): Date => {
  const at = {
    scheduled: createdAt,
    en_route: departedAt,
    on_site: arrivedAt,
    done: completedAt,
    canceled: canceledAt,
  }
  return at[status] ?? createdAt
}

/** "OS-2026-0042 · Chiller York 200TR": what those read who look after the link. */
export const titleOf = ({ workOrder: { number, assetName } }: Pick<Assignment, 'workOrder'>): string =>
  [number, assetName.trim()].filter(Boolean).join(' · ')

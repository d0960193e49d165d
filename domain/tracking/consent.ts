import { isAtLeast, type Member } from '../actor.ts'
import { Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import type { Technician } from '../technicians/technician.ts'
import type { Consent } from './ports.ts'
import { isWithinWindow, type WorkWindow } from './work-window.ts'

/** What is asked before a position of a technician is taken. */
export interface TrackingRules extends WorkWindow {
  readonly technicianId: Id
  readonly userId: SerialId
  readonly fullName: string
  /** Neither switched off, nor somebody who has left the organization. */
  readonly isActive: boolean
  readonly allowTracking: boolean
  /** When tracking was off (ms, from … until), as far back as positions are taken at all. */
  readonly withdrawn: readonly (readonly [from: number, until: number])[]
}

/** Why a position is not taken, judged by when it was recorded (ms), in the organization's time zone. */
export const mayTrack = (
  rules: TrackingRules,
  zone: string,
  recordedAt: number,
): 'tracking_not_allowed' | 'outside_work_window' | undefined => {
  if (!mayBeSeen(rules)) return 'tracking_not_allowed'
  // A phone may go on recording while it is not allowed to: what it brings of that time is not taken later either.
  if (rules.withdrawn.some(([from, until]) => recordedAt >= from && recordedAt < until))
    return 'tracking_not_allowed'
  return isWithinWindow(rules, zone, recordedAt) ? undefined : 'outside_work_window'
}

/** Nobody sees where somebody is who has switched tracking off, or does not work here any more. */
export const mayBeSeen = ({
  isActive,
  allowTracking,
}: Pick<Technician, 'isActive' | 'allowTracking'>): boolean => isActive && allowTracking

/** Whether tracking was on at a moment (ms), by what was decided, newest first. Before it was ever allowed, it was not. */
export const wasAllowed = (consents: readonly Pick<Consent, 'allowed' | 'at'>[], at: number): boolean =>
  consents.find((consent) => consent.at.getTime() <= at)?.allowed ?? false

/**
 * Whoever leads the work may switch tracking on and off; but when the technician has switched it off themself, only
 * they switch it on again. `own` is what they decided last. Throws `consent_withdrawn`, and `not_found` for anybody else.
 */
export const assertMaySwitch = (
  actor: Pick<Member, 'userId' | 'role'>,
  technician: Pick<Technician, 'user'>,
  allowed: boolean,
  own: { readonly allowed: boolean } | undefined,
): void => {
  if (actor.userId === technician.user.id) return
  if (!isAtLeast(actor, 'dispatcher')) throw new Problem('not_found')
  if (allowed && own?.allowed === false) throw new Problem('consent_withdrawn')
}

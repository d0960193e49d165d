import type { LiveSessions } from '../../domain/sessions/ports.ts'
import { assertMayDo } from '../../domain/sessions/rights.ts'
import type { SeatState } from '../../domain/sessions/session.ts'
import type { Log } from '../ports.ts'
import type { CollabPart, CollabRoom, CollabSeat, RequestName } from './part.ts'

export interface PresenceOptions {
  readonly sessions: Pick<LiveSessions, 'changeSeat'>
  readonly idleMs: number
  readonly log: Log
}

interface Activity {
  at: number
  state: SeatState
  /** Changes are stored one after the other. */
  turn: Promise<void>
}

/** What a client sends by itself says nothing about the person in front of it. */
const byItself: ReadonlySet<RequestName> = new Set([
  'presence:set',
  'resume',
  'doc:sync',
  'awareness',
  'rtc:signal',
  'rtc:state',
])

/** Whether somebody is there: their client says so, and whoever does nothing for a while is idle. */
export const createPresence = ({ sessions, idleMs, log }: PresenceOptions) => {
  const activities = new WeakMap<CollabSeat, Activity>()

  const activityOf = (seat: CollabSeat): Activity => {
    const known = activities.get(seat)
    if (known) return known
    const activity: Activity = { at: performance.now(), state: 'active', turn: Promise.resolve() }
    activities.set(seat, activity)
    return activity
  }
  const set = (seat: CollabSeat, activity: Activity, state: SeatState): Promise<void> => {
    if (activity.state === state) return activity.turn
    activity.state = state
    const store = async (): Promise<void> => {
      const changed = await sessions.changeSeat(seat.room.tenantId, seat.id, { state })
      if (changed && seat.room.seats.has(seat.id)) seat.room.seatChanged(changed)
    }
    const done = activity.turn.then(store)
    activity.turn = done.catch(() => {})
    return done
  }
  const setLater = (seat: CollabSeat, activity: Activity, state: SeatState): void =>
    void set(seat, activity, state).catch((error: unknown) => {
      activity.state = state === 'active' ? 'idle' : 'active' // the next occasion tries again
      log.warn({ err: error }, 'who is idle was not kept')
    })

  const part: CollabPart = {
    name: 'presence',
    requests: {
      async 'presence:set'(seat, { state }) {
        assertMayDo(seat.admitted.role, 'point')
        const activity = activityOf(seat)
        activity.at = performance.now()
        await set(seat, activity, state)
        return { ok: true as const }
      },
    },
    entered: (seat) => void activityOf(seat),
    did(seat, name) {
      if (byItself.has(name)) return
      const activity = activityOf(seat)
      activity.at = performance.now()
      if (activity.state === 'idle') setLater(seat, activity, 'active')
    },
  }
  return {
    part,
    /** From time to time. */
    rest(rooms: Iterable<CollabRoom>): void {
      const before = performance.now() - idleMs
      for (const { seats } of rooms)
        for (const seat of seats.values()) {
          const activity = activityOf(seat)
          if (activity.state === 'active' && activity.at <= before) setLater(seat, activity, 'idle')
        }
    },
  }
}

import type { Member } from '../actor.ts'
import { Problem } from '../problem.ts'
import type { SerialId } from '../schema.ts'
import type { DomainEvent } from './event.ts'
import { namesOf } from './filter.ts'
import type { EventQuery, EventView } from './schema.ts'

export interface WantedEvents {
  /** Beyond this one. */
  readonly after: number
  readonly limit: number
  /** Without them: every name. */
  readonly names?: readonly string[]
  readonly aggregateType?: string
  readonly aggregateId?: string
}

export interface EventSlice {
  /** In the order of `seq`. */
  readonly events: readonly DomainEvent[]
  /** Up to where there is nothing further that was asked for: the last of these, or else the newest event of all. */
  readonly last: number
  readonly more: boolean
}

/** What happened in one organization. */
export interface EventStore {
  /** All of it as of one moment, so that nothing up to `last` is missing. */
  read(wanted: WantedEvents): Promise<EventSlice>
}

export interface EventLogPorts {
  readonly eventsOf: (tenantId: SerialId) => EventStore
  readonly now: () => Date
}

/** How often a request that waits looks again. */
const lookEveryMs = 1_000
/** Requests that wait at once, in one process. */
const mostWaiting = 200
const mostWaitingOfOne = 5

export type EventLog = ReturnType<typeof createEventLog>

/** The events of an organization, for programs that keep their own place. */
export const createEventLog = ({ eventsOf, now }: EventLogPorts) => {
  const waiting = new Map<SerialId, number>()
  const leaving = new AbortController()
  const count = (tenantId: SerialId, change: 1 | -1) => {
    const next = (waiting.get(tenantId) ?? 0) + change
    if (next > 0) waiting.set(tenantId, next)
    else waiting.delete(tenantId)
  }
  const waitingOfAll = () => [...waiting.values()].reduce((sum, one) => sum + one, 0)

  const waitFor = async (tenantId: SerialId, wanted: WantedEvents, until: number): Promise<EventSlice> => {
    if ((waiting.get(tenantId) ?? 0) >= mostWaitingOfOne || waitingOfAll() >= mostWaiting)
      throw new Problem('rate_limited', { seconds: 1 })
    count(tenantId, 1)
    try {
      let slice = await eventsOf(tenantId).read(wanted)
      while (slice.events.length === 0 && now().getTime() < until && !leaving.signal.aborted) {
        await pause(Math.min(lookEveryMs, until - now().getTime()), leaving.signal)
        slice = await eventsOf(tenantId).read(wanted)
      }
      return slice
    } finally {
      count(tenantId, -1)
    }
  }

  return {
    /** Throws `rate_limited` where too many wait already. */
    async read({ tenantId }: Member, query: EventQuery): Promise<EventSlice> {
      const { after = 0, limit = 100, name, wait = 0 } = query
      const wanted: WantedEvents = {
        after,
        limit,
        ...(name && { names: namesOf(name, 'name') }),
        ...(query.aggregate_type !== undefined && { aggregateType: query.aggregate_type }),
        ...(query.aggregate_id !== undefined && { aggregateId: query.aggregate_id }),
      }
      if (wait === 0) return eventsOf(tenantId).read(wanted)
      return waitFor(tenantId, wanted, now().getTime() + wait * 1000)
    },

    /** Whoever waits is answered at once, with what there is. */
    release: (): void => leaving.abort(),
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      done()
    }
    const timer = setTimeout(finish, ms)
    signal.addEventListener('abort', finish)
  })

export const presentEvent = (event: DomainEvent): EventView => ({
  seq: event.seq,
  id: event.id,
  name: event.name,
  aggregate_type: event.aggregateType,
  aggregate_id: event.aggregateId,
  data: { ...event.data },
  actor_id: event.actorId,
  at: event.at.toISOString(),
})

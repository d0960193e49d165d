import type { LiveLook } from '../domain/live/ports.ts'
import type { Id } from '../domain/schema.ts'
import type { LivePort, Log } from './ports.ts'
import type { Room } from './room.ts'
import type { LiveSession, MemberRight, Subscription } from './session.ts'
import type { Watched } from './watched.ts'

/** The sessions of members on this node, by tenant. */
export type MemberSessions = Map<number, Set<LiveSession>>

export interface LookParts {
  readonly service: Pick<LivePort, 'looked'>
  readonly sessions: MemberSessions
  readonly log: Log
}

const gatherMs = 500
const mostWaiting = 10_000

/**
 * Who met which technician in what they watch already: once for each subscription and technician. What is in a snapshot
 * is on record before it is sent; of those who come into view later it follows at once, and again where that failed.
 */
export const createLooks = ({ service, sessions, log }: LookParts) => {
  const waiting = new Map<number, LiveLook[]>()
  let timer: NodeJS.Timeout | undefined
  let keeping: Promise<void> = Promise.resolve()

  const add = (tenantId: number, look: LiveLook): void => {
    const looks = waiting.get(tenantId) ?? []
    waiting.set(tenantId, looks)
    if (looks.length < mostWaiting) looks.push(look)
    timer ??= setTimeout(keep, gatherMs).unref()
  }
  const keep = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const all = [...waiting]
    waiting.clear()
    keeping = Promise.all(all.map(([tenantId, looks]) => keepOf(tenantId, looks))).then(() => {})
    return keeping
  }
  const keepOf = async (tenantId: number, looks: readonly LiveLook[]): Promise<void> => {
    try {
      await service.looked(tenantId, looks)
    } catch (error) {
      log.warn({ err: error, tenantId }, 'who looked at technicians could not be kept yet')
      for (const look of looks) add(tenantId, look)
    }
  }

  const note = ({ member }: MemberRight, { met }: Subscription, id: Id, userId: Watched['userId']): void => {
    if (met.has(id)) return
    met.add(id)
    if (userId !== member.userId) add(member.tenantId, { technicianId: id, viewerId: member.userId })
  }

  return {
    /** A technician came into a room. */
    met({ subject: { id, tenantId }, userId }: Watched, room: Room): void {
      if (room.linkId !== undefined) return // what visitors see is noted when it is opened
      for (const { right } of sessions.get(tenantId) ?? [])
        if (right.by === 'member')
          for (const subscription of right.subscriptions.values())
            if (subscription.rooms.includes(room)) note(right, subscription, id, userId)
    },
    /** Somebody came into rooms in which technicians are. */
    began(right: MemberRight, subscription: Subscription): void {
      for (const { tenant, members } of subscription.rooms)
        if (tenant.side === 'crew')
          for (const { subject, userId } of members.keys()) note(right, subscription, subject.id, userId)
    },
    /** Keeps what waits, as far as that can be done now. */
    async close(): Promise<void> {
      await keeping
      await keep()
      clearTimeout(timer)
    },
  }
}

export type Looks = ReturnType<typeof createLooks>

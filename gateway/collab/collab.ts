import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Member } from '../../domain/actor.ts'
import type { Bus } from '../../domain/live/ports.ts'
import type { Id } from '../../domain/schema.ts'
import type { Logged } from '../../domain/sessions/log.ts'
import { collab } from '../../domain/sessions/protocol.ts'
import type { ShareLink } from '../../domain/share-links/link.ts'
import type { NamespaceContext } from '../namespace.ts'
import { type Asked, checked, createAnswering } from '../request.ts'
import { budgetsOf, requestsOf } from './answering.ts'
import { type CommentPort, createCommentRequests } from './comments.ts'
import { createCursors } from './cursors.ts'
import { type CollabAuth, type CollabPort, createDoor } from './door.ts'
import { createEndings } from './endings.ts'
import { createEntrance, stateFor, type Waiting } from './entrance.ts'
import { createLogReader } from './log.ts'
import { createModeration } from './moderation.ts'
import type { CollabPart, CollabSeat, Line } from './part.ts'
import { createPlayback } from './playback.ts'
import { createPresence } from './presence.ts'
import type { LeaveReason, Room } from './room.ts'
import { createRooms } from './rooms.ts'
import { createUpkeep } from './upkeep.ts'
import { createViews } from './views.ts'

export interface CollabOptions<Device> {
  readonly port: CollabPort
  readonly comments: CommentPort
  readonly bus: Bus
  /** Beside those that every session has. */
  readonly parts: readonly CollabPart[]
  readonly context: NamespaceContext<Device>
}

/** Sessions on this node, apart from how they are spoken to: Socket.IO and plain WebSocket are two faces of it. */
export interface Collab {
  /**
   * Whoever stands at the door, by their handshake alone: payload, headers and address. Throws a `Problem`. Once the
   * connection stands, `enter`; if it never does, `giveUp`.
   */
  admit(auth: unknown, handshake: Handshake): Promise<Waiting>
  /** `undefined`: it ended meanwhile, which they have been told. */
  enter(waiting: Waiting, line: Line): CollabSeat | undefined
  giveUp(waiting: Waiting): void
  /** Checks, does and answers a request. Bytes are bytes by now. */
  answer(asked: Asked<CollabSeat>): void
  /** The connection is gone. `left`: they said so. */
  leave(seat: CollabSeat, reason: Extract<LeaveReason, 'left' | 'gone'>): void
  /** Something was logged, on whichever node. */
  sessionLogged(logged: Logged): void
  linkUpdated(link: ShareLink): void
  linkEnded(linkId: Id): Promise<void>
  memberChanged(member: Pick<Member, 'tenantId' | 'userId'>): void
  /** For the sweep. */
  readonly links: ReturnType<typeof createEndings>['links']
  readonly members: ReturnType<typeof createEndings>['members']
  check(): Promise<void>
  counts(): { readonly sessions: number; readonly seats: number }
  /** The connections are gone: what they leave is stored. */
  close(): Promise<void>
}

interface Handshake {
  readonly headers: IncomingHttpHeaders
  readonly address: string
}

/** A link that ended does not wait longer for what is read of the log. */
const longestWordMs = 300

const readAuth = checked(collab.auth) as (auth: unknown) => CollabAuth

export const createCollab = <Device>(options: CollabOptions<Device>): Collab => {
  const { port: sessions, bus, context } = options
  const { limits, now, log, metrics } = context
  const node = randomUUID()
  const moving = { tickMs: limits.collabTickMs, metrics }
  const presence = createPresence({ sessions, idleMs: limits.idleMs, log })
  const parts: CollabPart[] = [
    presence.part,
    createCursors(moving),
    createViews(moving),
    createPlayback({ sessions, now }),
    createCommentRequests(options.comments),
    createModeration(sessions),
    ...options.parts,
  ]
  const rooms = createRooms({ bus, node, parts, sessions, log, isAwaited: (id) => entrance.isAwaited(id) })
  const endings = createEndings({ rooms, parts, now })
  const reader = createLogReader({
    sessions,
    parts,
    log,
    now,
    before(room, entry) {
      endings.before(room, entry)
      entrance.logged(room, entry)
    },
    after: endings.after,
    adopted: endings.arm,
  })
  parts.push(reader.part)
  const entrance = createEntrance({
    sessions,
    judge: createDoor(sessions, context),
    rooms: rooms.all,
    roomOf(opened) {
      const room = rooms.of(opened.admitted.session)
      endings.arm(room)
      return room
    },
    parts,
    node,
    readOn: (room) => void reader.readOn(room),
    gaveUp(waiting) {
      if (waiting.taken) rooms.forget(waiting.taken.room, waiting.taken.seat.id)
      rooms.closeIfEmpty(waiting.sessionId)
    },
  })
  const upkeep = createUpkeep({ sessions, rooms, parts, node, limits, now, log, presence, reader, endings })

  return {
    links: endings.links,
    members: endings.members,
    async admit(auth, handshake) {
      return entrance.admit(readAuth(auth), handshake)
    },
    enter(waiting, line) {
      const { taken } = waiting
      if (!taken || !entrance.stop(waiting)) {
        line.drop()
        return undefined
      }
      const { room, opened } = taken
      const seat: CollabSeat = {
        id: taken.seat.id,
        participantId: opened.admitted.participant.id,
        line,
        room,
        admitted: opened.admitted,
        language: taken.language,
        allowance: undefined,
        hasEnded: false,
      }
      const ended = endings.endedSince(seat, opened.link, waiting.began)
      if (ended) {
        endings.refuse(line, ended)
        rooms.forget(room, seat.id)
        rooms.closeIfEmpty(room.sessionId)
        return undefined
      }
      const from = waiting.from ?? room.told
      room.seatChanged(taken.seat)
      line.emit('session:state', stateFor(taken, from, now()))
      room.seats.set(seat.id, seat)
      endings.add(seat, opened.link)
      for (const entry of inOrder(waiting, from)) endings.tellMissed(seat, entry)
      if (seat.hasEnded) return undefined
      for (const part of parts) part.entered?.(seat)
      return seat
    },
    giveUp: entrance.giveUp,
    answer: createAnswering(requestsOf(parts), { ...context, ...budgetsOf(limits) }),
    leave: endings.leave,
    sessionLogged({ sessionId, seq }) {
      const room = rooms.all.get(sessionId)
      if (room && seq > room.told) void reader.readOn(room)
    },
    linkUpdated: endings.linkUpdated,
    async linkEnded(id) {
      // The end of a session is logged before its links are revoked: whoever is in it hears of that first.
      const reading = [...rooms.all.values()].filter((room) => room.isReading).map((room) => room.reading)
      if (reading.length > 0)
        await Promise.race([Promise.all(reading), sleep(longestWordMs, undefined, { ref: false })])
      endings.links.end(id, 'revoked')
    },
    memberChanged: (member) => endings.members.endAllOf(member),
    check: upkeep.check,
    counts: () => ({ sessions: rooms.all.size, seats: rooms.seatCount() }),
    async close() {
      upkeep.close()
      for (const room of [...rooms.all.values()])
        for (const seat of [...room.seats.values()]) endings.leave(seat, 'gone')
      await Promise.all(parts.map((part) => part.close?.()))
      await rooms.settled()
      endings.close()
    },
  }
}

const inOrder = ({ entries }: Waiting, after: number) => {
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]))
  return [...bySeq.values()].filter(({ seq }) => seq > after).sort((a, b) => a.seq - b.seq)
}

export type { Room, Waiting }

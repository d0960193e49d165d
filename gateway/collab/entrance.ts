import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Comment } from '../../domain/comments/comment.ts'
import { presentComment } from '../../domain/comments/present.ts'
import { type Language, Problem } from '../../domain/problem.ts'
import type { Id } from '../../domain/schema.ts'
import { presentFeatures, presentInfo, presentPlayback } from '../../domain/sessions/live-view.ts'
import type { LogEntry } from '../../domain/sessions/log.ts'
import type { ParticipantView, SessionState } from '../../domain/sessions/schema.ts'
import type { Participant, Seat } from '../../domain/sessions/session.ts'
import { languageOf } from '../handshake.ts'
import type { CollabAuth, CollabPort, Opened } from './door.ts'
import type { CollabPart } from './part.ts'
import type { Room } from './room.ts'
import { readerOf } from './telling.ts'

/** Somebody who was let in and whose connection is not there yet. */
export interface Waiting {
  readonly sessionId: Id
  /** Monotonic ms: what ended since then has ended for them too. */
  readonly began: number
  /** What was logged meanwhile; they are told it after the state. */
  readonly entries: LogEntry[]
  /** The newest entry that they need not be told. `undefined`: nobody of this session was here when they began. */
  from: number | undefined
  taken: Taken | undefined
}

export interface Taken {
  readonly room: Room
  readonly seat: Seat
  readonly opened: Opened
  readonly language: Language
  readonly comments: readonly Comment[]
  readonly hasMoreComments: boolean
  /** What the parts have to say in `session:state`. */
  readonly parts: Partial<SessionState>
}

export interface EntranceOptions {
  readonly sessions: CollabPort
  readonly judge: (auth: CollabAuth, handshake: Handshake) => Promise<Opened>
  readonly rooms: ReadonlyMap<Id, Room>
  /** The session's room, made if there is none. */
  readonly roomOf: (opened: Opened) => Room
  readonly parts: readonly CollabPart[]
  readonly node: Id
  readonly readOn: (room: Room) => void
  /** Whoever waited comes no more: the room may be empty. */
  readonly gaveUp: (waiting: Waiting) => void
}

interface Handshake {
  readonly headers: IncomingHttpHeaders
  readonly address: string
}

/** A connection that has not come by then comes no more. */
const longestWaitMs = 10_000
/** The ones away who are named in `session:state`, those who came last. */
const mostAway = 200

/**
 * Lets people in, in two steps: all that has to be asked first, and then, once their connection stands, all at once. From
 * the first moment on they are told of what is logged, so that nothing falls between the state they get and what follows.
 */
export const createEntrance = (options: EntranceOptions) => {
  const { sessions, judge, rooms, roomOf, parts, node } = options
  const waitings = new Map<Id, Set<Waiting>>()

  const begin = (sessionId: Id): Waiting => {
    const from = rooms.get(sessionId)?.told
    const waiting: Waiting = { sessionId, began: performance.now(), entries: [], from, taken: undefined }
    const others = waitings.get(sessionId) ?? new Set()
    waitings.set(sessionId, others.add(waiting))
    return waiting
  }
  const stop = (waiting: Waiting): boolean => {
    const others = waitings.get(waiting.sessionId)
    if (!others?.delete(waiting)) return false
    if (others.size === 0) waitings.delete(waiting.sessionId)
    return true
  }
  const giveUp = (waiting: Waiting): void => {
    if (stop(waiting)) options.gaveUp(waiting)
  }

  const take = async (waiting: Waiting, auth: CollabAuth, handshake: Handshake): Promise<void> => {
    const opened = await judge(auth, handshake)
    const { admitted } = opened
    const { session, participant } = admitted
    const id = randomUUID()
    const seats = await sessions.takeSeat(admitted, { id, node })
    try {
      const seat = seats.find((one) => one.id === id)
      if (!seat) throw new Problem('session_ended')
      const room = roomOf(opened)
      room.roster.know([participant])
      await catchUp(waiting, room, session.lastSeq)
      const [participants, { comments, more }, ...said] = await Promise.all([
        sessions.participants(session.tenantId, session.id),
        sessions.comments(admitted),
        ...parts.map((part) => part.state?.(room, admitted)),
      ])
      room.roster.know(participants)
      room.reconcile(seats, new Set())
      const language = languageOf(handshake.headers)
      const states: Partial<SessionState> = Object.assign({}, ...said)
      const shown = { comments, hasMoreComments: more, parts: states }
      waiting.taken = { room, seat, opened, language, ...shown }
    } catch (error) {
      sessions.leaveSeat(session.tenantId, id).catch(() => {}) // it lapses by itself
      throw error
    }
  }
  /** The room may have begun after what was read at the door. */
  const catchUp = async (waiting: Waiting, room: Room, lastSeq: number): Promise<void> => {
    // Where nobody of the session was here, nobody listened to what was announced since they began.
    if (lastSeq > room.told || waiting.from === undefined) options.readOn(room)
    if (waiting.from !== undefined) return
    waiting.from = lastSeq
    if (lastSeq >= room.begunAfter) return
    const missed = await sessions.after(room.tenantId, room.sessionId, lastSeq)
    if (missed !== 'reload') waiting.entries.unshift(...missed)
  }

  return {
    /** Throws a `Problem`. Once the connection stands, `stop` and use what was `taken`; or `giveUp`. */
    async admit(auth: CollabAuth, handshake: Handshake): Promise<Waiting> {
      const waiting = begin(auth.session_id.toLowerCase())
      try {
        await take(waiting, auth, handshake)
      } catch (error) {
        giveUp(waiting)
        throw error
      }
      setTimeout(giveUp, longestWaitMs, waiting).unref()
      return waiting
    },
    /** False: they came too late, and were given up. */
    stop,
    giveUp,
    isAwaited: (sessionId: Id): boolean => waitings.has(sessionId),
    /** Something was told to the room. */
    logged({ sessionId }: Room, entry: LogEntry): void {
      for (const { entries } of waitings.get(sessionId) ?? []) entries.push(entry)
    },
  }
}

export const stateFor = ({ room, seat, opened, ...taken }: Taken, seq: number, now: Date): SessionState => {
  const { admitted, ticket } = opened
  const { session, playback } = room
  const reader = readerOf({ admitted })
  return {
    session: presentInfo(session, admitted.asset),
    you: {
      participant_id: admitted.participant.id,
      seat_id: seat.id,
      role: admitted.role,
      ...(ticket !== undefined && { guest: ticket }),
    },
    participants: shownOf(room),
    comments: taken.comments.map((comment) => presentComment(comment, reader)),
    more_comments: taken.hasMoreComments,
    seq,
    features: presentFeatures(session.features),
    playback: playback && presentPlayback(playback),
    recording: null,
    ...taken.parts,
    server_time: now.toISOString(),
  }
}

const shownOf = ({ roster }: Room): ParticipantView[] => {
  const there = roster.participants().filter(({ joinedAt, removedAt }) => joinedAt && !removedAt)
  const [present, away] = [true, false].map((is) => there.filter(({ id }) => roster.isPresent(id) === is))
  const lately = away!.sort((a, b) => whenOf(b) - whenOf(a)).slice(0, mostAway)
  return [...present!, ...lately].flatMap(({ id }) => roster.view(id) ?? [])
}

const whenOf = ({ joinedAt }: Participant): number => joinedAt?.getTime() ?? 0

import type { Member } from '../actor.ts'
import type { Asset } from '../assets/asset.ts'
import type { Comment, Commenter } from '../comments/comment.ts'
import type { NewEvent } from '../events/event.ts'
import type { Guest } from '../guests.ts'
import type { NewNotification } from '../notifications/notification.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { Visit } from '../share-links/visits.ts'
import type { LogEntry, Logged, NewLogEntry } from './log.ts'
import type {
  CollabSession,
  Participant,
  Playback,
  Seat,
  SeatChange,
  SessionFeatures,
  SessionGlimpse,
  SessionRole,
} from './session.ts'

/** Somebody at a session's door: a member by right, or whoever came through the door of its link. */
export type Entering =
  | { readonly by: 'member'; readonly member: Member }
  | {
      readonly by: 'link'
      readonly visit: Pick<Visit, 'link'>
      /** Signed in as well: known by their account's name. */
      readonly member: Member | undefined
      readonly guest: Guest | undefined
      /** What a guest calls themself; nobody is let in without one. */
      readonly name: string | undefined
    }

/** Somebody who is in. */
export interface Admitted {
  readonly session: CollabSession
  readonly asset: Asset
  readonly participant: Participant
  /** What the host gave, and no more than the link gives. */
  readonly role: SessionRole
  /** What the link gives at most; `host` for members who come by right. See `withRole`. */
  readonly mostRole: SessionRole
  /** The link they came by; ends with it. */
  readonly linkId: Id | null
  readonly member: Member | undefined
  /** Of a guest: to be known again by. */
  readonly guest: Guest | undefined
  /** Who they are when they comment. */
  readonly commenter: Commenter
}

export type Missed = readonly LogEntry[] | 'reload'

/** How a session stands, for the sweep. */
export type SessionStanding = Pick<
  CollabSession,
  'lastSeq' | 'endedAt' | 'expiresAt' | 'features' | 'maxParticipants'
>

/** What the gateway asks of the domain. Every method throws a `Problem` for what the caller may not. */
export interface LiveSessions {
  /** `not_found`, `session_ended`, `session_left`, `name_required`. Whoever comes for the first time is logged. */
  enter(sessionId: Id, entering: Entering): Promise<Admitted>
  /** Takes a seat where one is left, or throws `session_full`. Answers all that are taken, this one included. */
  takeSeat(admitted: Admitted, seat: { readonly id: Id; readonly node: string }): Promise<readonly Seat[]>
  leaveSeat(tenantId: SerialId, seatId: Id): Promise<void>
  /**
   * `undefined`: there is no such seat any more. Joining a call where `mostInCall` seats are in it (those of a mesh, unless
   * it is said) throws `call_full`; a seat that is in it already does not count.
   */
  changeSeat(
    tenantId: SerialId,
    seatId: Id,
    change: SeatChange,
    mostInCall?: number,
  ): Promise<Seat | undefined>
  /** Seats of nodes that live. */
  seats(tenantId: SerialId, sessionId: Id): Promise<readonly Seat[]>
  /** A node says that it lives; answers which of these seats are still there. Seats of nodes long silent are removed. */
  keepSeats(node: string, seatIds: readonly Id[]): Promise<ReadonlySet<Id>>
  participants(tenantId: SerialId, sessionId: Id): Promise<readonly Participant[]>
  /** The newest comments of the file that this participant may see, oldest first. */
  comments(admitted: Admitted): Promise<{ readonly comments: readonly Comment[]; readonly more: boolean }>
  /** What was logged after `seq`, in order; `reload` where that is too much. */
  after(tenantId: SerialId, sessionId: Id, seq: number): Promise<Missed>
  setPlayback(tenantId: SerialId, sessionId: Id, playback: Playback): Promise<void>
  /** By a host: `not_found` for nobody of this session. Nobody takes the last host's role. */
  setRole(by: Admitted, participantId: Id, role: SessionRole): Promise<void>
  remove(by: Admitted, participantId: Id): Promise<void>
  end(by: Admitted): Promise<void>
  /** For the sweep. What is not in the answer is gone. */
  standing(ids: readonly Id[]): Promise<ReadonlyMap<Id, SessionStanding>>
}

/** What was decided about a participant. Without an entry nobody is told. */
export interface Settled {
  readonly participant: Participant
  readonly entry: NewLogEntry | null
}

export interface NewCollabSession {
  readonly session: Omit<CollabSession, 'lastSeq' | 'playback' | 'endedAt'>
  readonly participants: readonly Participant[]
  readonly notifications: readonly NewNotification[]
}

/** A member of the organization, as somebody who is invited. */
export interface Invitable {
  readonly userId: SerialId
  readonly email: string
  readonly name: string
}

/** The sessions of one tenant. What takes an event, a log entry or notifications keeps them in one transaction with it. */
export interface SessionStore {
  insert(made: NewCollabSession, event: NewEvent): Promise<CollabSession>
  find(id: Id): Promise<CollabSession | undefined>
  /** The session that a link leads to: its own, or its share's. The newest. */
  ofLink(linkIds: readonly Id[]): Promise<CollabSession | undefined>
  /** Newest first. `userId`: those that this person made or is a participant of; `null`: all. */
  list(
    filter: {
      readonly userId: SerialId | null
      readonly assetId?: SerialId | undefined
      readonly isOpen?: boolean | undefined
    },
    now: Date,
    slice: Slice,
  ): Promise<Counted<CollabSession>>
  /** Those that are not there, with their file, are missing. */
  glimpses(ids: readonly Id[]): Promise<ReadonlyMap<Id, SessionGlimpse>>
  /** Only while it is open; `undefined` otherwise. */
  change(
    id: Id,
    change: Partial<Pick<CollabSession, 'expiresAt' | 'maxParticipants'>> & {
      /** Those that are named; the others stay as they are. */
      readonly features?: Partial<SessionFeatures>
    },
    entry: NewLogEntry,
    event: NewEvent,
  ): Promise<{ readonly session: CollabSession; readonly logged: Logged } | undefined>
  end(id: Id, at: Date, entry: NewLogEntry, event: NewEvent): Promise<Logged | undefined>
  setPlayback(id: Id, playback: Playback): Promise<void>

  /** Those of these addresses, normalised, that members of the organization have. */
  membersAt(emails: readonly string[]): Promise<readonly Invitable[]>

  /** In the order in which they were invited, or came. */
  participants(id: Id): Promise<readonly Participant[]>
  participant(id: Id): Promise<Participant | undefined>
  /** What a member is in these sessions, where they take part or are invited. */
  participantsOf(userId: SerialId, sessionIds: readonly Id[]): Promise<readonly Participant[]>
  /**
   * Decides about one participant with all of them at hand, and alone: two at once come one after the other. The
   * participant is made or changed, and the entry kept, or nothing is where `decide` throws. Throws `not_found`.
   */
  settle(
    id: Id,
    decide: (participants: readonly Participant[], session: CollabSession) => Settled,
  ): Promise<{ readonly participant: Participant; readonly logged: Logged | undefined }>

  /**
   * `full`: `most` participants are there already; a second seat of one who is there is always free. `ended` and
   * `removed`: since they came in.
   */
  takeSeat(
    sessionId: Id,
    seat: Pick<Seat, 'id' | 'participantId' | 'node'>,
    most: number,
  ): Promise<readonly Seat[] | 'full' | 'ended' | 'removed'>
  leaveSeat(seatId: Id): Promise<void>
  /** `full`: `mostInCall` are in the call already. */
  changeSeat(seatId: Id, change: SeatChange, mostInCall: number): Promise<Seat | 'full' | undefined>
  seats(sessionId: Id): Promise<readonly Seat[]>

  after(sessionId: Id, seq: number, limit: number): Promise<readonly LogEntry[]>
}

/** Sessions of every tenant. */
export interface SessionUpkeep {
  standing(ids: readonly Id[]): Promise<ReadonlyMap<Id, SessionStanding>>
  keepSeats(node: string, seatIds: readonly Id[]): Promise<ReadonlySet<Id>>
  /** Those whose time is over, and that nobody ended. */
  overdue(now: Date, limit: number): Promise<readonly Pick<CollabSession, 'id' | 'tenantId'>[]>
  /** How many ended before. */
  countEndedBefore(at: Date): Promise<number>
  /** Removes sessions that ended before, with everything of theirs. Answers how many; `limit` at most. */
  forgetBefore(at: Date, limit: number): Promise<number>
}

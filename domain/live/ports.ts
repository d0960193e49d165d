import type { Member } from '../actor.ts'
import type { AssignmentStatus } from '../assignments/assignment.ts'
import type { Notified } from '../notifications/notification.ts'
import type { Position, Subject } from '../positions/position.ts'
import type { Language } from '../problem.ts'
import type { EndReason, Subscribe } from '../protocol.ts'
import type { Eta } from '../routing/schema.ts'
import type { Id, SerialId } from '../schema.ts'
import type { Logged } from '../sessions/log.ts'
import type { LinkStanding, ShareLink } from '../share-links/link.ts'
import type { Visit } from '../share-links/visits.ts'

/** A subject with what a viewer is told about it, as read when they begin to watch. */
export interface WatchedSubject {
  readonly subject: Subject
  readonly name: string
  /** What whoever watches by a link is told instead. */
  readonly shownAs?: string
  readonly icon: string
  readonly color: string
  readonly newest: Position | null
  /** Of a technician: who it is. Nobody is on record for looking at themself. */
  readonly userId?: SerialId
  /** Oldest first; only where the link shows some of the past. */
  readonly trail?: readonly Position[]
}

export interface Shown {
  readonly link: ShareLink
  readonly subjects: readonly WatchedSubject[]
  /** Of a link to a visit: what its viewers are told beside where the technician is. */
  readonly visit?: WatchedVisit
}

/** A visit as somebody watches it by a link. */
export interface WatchedVisit {
  readonly id: Id
  readonly technicianId: Id
  readonly status: AssignmentStatus
  /** RFC 3339: since when it is so. */
  readonly at: string
  /** Milliseconds since 1970 UTC: nothing from before it is for this link. */
  readonly since: number
  readonly eta: Eta | null
}

export interface LiveLook {
  readonly technicianId: Id
  readonly viewerId: SerialId
}

export interface VisitNow {
  readonly status: AssignmentStatus
  readonly isFollowed: boolean
}

/** How somebody follows what a link shows who reads one long answer. */
export interface StreamWish {
  /** Monotonic ms: when the link's door was asked. */
  readonly began: number
  readonly language: Language
  readonly address: string
  /** The `seq` after which everything is new to them. */
  readonly since: number | undefined
  /** Seconds until the stream ends; 0: with the snapshot. */
  readonly seconds: number | undefined
  /** The way it goes: bytes that wait for the client, and how to cut it off. */
  readonly connection: { unsent(): number; cut(): void }
}

/** What the gateway asks of the domain. Every method throws a `Problem` for what the caller may not see. */
export interface LiveService {
  /** What a viewer sees who came through a link's door; `not_found` where nothing of it moves. */
  show(visit: Pick<Visit, 'link'>): Promise<Shown>
  /**
   * A subject that is not the member's is `not_found`, whoever else it may belong to; so is a technician who may not be
   * seen, now or by this member. That somebody sees technicians is on record when it is answered.
   */
  subjects(member: Member, wanted: Subscribe): Promise<readonly WatchedSubject[]>
  /**
   * What came in after `since` (ms, not included), oldest first, at most `limit` positions, newest kept. Of a technician
   * a day at most, and nothing from when they did not allow it.
   */
  missed(subject: Subject, since: number, limit: number): Promise<readonly Position[]>
  /** What viewers are told about subjects that come into their view later on. Those whom nobody may see are left out. */
  describe(subjects: readonly Subject[]): Promise<readonly WatchedSubject[]>
  /** Keeps that members met these technicians in what they watch, for the technicians to read. */
  looked(tenantId: SerialId, looks: readonly LiveLook[]): Promise<void>
  /** For the sweep: how the visit of a link stands now, and whether its technician may be followed. */
  visitNow(link: ShareLink): Promise<VisitNow | undefined>
  /** For the sweep: how these links stand now. A link that is not in the answer is gone. */
  linkStates(ids: readonly Id[]): Promise<ReadonlyMap<Id, LinkStanding>>
  /** For the sweep: which of these sessions still stand, with the role they were opened with. */
  standing(members: readonly Member[]): Promise<ReadonlySet<Member>>
}

/** Where committed positions go to be seen. Must not throw and must not wait. */
export interface LivePublisher {
  publish(subject: Subject, position: Position): void
}

/** `rekeyed`: its device has another key. `hidden`: nobody may see where it is, for now. */
export type SubjectChange = 'made' | 'changed' | 'rekeyed' | 'hidden' | 'removed'

/** A visit as everybody is told who watches it. `linkId`: the customer's link, where there is one. */
export interface VisitChange {
  readonly tenantId: SerialId
  readonly assignmentId: Id
  readonly technicianId: Id
  /** The technician, who is told too. */
  readonly userId: SerialId
  readonly linkId: Id | null
  readonly status: AssignmentStatus
  /** RFC 3339. */
  readonly at: string
}

/** What other parts tell every node about; each node closes or updates what it holds. */
export interface Announcements {
  linkEnded(linkId: Id, reason: EndReason): void
  /** Expiry or title changed. */
  linkUpdated(link: ShareLink): void
  /** An assignment has another status: the technician and their watchers are told; what its link shows is judged anew. */
  visitChanged(visit: VisitChange): void
  /** A customer said how a visit was: the technician and their watchers are told that there is something to read. */
  visitRated(visit: Omit<VisitChange, 'linkId' | 'status'>): void
  /** The technician of a visit is expected at another time. */
  etaChanged(
    visit: Pick<VisitChange, 'tenantId' | 'assignmentId' | 'technicianId' | 'linkId'>,
    eta: Eta,
  ): void
  /** Caches forget a changed vehicle, its viewers lose a removed one, and a device whose key was replaced is cut off. */
  subjectChanged(subject: Pick<Subject, 'id' | 'tenantId'>, change: SubjectChange): void
  /** Every session of a member ends: signed out, removed, or given another role. */
  memberChanged(member: Pick<Member, 'tenantId' | 'userId'>): void
  /** Something was added to a session's log: whoever holds the session reads it there and tells it. */
  sessionLogged(logged: Logged): void
  /** A member has something new to read, or has read some of it. */
  notified(notified: Notified): void
}

/**
 * Carries messages between nodes. In one process it delivers to the process itself. `publish` never throws: a message
 * that cannot be sent is lost, and whoever depends on it re-checks from time to time.
 */
export interface Bus {
  publish(channel: string, message: Uint8Array): void
  /** Messages of this very node arrive too. Returns how to stop. */
  subscribe(channel: string, handle: (message: Uint8Array) => void): () => void
  readonly ready: () => boolean
  close(): Promise<void>
}

import { randomUUID } from 'node:crypto'
import type { Member } from '../../domain/actor.ts'
import type { Comment } from '../../domain/comments/comment.ts'
import { found, Problem } from '../../domain/problem.ts'
import { withRole } from '../../domain/sessions/entering.ts'
import type { LogEntry, LogName, LogSubject } from '../../domain/sessions/log.ts'
import { mostMissed } from '../../domain/sessions/log.ts'
import { roleByLink } from '../../domain/sessions/rights.ts'
import {
  type CollabSession,
  colorOf,
  type Participant,
  type Playback,
  type Seat,
  type SessionRole,
  stateOfSession,
} from '../../domain/sessions/session.ts'
import { type ShareLink, stateOf } from '../../domain/share-links/link.ts'
import type { CollabPort, CollabProof, Opened } from '../../gateway/collab/door.ts'
import { plan } from './memory-session-comments.ts'

/** Sessions as the gateway asks for them, in memory, shared by the nodes of a spec or of the bench. */
export class MemorySessions implements CollabPort {
  readonly sessions = new Map<string, CollabSession>()
  readonly people = new Map<string, Participant>()
  readonly taken = new Map<string, Seat & { readonly sessionId: string }>()
  readonly log = new Map<string, LogEntry[]>()
  readonly said: Comment[] = []
  readonly links = new Map<string, { link: ShareLink; sessionId: string }>()
  /** What was announced goes here. */
  announce: (sessionId: string, seq: number) => void = () => {}
  /** What everybody waits for who comes in. */
  slow: Promise<unknown> | undefined
  isAway = false

  session(changes: Partial<CollabSession> = {}): CollabSession {
    const session: CollabSession = {
      id: randomUUID(),
      tenantId: 1,
      assetId: 1,
      linkId: null,
      createdBy: 1,
      features: {
        allowDownload: true,
        cursorTracking: true,
        voiceChat: true,
        screenSharing: true,
        recording: true,
      },
      maxParticipants: 100,
      invitationMessage: null,
      playback: null,
      lastSeq: 0,
      createdAt: new Date(),
      expiresAt: new Date(Date.now() + 3_600_000),
      endedAt: null,
      ...changes,
    }
    this.sessions.set(session.id, session)
    this.log.set(session.id, [])
    return session
  }

  change(id: string, changes: Partial<CollabSession>): void {
    this.sessions.set(id, { ...this.sessions.get(id)!, ...changes })
  }

  async open(sessionId: string, proof: CollabProof): Promise<Opened> {
    this.#check()
    await this.slow
    const session = found(this.sessions.get(sessionId))
    const known = proof.by === 'link' ? found(this.links.get(proof.ref)) : undefined
    if (known) {
      const state = stateOf(known.link, new Date())
      if (state !== 'live') throw new Problem(state === 'expired' ? 'link_expired' : 'link_revoked')
      if (known.sessionId !== sessionId) throw new Problem('not_found')
    }
    const { member } = proof
    if (!known && member?.tenantId !== session.tenantId) throw new Problem('not_found')
    if (stateOfSession(session, new Date()) !== 'open') throw new Problem('session_ended')
    if (proof.by === 'link' && !proof.name && !proof.guest) throw new Problem('name_required')
    const guestId = known ? (proof.by === 'link' && proof.guest) || randomUUID() : null
    const participant = this.#join(session, known ? undefined : member, guestId, proof)
    if (participant.removedAt) throw new Problem('session_left')
    const guest = known && guestId ? { id: guestId, linkId: known.link.id } : undefined
    const mostRole = known ? roleByLink(known.link.permissions) : 'host'
    const admitted = withRole(
      {
        session: this.sessions.get(sessionId)!,
        asset: { ...plan, tenantId: session.tenantId },
        participant,
        role: participant.role,
        mostRole,
        linkId: known?.link.id ?? null,
        member,
        guest,
        commenter: {
          tenantId: session.tenantId,
          assetId: session.assetId,
          userId: participant.userId,
          guest: guest ?? null,
          name: participant.name,
          sees: known ? 'public' : 'all',
          mayWrite: false,
          mayModerate: false,
          participantId: participant.id,
        },
      },
      participant.role,
    )
    return { admitted, link: known?.link, ticket: guestId ?? undefined }
  }

  #join(
    session: CollabSession,
    member: Member | undefined,
    guestId: string | null,
    proof: CollabProof,
  ): Participant {
    const there = [...this.people.values()].filter(({ sessionId }) => sessionId === session.id)
    const known = there.find((one) =>
      member ? one.userId === member.userId : guestId !== null && one.guestId === guestId,
    )
    if (known) return known
    const participant: Participant = {
      id: randomUUID(),
      sessionId: session.id,
      userId: member?.userId ?? null,
      guestId,
      linkId: null,
      email: null,
      name: (proof.by === 'link' && proof.name) || `Person ${there.length + 1}`,
      role: member ? 'host' : 'collaborator',
      color: colorOf(there.length),
      joinedAt: new Date(),
      removedAt: null,
    }
    this.people.set(participant.id, participant)
    this.append(session.id, 'participant:joined', { participantId: participant.id })
    return participant
  }

  /** Numbers an entry, keeps it and announces it. */
  append(sessionId: string, name: LogName, about: LogSubject = {}, isAnnounced = true): number {
    const session = this.sessions.get(sessionId)!
    const seq = session.lastSeq + 1
    this.change(sessionId, { lastSeq: seq })
    this.log.get(sessionId)!.push({ seq, name, about, participantId: null, at: new Date() })
    if (isAnnounced) this.announce(sessionId, seq)
    return seq
  }

  async takeSeat({ session, participant }: Opened['admitted'], { id, node }: { id: string; node: string }) {
    this.#check()
    const others = this.#seatsOf(session.id)
    const there = new Set(others.map(({ participantId }) => participantId))
    if (!there.has(participant.id) && there.size >= session.maxParticipants) throw new Problem('session_full')
    const seat = { id, participantId: participant.id, node, state: 'active', sessionId: session.id } as const
    this.taken.set(id, { ...seat, inCall: false, isMuted: false, sharesScreen: false })
    return this.#seatsOf(session.id)
  }
  async leaveSeat(_tenantId: number, id: string) {
    this.#check()
    this.taken.delete(id)
  }
  async changeSeat(_tenantId: number, id: string, change: Partial<Seat>) {
    this.#check()
    const seat = this.taken.get(id)
    if (!seat) return undefined
    this.taken.set(id, { ...seat, ...change })
    return this.taken.get(id)
  }
  async seats(_tenantId: number, sessionId: string) {
    this.#check()
    return this.#seatsOf(sessionId)
  }
  async keepSeats(_node: string, ids: readonly string[]) {
    this.#check()
    return new Set(ids.filter((id) => this.taken.has(id)))
  }
  async participants(_tenantId: number, sessionId: string) {
    this.#check()
    return [...this.people.values()].filter((one) => one.sessionId === sessionId)
  }
  async comments({ commenter: { sees } }: Opened['admitted']) {
    this.#check()
    const comments = this.said.filter(
      ({ visibility, deletedAt }) => !deletedAt && (sees === 'all' || visibility === 'public'),
    )
    return { comments, more: false }
  }
  async after(_tenantId: number, sessionId: string, seq: number) {
    this.#check()
    const missed = this.log.get(sessionId)!.filter((entry) => entry.seq > seq)
    if (missed.length > mostMissed || seq > this.sessions.get(sessionId)!.lastSeq) return 'reload' as const
    return missed.map((entry) => ({
      ...entry,
      comment: this.said.find(({ id }) => id === entry.about.commentId),
      participant: entry.about.participantId ? this.people.get(entry.about.participantId) : undefined,
    }))
  }
  async setPlayback(_tenantId: number, sessionId: string, playback: Playback) {
    this.#check()
    this.change(sessionId, { playback })
  }
  async setRole(by: Opened['admitted'], id: string, role: SessionRole) {
    const one = this.#ofSession(by, id)
    this.people.set(id, { ...one, role })
    this.append(by.session.id, 'participant:updated', { participantId: id, role })
  }
  async remove(by: Opened['admitted'], id: string) {
    const one = this.#ofSession(by, id)
    this.people.set(id, { ...one, removedAt: new Date() })
    this.append(by.session.id, 'participant:removed', { participantId: id })
  }
  async end({ session }: Pick<Opened['admitted'], 'session'>) {
    this.change(session.id, { endedAt: new Date() })
    this.append(session.id, 'session:ended')
  }
  async standing(ids: readonly string[]) {
    this.#check()
    return new Map(
      ids.flatMap((id) => (this.sessions.has(id) ? [[id, this.sessions.get(id)!] as const] : [])),
    )
  }

  #ofSession({ session }: Opened['admitted'], id: string): Participant {
    const one = found(this.people.get(id))
    if (one.sessionId !== session.id) throw new Problem('not_found')
    return one
  }
  #seatsOf(sessionId: string): Seat[] {
    return [...this.taken.values()].filter((seat) => seat.sessionId === sessionId)
  }
  #check(): void {
    if (this.isAway) throw new Error('connection refused')
  }
}

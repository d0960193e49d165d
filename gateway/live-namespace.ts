import type { DefaultEventsMap, Namespace } from 'socket.io'
import type { Announcements, Shown, WatchedSubject } from '../domain/live/ports.ts'
import type { Language } from '../domain/problem.ts'
import { type ClientEvents, type EndReason, live, type ServerEvents } from '../domain/protocol.ts'
import type { Id } from '../domain/schema.ts'
import type { ShareLink } from '../domain/share-links/link.ts'
import type { createAudience } from './audience.ts'
import { closeSockets } from './closing.ts'
import type { Crew } from './crew.ts'
import { liveRequests, missedBy, presentLink, snapshotOf } from './events/live.ts'
import { languageOf, memberOf, proofOf } from './handshake.ts'
import type { LiveHub } from './live-hub.ts'
import type { Looks, MemberSessions } from './looks.ts'
import type { Members } from './members.ts'
import { admitting, forgetHandshake, type NamespaceContext } from './namespace.ts'
import type { OpenLinks } from './open-links.ts'
import type { LivePort } from './ports.ts'
import { answerRequests, checked } from './request.ts'
import type {
  AnySocket,
  LinkRight,
  LiveLine,
  LiveSession,
  LiveSocket,
  MemberRight,
  SocketData,
} from './session.ts'
import { Viewer } from './viewer.ts'
import type { Visits } from './visits.ts'

export type LiveNamespace = Namespace<
  ClientEvents<typeof live>,
  ServerEvents<typeof live>,
  DefaultEventsMap,
  SocketData
>

export interface LiveParts<Device> {
  readonly service: LivePort
  readonly hub: LiveHub
  readonly links: OpenLinks<ShareLink, LiveSession>
  readonly members: Members
  readonly visits: Visits
  readonly crew: Crew
  readonly looks: Looks
  /** Of members, filled and emptied here. */
  readonly sessions: MemberSessions
  readonly audience: ReturnType<typeof createAudience>
  readonly context: NamespaceContext<Device>
}

/** What the handshake found out; the connection event follows it at once. */
interface Admitted extends LiveSession {
  readonly began: number
  readonly shown: readonly WatchedSubject[]
}

const readAuth = checked(live.auth)

export const serveLive = <Device>(namespace: LiveNamespace, parts: LiveParts<Device>) => {
  const { service, hub, links, visits, crew, looks, sessions, members, audience, context } = parts
  const { limits, now } = context
  const budget = { burst: limits.liveBurst, perSecond: limits.livePerSecond, strikes: limits.strikes }

  const judge = async (socket: LiveSocket): Promise<void> => {
    const { headers } = socket.handshake
    const auth = readAuth(socket.handshake.auth)
    const began = performance.now()
    const base = {
      socket,
      viewer: new Viewer(socket, auth.encoding === 'binary'),
      language: languageOf(headers),
      allowance: undefined,
      hasEnded: false,
      began,
    }
    if (auth.token !== undefined) {
      const proof = await proofOf(auth, headers, context.authenticate, context.cookies)
      const shown = await service.openLink(auth.token, proof, context.addressOf(socket.handshake))
      const admitted: Admitted = { ...base, right: rightBy(shown), shown: shown.subjects }
      socket.data.session = admitted
      return
    }
    const member = await memberOf(auth.jwt, headers, context.authenticate, context.cookies)
    const right: MemberRight = { by: 'member', member, subscriptions: new Map(), leave() {} }
    const admitted: Admitted = { ...base, right, shown: [] }
    socket.data.session = admitted
  }

  const welcome = (socket: LiveSocket): void => {
    const { began, shown, ...session } = socket.data.session as Admitted
    socket.data.session = session
    forgetHandshake(socket)
    const { right } = session
    if (right.by === 'link') openLink(session, right, shown, began)
    else openMember(session, right, began)
    if (session.hasEnded) return
    socket.on('disconnect', leave)
    socket.onAny(answer)
  }

  /** One listener for all sockets, which are its `this`: a function for each would weigh more than its session. */
  const leave = function (this: LiveSocket): void {
    part(this.data.session as LiveSession)
  }
  const part = (session: LiveSession): void => {
    const { right, viewer } = session
    hub.leaveAll(viewer)
    if (right.by === 'member') {
      right.leave()
      return
    }
    links.remove(right.link.id, session)
    visits.remove(session)
    audience.left(right.link.tenantId, right.subjectIds)
  }

  const openLink = (
    session: LiveSession,
    right: LinkRight,
    shown: readonly WatchedSubject[],
    began: number,
  ): void => {
    const { link, visit } = right
    const ended = links.endedSince(link, began)
    if (ended) {
      endLink([session], ended)
      return
    }
    const isStale =
      visit !== undefined &&
      (visits.changedSince(visit.shown.id, began) || crew.changedSince(link.tenantId, began))
    const seen = isStale ? [] : shown
    const { subjects } = visit
      ? hub.openLink(session.viewer, link.id, seen, visit.shown.since)
      : hub.openSubjects(session.viewer, seen)
    const subjectIds = subjects.map(({ id }) => id)
    session.socket.emit('snapshot', snapshotOf(subjects, now(), link))
    session.right = { ...right, link: links.add(link, session), subjectIds }
    audience.entered(link.tenantId, subjectIds)
    visits.add(session, isStale)
  }

  const openMember = (session: LiveSession, right: MemberRight, began: number): void => {
    const { socket } = session
    const { member } = right
    const plain = socket as unknown as AnySocket
    if (members.changedSince(member, began)) {
      context.endMembers([plain])
      return
    }
    const remove = members.add(member, plain)
    const stopListening = audience.listen(member.tenantId)
    const own = sessions.get(member.tenantId) ?? new Set()
    sessions.set(member.tenantId, own.add(session))
    right.leave = () => {
      remove()
      stopListening()
      own.delete(session)
      if (own.size === 0 && sessions.get(member.tenantId) === own) sessions.delete(member.tenantId)
    }
  }

  const onSubscribed = ({ socket, right }: LiveSession, ids: readonly Id[]): void => {
    if (right.by !== 'member') return
    const counts = audience.counts(right.member.tenantId)
    if (counts.size === 0) return
    setImmediate(() => {
      for (const id of ids)
        if (counts.has(id)) socket.volatile.emit('viewers', { id, count: counts.get(id)! })
    })
  }

  const answer = answerRequests<LiveSession>(
    liveRequests({ hub, service, members, crew, looks, limits, now, onSubscribed }),
    { ...context, budget },
  )

  const endLink = (sessions: readonly LiveSession[], reason: EndReason): void => {
    for (const session of sessions) silence(session)
    void closeSockets(
      sessions.map(({ socket }) => socket),
      (socket) => socket.emit('link:ended', { reason }),
    )
  }
  const silence = (session: LiveSession): void => {
    session.hasEnded = true
    hub.leaveAll(session.viewer)
  }

  namespace.use(admitting(judge, context))
  namespace.on('connection', welcome)

  return {
    endLink,
    /**
     * Somebody who came through a link's door without Socket.IO: told and ended as everybody else, until `part`. `began`:
     * monotonic ms, before the door was asked.
     */
    openPlain(socket: LiveLine, shown: Shown, language: Language, began: number): LiveSession {
      const right = rightBy(shown)
      const viewer = new Viewer(socket, false)
      const session = { socket, viewer, language, allowance: undefined, hasEnded: false, right }
      openLink(session, right, shown.subjects, began)
      return session
    },
    part,
    answer,
    missedBy: (session: LiveSession, since: Readonly<Record<Id, number>>) =>
      missedBy(session, since, { hub, service, limits, now }),
    /** Only sockets of this namespace are told; others are just closed. */
    silence(socket: AnySocket): void {
      if (socket.nsp.name === live.namespace) silence(socket.data.session as LiveSession)
    },
    linkUpdated(link: ShareLink): void {
      for (const { socket } of links.update(link)) socket.emit('link:updated', presentLink(link))
    },
    subjectChanged(...[subject, change]: Parameters<Announcements['subjectChanged']>): void {
      const { id } = subject
      if (change === 'changed') {
        crew.shown(id)
        hub.describeAgain(id).catch((error) => context.log.warn({ err: error }, 'not told'))
        visits.technicianChanged(id)
      }
      if (change === 'removed' || change === 'hidden') crew.gone(subject, change)
    },
    tellAudience(tenantId: number, id: Id, count: number): void {
      for (const { socket, viewer } of sessions.get(tenantId) ?? [])
        if (hub.isWatching(viewer, id)) socket.volatile.emit('viewers', { id, count })
    },
  }
}

const rightBy = ({ link, subjects, visit }: Shown): LinkRight => ({
  by: 'link',
  link,
  subjectIds: subjects.map(({ subject }) => subject.id),
  visit: visit && { shown: visit, turn: 0 },
})

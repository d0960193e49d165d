import type { IncomingHttpHeaders } from 'node:http'
import { Server } from 'socket.io'
import { notifications } from '../domain/notifications/protocol.ts'
import { encodeFrame } from '../domain/positions/live-frame.ts'
import { Problem } from '../domain/problem.ts'
import { ingest, live } from '../domain/protocol.ts'
import { collab } from '../domain/sessions/protocol.ts'
import type { ShareLink } from '../domain/share-links/link.ts'
import { useAdapters } from './adapter.ts'
import { createAudience } from './audience.ts'
import { createAnnouncements, onAnnounced } from './broadcast.ts'
import { closeSockets, sendElsewhere } from './closing.ts'
import { createCollab } from './collab/collab.ts'
import { type CollabNamespace, serveCollab } from './collab/namespace.ts'
import { createCrew } from './crew.ts'
import type { Gateway, GatewayOptions } from './gateway.ts'
import { type IngestNamespace, serveIngest } from './ingest-namespace.ts'
import { LiveHub } from './live-hub.ts'
import { type LiveNamespace, serveLive } from './live-namespace.ts'
import { createLooks, type MemberSessions } from './looks.ts'
import { createMembers } from './members.ts'
import { type NamespaceContext, refusalError } from './namespace.ts'
import { type NotificationsNamespace, serveNotifications } from './notifications-namespace.ts'
import { createOpenLinks } from './open-links.ts'
import { createPlainFaces } from './plain/faces.ts'
import { defaultLimits, noMetrics } from './ports.ts'
import type { AnySocket, LiveSession } from './session.ts'
import { createShipping } from './shipping.ts'
import { startSweep } from './sweep.ts'
import { createVisits } from './visits.ts'

export type { CollabSide, Gateway, GatewayOptions } from './gateway.ts'

export const createGateway = <Device>(options: GatewayOptions<Device>): Gateway => {
  const { httpServer, nodes, live: service, now, log } = options
  const { bus } = nodes
  const limits = { ...defaultLimits, ...options.limits }
  const metrics = options.metrics ?? noMetrics
  let isLeaving = false

  const io = new Server(httpServer, {
    transports: ['websocket', 'polling'],
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: limits.maxMessageBytes,
    destroyUpgrade: false, // other WebSockets on this server are served, or refused, by `plain`
    connectTimeout: limits.connectTimeoutMs,
    // Tokens come in the auth payload, which no browser adds by itself; cookies are not for other origins.
    cors: { origin: '*', credentials: false },
    allowRequest: (_request, allow) => allow(isLeaving ? 'leaving' : null, !isLeaving),
  })
  useAdapters(
    io,
    ['/', live.namespace, ingest.namespace, notifications.namespace, collab.namespace],
    nodes.rooms,
  )
  io.engine.on('connection', forgetRequest)
  io.use((socket, next) => next(refusalError(new Problem('not_found'), socket.handshake.headers)))

  const endMembers = (sockets: readonly AnySocket[]): void => {
    for (const socket of sockets) {
      if (socket.data.session) socket.data.session.hasEnded = true
      liveSide.silence(socket)
    }
    void closeSockets(sockets, (socket) => {
      if (socket.nsp.name !== ingest.namespace) socket.emit('session:ended', {})
    })
  }
  const context: NamespaceContext<Device> = {
    authenticate: options.authenticate,
    addressOf: options.addressOf ?? (({ address }) => address),
    cookies: { cookieName: options.cookieName, origins: options.origins ?? [] },
    limits,
    now,
    log,
    metrics,
    isOutage: options.isOutage ?? (() => false),
    endMembers,
  }

  const members = createMembers(endMembers)
  const links = createOpenLinks<ShareLink, LiveSession>({
    now,
    end: (sessions, reason) => liveSide.endLink(sessions, reason),
  })
  const audience = createAudience(bus, (tenantId, id, count) => liveSide.tellAudience(tenantId, id, count))
  const hub = new LiveHub({
    tickMs: limits.tickMs,
    pack: encodeFrame,
    metrics,
    describe: (subjects) => service.describe(subjects),
    onMet: (technician, room) => looks.met(technician, room),
    onTenant: (tenantId, isWatched) => shipping.watch(tenantId, isWatched),
  })
  const shipping = createShipping({
    bus,
    metrics,
    receive: (subject, position) => hub.publish(subject, position), // and no further
  })
  const liveNamespace: LiveNamespace = io.of(live.namespace)
  const visits = createVisits({ service, hub, audience, now, log })
  const sessions: MemberSessions = new Map()
  const looks = createLooks({ service, sessions, log })
  const crew = createCrew({ service, hub, visits, sessions, log })
  const parts = { service, hub, links, visits, crew, looks, sessions, members, audience, context }
  const liveSide = serveLive(liveNamespace, parts)
  const ingestNamespace: IngestNamespace = io.of(ingest.namespace)
  const ingestSide = serveIngest(ingestNamespace, options.ingest, members, context)
  const notificationsNamespace: NotificationsNamespace = io.of(notifications.namespace)
  const notificationSide = serveNotifications(notificationsNamespace, options.notifications, members, context)
  const viewers = () => liveNamespace.sockets.size + plain.viewers()
  const { sessions: port, comments, parts: collabParts } = options.collab
  const sessionsSide = createCollab({ port, comments, bus, parts: collabParts, context })
  const collabNamespace: CollabNamespace = io.of(collab.namespace)
  serveCollab(collabNamespace, sessionsSide, context)
  const plain = createPlainFaces({
    httpServer,
    service,
    live: liveSide,
    collab: sessionsSide,
    seatLinkIn: options.seatLinkIn ?? (() => undefined),
    context,
    networkOf: options.networkOf ?? ((address) => address),
  })
  const sweep = startSweep({
    everyMs: limits.sweepMs,
    live: service,
    links: [links, sessionsSide.links],
    visits,
    crew,
    members: [members, sessionsSide.members],
    collab: sessionsSide,
    log,
  })

  const alsoTell = options.onAnnounced ?? {}
  const stopHearing = onAnnounced(bus, {
    linkEnded(id, reason) {
      links.end(id, reason)
      void sessionsSide.linkEnded(id)
      alsoTell.linkEnded?.(id, reason)
    },
    linkUpdated(link) {
      liveSide.linkUpdated(link)
      sessionsSide.linkUpdated(link)
      alsoTell.linkUpdated?.(link)
    },
    visitChanged(visit) {
      visits.visitChanged(visit)
      crew.visitChanged(visit)
      alsoTell.visitChanged?.(visit)
    },
    visitRated(visit) {
      crew.visitRated(visit)
      alsoTell.visitRated?.(visit)
    },
    etaChanged(visit, eta) {
      visits.etaChanged(visit, eta)
      crew.etaChanged(visit, eta)
      alsoTell.etaChanged?.(visit, eta)
    },
    subjectChanged(subject, change) {
      liveSide.subjectChanged(subject, change)
      ingestSide.subjectChanged(subject, change)
      alsoTell.subjectChanged?.(subject, change)
    },
    memberChanged(member) {
      members.endAllOf(member)
      sessionsSide.memberChanged(member)
      alsoTell.memberChanged?.(member)
    },
    sessionLogged(logged) {
      sessionsSide.sessionLogged(logged)
      alsoTell.sessionLogged?.(logged)
    },
    notified(notified) {
      notificationSide.notified(notified)
      alsoTell.notified?.(notified)
    },
  })

  return {
    publisher: {
      publish(subject, position) {
        try {
          hub.publish(subject, position)
          shipping.ship(subject, position)
        } catch (error) {
          log.error({ err: error }, 'a position was not published')
        }
      },
    },
    announcements: createAnnouncements(bus),
    tenantChanged(tenantId) {
      if (!isLeaving) void crew.tenantChanged(tenantId)
    },
    viewers,
    streams: plain.streams,
    busReady: bus.ready,
    sockets: io,
    counts: () => ({ viewers: viewers(), ...hub.counts(), ...sessionsSide.counts() }),
    async drain(withinMs = 3_000) {
      if (isLeaving) return
      isLeaving = true
      sweep.close()
      await Promise.all([sendElsewhere(connectionsOf(io), withinMs), plain.drain(withinMs)])
      await sessionsSide.close()
      stopHearing()
      hub.close()
      await looks.close()
      links.close()
      audience.close()
      shipping.close()
      io.engine.close()
      nodes.rooms?.close()
      await bus.close()
    },
  }
}

/** The handshake's request is kept by the library for as long as the connection lives; a few headers are enough. */
const forgetRequest = (connection: { request: unknown }): void => {
  const headers = pick((connection.request as { headers: IncomingHttpHeaders }).headers)
  const key = JSON.stringify(headers)
  const request = alike.get(key) ?? { headers, _query: {}, url: '', connection: {} }
  if (alike.size >= 1_000) alike.clear()
  alike.set(key, request)
  connection.request = request
}

/** Many connections bring the same headers, and then share them. */
const alike = new Map<string, object>()

const kept = ['origin', 'host', 'cookie', 'accept-language', 'sec-fetch-site', 'x-forwarded-for'] as const

const pick = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(kept.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])))

const connectionsOf = (io: Server): AnySocket['conn'][] =>
  Object.values((io.engine as unknown as { clients: Record<string, AnySocket['conn']> }).clients)

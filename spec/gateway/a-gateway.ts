import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient, type RedisClientType } from 'redis'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { isAtLeast, type Member } from '../../domain/actor.ts'
import type { LiveLook, Shown, WatchedSubject, WatchedVisit } from '../../domain/live/ports.ts'
import type { Position, Subject } from '../../domain/positions/position.ts'
import { Problem } from '../../domain/problem.ts'
import { type EndReason, includes } from '../../domain/protocol.ts'
import { newLink, type ShareLink, stateOf } from '../../domain/share-links/link.ts'
import { connectNodes } from '../../gateway/nodes.ts'
import type { GatewayLimits, GatewayMetrics, LivePort, Log } from '../../gateway/ports.ts'
import { createGateway, type Gateway, type GatewayOptions } from '../../gateway/server.ts'
import { endWithSpecs } from '../support/leftovers.ts'
import { memoryComments } from '../support/memory-session-comments.ts'
import { MemorySessions } from '../support/memory-sessions.ts'
import { until } from '../support/until.ts'

export interface Technician {
  readonly subject: Subject
  readonly userId: number
  /** As `subscribe` names them. */
  readonly name: string
}

/** What the domain would say: everything a spec sets up, shared by the nodes of one service. */
export class FakeWorld implements LivePort {
  readonly subjectsById = new Map<string, WatchedSubject & { imei: string }>()
  readonly linksByToken = new Map<string, ShareLink>()
  /** Collaboration sessions, and what is said in them. */
  readonly collab = new MemorySessions()
  readonly membersByToken = new Map<string, Member>()
  /** What links to an assignment show now, by its id. */
  readonly visits = new Map<
    string,
    { readonly subjects: readonly WatchedSubject[]; readonly visit: WatchedVisit }
  >()
  readonly past = new Map<string, Position[]>()
  readonly ended = new Set<string>()
  /** Technicians whom nobody may see for now, and tenants that have switched tracking off. */
  readonly hidden = new Set<string>()
  readonly untracked = new Set<number>()
  readonly looks: (LiveLook & { readonly tenantId: number })[] = []
  /** What everybody waits for who asks for subjects; `undefined`: nobody waits. */
  slow: Promise<unknown> | undefined
  isAway = false
  opened = 0
  described = 0
  #keys = 0

  vehicle(imei: string, tenantId = 1, newest: Position | null = null): Subject {
    const subject = { key: ++this.#keys, id: randomUUID(), tenantId, kind: 'vehicle' as const }
    this.subjectsById.set(subject.id, { subject, imei, name: imei, icon: 'van', color: '#112233', newest })
    return subject
  }

  technician(name: string, newest: Position | null = null, tenantId = 1): Technician {
    const subject = { key: ++this.#keys, id: randomUUID(), tenantId, kind: 'technician' as const }
    const userId = ++this.#keys
    const shown = { subject, imei: '', name, icon: 'person', color: '#112233', newest, userId }
    this.subjectsById.set(subject.id, shown)
    return { subject, userId, name: `technician:${subject.id}` }
  }

  link(subject: Subject, changes: Partial<ShareLink> = {}): { token: string; link: ShareLink } {
    const link = newLink({
      id: randomUUID(),
      tenantId: subject.tenantId,
      face: 'core',
      resource: { kind: 'vehicle', id: subject.id },
      trailMinutes: 0,
      createdBy: 1,
      createdAt: new Date(),
      ...changes,
    })
    const token = randomUUID()
    this.linksByToken.set(token, link)
    return { token, link }
  }

  member(changes: Partial<Member> = {}): { jwt: string; member: Member } {
    const member: Member = {
      userId: ++this.#keys,
      tenantId: 1,
      role: 'owner',
      familyId: randomUUID(),
      ...changes,
    }
    const jwt = `jwt-${randomUUID()}`
    this.membersByToken.set(jwt, member)
    return { jwt, member }
  }

  change(link: ShareLink, changes: Partial<ShareLink>): ShareLink {
    const changed = { ...link, ...changes }
    for (const [token, one] of this.linksByToken)
      if (one.id === link.id) this.linksByToken.set(token, changed)
    return changed
  }

  async openLink(token: string) {
    this.#check()
    this.opened++
    const link = this.linksByToken.get(token)
    if (!link) throw new Problem('not_found')
    const state = stateOf(link, new Date())
    if (state !== 'live') throw new Problem(state === 'revoked' ? 'link_revoked' : 'link_expired')
    if (link.resource.kind === 'assignment') return this.show({ link })
    return { link, subjects: [this.subjectsById.get(link.resource.id)!] }
  }

  async show({ link }: { readonly link: ShareLink }): Promise<Shown> {
    this.#check()
    return { link, subjects: [], ...this.visits.get(link.resource.id) }
  }

  async visitNow({ resource }: ShareLink) {
    this.#check()
    const shown = this.visits.get(resource.id)
    return shown && { status: shown.visit.status, isFollowed: shown.subjects.length > 0 }
  }

  async subjects(member: Member, wanted: Parameters<LivePort['subjects']>[1]) {
    this.#check()
    const shown = this.#subjects(member, wanted)
    await this.slow
    const met = shown.filter(
      ({ subject, userId }) => subject.kind === 'technician' && userId !== member.userId,
    )
    for (const { subject } of met)
      this.looks.push({ technicianId: subject.id, viewerId: member.userId, tenantId: member.tenantId })
    return shown
  }

  #subjects(member: Member, wanted: Parameters<LivePort['subjects']>[1]) {
    const isDispatcher = isAtLeast(member, 'dispatcher')
    const own = [...this.subjectsById.values()]
      .filter(({ subject }) => subject.tenantId === member.tenantId && this.#isSeen(subject))
      .filter(({ subject }) => includes(wanted, subject.kind))
      .filter(({ subject, userId }) => {
        if (subject.kind === 'vehicle' || isDispatcher) return true
        return 'subjects' in wanted && userId === member.userId
      })
    if ('fleet' in wanted) return own
    if ('viewport' in wanted) {
      const { west, south, east, north } = wanted.viewport
      return own.filter(({ newest: at }) => {
        if (!at) return false
        const [lat, lon] = [at.latE7 / 1e7, at.lonE7 / 1e7]
        return lat >= south && lat <= north && lon >= west && lon <= east
      })
    }
    return wanted.subjects.map((name) => {
      const found = own.find(({ imei, subject }) =>
        [`vehicle:${imei}`, `technician:${subject.id}`].includes(name),
      )
      if (!found) throw new Problem('not_found')
      return found
    })
  }

  async missed(subject: Subject, since: number, limit: number) {
    this.#check()
    return (this.past.get(subject.id) ?? []).filter(({ recordedAt }) => recordedAt > since).slice(-limit)
  }

  async linkStates(ids: readonly string[]) {
    this.#check()
    const links = [...this.linksByToken.values()].filter(({ id }) => ids.includes(id))
    return new Map(links.map((link) => [link.id, { ...link, state: stateOf(link, new Date()) }]))
  }

  async standing(members: readonly Member[]) {
    this.#check()
    return new Set(members.filter(({ familyId }) => !this.ended.has(familyId)))
  }

  async describe(subjects: readonly Subject[]) {
    this.#check()
    this.described++
    return subjects.filter(this.#isSeen).flatMap(({ id }) => this.subjectsById.get(id) ?? [])
  }

  async looked(tenantId: number, looks: readonly LiveLook[]) {
    this.#check()
    this.looks.push(...looks.map((look) => ({ ...look, tenantId })))
  }

  readonly #isSeen = ({ id, tenantId, kind }: Subject): boolean =>
    kind === 'vehicle' || !(this.hidden.has(id) || this.untracked.has(tenantId))

  #check(): void {
    if (this.isAway) throw new Error('connection refused')
  }
}

export const silentLog: Log = { info() {}, warn() {}, error() {} }

export interface TestNode extends Gateway {
  readonly url: string
  readonly port: number
  readonly framesBuilt: () => number
  readonly reports: { source: unknown; input: unknown }[]
  connect(namespace: string, auth: object, options?: Partial<ManagerOptions & SocketOptions>): Socket
  stop(): Promise<void>
}

export interface TestNodeOptions extends Partial<Omit<GatewayOptions<{ imei: string }>, 'limits'>> {
  readonly limits?: Partial<GatewayLimits>
  readonly redisUrl?: string
}

const nodesToStop: TestNode[] = []
const clientsToClose: Socket[] = []

/** A node of a service, with real sockets and, if `redisUrl` is given, a real Redis between it and others. */
export const startNode = async (world: FakeWorld, options: TestNodeOptions = {}): Promise<TestNode> => {
  const { redisUrl, limits, ...rest } = options
  const httpServer = createServer()
  const redis = redisUrl ? await connectRedis(redisUrl) : undefined
  const reports: TestNode['reports'] = []
  let framesBuilt = 0
  const metrics: GatewayMetrics = {
    framesBuilt: () => framesBuilt++,
    framesSent() {},
    shipped() {},
    refused() {},
  }
  const gateway = createGateway({
    httpServer,
    nodes: await connectNodes(redis, silentLog),
    live: world,
    ingest: {
      isDeviceOf: ({ imei }: { imei: string }, id: string) => imei === id,
      async report(source, input) {
        if (world.isAway) throw new Error('connection refused')
        reports.push({ source, input })
        return { accepted: Array.isArray(input) ? input.length : 1, duplicates: 0, rejected: [] }
      },
    },
    collab: { sessions: world.collab, comments: memoryComments(world.collab), parts: [] },
    notifications: { unread: async () => 0, told: async () => undefined },
    authenticate: {
      async member(token) {
        const member = world.membersByToken.get(token)
        if (!member) throw new Problem('not_signed_in')
        return member
      },
      async device(deviceId, key) {
        if (key !== `key-${deviceId}`) throw new Problem('not_signed_in')
        return { imei: deviceId }
      },
    },
    now: () => new Date(),
    log: silentLog,
    metrics,
    cookieName: 'session',
    origins: ['https://fleeting.example'],
    isOutage: (error) => error instanceof Error && error.message === 'connection refused',
    ...rest,
    limits: { sweepMs: 60_000, tickMs: 30, ...limits },
  })
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  const { port } = httpServer.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`

  const node: TestNode = {
    ...gateway,
    url,
    port,
    reports,
    framesBuilt: () => framesBuilt,
    connect(namespace, auth, how = {}) {
      const socket = io(`${url}${namespace}`, {
        auth,
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        ...how,
      })
      clientsToClose.push(socket)
      return socket
    },
    async stop() {
      isStopped()
      await gateway.drain(200)
      httpServer.closeAllConnections()
      httpServer.close()
      redis?.destroy()
    },
  }
  const isStopped = endWithSpecs(node.stop) // it may have started after its spec was over
  nodesToStop.push(node)
  return node
}

export const stopAll = async (): Promise<void> => {
  for (const client of clientsToClose.splice(0)) client.disconnect()
  await Promise.all(nodesToStop.splice(0).map((node) => node.stop()))
}

const connectRedis = async (url: string): Promise<RedisClientType> => {
  const redis: RedisClientType = createClient({ url, socket: { reconnectStrategy: () => 50 } })
  redis.on('error', () => {})
  redis.once(
    'end',
    endWithSpecs(() => redis.destroy()),
  )
  await redis.connect()
  return redis
}

/** The next event of that name. */
export const next = <T = unknown>(socket: Socket, event: string, withinMs = 12_000): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${event} within ${withinMs} ms`)), withinMs)
    socket.once(event, (payload: T) => {
      clearTimeout(timer)
      resolve(payload)
    })
  })

/** All payloads of that name from now on. */
export const collect = <T>(socket: Socket, event: string): T[] => {
  const seen: T[] = []
  socket.on(event, (payload: T) => seen.push(payload))
  return seen
}

export const ask = (socket: Socket, event: string, ...payload: unknown[]): Promise<Answer> =>
  socket.timeout(15_000).emitWithAck(event, ...payload)

// biome-ignore lint/suspicious/noExplicitAny: a spec reads answers of many shapes
export type Answer = any

export const aPosition = (recordedAt: number, changes: Partial<Position> = {}): Position => ({
  latE7: 525_200_066,
  lonE7: 134_049_540,
  recordedAt,
  speed: 12.4,
  heading: 271.5,
  accuracy: null,
  altitude: null,
  attributes: null,
  ...changes,
})

/** A viewer by link who has seen the snapshot and, if it is not polling, takes frames directly. */
export const watch = async (
  node: TestNode,
  token: string,
  auth: object = {},
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<{ socket: Socket; snapshot: Answer; frames: Answer[]; ends: { reason: EndReason }[] }> => {
  const socket = node.connect('/live', { token, ...auth }, options)
  const frames = collect<Answer>(socket, 'positions')
  const ends = collect<{ reason: EndReason }>(socket, 'link:ended')
  const snapshot = await next<Answer>(socket, 'snapshot')
  return { socket, snapshot, frames, ends }
}

export const isSettled = (node: TestNode): Promise<void> => until(() => node.counts().lagging === 0)

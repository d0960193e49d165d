import { randomBytes } from 'node:crypto'
import type { Bus } from '../domain/live/ports.ts'
import type { Id } from '../domain/schema.ts'
import { audienceChannel } from './rooms.ts'

const throttleMs = 1_000
const tellEveryMs = 10_000
const forgetAfterMs = 30_000

interface Message {
  readonly node: string
  readonly counts?: Readonly<Record<Id, number>>
  /** Somebody on that node wants to know. */
  readonly ask?: true
}

interface Tenant {
  readonly id: number
  /** Visitors by subject, on this node. */
  readonly own: Map<Id, number>
  readonly others: Map<string, { counts: Map<Id, number>; heardAt: number }>
  readonly told: Map<Id, number>
  readonly stop: () => void
  listeners: number
  askedUntil: number
  ranAt: number
  spokeAt: number
  askedAt: number
  isChanged: boolean
  timer: NodeJS.Timeout | undefined
}

/**
 * Counts who has a link of a subject open, on all nodes, for the members who watch it. A node publishes its counts only
 * while some other node asks for them, at most once a second; one that falls silent is forgotten after 30 s.
 */
export const createAudience = (bus: Bus, tell: (tenantId: number, id: Id, count: number) => void) => {
  const node = randomBytes(6).toString('hex')
  const tenants = new Map<number, Tenant>()

  const open = (id: number): Tenant => {
    const known = tenants.get(id)
    if (known) return known
    const stop = bus.subscribe(audienceChannel(id), (message) => hear(tenant, message))
    const tenant: Tenant = {
      id,
      own: new Map(),
      others: new Map(),
      told: new Map(),
      stop,
      listeners: 0,
      askedUntil: performance.now() + forgetAfterMs, // somebody may have asked before this node listened
      ranAt: Number.NEGATIVE_INFINITY,
      spokeAt: Number.NEGATIVE_INFINITY,
      askedAt: Number.NEGATIVE_INFINITY,
      isChanged: false,
      timer: undefined,
    }
    tenants.set(id, tenant)
    return tenant
  }
  const closeIfIdle = (tenant: Tenant): void => {
    if (tenant.own.size > 0 || tenant.listeners > 0) return
    if (tenant.askedUntil > performance.now()) say(tenant, { counts: {} })
    clearTimeout(tenant.timer)
    tenant.stop()
    tenants.delete(tenant.id)
  }
  const say = (tenant: Tenant, message: Omit<Message, 'node'>): void =>
    bus.publish(audienceChannel(tenant.id), Buffer.from(JSON.stringify({ node, ...message })))

  const hear = (tenant: Tenant, bytes: Uint8Array): void => {
    const message = JSON.parse(Buffer.from(bytes).toString()) as Message
    if (message.node === node) return
    const now = performance.now()
    if (message.ask) {
      tenant.askedUntil = now + forgetAfterMs
      tenant.isChanged = true
    }
    if (message.counts)
      tenant.others.set(message.node, { counts: new Map(Object.entries(message.counts)), heardAt: now })
    schedule(tenant)
  }

  const run = (tenant: Tenant): void => {
    const now = performance.now()
    tenant.timer = undefined
    tenant.ranAt = now
    if (tenant.askedUntil > now && (tenant.isChanged || now - tenant.spokeAt >= tellEveryMs)) {
      say(tenant, { counts: Object.fromEntries(tenant.own) })
      tenant.spokeAt = now
    }
    tenant.isChanged = false
    if (tenant.listeners > 0 && now - tenant.askedAt >= tellEveryMs) {
      say(tenant, { ask: true })
      tenant.askedAt = now
    }
    for (const [name, { heardAt }] of tenant.others)
      if (heardAt < now - forgetAfterMs) tenant.others.delete(name)
    if (tenant.listeners > 0) tellChanges(tenant)
    tenant.timer = setTimeout(run, tellEveryMs, tenant)
    tenant.timer.unref()
  }
  const schedule = (tenant: Tenant): void => {
    const wait = Math.max(0, tenant.ranAt + throttleMs - performance.now())
    clearTimeout(tenant.timer)
    tenant.timer = setTimeout(run, wait, tenant)
    tenant.timer.unref()
  }
  const tellChanges = (tenant: Tenant): void => {
    const totals = totalsOf(tenant)
    for (const id of tenant.told.keys()) if (!totals.has(id)) totals.set(id, 0)
    for (const [id, count] of totals) {
      if ((tenant.told.get(id) ?? 0) === count) continue
      if (count === 0) tenant.told.delete(id)
      else tenant.told.set(id, count)
      tell(tenant.id, id, count)
    }
  }

  const add = (tenantId: number, ids: readonly Id[], change: 1 | -1): void => {
    const tenant = open(tenantId)
    for (const id of ids) {
      const count = (tenant.own.get(id) ?? 0) + change
      if (count > 0) tenant.own.set(id, count)
      else tenant.own.delete(id)
    }
    tenant.isChanged = true
    schedule(tenant)
    if (change < 0) closeIfIdle(tenant)
  }

  return {
    /** A visitor opened a link of these subjects. */
    entered: (tenantId: number, ids: readonly Id[]): void => add(tenantId, ids, 1),
    left: (tenantId: number, ids: readonly Id[]): void => add(tenantId, ids, -1),
    /** A member wants to know; returns how to stop. */
    listen(tenantId: number): () => void {
      const tenant = open(tenantId)
      if (tenant.listeners++ === 0) {
        tenant.askedAt = Number.NEGATIVE_INFINITY
        schedule(tenant)
      }
      return () => {
        tenant.listeners--
        if (tenant.listeners === 0) tenant.told.clear()
        closeIfIdle(tenant)
      }
    },
    /** What was told last, for a member who comes later. */
    counts: (tenantId: number): ReadonlyMap<Id, number> => tenants.get(tenantId)?.told ?? new Map(),
    close(): void {
      for (const tenant of tenants.values()) {
        clearTimeout(tenant.timer)
        tenant.stop()
      }
      tenants.clear()
    },
  }
}

const totalsOf = ({ own, others }: Tenant): Map<Id, number> => {
  const totals = new Map(own)
  for (const { counts } of others.values())
    for (const [id, count] of counts) totals.set(id, (totals.get(id) ?? 0) + count)
  return totals
}

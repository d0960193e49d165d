import { randomBytes } from 'node:crypto'
import type { Bus } from '../domain/live/ports.ts'
import type { Position, Subject } from '../domain/positions/position.ts'
import type { GatewayMetrics } from './ports.ts'
import { interestChannel, nodeChannel } from './rooms.ts'
import { Shipment, unpackShipment } from './shipment.ts'

const tickMs = 20
const tellEveryMs = 2_000
const forgetAfterMs = 10_000

interface Interest {
  readonly node: string
  /** All tenants that the node holds viewers of; `more` and `less` are what changed since. */
  readonly all?: readonly number[]
  readonly more?: number
  readonly less?: number
  /** Just started: tell me what you watch. */
  readonly ask?: true
}

interface OtherNode {
  readonly name: string
  readonly tenants: Set<number>
  readonly shipment: Shipment
  heardAt: number
  /** Something left for it within this tick, so the next positions wait for its end. */
  isBusy: boolean
}

/**
 * Brings positions to the nodes that hold viewers of their tenant: one message for each such node and tick, whatever
 * number of tenants and subjects is in it. Each node tells the others which tenants it holds viewers of, so that nothing
 * is packed for nobody; what gets lost is told again within two seconds, and a node that falls silent is forgotten
 * after ten.
 */
export const createShipping = ({
  bus,
  receive,
  metrics,
}: {
  readonly bus: Bus
  readonly receive: (subject: Subject, position: Position) => void
  readonly metrics: GatewayMetrics
}) => {
  const node = randomBytes(8).toString('hex')
  const here = new Set<number>()
  const others = new Map<string, OtherNode>()
  /** Who else watches a tenant. */
  const wanted = new Map<number, OtherNode[]>()
  let timer: NodeJS.Timeout | undefined

  const tell = (interest: Omit<Interest, 'node'>): void =>
    bus.publish(interestChannel, Buffer.from(JSON.stringify({ node, ...interest })))

  const hear = (message: Uint8Array): void => {
    const interest = JSON.parse(Buffer.from(message).toString()) as Interest
    if (interest.node === node) return
    const other = others.get(interest.node) ?? meet(interest.node)
    other.heardAt = performance.now()
    if (interest.all) {
      const all = new Set(interest.all)
      for (const tenantId of other.tenants) if (!all.has(tenantId)) drop(other, tenantId)
      for (const tenantId of all) want(other, tenantId)
    }
    if (interest.more !== undefined) want(other, interest.more)
    if (interest.less !== undefined) drop(other, interest.less)
    if (interest.ask) tell({ all: [...here] })
  }
  const meet = (name: string): OtherNode => {
    const other = { name, tenants: new Set<number>(), shipment: new Shipment(), heardAt: 0, isBusy: false }
    others.set(name, other)
    return other
  }
  const want = (other: OtherNode, tenantId: number): void => {
    if (other.tenants.has(tenantId)) return
    other.tenants.add(tenantId)
    wanted.set(tenantId, [...(wanted.get(tenantId) ?? []), other])
  }
  const drop = (other: OtherNode, tenantId: number): void => {
    if (!other.tenants.delete(tenantId)) return
    const left = wanted.get(tenantId)?.filter((one) => one !== other) ?? []
    if (left.length > 0) wanted.set(tenantId, left)
    else wanted.delete(tenantId)
  }
  const refresh = (): void => {
    tell({ all: [...here] })
    const oldest = performance.now() - forgetAfterMs
    for (const other of others.values()) {
      if (other.heardAt >= oldest) continue
      for (const tenantId of other.tenants) drop(other, tenantId)
      others.delete(other.name)
    }
  }

  const send = ({ name, shipment }: OtherNode): void => {
    metrics.shipped(shipment.size)
    bus.publish(nodeChannel(name), shipment.take())
  }
  const tick = (): void => {
    timer = undefined
    for (const other of others.values()) {
      other.isBusy = other.shipment.size > 0
      if (!other.isBusy) continue
      send(other)
      arm()
    }
  }
  const arm = (): void => {
    if (timer) return
    timer = setTimeout(tick, tickMs)
    timer.unref()
  }

  const stopHearing = bus.subscribe(interestChannel, hear)
  const stopReceiving = bus.subscribe(nodeChannel(node), (message) => {
    for (const { subject, position } of unpackShipment(message)) receive(subject, position)
  })
  const refresher = setInterval(refresh, tellEveryMs)
  refresher.unref()
  tell({ ask: true, all: [] })

  return {
    /** What leaves for a quiet node leaves at once; for a busy one it waits for the tick. */
    ship(subject: Subject, position: Position): void {
      if (wanted.size === 0) return
      for (const other of wanted.get(subject.tenantId) ?? []) {
        other.shipment.add(subject, position)
        if (other.isBusy) continue
        other.isBusy = true
        send(other)
        arm()
      }
    },
    watch(tenantId: number, isWatched: boolean): void {
      if (isWatched === here.has(tenantId)) return
      if (isWatched) here.add(tenantId)
      else here.delete(tenantId)
      tell(isWatched ? { more: tenantId } : { less: tenantId })
    },
    close(): void {
      clearInterval(refresher)
      clearTimeout(timer)
      tell({ all: [] })
      stopHearing()
      stopReceiving()
    },
  }
}

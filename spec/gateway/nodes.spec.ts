import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Subject } from '../../domain/positions/position.ts'
import { presentLive } from '../../domain/positions/schema.ts'
import { Shipment, unpackShipment } from '../../gateway/shipment.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import {
  type Answer,
  aPosition,
  ask,
  collect,
  FakeWorld,
  isSettled,
  next,
  startNode,
  stopAll,
  watch,
} from './a-gateway.ts'

describe('nodes over one Redis', () => {
  let redis: RedisServer
  beforeEach(async () => {
    redis = await startRedis()
  })
  afterEach(async () => {
    await stopAll()
    await redis.stop()
  })
  const twoNodes = async (world: FakeWorld) => {
    const shipped: number[] = []
    const metrics = {
      framesBuilt() {},
      framesSent() {},
      refused() {},
      shipped: (count: number) => shipped.push(count),
    }
    const here = await startNode(world, { redisUrl: redis.url, metrics })
    const there = await startNode(world, { redisUrl: redis.url })
    return { here, there, shipped }
  }

  it('show a position wherever its viewers are, the same and in order [GW-18]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token } = world.link(van)
    const { here, there } = await twoNodes(world)
    const [near, far] = [await watch(here, token), await watch(there, token)]
    await isSettled(here)
    await isSettled(there)
    await sleep(50) // the other node has heard that it is wanted

    for (let t = 1; t <= 20; t++) {
      here.publisher.publish(van, aPosition(t, { accuracy: 3.5, speed: null }))
      await sleep(15)
    }
    await until(() => far.frames.at(-1)?.[0].t === 20)

    const times = far.frames.flat().map(({ t }) => t)
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b))
    expect(far.frames.at(-1)).to.deep.equal([
      presentLive(van.id, aPosition(20, { accuracy: 3.5, speed: null })),
    ])
    expect(near.frames.flat().length).to.be.greaterThan(5)
  })

  it('ship nothing for a tenant that nobody watches elsewhere, and stop when the last one leaves [GW-18]', async () => {
    const world = new FakeWorld()
    const [van, other] = [world.vehicle('van'), world.vehicle('other', 2)]
    const { here, there, shipped } = await twoNodes(world)
    const near = await watch(here, world.link(van).token)
    here.publisher.publish(van, aPosition(1))
    here.publisher.publish(other, aPosition(1))
    await sleep(50)
    expect(shipped).to.deep.equal([])

    const far = await watch(there, world.link(other).token)
    await sleep(50)
    here.publisher.publish(van, aPosition(2))
    here.publisher.publish(other, aPosition(2))
    await until(() => far.frames.length > 0)
    expect(shipped).to.deep.equal([1])

    far.socket.disconnect()
    await until(() => there.viewers() === 0)
    await sleep(50)
    here.publisher.publish(other, aPosition(3))
    await sleep(50)
    expect(shipped).to.deep.equal([1])
    near.socket.disconnect()
  })

  it('introduce on another node what joins a fleet [GW-12] [GW-18]', async () => {
    const world = new FakeWorld()
    const { here, there } = await twoNodes(world)
    const socket = there.connect('/live', { jwt: world.member().jwt })
    const met = collect<Answer>(socket, 'subjects')
    const frames = collect<Answer>(socket, 'positions')
    await ask(socket, 'subscribe', { fleet: true })
    await sleep(50)

    const fresh = world.vehicle('fresh')
    here.publisher.publish(fresh, aPosition(7))
    await until(() => frames.length > 0)

    expect(met[0][0]).to.include({ id: fresh.id })
    expect(frames[0]).to.deep.equal([presentLive(fresh.id, aPosition(7))])
  })

  it('show technicians of the other to those who lead the work and to nobody else, and hide them everywhere [GW-18] [GW-22] [GW-23]', async () => {
    const world = new FakeWorld()
    const { here, there } = await twoNodes(world)
    const [known, fresh] = [world.technician('Ana', aPosition(1)), world.technician('Bo')]
    const join = async (node: typeof there, role: 'dispatcher' | 'member', wanted: object) => {
      const socket = node.connect('/live', { jwt: world.member({ role }).jwt })
      const said: unknown[] = []
      socket.onAny((...args) => said.push(args))
      await ask(socket, 'subscribe', wanted)
      return { said: () => JSON.stringify(said), removed: collect<Answer>(socket, 'subject:removed') }
    }
    const leaders = [
      await join(there, 'dispatcher', { fleet: true }),
      await join(here, 'dispatcher', { fleet: true }),
      await join(there, 'dispatcher', { subjects: [known.name] }),
    ]
    const [far, near, named] = leaders
    const member = await join(there, 'member', { fleet: true })
    await sleep(50)

    for (const { subject } of [known, fresh]) here.publisher.publish(subject, aPosition(777_001))
    await until(() => [known, fresh].every(({ subject }) => far!.said().includes(subject.id)))
    await until(() => named!.said().includes('777001'))
    world.hidden.add(known.subject.id)
    here.announcements.subjectChanged(known.subject, 'hidden')
    here.publisher.publish(known.subject, aPosition(777_002))
    await until(() => leaders.every(({ removed }) => removed.length === 1))
    await sleep(100)
    expect(near!.said() + far!.said() + named!.said()).not.to.include('777002')

    world.hidden.delete(known.subject.id)
    here.announcements.subjectChanged(known.subject, 'changed')
    here.publisher.publish(known.subject, aPosition(777_003))
    await until(() => leaders.every(({ said }) => said().includes('777003')))
    expect(member.said()).to.equal('[]')
  })

  it('count the viewers of a link together [GW-13]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { here, there } = await twoNodes(world)
    const { token } = world.link(van)
    await Promise.all([watch(here, token), watch(there, token), watch(there, token)])
    const socket = here.connect('/live', { jwt: world.member().jwt })
    const counts = collect<Answer>(socket, 'viewers')
    await ask(socket, 'subscribe', { fleet: true })

    await until(() => counts.at(-1)?.count === 3)
    await there.drain(100)
    await until(() => counts.at(-1)?.count === 1)
  })

  it('serve their own viewers while Redis is away, and are joined again after [GW-17] [GW-18]', async function () {
    this.timeout(20_000)
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token, link } = world.link(van)
    const { here, there } = await twoNodes(world)
    const [near, far] = [await watch(here, token), await watch(there, token)]
    await sleep(50)

    await redis.kill()
    await until(() => !here.busReady())
    here.publisher.publish(van, aPosition(1))
    await until(() => near.frames.length === 1)
    expect(near.socket.connected && far.socket.connected).to.equal(true)

    await redis.restart()
    await until(() => here.busReady() && there.busReady())
    let t = 1
    await until(async () => {
      here.publisher.publish(van, aPosition(++t))
      await sleep(50)
      return far.frames.length > 0
    }, 5_000)
    there.announcements.linkEnded(link.id, 'revoked')
    await until(() => !near.socket.connected && !far.socket.connected)
  })
})

describe('a shipment', () => {
  const subjectOf = (key: number): Subject => ({
    key,
    id: `0198f0a0-0000-7000-8000-${String(key).padStart(12, '0')}`,
    tenantId: 4_000_000_000,
    kind: key % 3 ? 'vehicle' : 'technician',
  })

  it('arrives as it was packed [GW-18]', () => {
    const load = Array.from({ length: 40 }, (_, i) => ({
      subject: subjectOf(4_000_000_000 + i),
      position: aPosition(
        1_763_688_000_123 + i,
        i % 2 ? { accuracy: 3.25 } : { speed: null, latE7: -900_000_000 },
      ),
    }))
    const shipment = new Shipment()

    for (const { subject, position } of load) shipment.add(subject, position)

    expect(unpackShipment(shipment.take())).to.deep.equal(load)
    expect(shipment.size).to.equal(0)
    expect(unpackShipment(Buffer.alloc(131, 1))).to.deep.equal([]) // of a version that is not known
  })

  it('carries of each subject only the newest [GW-18]', () => {
    const shipment = new Shipment()
    const [van, other] = [subjectOf(1), subjectOf(2)]

    for (const t of [1, 3, 2]) shipment.add(van, aPosition(t))
    shipment.add(other, aPosition(1))

    expect(unpackShipment(shipment.take()).map(({ position }) => position.recordedAt)).to.deep.equal([3, 1])
  })
})

describe('a node that leaves', () => {
  afterEach(stopAll)

  it('sends its clients elsewhere, and they come back by themselves [GW-19]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token } = world.link(van)
    const node = await startNode(world)
    const again = { reconnection: true, reconnectionDelay: 20, reconnectionDelayMax: 50 }
    const viewers = await Promise.all([
      watch(node, token, {}, again),
      watch(node, token, {}, { ...again, transports: ['polling'] }),
    ])
    const reasons = viewers.map(({ socket }) => next<string>(socket, 'disconnect'))

    const began = Date.now()
    await node.drain(500)
    expect(Date.now() - began).to.be.lessThan(10_000)

    expect(await Promise.all(reasons)).to.deep.equal(['transport close', 'transport close'])
    expect(node.viewers()).to.equal(0)
    expect(viewers.every(({ socket }) => socket.active)).to.equal(true) // they keep trying
    const late = node.connect('/live', { token })
    await next(late, 'connect_error')
  })
})

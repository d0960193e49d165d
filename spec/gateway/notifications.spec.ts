import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Socket } from 'socket.io-client'
import type { Member } from '../../domain/actor.ts'
import type { NotificationView } from '../../domain/notifications/schema.ts'
import type { LiveNotifications } from '../../domain/notifications/service.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import { type Answer, ask, collect, FakeWorld, next, startNode, stopAll, type TestNode } from './a-gateway.ts'

/** What the domain would say, shared by all nodes; counts what it is asked. */
class FakeNotifications implements LiveNotifications {
  readonly #kept = new Map<string, { readonly member: Member; isRead: boolean }>()
  asked = 0
  /** What everybody waits for who asks. */
  slow: Promise<unknown> | undefined
  isAway = false

  add(member: Member): { tenantId: number; userId: number; id: string } {
    const id = randomUUID()
    this.#kept.set(id, { member, isRead: false })
    return { tenantId: member.tenantId, userId: member.userId, id }
  }

  read(id: string): void {
    this.#kept.get(id)!.isRead = true
  }

  async unread({ tenantId, userId }: Pick<Member, 'tenantId' | 'userId'>) {
    await this.#ask()
    return [...this.#kept.values()].filter(
      ({ member, isRead }) => !isRead && member.tenantId === tenantId && member.userId === userId,
    ).length
  }

  async told({ tenantId, userId, id }: { tenantId: number; userId: number; id: string }) {
    await this.#ask()
    const kept = this.#kept.get(id)
    if (!kept || kept.isRead || kept.member.tenantId !== tenantId || kept.member.userId !== userId)
      return undefined
    return (language: string): NotificationView => ({
      id,
      type: 'comment.mention',
      title: `In ${language}`,
      body: '',
      url: 'https://share.example.org/',
      created_at: new Date().toISOString(),
      read_at: null,
    })
  }

  async #ask(): Promise<void> {
    this.asked += 1
    await this.slow
    if (this.isAway) throw new Error('connection refused')
  }
}

interface Device {
  readonly socket: Socket
  readonly heard: NotificationView[]
  readonly counts: { count: number }[]
}

/** A device of somebody, once it knows how much is unread. */
const open = async (node: TestNode, jwt: string, language = 'en'): Promise<Device> => {
  const socket = node.connect('/notifications', { jwt }, { extraHeaders: { 'accept-language': language } })
  const heard = collect<NotificationView>(socket, 'notification')
  const counts = collect<{ count: number }>(socket, 'unread')
  await next(socket, 'unread')
  return { socket, heard, counts }
}

describe('/notifications', () => {
  let world: FakeWorld
  let notifications: FakeNotifications
  let node: TestNode
  beforeEach(async () => {
    world = new FakeWorld()
    notifications = new FakeNotifications()
    node = await startNode(world, { notifications })
  })
  afterEach(stopAll)

  it('tells a member how much is unread, and then what is new, each device in its language [NO-5]', async () => {
    const { jwt, member } = world.member()
    notifications.add(member)
    const [phone, desk] = [await open(node, jwt, 'es'), await open(node, jwt, 'pt-BR,en')]
    const before = notifications.asked

    const { id, ...who } = notifications.add(member)
    node.announcements.notified({ ...who, id })
    await until(() => phone.heard.length + desk.heard.length === 2)

    expect([phone.counts, desk.counts]).to.deep.equal([[{ count: 1 }], [{ count: 1 }]])
    expect([phone.heard[0]?.title, desk.heard[0]?.title]).to.deep.equal(['In es', 'In pt-BR'])
    expect(phone.heard[0]).to.include({ id, type: 'comment.mention', read_at: null })
    expect(notifications.asked - before).to.equal(1)
  })

  it('counts on every device what was read on one [NO-6]', async () => {
    const { jwt, member } = world.member()
    const { id, ...who } = notifications.add(member)
    const devices = [await open(node, jwt), await open(node, jwt)]

    notifications.read(id)
    node.announcements.notified({ ...who, id: null })
    await until(() => devices.every(({ counts }) => counts.length === 2))

    for (const { counts, heard } of devices) {
      expect(counts.at(-1)).to.deep.equal({ count: 0 })
      expect(heard).to.deep.equal([])
    }
  })

  it('lets nobody hear what is not theirs, and asks nothing for whoever is not here [NO-5] [T-51]', async () => {
    const ana = world.member()
    const people = [world.member(), world.member({ tenantId: 2 }), world.member({ tenantId: 2 })]
    const sameNumber = world.member({ tenantId: 2, userId: ana.member.userId })
    const device = await open(node, ana.jwt)
    const others = await Promise.all([...people, sameNumber].map(({ jwt }) => open(node, jwt)))
    const before = notifications.asked

    for (let n = 0; n < 50; n++) node.announcements.notified(notifications.add(ana.member))
    for (let n = 0; n < 50; n++) node.announcements.notified(notifications.add(world.member().member))
    await until(() => device.heard.length === 50)
    // Announcements come in order: once these are heard, so is all that was announced before.
    for (const { member } of people) node.announcements.notified(notifications.add(member))
    await until(() => others.slice(0, 3).every(({ heard }) => heard.length > 0))

    expect(others.map(({ heard, counts }) => [heard.length, counts.length])).to.deep.equal([
      [1, 1],
      [1, 1],
      [1, 1],
      [0, 1],
    ])
    expect(notifications.asked - before).to.equal(53)
  })

  it('lets in whoever is signed in, and closes with the sign-in; nothing is told after it [NO-7] [T-46]', async () => {
    const { jwt, member } = world.member()
    const stranger = node.connect('/notifications', { jwt: 'nobody' })
    const refused = await next<Error & { data: Answer }>(stranger, 'connect_error')
    const odd = node.connect('/notifications', { jwt, tenant: 2 })
    const faulty = await next<Error & { data: Answer }>(odd, 'connect_error')
    expect([refused.data.code, faulty.data.code]).to.deep.equal(['not_signed_in', 'validation_failed'])
    const device = await open(node, jwt)
    const ends = collect(device.socket, 'session:ended')
    let release = () => {}
    notifications.slow = new Promise<void>((resolve) => {
      release = resolve
    })

    node.announcements.notified(notifications.add(member))
    node.announcements.memberChanged(member)
    await next(device.socket, 'disconnect')
    release()
    await open(node, world.member().jwt)

    expect(ends).to.deep.equal([{}])
    expect(device.heard).to.deep.equal([])
  })

  it('closes by the sweep what no announcement closed [NO-7] [T-46]', async () => {
    const swept = await startNode(world, { notifications, limits: { sweepMs: 50 } })
    const { jwt, member } = world.member()
    const device = await open(swept, jwt)

    world.ended.add(member.familyId)

    await next(device.socket, 'disconnect')
  })

  it('takes no requests, and closes on whoever insists [T-53]', async () => {
    const strict = await startNode(world, { notifications, limits: { strikes: 3 } })
    const { socket } = await open(strict, world.member().jwt)

    expect((await ask(socket, 'notification', { id: 1 })).error.code).to.equal('validation_failed')
    const gone = next(socket, 'disconnect')
    for (let n = 0; n < 5; n++) socket.emit('unread', '__proto__')
    await gone
  })

  it('has a client connect again where it could not count, so that it misses nothing [NO-5]', async () => {
    notifications.isAway = true
    const socket = node.connect('/notifications', { jwt: world.member().jwt }, { reconnection: true })
    await next(socket, 'disconnect')

    notifications.isAway = false

    expect(await next(socket, 'unread')).to.deep.equal({ count: 0 })
  })
})

describe('/notifications over one Redis', () => {
  let redis: RedisServer
  before(async () => {
    redis = await startRedis()
  })
  after(async () => {
    await stopAll()
    await redis.stop()
  })

  it('tells a member on whichever node they are [NO-5] [T-51]', async () => {
    const world = new FakeWorld()
    const notifications = new FakeNotifications()
    const options = { notifications, redisUrl: redis.url }
    const [here, there] = [await startNode(world, options), await startNode(world, options)]
    await until(() => here.busReady() && there.busReady())
    const ana = world.member()
    const devices = [await open(here, ana.jwt), await open(there, ana.jwt)]
    const stranger = await open(there, world.member({ tenantId: 2 }).jwt)

    const { id, ...who } = notifications.add(ana.member)
    here.announcements.notified({ ...who, id })
    await until(() => devices.every(({ heard }) => heard.length === 1))
    notifications.read(id)
    here.announcements.notified({ ...who, id: null })
    await until(() => devices.every(({ counts }) => counts.length === 2))

    expect([stranger.heard, stranger.counts]).to.deep.equal([[], [{ count: 0 }]])
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { onlyPreview } from '../../domain/share-links/link.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import { aPosition, FakeWorld, isSettled, next, startNode, stopAll, watch } from './a-gateway.ts'

describe('a link that ends', () => {
  let redis: RedisServer
  before(async () => {
    redis = await startRedis()
  })
  after(() => redis.stop())
  afterEach(stopAll)

  it('ends at its moment, and nothing is delivered after [GW-7] [T-29]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const expiresAt = new Date(Date.now() + 400)
    const { token } = world.link(van, { expiresAt })
    const node = await startNode(world)

    const { socket, frames, ends } = await watch(node, token)
    let endedAt = 0
    let disconnect = ''
    socket.on('link:ended', () => (endedAt = Date.now()))
    socket.on('disconnect', (reason) => (disconnect = reason))
    let t = 0
    while (Date.now() < expiresAt.getTime() + 100) {
      node.publisher.publish(van, aPosition(++t))
      await sleep(10)
    }
    const heard = frames.length

    await until(() => disconnect !== '')
    expect(disconnect).to.equal('io server disconnect')
    expect(ends).to.deep.equal([{ reason: 'expired' }])
    expect(endedAt).to.be.within(expiresAt.getTime(), expiresAt.getTime() + 200)
    node.publisher.publish(van, aPosition(++t))
    await sleep(50)
    expect(frames.length).to.equal(heard)
    expect(node.viewers()).to.equal(0)
  })

  it('waits for an expiry beyond what one timer can [GW-7]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token } = world.link(van, { expiresAt: new Date(Date.now() + 90 * 86_400_000) })
    const node = await startNode(world)

    const { ends } = await watch(node, token)
    await sleep(50)

    expect(ends).to.deep.equal([])
  })

  it('closes its viewers on every node when it is revoked, and lets nobody back in [GW-8] [T-46] [T-47]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token, link } = world.link(van)
    const [here, there] = await Promise.all([
      startNode(world, { redisUrl: redis.url }),
      startNode(world, { redisUrl: redis.url }),
    ])
    const viewers = await Promise.all([watch(here, token), watch(there, token)])
    const kept = await watch(there, world.link(van).token)

    world.change(link, { revokedAt: new Date() })
    here.announcements.linkEnded(link.id, 'revoked')
    await until(() => viewers.every(({ socket }) => !socket.connected))
    here.publisher.publish(van, aPosition(1_000))
    await until(() => kept.frames.length > 0)

    expect(viewers.map(({ ends }) => ends)).to.deep.equal([[{ reason: 'revoked' }], [{ reason: 'revoked' }]])
    expect(viewers.map(({ frames }) => frames)).to.deep.equal([[], []])
    const back = there.connect('/live', { token })
    expect((await next<{ data: object }>(back, 'connect_error')).data).to.include({ code: 'link_revoked' })
  })

  it('is closed by the sweep where the announcement got lost [GW-8] [T-46]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token, link } = world.link(van)
    const { token: other } = world.link(van)
    const { member, jwt } = world.member()
    const node = await startNode(world, { limits: { sweepMs: 50 } })
    const viewer = await watch(node, token)
    const kept = await watch(node, other)
    const signedIn = node.connect('/live', { jwt })
    await next(signedIn, 'connect')

    world.isAway = true
    await sleep(120) // asking nobody ends nothing
    expect(node.viewers()).to.equal(3)
    world.isAway = false
    world.change(link, { revokedAt: new Date() })
    world.ended.add(member.familyId)
    await until(() => !viewer.socket.connected && !signedIn.connected)

    expect(viewer.ends).to.deep.equal([{ reason: 'revoked' }])
    expect(kept.socket.connected).to.equal(true)
  })

  it('puts out by the sweep who came in under terms that count no more, where the news of that got lost [GW-8] [T-8] [T-46]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const lock = { shareType: 'protected', passwordVersion: 1 } as const
    const [locked, narrowed, rotated, renamed] = [
      world.link(van, lock),
      world.link(van, { permissions: { ...onlyPreview, download: true } }),
      world.link(van),
      world.link(van, lock),
    ]
    const node = await startNode(world, { limits: { sweepMs: 50 } })
    const [one, two, three, kept] = [
      await watch(node, locked.token),
      await watch(node, narrowed.token),
      await watch(node, rotated.token),
      await watch(node, renamed.token),
    ]

    const updatedAt = new Date(Date.now() + 1)
    world.change(renamed.link, { title: 'Another', updatedAt })
    world.change(locked.link, { passwordVersion: 2, updatedAt })
    world.change(narrowed.link, { permissions: onlyPreview, updatedAt })
    world.change(rotated.link, { rotatedAt: updatedAt, updatedAt })
    await until(() => [one, two, three].every(({ socket }) => !socket.connected))
    const again = await watch(node, locked.token)
    await sleep(120) // two more sweeps

    for (const { ends } of [one, two, three]) expect(ends).to.deep.equal([{ reason: 'revoked' }])
    expect([kept.socket.connected, again.socket.connected]).to.deep.equal([true, true])
  })

  it('puts out whoever holds older terms when somebody comes in under newer ones, before any sweep [GW-8] [T-8]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token, link } = world.link(van, { shareType: 'protected', passwordVersion: 1 })
    const node = await startNode(world)
    const before = await watch(node, token)

    world.change(link, { passwordVersion: 2, updatedAt: new Date(Date.now() + 1) })
    const after = await watch(node, token)
    await until(() => !before.socket.connected)

    expect(before.ends).to.deep.equal([{ reason: 'revoked' }])
    expect([after.socket.connected, node.viewers()]).to.deep.equal([true, 1])
  })

  it('does not let in who was just opening it [GW-8] [T-46]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token, link } = world.link(van)
    const open = world.openLink.bind(world)
    const node = await startNode(world)
    world.openLink = async (asked) => {
      const opened = await open(asked)
      node.announcements.linkEnded(link.id, 'revoked') // between the answer of the store and the first frame
      return opened
    }

    const socket = node.connect('/live', { token })
    const end = await next(socket, 'link:ended')

    expect(end).to.deep.equal({ reason: 'revoked' })
    await until(() => !socket.connected)
    expect(node.counts()).to.include({ subjects: 0 })
  })

  it('closes a great many viewers at once while others are served [GW-8]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token, link } = world.link(van)
    const node = await startNode(world)
    const viewers = await Promise.all(Array.from({ length: 250 }, () => watch(node, token)))
    const kept = await watch(node, world.link(van).token)
    await isSettled(node)

    node.announcements.linkEnded(link.id, 'done')
    node.publisher.publish(van, aPosition(1_000))
    await until(() => viewers.every(({ socket }) => !socket.connected))

    expect(viewers.every(({ ends }) => ends[0]?.reason === 'done')).to.equal(true)
    expect(viewers.every(({ frames }) => frames.length === 0)).to.equal(true)
    await until(() => kept.frames.length === 1)
  })
})

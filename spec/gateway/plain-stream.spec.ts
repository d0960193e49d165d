import { expect } from 'chai'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import { aPosition, FakeWorld, startNode, stopAll, type TestNode } from './a-gateway.ts'

describe('a link as an event stream', () => {
  let redis: RedisServer
  before(async () => {
    redis = await startRedis()
  })
  after(() => redis.stop())
  afterEach(stopAll)

  /** Somebody who has come through the link's door, on a line that takes what it is told to. */
  const open = async (node: TestNode, world: FakeWorld, token: string) => {
    const line = { waiting: 0, isCut: false }
    const body = node.streams.open(await world.openLink(token), {
      began: performance.now(),
      language: 'en',
      address: '192.0.2.1',
      since: undefined,
      seconds: undefined,
      connection: { unsent: () => line.waiting, cut: () => (line.isCut = true) },
    })
    let text = ''
    body.on('data', (chunk: Buffer) => (text += chunk))
    const all = (name: string) => text.split('\n\n').filter((block) => block.startsWith(`event: ${name}\n`))
    await until(() => all('snapshot').length === 1)
    return { line, body, all, text: () => text }
  }
  const aVan = async (limits: object = {}) => {
    const world = new FakeWorld()
    const van = world.vehicle('van', 1, aPosition(1))
    return { world, van, ...world.link(van), node: await startNode(world, { limits }) }
  }

  it('gives whoever reads slowly the newest, and no growing queue [PS-8] [T-62]', async () => {
    const { world, van, token, node } = await aVan()
    const { line, all } = await open(node, world, token)

    line.waiting = 100
    for (let t = 2; t <= 50; t++) {
      node.publisher.publish(van, aPosition(t))
      await new Promise((done) => setTimeout(done, 3))
    }
    expect(all('positions')).to.deep.equal([])
    line.waiting = 0
    await until(() => all('positions').length > 0)

    expect(all('positions')).to.have.length(1)
    expect(all('positions')[0]).to.match(/^event: positions\nid: 50\ndata: \[\{[^{]*"seq":50\}\]$/)
  })

  it('says that it goes on, and cuts off whoever takes nothing of it [PS-9] [PS-18]', async () => {
    const { world, token, node } = await aVan({ heartbeatMs: 20 })
    const [alive, dead] = [await open(node, world, token), await open(node, world, token)]

    dead.line.waiting = 100
    await until(() => dead.line.isCut)

    expect(alive.text()).to.match(/\n\n:\n\n/)
    expect([alive.line.isCut, alive.body.destroyed]).to.deep.equal([false, false])
    await until(() => node.viewers() === 1)
  })

  it('is one of so many of a network, and no more [PS-10]', async () => {
    const { world, token, node } = await aVan({ plainPerNetwork: 1 })
    const { body } = await open(node, world, token)

    const refused = await open(node, world, token).catch(({ code }) => code)
    body.destroy()
    await until(() => node.viewers() === 0)
    await open(node, world, token)

    expect(refused).to.equal('rate_limited')
  })

  it('ends with its link on every node, and nothing is told after [PS-20] [T-46]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token, link } = world.link(van)
    const nodes = [
      await startNode(world, { redisUrl: redis.url }),
      await startNode(world, { redisUrl: redis.url }),
    ]
    const streams = await Promise.all(nodes.map((node) => open(node, world, token)))

    nodes[0]!.announcements.linkEnded(link.id, 'revoked')
    await until(() => streams.every(({ body }) => body.readableEnded))
    for (const { publisher } of nodes) publisher.publish(van, aPosition(9))

    for (const { text } of streams)
      expect(text().endsWith('event: link:ended\ndata: {"reason":"revoked"}\n\n')).to.equal(true)
    await until(() => nodes.every((node) => node.viewers() === 0))
  })
})

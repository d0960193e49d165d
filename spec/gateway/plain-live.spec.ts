import { connect } from 'node:net'
import { expect } from 'chai'
import { encodeFrame } from '../../domain/positions/live-frame.ts'
import { Problem } from '../../domain/problem.ts'
import { LiveHub } from '../../gateway/live-hub.ts'
import { liveLineOver } from '../../gateway/plain/line.ts'
import { type LinkProof, noMetrics } from '../../gateway/ports.ts'
import { Viewer } from '../../gateway/viewer.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import { aPosition, FakeWorld, next, startNode, stopAll } from './a-gateway.ts'
import { closePlain, openPlain, refusedHandshake } from './a-plain-socket.ts'

/** Its links are locked: `access` opens them. */
class LockedWorld extends FakeWorld {
  override async openLink(token: string, proof?: LinkProof) {
    if (proof?.accessToken !== 'access') throw new Problem('password_required')
    return super.openLink(token)
  }
}

describe('a link by plain WebSocket', () => {
  let redis: RedisServer
  before(async () => {
    redis = await startRedis()
  })
  after(() => redis.stop())
  afterEach(async () => {
    closePlain()
    await stopAll()
  })

  const aVan = async (world = new FakeWorld(), limits: object = {}) => {
    const van = world.vehicle('van', 1, aPosition(1))
    const { token, link } = world.link(van)
    const node = await startNode(world, { limits })
    return { world, van, token, link, node, path: `/ws/live/${token}` }
  }

  it('begins with a snapshot and goes on with positions, slash or no slash [PS-1]', async () => {
    const { node, van, path } = await aVan()
    const clients = [openPlain(node.url, path), openPlain(node.url, `${path}/`)]

    for (const client of clients) {
      const { data } = await client.next('snapshot')
      expect(data.subjects.map(({ id, name }: { id: string; name: string }) => [id, name])).to.deep.equal([
        [van.id, 'van'],
      ])
    }
    node.publisher.publish(van, aPosition(2_000))

    for (const client of clients)
      expect((await client.next('positions')).data).to.have.nested.property('[0].seq', 2_000)
    expect(node.viewers()).to.equal(2)
  })

  it('answers `resume` with what came after, and refuses what only members may [PS-2]', async () => {
    const { world, node, van, link, path } = await aVan()
    world.change(link, { trailMinutes: 60 })
    const now = Date.now()
    world.past.set(van.id, [aPosition(now - 2_000), aPosition(now - 1_000)])
    const client = openPlain(node.url, path)
    await client.next('snapshot')

    client.say({ type: 'resume', id: 7, since: { [van.id]: now - 1_500 } })
    client.say({ type: 'subscribe', id: 'eight', fleet: true })

    const { id, ok, positions } = await client.next('reply')
    expect([id, ok, positions.length, positions[0].t]).to.deep.equal([7, true, 1, now - 1_000])
    expect(await client.next('error')).to.include({ id: 'eight', code: 'forbidden' })
  })

  it('ends with its link on every node, and lets nobody back in [PS-3] [T-46] [T-47]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token, link } = world.link(van)
    const nodes = [
      await startNode(world, { redisUrl: redis.url }),
      await startNode(world, { redisUrl: redis.url }),
    ]
    const clients = nodes.map(({ url }) => openPlain(url, `/ws/live/${token}`))
    for (const client of clients) await client.next('snapshot')

    world.change(link, { revokedAt: new Date() })
    nodes[0]!.announcements.linkEnded(link.id, 'revoked')

    for (const client of clients) {
      expect((await client.next('link:ended')).data).to.deep.equal({ reason: 'revoked' })
      expect(await client.closing()).to.equal(4410)
      expect(client.messages.at(-1).type).to.equal('link:ended')
    }
    const back = openPlain(nodes[1]!.url, `/ws/live/${token}`)
    expect(await back.closing()).to.equal(4410)
    expect(back.messages).to.have.length(1)
    expect(back.messages[0]).to.include({ type: 'error', code: 'link_revoked' })
    await until(() => nodes.every((node) => node.viewers() === 0))
  })

  it('says what is wrong with a token, and closes with a code of its own [PS-4]', async () => {
    const { node } = await aVan()

    const client = openPlain(node.url, '/ws/live/nothing', { headers: { 'accept-language': 'pt-BR' } })

    expect(await client.next('error')).to.deep.include({ code: 'not_found' })
    expect(await client.closing()).to.equal(4404)
  })

  it('opens a locked link to a bearer, and to a first message that proves the password [PS-5]', async () => {
    const { node, path } = await aVan(new LockedWorld())

    const program = openPlain(node.url, path, { headers: { authorization: 'Bearer access' } })
    const page = openPlain(node.url, path)

    await program.next('snapshot')
    expect(await page.next('error')).to.include({ code: 'password_required' })
    page.say({ type: 'auth', access_token: 'access' })
    await page.next('snapshot')
    expect(program.messages.map(({ type }) => type)).to.deep.equal(['snapshot'])
  })

  it('closes upon whoever proves nothing in time, says something else, or says too much [PS-5] [T-48]', async () => {
    const { node, path } = await aVan(new LockedWorld(), { introductionMs: 150 })

    const silent = openPlain(node.url, path)
    expect(await silent.closing()).to.equal(4401)

    const wrong = openPlain(node.url, path)
    await wrong.next('error')
    wrong.say({ type: 'resume', since: {} })
    expect(await wrong.closing()).to.equal(4401)

    const long = openPlain(node.url, path)
    await long.next('error')
    long.say({ type: 'auth', access_token: 'access', jwt: 'x'.repeat(6_000) })
    expect(await long.closing()).to.equal(1006)
    expect([silent, wrong, long].flatMap(({ messages }) => messages.map(({ type }) => type))).not.to.include(
      'snapshot',
    )
  })

  it('takes no secret from the address, and leaves Socket.IO its own [PS-6] [T-48]', async () => {
    const { node, path, token } = await aVan()

    for (const query of ['token=x', 'jwt=x', 'access_token=x', 'a=1&guest=x'])
      expect(await refusedHandshake(node.url, `${path}?${query}`)).to.equal(400)
    for (const other of ['/', '/ws', '/ws/live', '/ws/elsewhere/x', '/ws/constructor/x', `${path}/more`])
      expect(await refusedHandshake(node.url, other), other).to.equal(404)
    await next(node.connect('/live', { token }), 'snapshot')
  })

  it('answers malformed messages, and closes upon the twentieth [PS-7] [T-53]', async () => {
    const { node, path } = await aVan()
    const client = openPlain(node.url, path)
    await client.next('snapshot')
    const malformed: (string | Buffer)[] = [
      '{',
      '[]',
      'null',
      '{"type":1}',
      '{"type":"x","id":{}}',
      Buffer.from('x'),
    ]

    for (const text of malformed) {
      client.ws.send(text)
      expect((await client.next('error')).code).to.be.oneOf(['malformed_json', 'validation_failed'])
    }
    client.say('{"type":"resume","id":1,"since":{},"__proto__":{"a":1}}')
    expect(await client.next('error')).to.include({ id: 1, code: 'validation_failed' })
    for (let i = 0; i < 20; i++) client.say('{')

    expect(await client.closing()).to.equal(4429)
    expect(({} as { a?: number }).a).to.equal(undefined)
  })

  it('reads no message of more than 128 KiB, and no flood [PS-7] [T-53]', async () => {
    const { node, path } = await aVan()
    const large = openPlain(node.url, path)
    await large.next('snapshot')
    large.say(`{"type":"${'x'.repeat(140_000)}"}`)
    expect(await large.closing()).to.equal(1009)

    const many = openPlain(node.url, path)
    await many.next('snapshot')
    for (let i = 0; i < 2_000; i++) many.say({ type: 'resume', since: {} })
    expect(await many.closing()).to.equal(4429)
  })

  it('gives whoever reads slowly the newest, and no growing queue [PS-8] [T-62]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const sent: { name: string; payload: unknown }[] = []
    let isFree = true
    const line = liveLineOver({
      isOpen: true,
      get isFree() {
        return isFree
      },
      send: (name, payload) => sent.push({ name, payload }),
      end() {},
      cut() {},
    })
    const packed = { pack: encodeFrame, metrics: noMetrics, describe: async () => [], onTenant() {} }
    const hub = new LiveHub({ ...packed, tickMs: 5 })
    hub.openSubjects(new Viewer(line, false), [world.subjectsById.get(van.id)!])
    hub.publish(van, aPosition(1))
    await until(() => sent.length === 1)

    isFree = false
    for (let t = 2; t <= 50; t++) {
      hub.publish(van, aPosition(t))
      await new Promise((done) => setTimeout(done, 2))
    }
    expect(sent).to.have.length(1)
    isFree = true
    await until(() => sent.length > 1)
    hub.close()

    expect(sent).to.have.length(2)
    expect(sent[1]).to.have.nested.property('payload[0].seq', 50)
    expect((sent[1]!.payload as unknown[]).length).to.equal(1)
  })

  it('cuts off whoever leaves more than a megabyte unread [PS-8] [T-62]', async () => {
    const { node, world, link, path } = await aVan()
    const client = openPlain(node.url, path)
    await client.next('snapshot')
    client.ws.pause()
    const title = 'x'.repeat(10_000)

    // What the kernel takes for a client that does not read comes on top.
    for (let i = 0; i < 4_000 && node.viewers() === 1; i++) {
      node.announcements.linkUpdated(world.change(link, { title: `${title}${i}` }))
      await new Promise((done) => setImmediate(done))
    }

    await until(() => node.viewers() === 0)
  })

  it('cuts off whoever does not answer a ping, and whoever went without a word [PS-9]', async () => {
    const { node, path } = await aVan(new FakeWorld(), { pingMs: 100 })
    const alive = openPlain(node.url, path)
    const dead = openPlain(node.url, path, { autoPong: false })
    for (const client of [alive, dead]) await client.next('snapshot')

    expect(await dead.closing()).to.equal(1006)
    await until(() => node.viewers() === 1)

    expect(alive.closed()).to.equal(undefined)
  })

  it('takes so many of one network, and no more [PS-10]', async () => {
    const { node, path } = await aVan(new FakeWorld(), { plainPerNetwork: 2 })
    const clients = [openPlain(node.url, path), openPlain(node.url, path)]
    for (const client of clients) await client.next('snapshot')

    expect(await refusedHandshake(node.url, path)).to.equal(429)
    clients[0]!.ws.terminate()
    await until(() => node.viewers() === 1)

    await openPlain(node.url, path).next('snapshot')
  })

  it('takes few of one network that nobody was let in on [PS-10] [T-48]', async () => {
    const { node, path } = await aVan(new LockedWorld(), { plainWaiting: 2 })
    const clients = [openPlain(node.url, path), openPlain(node.url, path)]
    for (const client of clients) await client.next('error')

    expect(await refusedHandshake(node.url, path)).to.equal(429)
    clients[0]!.say({ type: 'auth', access_token: 'access' })
    await clients[0]!.next('snapshot')

    await openPlain(node.url, path).next('error')
  })

  it('sends its clients to other nodes when the node leaves [PS-11]', async () => {
    const { node, path } = await aVan()
    const client = openPlain(node.url, path)
    await client.next('snapshot')

    await node.stop()

    expect(await client.closing()).to.equal(1012)
  })

  it('survives a handshake that is none [T-53]', async () => {
    const { node, path } = await aVan()
    const raw = connect(node.port, '127.0.0.1')
    raw.on('error', () => {})
    raw.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
    await until(() => raw.bytesRead > 0)
    raw.destroy()

    await openPlain(node.url, path).next('snapshot')
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Socket } from 'socket.io-client'
import { WebSocket } from 'ws'
import { until } from '../support/until.ts'
import { aPosition, ask, FakeWorld, isSettled, next, startNode, stopAll, watch } from './a-gateway.ts'

describe('a socket request', () => {
  afterEach(stopAll)

  const signedIn = async (limits = {}) => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const node = await startNode(world, { limits })
    const socket = node.connect('/live', { jwt: world.member().jwt })
    await next(socket, 'connect')
    return { world, van, node, socket }
  }
  const codeOf = async (socket: Socket, ...request: [string, ...unknown[]]) =>
    (await ask(socket, ...request)).error?.code

  it('that is malformed is answered with a code and changes nothing [GW-15] [T-53]', async () => {
    const { node, socket } = await signedIn({ strikes: 100 })
    const malformed = [
      undefined,
      null,
      7,
      'fleet',
      [],
      {},
      { fleet: false },
      { fleet: true, subjects: ['vehicle:van'] },
      { fleet: true, extra: 1 },
      { subjects: [] },
      { subjects: ['van'] },
      { subjects: Array.from({ length: 1_001 }, () => 'vehicle:van') },
      { viewport: { west: -181, south: 0, east: 0, north: 0 } },
      { viewport: { west: '0', south: 0, east: 0, north: 0 } },
      JSON.parse('{"fleet": true, "__proto__": {"isAdmin": true}}'),
      JSON.parse('{"fleet": true, "constructor": {"prototype": {"isAdmin": true}}}'),
      { fleet: Buffer.alloc(10) },
      Buffer.alloc(100_000),
      JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`),
    ]

    for (const payload of malformed)
      expect(await codeOf(socket, 'subscribe', payload)).to.equal('validation_failed')

    expect(({} as { isAdmin?: boolean }).isAdmin).to.equal(undefined)
    expect(node.counts().subjects).to.equal(0)
    expect(await ask(socket, 'subscribe', { fleet: true })).to.have.property('ok', true)
  })

  it('may ask to resume only with ids and whole numbers [GW-15] [T-53]', async () => {
    const { socket, van } = await signedIn({ strikes: 100 })
    const since = [
      { nobody: 1 },
      { [van.id]: -1 },
      { [van.id]: 1.5 },
      { [van.id]: '1' },
      JSON.parse('{"__proto__": 1}'),
    ]

    for (const one of since)
      expect(await codeOf(socket, 'resume', { since: one })).to.equal('validation_failed')
    expect(await codeOf(socket, 'resume', { since: { [van.id]: 1e308 } })).to.equal(undefined)
    expect(await ask(socket, 'resume', { since: { [van.id]: 1 } })).to.deep.equal({ ok: true, positions: [] })
  })

  it('that nobody knows is answered, with or without an acknowledgement [GW-15] [T-53]', async () => {
    const { socket } = await signedIn({ strikes: 100 })

    for (const name of ['fly', 'toString', '__proto__', 'error', 'message', ''])
      expect(await codeOf(socket, name, {})).to.equal('validation_failed')
    for (const name of ['fly', 'subscribe', 'error', 'resume']) socket.emit(name, { bad: true })
    socket.emit('subscribe', { fleet: true })
    socket.emit('subscribe', { fleet: true }, 'not a function', 3)

    expect(await ask(socket, 'unsubscribe', { fleet: true })).to.deep.equal({ ok: true })
  })

  it('by a visitor can only be `resume` [GW-15] [T-49]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token } = world.link(van)
    const node = await startNode(world)
    const [one, two] = [await watch(node, token), await watch(node, token)]
    await isSettled(node)

    const update = { id: van.id, t: 1, lat: 0, lon: 0, seq: 1 }
    for (const name of ['positions', 'snapshot', 'link:ended', 'position', 'viewers'])
      expect(await codeOf(one.socket, name, [update])).to.equal('validation_failed')
    for (const name of ['subscribe', 'unsubscribe'])
      expect(await codeOf(one.socket, name, { fleet: true })).to.equal('forbidden')
    await sleep(50)

    expect(two.frames).to.deep.equal([])
    expect(two.socket.connected).to.equal(true)
  })

  it('too many are refused, and whoever goes on is disconnected [GW-15] [T-53]', async () => {
    const { socket, node } = await signedIn({ liveBurst: 5, livePerSecond: 1, strikes: 10 })
    const codes: string[] = []
    for (let i = 0; i < 1_000; i++)
      socket.emit('subscribe', { fleet: true }, (answer: { error?: { code: string } }) =>
        codes.push(answer.error?.code ?? 'ok'),
      )

    await until(() => !socket.connected)
    expect(codes.filter((code) => code === 'ok').length).to.be.at.most(5)
    expect(codes.filter((code) => code === 'rate_limited')).to.have.length(10)
    await until(() => node.viewers() === 0)
  })

  it('larger than the limit, or broken on the wire, costs its sender the connection and nobody else [GW-15] [T-53]', async () => {
    const { socket, node, van } = await signedIn({ maxMessageBytes: 10_000 })
    await ask(socket, 'subscribe', { fleet: true })
    const { jwt } = { jwt: 'x'.repeat(20_000) }
    const greedy = node.connect('/live', { jwt })
    const broken = [
      '4',
      '42',
      '42/live',
      '42/live,{',
      '42/live,["a"',
      '45-/live,["a"]',
      '4999',
      'zzz',
      '\u0000',
      '40/nowhere,',
      '40',
      '40/live,[]',
    ]
    const rude = await Promise.all(
      broken.map(async (packet) => {
        const raw = new WebSocket(`ws://127.0.0.1:${node.port}/socket.io/?EIO=4&transport=websocket`)
        raw.on('error', () => {})
        await new Promise((resolve) => raw.once('open', resolve))
        raw.send(packet)
        raw.send(Buffer.from([0xff, 0x00]))
        return raw
      }),
    )
    await until(() => !greedy.active || !greedy.connected)
    await sleep(100)

    await isSettled(node)
    const heard = next(socket, 'positions')
    node.publisher.publish(van, aPosition(1))
    await heard
    for (const raw of rude) raw.terminate()
  })
})

describe('/', () => {
  afterEach(stopAll)

  it('lets nobody in: there is nothing without a namespace [GW-15] [T-48]', async () => {
    const node = await startNode(new FakeWorld())
    const error = await next<{ data: object }>(node.connect('/', {}), 'connect_error')
    expect(error.data).to.include({ code: 'not_found' })
  })

  it('and connections that never say who they are are closed [GW-15] [T-48]', async () => {
    const node = await startNode(new FakeWorld(), { limits: { connectTimeoutMs: 100 } })
    const raw = new WebSocket(`ws://127.0.0.1:${node.port}/socket.io/?EIO=4&transport=websocket`)
    await new Promise((resolve) => raw.once('close', resolve))
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { WebSocket } from 'ws'
import { until } from '../support/until.ts'
import { type Answer, aPosition, FakeWorld, isSettled, startNode, stopAll, watch } from './a-gateway.ts'

describe('the live hub', () => {
  afterEach(stopAll)

  it('sends at once while it is quiet, and joins what comes within a tick, newest wins [GW-5]', async () => {
    const world = new FakeWorld()
    const vans = Array.from({ length: 3 }, (_, i) => world.vehicle(`van-${i}`))
    const { jwt } = world.member()
    const node = await startNode(world, { limits: { tickMs: 60 } })
    const socket = node.connect('/live', { jwt })
    const frames: Answer[] = []
    socket.on('positions', (frame) => frames.push(frame))
    await socket.emitWithAck('subscribe', { fleet: true })
    await isSettled(node)

    for (let t = 1; t <= 10; t++) for (const van of vans) node.publisher.publish(van, aPosition(t))
    await sleep(150)

    const times = frames.map((frame) => frame.map(({ t }: Answer) => t))
    expect(times[0]).to.deep.equal([1])
    expect(times.slice(1)).to.deep.equal([[10, 10, 10]])
  })

  it('encodes a frame once, however many viewers a room has [GW-6]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token } = world.link(van)
    const node = await startNode(world)
    const viewers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => watch(node, token, i < 10 ? {} : { encoding: 'binary' })),
    )
    await isSettled(node)

    const before = node.framesBuilt()
    node.publisher.publish(van, aPosition(1_000))
    await until(() => viewers.every(({ frames }) => frames.length === 1))

    expect(node.framesBuilt() - before).to.equal(2) // one JSON, one packed
  })

  it('does nothing for a subject that nobody watches [GW-6]', async () => {
    const world = new FakeWorld()
    const [van, other] = [world.vehicle('van'), world.vehicle('other')]
    const { token } = world.link(van)
    const node = await startNode(world)
    const { socket } = await watch(node, token)
    await isSettled(node)

    node.publisher.publish(other, aPosition(1_000))
    socket.disconnect()
    await until(() => node.counts().subjects === 0)
    node.publisher.publish(van, aPosition(1_000))

    expect(node.framesBuilt()).to.equal(0)
    expect(node.counts()).to.include({ viewers: 0, subjects: 0 })
  })

  it('keeps no queue for a viewer who stops reading, and gives it the newest after [GW-10]', async function () {
    this.timeout(20_000)
    const world = new FakeWorld()
    const [van, other] = [world.vehicle('van'), world.vehicle('other')]
    const { jwt } = world.member()
    const node = await startNode(world, { limits: { tickMs: 10 } })
    const slow = await rawViewer(node.port, `{"jwt":"${jwt}"}`)
    slow.socket.send('42/live,0["subscribe",{"fleet":true}]')
    await until(() => slow.texts.some((text) => text.startsWith('43/live,0')))
    await isSettled(node)

    slow.socket.pause()
    let t = 0
    const publish = async (count: number) => {
      for (let i = 0; i < count; i++) {
        node.publisher.publish(van, aPosition(++t, { attributes: null }))
        if (i % 50 === 0) await sleep(0)
      }
    }
    const many = Array.from({ length: 400 }, (_, i) => world.vehicle(`more-${i}`))
    for (let round = 1; node.counts().lagging === 0 && round < 2_000; round++) {
      for (const one of many) node.publisher.publish(one, aPosition(round))
      await sleep(12)
    }
    expect(node.counts().lagging).to.equal(1)
    const framesBefore = node.framesBuilt()
    await publish(5_000)
    node.publisher.publish(other, aPosition(77))
    await sleep(50)
    const held = slow.texts.length

    slow.socket.resume()
    const latest = (id: string) => slow.positions().findLast((one) => one.id === id)?.t
    await until(() => latest(van.id) === t && latest(other.id) === 77 && node.counts().lagging === 0)

    const times = slow.positions().filter(({ id }) => id === van.id)
    expect(times.map(({ t }) => t)).to.deep.equal(times.map(({ t }) => t).toSorted((a, b) => a - b))
    expect(times.length).to.be.at.most(2) // of 5,000: at most what left before it lagged, and the newest
    expect(node.framesBuilt()).to.be.greaterThan(framesBefore)
    expect(held).to.be.lessThan(10_000)

    node.publisher.publish(van, aPosition(t + 1))
    await until(() => latest(van.id) === t + 1)
    slow.socket.terminate()
  })
})

/** A viewer without the client library, so that it can stop reading. */
const rawViewer = async (port: number, auth: string) => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`)
  const texts: string[] = []
  socket.on('message', (data) => {
    const text = data.toString()
    if (text === '2') socket.send('3')
    else texts.push(text)
  })
  await until(() => texts.some((text) => text.startsWith('0')))
  socket.send(`40/live,${auth}`)
  await until(() => texts.some((text) => text.startsWith('40/live')))
  const positions = (): { id: string; t: number }[] =>
    texts
      .filter((text) => text.startsWith('42/live,["positions"'))
      .flatMap((text) => JSON.parse(text.slice('42/live,'.length))[1])
  return { socket, texts, positions }
}

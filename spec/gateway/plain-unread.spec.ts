import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect } from 'chai'
import type { WebSocket } from 'ws'
import { Peer } from '../../gateway/plain/peer.ts'
import { until } from '../support/until.ts'
import { aPosition, FakeWorld, startNode, stopAll } from './a-gateway.ts'

/** A connection that takes nothing until it is told to. */
class SlowSocket extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  send(text: string): void {
    this.bufferedAmount += text.length
  }
  terminate(): void {
    this.readyState = 3
  }
  pause(): void {}
  resume(): void {}
}

const mebibyte = 1_048_576
const budget = { burst: 600, perSecond: 300, strikes: 20 }

describe('what waits for a client that reads slowly', () => {
  afterEach(stopAll)

  const aPeer = () => {
    const socket = new SlowSocket()
    const limits = { budget, unread: mebibyte, introduction: 5_000 }
    return { socket, peer: new Peer(socket as unknown as WebSocket, {} as Socket, 'en', limits) }
  }

  it('may be one answer of any size, and what is told while it is read [PS-8]', () => {
    const { socket, peer } = aPeer()

    peer.send({ type: 'reply', update: new Uint8Array(4 * mebibyte) })
    for (let i = 0; i < 100; i++) peer.send({ type: 'presence:changed', data: 'x'.repeat(1_000) })

    expect(peer.isOpen).to.equal(true)
    expect(socket.bufferedAmount).to.be.greaterThan(5 * mebibyte)
  })

  it('is bounded by that, however often it asks for the same, and by less once that was taken [PS-8] [T-62]', () => {
    const greedy = aPeer()
    for (let i = 0; i < 100; i++) greedy.peer.send({ update: new Uint8Array(mebibyte) })
    expect(greedy.peer.isOpen).to.equal(false)
    expect(greedy.socket.bufferedAmount).to.be.lessThan(5 * mebibyte)

    const { socket, peer } = aPeer()
    peer.send({ update: new Uint8Array(mebibyte) })
    socket.bufferedAmount = 0
    for (let i = 0; i < 100; i++) peer.send({ data: 'x'.repeat(50_000) })
    expect(peer.isOpen).to.equal(false)
    expect(socket.bufferedAmount).to.be.lessThan(1.1 * mebibyte)
  })

  it('is the same of an event stream [PS-8] [T-62]', async () => {
    const world = new FakeWorld()
    const { token, link } = world.link(world.vehicle('van', 1, aPosition(1)), {
      title: 'x'.repeat(2 * mebibyte),
    })
    const node = await startNode(world)
    let isCut = false
    const body = node.streams.open(await world.openLink(token), {
      began: performance.now(),
      language: 'en',
      address: '192.0.2.1',
      since: undefined,
      seconds: undefined,
      connection: { unsent: () => 0, cut: () => (isCut = true) },
    })
    const update = () => node.announcements.linkUpdated(world.change(link, { title: 'y'.repeat(mebibyte) }))

    update()
    expect([isCut, body.destroyed]).to.deep.equal([false, false])
    update()
    update()

    await until(() => isCut && body.destroyed && node.viewers() === 0)
  })
})

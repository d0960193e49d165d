import { expect } from 'chai'
import type { Socket } from 'socket.io-client'
import type { WebSocket } from 'ws'
import type { CollabPart } from '../../gateway/collab/part.ts'
import { memoryComments } from '../support/memory-session-comments.ts'
import { MemorySessions } from '../support/memory-sessions.ts'
import { until } from '../support/until.ts'
import { FakeWorld, next, startNode, stopAll } from './a-gateway.ts'

describe('whoever asks for a large document', () => {
  afterEach(stopAll)

  const aNode = async () => {
    const sessions = new MemorySessions()
    const world = new FakeWorld()
    const asked = { times: 0 }
    /** Answers as large as a document can be. */
    const part: CollabPart = {
      name: 'doc',
      requests: {
        async 'doc:sync'() {
          asked.times++
          const update = new Uint8Array(4 * 1_048_576)
          return { ok: true as const, update, state_vector: Uint8Array.of(0), seq: 1 }
        },
      },
    }
    const node = await startNode(world, {
      collab: { sessions, comments: memoryComments(sessions), parts: [part] },
      limits: { collabBurst: 500, collabPerSecond: 500 },
    })
    const { id } = sessions.session({})
    const enter = async () => {
      const socket = node.connect('/collab', { session_id: id, jwt: world.member().jwt })
      await next(socket, 'session:state')
      return socket
    }
    return { asked, enter }
  }
  const askedBy = (socket: Socket) => socket.emit('doc:sync', { state_vector: Buffer.of(0) }, () => {})

  it('gets it, as often as they read it [PS-8]', async () => {
    const { enter } = await aNode()
    const socket = await enter()

    for (let i = 0; i < 5; i++) {
      const { update } = await socket.timeout(12_000).emitWithAck('doc:sync', { state_vector: Buffer.of(0) })
      expect(update.byteLength).to.equal(4 * 1_048_576)
    }
  })

  it('is cut off where they ask again and again and read none of it [T-62] [T-63]', async () => {
    const { asked, enter } = await aNode()
    const socket = await enter()
    const { ws } = socket.io.engine.transport as unknown as { ws: WebSocket }
    ws.pause()

    // The kernel takes some of it, too.
    for (let i = 0; i < 100; i++) {
      askedBy(socket)
      await new Promise((done) => setTimeout(done, 5))
    }
    await until(() => asked.times > 1)
    ws.resume()
    await until(() => !socket.connected)

    expect(asked.times).to.be.lessThan(60)
  })
})

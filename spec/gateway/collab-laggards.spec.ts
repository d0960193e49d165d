import { randomUUID } from 'node:crypto'
import type { Socket as TcpSocket } from 'node:net'
import { expect } from 'chai'
import { createLocalBus } from '../../gateway/bus.ts'
import { createCursors } from '../../gateway/collab/cursors.ts'
import type { CollabSeat, Line } from '../../gateway/collab/part.ts'
import { Room } from '../../gateway/collab/room.ts'
import { noMetrics } from '../../gateway/ports.ts'
import { MemorySessions } from '../support/memory-sessions.ts'
import { until } from '../support/until.ts'
import { silentLog, stopAll } from './a-gateway.ts'
import { aSession } from './a-session.ts'

/** A seat whose client takes frames only while `isOpen`. */
const aSeat = async (sessions: MemorySessions, room: Room, isVolatile: boolean) => {
  const proof = {
    by: 'member',
    member: { userId: Math.random(), tenantId: 1, role: 'owner', familyId: 'f' },
  } as const
  const { admitted } = await sessions.open(room.sessionId, proof)
  const written: string[] = []
  const client = { isOpen: true }
  const take = (text: string) => void written.push(text)
  const line: Line = {
    emit() {},
    emitVolatile(_name, payload) {
      if (client.isOpen) take(JSON.stringify(payload))
      return client.isOpen
    },
    close() {},
    drop() {},
    ...(!isVolatile && {
      way: () =>
        client.isOpen
          ? ({ write: (frame: Buffer) => take(frame.toString('latin1')) } as unknown as TcpSocket)
          : undefined,
    }),
  }
  const seat: CollabSeat = {
    id: randomUUID(),
    participantId: admitted.participant.id,
    line,
    room,
    admitted,
    language: 'en',
    allowance: undefined,
    hasEnded: false,
  }
  room.roster.know([admitted.participant])
  room.seatChanged({
    id: seat.id,
    participantId: seat.participantId,
    node: 'n',
    state: 'active',
    inCall: false,
    isMuted: false,
    sharesScreen: false,
  })
  room.seats.set(seat.id, seat)
  return { seat, written, client }
}

describe('a client that cannot keep up with a session', () => {
  afterEach(stopAll)

  for (const isVolatile of [false, true])
    it(`gets the newest when it can, and never a queue${isVolatile ? ', whatever it is spoken to by' : ''} [CO-21]`, async () => {
      const sessions = new MemorySessions()
      const cursors = createCursors({ tickMs: 5, metrics: noMetrics })
      const room = new Room(sessions.session(), {
        bus: createLocalBus(silentLog),
        node: randomUUID(),
        parts: [cursors],
      })
      const mover = await aSeat(sessions, room, isVolatile)
      const slow = await aSeat(sessions, room, isVolatile)
      const move = (x: number) => cursors.requests['cursor:move']!(mover.seat, { x, y: 0 })

      slow.client.isOpen = false
      const told = () => mover.written.length
      for (const x of [0.1, 0.2, 0.3]) {
        await move(x)
        await new Promise((resolve) => setTimeout(resolve, 15))
      }
      expect([slow.written, told()]).to.deep.equal([[], 0])
      slow.client.isOpen = true
      await until(() => slow.written.length > 0)
      await new Promise((resolve) => setTimeout(resolve, 30))

      expect(slow.written).to.have.length(1)
      expect(slow.written[0]).to.include('"x":0.3').and.not.include('"x":0.2')
      room.close()
    })

  it('is no matter to a node that leaves: its seats are free, and its clients are sent elsewhere [CO-6]', async () => {
    const { host, guest, world, node } = await aSession()
    const [first] = [await host(), await guest('Ana')]
    expect(node.counts()).to.include({ sessions: 1, seats: 2 })
    let why = ''
    first.socket.on('disconnect', (reason) => {
      why = reason
    })

    await node.drain(200)

    await until(() => why !== '')
    expect(why).to.equal('transport close') // after which the stock client connects again
    expect(world.collab.taken.size).to.equal(0)
    expect(node.counts()).to.include({ sessions: 0, seats: 0 })
  })
})

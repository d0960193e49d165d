import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connectNodes } from '../../../gateway/nodes.ts'
import type { LivePort } from '../../../gateway/ports.ts'
import { createGateway } from '../../../gateway/server.ts'
import { memoryComments } from '../../../spec/support/memory-session-comments.ts'
import { MemorySessions } from '../../../spec/support/memory-sessions.ts'
import { answer } from '../child.ts'
import { monotonicUs } from '../machine.ts'

/** The product's own gateway with one session; only the domain behind it is in memory. */
const httpServer = createServer()
httpServer.on('connection', (socket) => socket.setNoDelay(true))
const log = { info() {}, warn: console.error, error: console.error }
const nobody = async (): Promise<never> => {
  throw new Error('not in this bench')
}
const live: LivePort = {
  openLink: nobody,
  show: nobody,
  visitNow: async () => undefined,
  subjects: async () => [],
  describe: async () => [],
  missed: async () => [],
  looked: async () => {},
  linkStates: async () => new Map(),
  standing: async (members) => new Set(members),
}
const sessions = new MemorySessions()
const session = sessions.session({ maxParticipants: 1_000 })
let people = 0

createGateway({
  httpServer,
  nodes: await connectNodes(undefined, log),
  live,
  ingest: { report: nobody, isDeviceOf: () => false },
  collab: { sessions, comments: memoryComments(sessions), parts: [] },
  notifications: { unread: async () => 0, told: async () => undefined },
  authenticate: {
    member: async () => ({ userId: ++people, tenantId: 1, role: 'owner', familyId: 'bench' }),
    device: nobody,
  },
  now: () => new Date(),
  log,
})

answer({
  listen: () =>
    new Promise<{ port: number; sessionId: string }>((resolve) =>
      httpServer.listen({ port: 0, host: '127.0.0.1' }, () =>
        resolve({ port: (httpServer.address() as AddressInfo).port, sessionId: session.id }),
      ),
    ),
  mark: () => {
    const { user, system } = process.cpuUsage()
    return { cpuUs: user + system, atUs: monotonicUs() }
  },
})

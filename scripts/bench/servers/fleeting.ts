import { createServer } from 'node:http'
import type { Member } from '../../../domain/actor.ts'
import type { WatchedSubject } from '../../../domain/live/ports.ts'
import { Problem } from '../../../domain/problem.ts'
import { newLink, type ShareLink } from '../../../domain/share-links/link.ts'
import { connectNodes } from '../../../gateway/nodes.ts'
import type { LivePort } from '../../../gateway/ports.ts'
import { createGateway } from '../../../gateway/server.ts'
import { memoryComments } from '../../../spec/support/memory-session-comments.ts'
import { MemorySessions } from '../../../spec/support/memory-sessions.ts'
import { subjectOf, vehicleOf } from '../fleet.ts'
import { host, readOptions } from './host.ts'

/** The product's own gateway, whole; only the domain behind it is made up, so that no database is measured. */
const options = readOptions()
const httpServer = createServer()
const member: Member = { userId: 1, tenantId: 1, role: 'owner', familyId: 'bench' }
const log = { info() {}, warn: console.error, error: console.error }

const shown = Array.from(
  { length: options.vehicles },
  (_, vehicle): WatchedSubject => ({
    subject: subjectOf(vehicle),
    name: `Van ${vehicle}`,
    icon: 'van',
    color: '#336699',
    newest: null,
  }),
)
const linkOf = (vehicle: number): ShareLink =>
  newLink({
    id: subjectOf(vehicle).id,
    tenantId: 1,
    face: 'core',
    resource: { kind: 'vehicle', id: subjectOf(vehicle).id },
    trailMinutes: 0,
    createdBy: 1,
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + 24 * 3_600_000),
    revokedAt: null,
  })
const live: LivePort = {
  openLink: async (token) => ({ link: linkOf(vehicleOf(token)), subjects: [shown[vehicleOf(token)]!] }),
  show: async ({ link }) => ({ link, subjects: [] }),
  visitNow: async () => undefined,
  subjects: async () => shown,
  describe: async (subjects) => subjects.map(({ key }) => shown[key - 1]!),
  missed: async () => [],
  looked: async () => {},
  linkStates: async (ids) => new Map(ids.map((id) => [id, { ...linkOf(0), state: 'live' as const }])),
  standing: async (members) => new Set(members),
}
const nobody = async (): Promise<never> => {
  throw new Problem('not_signed_in')
}

const sessions = new MemorySessions()

const gateway = createGateway({
  httpServer,
  nodes: await connectNodes(undefined, log),
  live,
  ingest: { report: nobody, isDeviceOf: () => false },
  collab: { sessions, comments: memoryComments(sessions), parts: [] },
  notifications: { unread: async () => 0, told: async () => undefined },
  authenticate: { member: async () => member, device: nobody },
  now: () => new Date(),
  log,
  ...(options.tickMs !== undefined && { limits: { tickMs: options.tickMs } }),
})

host(httpServer, options, (vehicle, position) => gateway.publisher.publish(shown[vehicle]!.subject, position))

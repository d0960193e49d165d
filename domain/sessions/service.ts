import { createLiveSessions } from './live.ts'
import { createModeration } from './moderation.ts'
import type { SessionPorts } from './service-ports.ts'

export type Sessions = ReturnType<typeof createSessions>

/** Collaboration sessions: who makes and looks after them (REST), and who is in them (`live`, for the gateway). */
export const createSessions = (ports: SessionPorts) => {
  const moderation = createModeration(ports)
  return { live: createLiveSessions(ports, moderation) }
}

import type { LiveSessions } from '../../domain/sessions/ports.ts'
import { assertMayDo } from '../../domain/sessions/rights.ts'
import type { CollabPart } from './part.ts'

/** What hosts do with the others. What it comes to is in the log, and takes effect where that is told. */
export const createModeration = (sessions: Pick<LiveSessions, 'setRole' | 'remove' | 'end'>): CollabPart => ({
  name: 'moderation',
  requests: {
    async 'participant:update'({ admitted }, { id, role }) {
      assertMayDo(admitted.role, 'moderate')
      await sessions.setRole(admitted, id.toLowerCase(), role)
      return { ok: true as const }
    },
    async 'participant:remove'({ admitted }, { id }) {
      assertMayDo(admitted.role, 'moderate')
      await sessions.remove(admitted, id.toLowerCase())
      return { ok: true as const }
    },
    async 'session:end'({ admitted }) {
      assertMayDo(admitted.role, 'moderate')
      await sessions.end(admitted)
      return { ok: true as const }
    },
  },
})

import type { Sessions } from '../../domain/sessions/service.ts'
import type { Job } from './job.ts'

/** Ends sessions of working together whose time is over, with their links, and tells those who are in them. */
export const endSessions = (sessions: Pick<Sessions, 'endOverdue'>): Job => ({
  name: 'end-sessions',
  schedule: '* * * * *',
  isQuiet: true,
  async run({ dryRun }) {
    return { ended: await sessions.endOverdue(dryRun) }
  },
})

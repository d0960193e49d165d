import type { Sessions } from '../../domain/sessions/service.ts'
import type { Job } from './job.ts'

/** Sessions of working together are forgotten with their log, document and recordings; comments stay with their file. */
export const forgetCollaboration = (sessions: Pick<Sessions, 'forgetOld'>): Job => ({
  name: 'forget-collaboration',
  schedule: '23 4 * * *',
  async run({ dryRun }) {
    return { deleted: await sessions.forgetOld(dryRun) }
  },
})

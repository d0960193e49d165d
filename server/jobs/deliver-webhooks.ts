import type { Dispatch } from '../../domain/webhooks/dispatch.ts'
import type { Job } from './job.ts'

/** What happened goes to its receivers; calls go on while the job is over, and each is in one process's hands. */
export const deliverWebhooks = (dispatch: Pick<Dispatch, 'run'>): Job => ({
  name: 'deliver-webhooks',
  schedule: '*/2 * * * * *',
  isQuiet: true,
  run: async ({ dryRun }) => (dryRun ? { made: 0, tried: 0 } : dispatch.run()),
})

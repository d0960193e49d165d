import type { Dispatch } from '../../domain/webhooks/dispatch.ts'
import type { Job } from './job.ts'

/** What was sent is remembered for 30 days. */
export const forgetWebhookDeliveries = (dispatch: Pick<Dispatch, 'forgetOld'>): Job => ({
  name: 'forget-webhook-deliveries',
  schedule: '37 * * * *',
  async run({ dryRun }) {
    return { deleted: dryRun ? 0 : await dispatch.forgetOld() }
  },
})

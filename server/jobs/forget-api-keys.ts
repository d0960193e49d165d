import type { ApiKeys } from '../../domain/api-keys/service.ts'
import type { Job } from './job.ts'

/** Keys that ended long ago are shown nowhere; that they were made and revoked stays in the audit. */
export const forgetApiKeys = (apiKeys: ApiKeys): Job => ({
  name: 'forget-api-keys',
  schedule: '57 3 * * *',
  async run({ dryRun }) {
    return { deleted: dryRun ? 0 : await apiKeys.forgetOld() }
  },
})

import type { Accounts } from '../../domain/accounts/service.ts'
import type { Job } from './job.ts'

/** Ended sessions are forgotten once a copied refresh token of theirs is of no use to anybody. */
export const forgetSessions = (accounts: Accounts): Job => ({
  name: 'forget-sessions',
  schedule: '53 3 * * *',
  async run({ dryRun }) {
    return { deleted: dryRun ? 0 : await accounts.forgetOld() }
  },
})

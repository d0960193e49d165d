import type { Quotes } from '../../domain/quotes/service.ts'
import type { Job } from './job.ts'

/** Writes down which quotes nobody decided in time, and tells of it. They read as expired before that already. */
export const expireQuotes = (quotes: Pick<Quotes, 'expireOverdue'>): Job => ({
  name: 'expire-quotes',
  schedule: '*/15 * * * *',
  async run({ dryRun }) {
    return { expired: await quotes.expireOverdue(dryRun) }
  },
})

import type { Analytics } from '../../domain/analytics/service.ts'
import type { Job } from './job.ts'

/** Single accesses are forgotten when their time is over, and the keys of visitors' hashes the day after. */
export const purgeAnalytics = (analytics: Pick<Analytics, 'purge'>): Job => ({
  name: 'purge-analytics',
  schedule: '31 * * * *',
  run: ({ dryRun }) => analytics.purge(dryRun),
})

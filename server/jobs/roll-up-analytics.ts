import type { Analytics } from '../../domain/analytics/service.ts'
import type { Job } from './job.ts'

/** What was counted as it came is added to its days, so that answers about a year read 365 rows. */
export const rollUpAnalytics = (analytics: Pick<Analytics, 'rollUp'>): Job => ({
  name: 'roll-up-analytics',
  schedule: '* * * * *',
  isQuiet: true,
  run: async ({ dryRun }) => ({ days: dryRun ? 0 : await analytics.rollUp() }),
})

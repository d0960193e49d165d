import type { Extensions } from '../../domain/mail/extensions.ts'
import type { Job } from './job.ts'

/** Makers hear of their links an hour before the end; each end is announced once, however often this runs. */
export const announceExpiry = (extensions: Extensions): Job => ({
  name: 'announce-expiry',
  schedule: '* * * * *',
  async run({ dryRun }) {
    return { announced: await extensions.announceEnding(dryRun) }
  },
})

import type { Recordings } from '../../domain/recordings/service.ts'
import type { Job } from './job.ts'

/** Recordings end with their sessions, and after eight hours. */
export const stopRecordings = (recordings: Pick<Recordings, 'stopOverdue'>): Job => ({
  name: 'stop-recordings',
  schedule: '* * * * *',
  isQuiet: true,
  async run({ dryRun }) {
    return { stopped: await recordings.stopOverdue(dryRun) }
  },
})

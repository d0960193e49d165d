import type { Recordings } from '../../domain/recordings/service.ts'
import type { Job } from './job.ts'

/** Recordings are forgotten by their age, before their sessions are. */
export const forgetRecordings = (recordings: Pick<Recordings, 'forgetOld'>): Job => ({
  name: 'forget-recordings',
  schedule: '41 4 * * *',
  async run({ dryRun }) {
    return { deleted: dryRun ? 0 : await recordings.forgetOld() }
  },
})

import type { Assets } from '../../domain/assets/service.ts'
import type { Uploads } from '../uploads.ts'
import type { Job } from './job.ts'

/** What broken-off uploads and removed files left behind goes, and the room that was reserved for it is given back. */
export const sweepFiles = (assets: Assets, uploads: Uploads, now: () => Date): Job => ({
  name: 'sweep-files',
  schedule: '29 * * * *',
  async run({ dryRun }) {
    const before = new Date(now().getTime() - 12 * 3_600_000)
    return { files: await assets.sweep(dryRun), uploads: await uploads.sweep(before, dryRun) }
  },
})

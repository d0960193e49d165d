import type { Assets } from '../../domain/assets/service.ts'
import { unfinishedForMs } from '../resumable.ts'
import type { UnfinishedUploads } from '../unfinished-uploads.ts'
import type { Uploads } from '../uploads.ts'
import type { Job } from './job.ts'

interface Folders {
  readonly uploads: Pick<Uploads, 'sweep'>
  readonly unfinished: Pick<UnfinishedUploads, 'sweep'>
}

/**
 * What broken-off uploads, uploads that nobody went on with and removed files left behind goes, and the room that was
 * reserved for it is given back.
 */
export const sweepFiles = (assets: Assets, { uploads, unfinished }: Folders, now: () => Date): Job => ({
  name: 'sweep-files',
  schedule: '29 * * * *',
  async run({ dryRun }) {
    const before = (ms: number) => new Date(now().getTime() - ms)
    return {
      files: await assets.sweep(dryRun),
      uploads: await uploads.sweep(before(12 * 3_600_000), dryRun),
      unfinished: await unfinished.sweep(before(unfinishedForMs), dryRun),
    }
  },
})

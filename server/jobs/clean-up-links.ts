import type { ShareTracks } from '../../domain/share-links/share-tracks.ts'
import type { Job } from './job.ts'

/** Ended links lose their secrets within ten minutes, for whom they were made after 90 days, and their last trace after the time of retention. */
export const cleanUpLinks = (shareTracks: ShareTracks): Job => ({
  name: 'clean-up-links',
  schedule: '*/10 * * * *',
  async run({ dryRun }) {
    const { sealed, deleted, forgotten } = await shareTracks.cleanUp(dryRun)
    return { withdrawn: sealed.length, deleted: deleted.length, recipients: forgotten }
  },
})

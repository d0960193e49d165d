import type { Arrivals } from '../../domain/share-links/arrivals.ts'
import type { Job } from './job.ts'

/** Who was shown the way of somebody who comes to them sees no more of it once they are there. */
export const endArrivedLinks = (arrivals: Arrivals): Job => ({
  name: 'end-arrived-links',
  schedule: '*/10 * * * * *',
  isQuiet: true,
  async run({ dryRun }) {
    return { ended: await arrivals.endArrived(dryRun) }
  },
})

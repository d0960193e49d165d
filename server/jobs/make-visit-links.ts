import type { FieldService } from '../../domain/field-service.ts'
import type { Job } from './job.ts'

/** A customer whose technician is on the way gets a link, even where the service died before it could make one. */
export const makeVisitLinks = (customerLinks: Pick<FieldService['customerLinks'], 'makeMissing'>): Job => ({
  name: 'make-visit-links',
  schedule: '* * * * *',
  async run({ dryRun }) {
    return { made: await customerLinks.makeMissing(dryRun) }
  },
})

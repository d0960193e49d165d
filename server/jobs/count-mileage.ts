import type { Mileage } from '../../domain/mileage/service.ts'
import type { Job } from './job.ts'

/** Days that are over are counted before their positions are forgotten, and again when late ones came in. */
export const countMileage = (mileage: Pick<Mileage, 'count'>): Job => ({
  name: 'count-mileage',
  schedule: '41 * * * *',
  run: async ({ dryRun }) => ({ days: dryRun ? 0 : await mileage.count() }),
})

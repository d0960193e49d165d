import type { Forgetting } from '../../domain/tenants/retention.ts'
import type { Job } from './job.ts'

/** Positions, and what else has an age, are forgotten when their organization has kept them for as long as it wishes. */
export const forgetPositions = (forgetOld: Forgetting): Job => ({
  name: 'forget-positions',
  schedule: '41 * * * *',
  run: ({ dryRun }) => forgetOld(dryRun),
})

import { forgetIdempotencyKeys } from '../../db/idempotency.ts'
import { createLockedRun } from '../../db/locks.ts'
import { dropPartitionsBefore, keepPartitions } from '../../db/position-writer.ts'
import type { Services } from '../../domain/services.ts'
import { allJobs } from '../jobs/index.ts'
import { startJobs } from '../jobs/runner.ts'
import type { Storage } from '../storage.ts'
import type { Database } from './database.ts'
import type { Starting } from './starting.ts'

interface Parts {
  readonly database: Database
  readonly storage: Storage
  readonly services: Services
}

/** What is done by the clock; of several processes, one at a time does each. */
export const composeJobs = (
  { config, log, onStop }: Starting,
  { database: { connections }, storage, services }: Parts,
): void => {
  const jobs = allJobs({
    services,
    uploads: storage.uploads,
    unfinished: storage.unfinished,
    partitions: {
      keep: () => keepPartitions(connections.systemPool, config.RETENTION_POSITIONS_DAYS),
      dropBefore: (day, dryRun) => dropPartitionsBefore(connections.systemPool, day, dryRun),
      retentionDays: config.RETENTION_POSITIONS_DAYS,
    },
    forgetIdempotencyKeysBefore: (moment) => forgetIdempotencyKeys(connections.system, moment),
  })
  const runner = startJobs(jobs, { locked: createLockedRun(connections.lockPool), log })
  onStop(runner.stop)
}

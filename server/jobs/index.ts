import type { Services } from '../../domain/services.ts'
import { cleanUpLinks } from './clean-up-links.ts'
import { forgetIdempotencyKeys } from './forget-idempotency-keys.ts'
import { forgetSessions } from './forget-sessions.ts'
import type { Job } from './job.ts'
import { keepPartitions, type PartitionPorts } from './keep-partitions.ts'

export interface JobContext {
  readonly services: Services
  readonly partitions: Omit<PartitionPorts, 'now'>
  readonly forgetIdempotencyKeysBefore: (moment: Date) => Promise<number>
}

export const allJobs = ({
  services,
  partitions,
  forgetIdempotencyKeysBefore,
}: JobContext): readonly Job[] => [
  cleanUpLinks(services.shareTracks),
  keepPartitions({ ...partitions, now: services.now }),
  forgetIdempotencyKeys(forgetIdempotencyKeysBefore, services.now),
  forgetSessions(services.accounts),
]

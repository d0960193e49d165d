import type { Services } from '../../domain/services.ts'
import type { UnfinishedUploads } from '../unfinished-uploads.ts'
import type { Uploads } from '../uploads.ts'
import { announceExpiry } from './announce-expiry.ts'
import { cleanUpLinks } from './clean-up-links.ts'
import { countMileage } from './count-mileage.ts'
import { deliverMail } from './deliver-mail.ts'
import { deliverWebhooks } from './deliver-webhooks.ts'
import { endArrivedLinks } from './end-arrived-links.ts'
import { endSessions } from './end-sessions.ts'
import { expireQuotes } from './expire-quotes.ts'
import { forgetApiKeys } from './forget-api-keys.ts'
import { forgetCollaboration } from './forget-collaboration.ts'
import { forgetIdempotencyKeys } from './forget-idempotency-keys.ts'
import { forgetNotifications } from './forget-notifications.ts'
import { forgetPositions } from './forget-positions.ts'
import { forgetRecordings } from './forget-recordings.ts'
import { forgetSessions } from './forget-sessions.ts'
import { forgetWebhookDeliveries } from './forget-webhook-deliveries.ts'
import type { Job } from './job.ts'
import { keepPartitions, type PartitionPorts } from './keep-partitions.ts'
import { mailDigests } from './mail-digests.ts'
import { makeVisitLinks } from './make-visit-links.ts'
import { purgeAnalytics } from './purge-analytics.ts'
import { rollUpAnalytics } from './roll-up-analytics.ts'
import { stopRecordings } from './stop-recordings.ts'
import { sweepFiles } from './sweep-files.ts'

export interface JobContext {
  readonly services: Services
  readonly uploads: Uploads
  readonly unfinished: UnfinishedUploads
  readonly partitions: Omit<PartitionPorts, 'now'>
  readonly forgetIdempotencyKeysBefore: (moment: Date) => Promise<number>
}

export const allJobs = ({
  services,
  uploads,
  unfinished,
  partitions,
  forgetIdempotencyKeysBefore,
}: JobContext): readonly Job[] => [
  cleanUpLinks(services.shareTracks),
  endArrivedLinks(services.arrivals),
  keepPartitions({ ...partitions, now: services.now }),
  forgetIdempotencyKeys(forgetIdempotencyKeysBefore, services.now),
  forgetSessions(services.accounts),
  forgetApiKeys(services.apiKeys),
  forgetPositions(services.forgetOld),
  deliverMail(services.mail),
  deliverWebhooks(services.dispatch),
  forgetWebhookDeliveries(services.dispatch),
  announceExpiry(services.extensions),
  mailDigests(services.notifications),
  forgetNotifications(services.notifications),
  makeVisitLinks(services.customerLinks),
  expireQuotes(services.quotes),
  endSessions(services.sessions),
  stopRecordings(services.recordings),
  forgetRecordings(services.recordings),
  forgetCollaboration(services.sessions),
  countMileage(services.mileage),
  rollUpAnalytics(services.analytics),
  purgeAnalytics(services.analytics),
  sweepFiles(services.assets, { uploads, unfinished }, services.now),
]

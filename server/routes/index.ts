import type { GuestTickets } from '../../domain/guests.ts'
import type { Services } from '../../domain/services.ts'
import type { Gate } from '../gate.ts'
import type { Metrics } from '../metrics.ts'
import { openApiOf } from '../openapi.ts'
import type { Route } from '../route.ts'
import type { OpenStream } from '../streams.ts'
import type { UnfinishedUploads } from '../unfinished-uploads.ts'
import type { Uploads } from '../uploads.ts'
import type { VisitorFiles } from '../visitor-files.ts'
import { accountRoutes } from './accounts.ts'
import { albumFileRoutes } from './album-files.ts'
import { albumShareRoutes } from './album-shares.ts'
import { albumRoutes } from './albums.ts'
import { analyticsRoutes } from './analytics.ts'
import { apiKeyRoutes } from './api-keys.ts'
import { assetRoutes } from './assets.ts'
import { assignmentRoutes } from './assignments.ts'
import { auditRoutes } from './audit.ts'
import { collabFileRoutes } from './collab-files.ts'
import { collabPageRoutes } from './collab-page.ts'
import { collaborateRoutes } from './collaborate.ts'
import { commentRoutes } from './comments.ts'
import { docsRoutes } from './docs.ts'
import { eventRoutes } from './events.ts'
import { extendRoutes } from './extend.ts'
import { handoutRoutes } from './handouts.ts'
import { houseRoutes } from './house.ts'
import { installedRoutes } from './installed.ts'
import { languageRoutes } from './language.ts'
import { mileageRoutes } from './mileage.ts'
import { notificationRoutes } from './notifications.ts'
import { type PageSettings, pageRoutes } from './pages.ts'
import { positionRoutes } from './positions.ts'
import { privacyRoutes } from './privacy.ts'
import { quoteRoutes } from './quotes.ts'
import { recordingRoutes } from './recordings.ts'
import { replayPageRoutes } from './replay-page.ts'
import { routingRoutes } from './routing.ts'
import { sessionRoutes } from './sessions.ts'
import { shareTrackRoutes } from './share-tracks.ts'
import { shareRoutes } from './shares.ts'
import { streamRoutes } from './streams.ts'
import { technicianRoutes } from './technicians.ts'
import { tenantRoutes } from './tenants.ts'
import { trackerRoutes } from './trackers.ts'
import { trackingRoutes } from './tracking.ts'
import { trackingRecordRoutes } from './tracking-records.ts'
import { trakServiceRoutes } from './trakservice.ts'
import { tripShareRoutes } from './trip-shares.ts'
import { tripRoutes } from './trips.ts'
import { uploadRoutes } from './uploads.ts'
import { vehicleRoutes } from './vehicles.ts'
import { visitorRoutes } from './visitors.ts'
import { webhookDeliveryRoutes } from './webhook-deliveries.ts'
import { webhookRoutes } from './webhooks.ts'
import { workOrderRoutes } from './work-orders.ts'

/** What handlers work with. */
export interface RouteContext {
  readonly services: Services
  readonly gate: Gate
  readonly uploads: Uploads
  readonly unfinished: UnfinishedUploads
  readonly files: VisitorFiles
  /** What a link shows, as it goes on. */
  readonly openStream: OpenStream
  /** What guests are known again by. */
  readonly tickets: GuestTickets
  readonly pages: PageSettings
  readonly readiness: () => Promise<{ database: boolean; bus: boolean }>
  readonly metrics: Pick<Metrics, 'contentType' | 'print'>
  readonly version: string
  readonly isOutage: (error: unknown) => boolean
  /** Does work that nobody waits for; what goes wrong with it is logged. */
  readonly later: (work: () => Promise<void>) => void
}

/** The whole table; more precise paths stand before those with parameters. */
export const allRoutes = (context: RouteContext): readonly Route[] => {
  const describe = () => openApiOf(table, context.version)
  const table: Route[] = [
    ...accountRoutes({ ...context.services, later: context.later }),
    ...tenantRoutes(context.services),
    ...auditRoutes(context.services),
    ...apiKeyRoutes(context),
    ...privacyRoutes(context),
    ...notificationRoutes(context),
    ...vehicleRoutes(context),
    ...positionRoutes(context),
    ...trackerRoutes(context),
    ...trackingRoutes(context),
    ...trackingRecordRoutes(context),
    ...shareTrackRoutes(context),
    ...shareRoutes(context),
    ...albumShareRoutes(context),
    ...albumRoutes(context),
    ...albumFileRoutes(context),
    ...tripShareRoutes(context),
    ...tripRoutes(context),
    ...quoteRoutes(context),
    ...analyticsRoutes(context),
    ...assetRoutes(context),
    ...uploadRoutes(context),
    ...sessionRoutes(context),
    ...recordingRoutes(context),
    ...replayPageRoutes(context),
    ...collaborateRoutes(context),
    ...collabPageRoutes(context),
    ...collabFileRoutes(context),
    ...commentRoutes(context),
    ...handoutRoutes(context),
    ...trakServiceRoutes(context),
    ...technicianRoutes(context),
    ...workOrderRoutes(context),
    ...extendRoutes(context),
    ...eventRoutes(context),
    ...webhookRoutes(context),
    ...webhookDeliveryRoutes(context),
    ...assignmentRoutes(context),
    ...routingRoutes(context),
    ...mileageRoutes(context),
    ...houseRoutes(context, describe),
    ...docsRoutes(context, describe),
    ...streamRoutes(context),
    ...visitorRoutes(context),
    ...languageRoutes(),
    ...installedRoutes(context),
    ...pageRoutes(context),
  ]
  return table
}

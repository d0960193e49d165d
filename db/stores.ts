import { accountStore, peopleStore } from './accounts.ts'
import { albumDirectory, albumStore } from './albums.ts'
import { analyticsStore, analyticsUpkeep, visitorKeyOf } from './analytics.ts'
import { apiKeyDirectory, apiKeyStore } from './api-keys.ts'
import { arrivalStore } from './arrivals.ts'
import { assetStore, leftoverStore } from './assets.ts'
import { assignmentStore } from './assignments.ts'
import { auditStore, namesOf } from './audit.ts'
import { commentStore } from './comments.ts'
import type { Connections } from './connect.ts'
import { crewStore } from './crew.ts'
import { documentStore, documentUpkeep } from './documents.ts'
import { eventStore } from './event-log.ts'
import { linkDirectory } from './link-directory.ts'
import { linkUpkeep } from './link-upkeep.ts'
import { extensionStore, mailStore } from './mail.ts'
import { countingTenants, mileageStore } from './mileage.ts'
import { notificationUpkeep } from './notification-upkeep.ts'
import { notificationStore } from './notifications.ts'
import { passwordResetStore } from './password-resets.ts'
import { createPositionWriter } from './position-writer.ts'
import { privacyStore } from './privacy.ts'
import { overdueQuotes, quoteStore } from './quotes.ts'
import { recordingStore, recordingUpkeep } from './recordings.ts'
import { retentionStore } from './retention.ts'
import { sessionUpkeep } from './session-upkeep.ts'
import { sessionStore } from './sessions.ts'
import { shareLinkStore } from './share-links.ts'
import { shareStore } from './shares.ts'
import { technicianUpkeep } from './technician-devices.ts'
import { technicianStore } from './technicians.ts'
import { findTenant, tenantStore } from './tenants.ts'
import { trackingStore } from './tracking.ts'
import { tripAccesses, tripStore } from './trips.ts'
import { deviceStore, vehicleStore, vehicleUpkeep } from './vehicles.ts'
import { visitsWithoutLink } from './visits-without-link.ts'
import { deliveryStore } from './webhook-dispatch.ts'
import { webhookStore } from './webhooks.ts'
import { workOrderStore } from './work-orders.ts'

/** Every store port, over one database. Those of one tenant are made when they are asked for, and cost nothing. */
export const createStores = ({ tenant, system, systemPool }: Connections) => ({
  accounts: accountStore(system),
  people: peopleStore(system),
  apiKeysOf: (tenantId: number) => apiKeyStore(tenant(tenantId), tenantId),
  apiKeyDirectory: apiKeyDirectory(system),
  retention: retentionStore(system),
  auditOf: (tenantId: number) => auditStore(tenant(tenantId), tenantId),
  namesOf: namesOf(system),
  findTenant: findTenant(system),
  tenantOf: (tenantId: number) => tenantStore(tenant(tenantId), tenantId),
  fieldService: {
    techniciansOf: (tenantId: number) => technicianStore(tenant(tenantId), tenantId),
    trackingOf: (tenantId: number) => trackingStore(tenant(tenantId), tenantId),
    crewOf: (tenantId: number) => crewStore(tenant(tenantId), tenantId),
    workOrdersOf: (tenantId: number) => workOrderStore(tenant(tenantId), tenantId),
    quotesOf: (tenantId: number) => quoteStore(tenant(tenantId), tenantId),
    overdueQuotes: overdueQuotes(system),
    visitsWithoutLink: visitsWithoutLink(system),
    assignmentsOf: (tenantId: number) => assignmentStore(tenant(tenantId), tenantId),
    mileageOf: (tenantId: number) => mileageStore(tenant(tenantId), tenantId),
    countingTenants: countingTenants(system),
  },
  collaboration: {
    sessionsOf: (tenantId: number) => sessionStore(tenant(tenantId), tenantId),
    sessionUpkeep: sessionUpkeep(system),
    commentsOf: (tenantId: number) => commentStore(tenant(tenantId), tenantId),
    documents: {
      documentsOf: (tenantId: number) => documentStore(tenant(tenantId), tenantId),
      ...documentUpkeep(system),
    },
    recordingsOf: (tenantId: number) => recordingStore(tenant(tenantId), tenantId),
    recordingUpkeep: recordingUpkeep(system),
    notificationsOf: (tenantId: number) => notificationStore(tenant(tenantId), tenantId),
    notificationUpkeep: notificationUpkeep(system),
  },
  privacyOf: (tenantId: number) => privacyStore({ tenant, system }, tenantId),
  eventsOf: (tenantId: number) => eventStore(tenant(tenantId), tenantId),
  webhooksOf: (tenantId: number) => webhookStore(tenant(tenantId), tenantId),
  deliveries: deliveryStore(system),
  vehiclesOf: (tenantId: number) => vehicleStore(tenant(tenantId), tenantId),
  devices: deviceStore(system),
  linksOf: (tenantId: number) => shareLinkStore(tenant(tenantId), tenantId),
  sharesOf: (tenantId: number) => shareStore(tenant(tenantId), tenantId),
  linkDirectory: linkDirectory(system),
  arrivals: arrivalStore(system),
  albumsOf: (tenantId: number) => albumStore(tenant(tenantId), tenantId),
  albumDirectory: albumDirectory(system),
  tripsOf: (tenantId: number) => tripStore(tenant(tenantId), tenantId),
  tripAccessesOf: tripAccesses(system),
  assetsOf: (tenantId: number) => assetStore(tenant(tenantId), tenantId),
  leftovers: leftoverStore(system),
  analyticsOf: (tenantId: number) => analyticsStore(tenant(tenantId), tenantId),
  analyticsUpkeep: analyticsUpkeep(system),
  visitorKeyOf: visitorKeyOf(system),
  upkeep: {
    ...linkUpkeep(system),
    ...vehicleUpkeep(system),
    ...technicianUpkeep(system),
    async isFirstRun() {
      return (await system.selectFrom('account').select('id').limit(1).executeTakeFirst()) === undefined
    },
  },
  mail: mailStore(system),
  extensions: extensionStore(system),
  passwordResets: passwordResetStore(system),
  writer: createPositionWriter(systemPool),
  async now(): Promise<Date> {
    const { rows } = await systemPool.query<{ now: Date }>('select clock_timestamp() as now')
    return rows[0]!.now
  },
  async ping(): Promise<void> {
    await systemPool.query('select 1')
  },
})

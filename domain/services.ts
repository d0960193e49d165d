import { createPasswordReset, type PasswordResetPorts } from './accounts/password-reset.ts'
import { type AccountPorts, createAccounts } from './accounts/service.ts'
import { type AlbumPorts, createAlbums } from './albums/service.ts'
import { type AnalyticsPorts, createAnalytics } from './analytics/service.ts'
import { type AssetPorts, createAssets } from './assets/service.ts'
import { type AuditPorts, createAudit } from './events/audit.ts'
import { createEventLog, type EventLogPorts } from './events/service.ts'
import { createFieldService, type FieldServicePorts } from './field-service.ts'
import type { Announcements, LivePublisher } from './live/ports.ts'
import { createLive } from './live/service.ts'
import { createExtensions, type ExtensionPorts } from './mail/extensions.ts'
import { createMails, type MailPorts } from './mail/service.ts'
import { createKeep, type PositionWriter } from './positions/keep.ts'
import { createPositions } from './positions/service.ts'
import { createPrivacy, type PrivacyPorts } from './privacy/service.ts'
import type { Id } from './schema.ts'
import { type ArrivalStore, createArrivals } from './share-links/arrivals.ts'
import { createDownloads } from './share-links/downloads.ts'
import { createPost } from './share-links/letters.ts'
import { createLinkPolicies } from './share-links/link-policies.ts'
import type { Resources } from './share-links/resources.ts'
import {
  createShareLinks,
  type LinkDirectory,
  type LinkTokens,
  type ShareLinkStore,
} from './share-links/service.ts'
import { usualPolicy } from './share-links/share-policy.ts'
import type { ShareStore } from './share-links/share-ports.ts'
import { createShareTracks, type LinkUpkeep } from './share-links/share-tracks.ts'
import { createShares } from './share-links/shares.ts'
import { createUnlocks } from './share-links/unlocks.ts'
import { createVisitLog, type VisitLogPorts } from './share-links/visit-log.ts'
import { createContent } from './share-links/visitor-view.ts'
import { createDoor, type Passes } from './share-links/visits.ts'
import { createTenantProfiles } from './tenants/profiles.ts'
import { createForgetting, type RetentionStore } from './tenants/retention.ts'
import { createTenants, type TenantPorts } from './tenants/service.ts'
import { createPings } from './tracking/pings.ts'
import type { TrackingPorts } from './tracking/service.ts'
import { createTrips, type TripPorts } from './trips/service.ts'
import { createDeviceDirectory, type DeviceStore } from './vehicles/directory.ts'
import { createVehicles, type VehicleStore } from './vehicles/service.ts'
import { createDeliveryLog } from './webhooks/deliveries.ts'
import { createDispatch, type DispatchPorts } from './webhooks/dispatch.ts'
import { createWebhooks, type WebhookPorts } from './webhooks/service.ts'

/** What the outside must provide. */
export interface Ports {
  readonly accounts: Pick<AccountPorts, 'store' | 'passwords' | 'accessTokens' | 'hash' | 'newSecret'>
  readonly passwordReset: Pick<PasswordResetPorts, 'store' | 'hash' | 'newToken'>
  readonly tenants: Pick<TenantPorts, 'storeOf' | 'people' | 'longestPositionsDays'>
  readonly retention: RetentionStore
  readonly auditOf: AuditPorts['auditOf']
  readonly namesOf: AuditPorts['namesOf']
  readonly fieldService: FieldServicePorts
  readonly privacy: Pick<PrivacyPorts, 'privacyOf' | 'pseudonymOf'>
  readonly eventsOf: EventLogPorts['eventsOf']
  readonly webhooksOf: WebhookPorts['webhooksOf']
  readonly deliveries: DispatchPorts['store']
  readonly webhooks: Pick<WebhookPorts, 'secrets' | 'checkUrl'> &
    Pick<DispatchPorts, 'call' | 'random' | 'onError'>
  readonly vehiclesOf: (tenantId: number) => VehicleStore
  readonly devices: DeviceStore
  readonly linksOf: (tenantId: number) => ShareLinkStore
  readonly sharesOf: (tenantId: number) => ShareStore
  readonly arrivals: ArrivalStore
  readonly linkDirectory: LinkDirectory
  readonly linkTokens: LinkTokens
  readonly extensions: Pick<ExtensionPorts, 'store' | 'codes'>
  readonly mail: Pick<MailPorts, 'store' | 'seal' | 'unseal' | 'deliver' | 'report' | 'publicUrl'>
  readonly passes: Passes
  readonly visits: Pick<VisitLogPorts, 'onUntold'> & { readonly newPaymentId: () => string }
  readonly deviceKeys: { create(): string; hash(key: string): Buffer }
  readonly assets: Pick<AssetPorts, 'assetsOf' | 'leftovers' | 'files' | 'prepare' | 'edited' | 'quota'>
  readonly upkeep: LinkUpkeep & {
    markSeen(key: number, at: Date): Promise<void>
    markTechnicianSeen(key: number, at: Date): Promise<void>
    forgetWithdrawn: TrackingPorts['forgetWithdrawn']
    forgetPositions(key: number): Promise<void>
    /** Nobody has an account yet. */
    isFirstRun(): Promise<boolean>
  }
  readonly writer: PositionWriter
  readonly analytics: Omit<AnalyticsPorts, 'findAsset' | 'now'>
  readonly live: LivePublisher
  readonly announce: Announcements
  readonly newId: () => Id
  /** Random through and through: a link's id opens it. */
  readonly newLinkId: () => Id
  readonly now: () => Date
  readonly linkRetentionDays: number
  readonly albumsOf: AlbumPorts['albumsOf']
  readonly albumDirectory: AlbumPorts['directory']
  readonly tripsOf: TripPorts['tripsOf']
  readonly tripAccessesOf: TripPorts['accessesOf']
  /** How long the link of a trip lasts unless its maker says otherwise. */
  readonly tripShareDays: number
}

export type Services = ReturnType<typeof createServices>

export const createServices = (ports: Ports) => {
  const { vehiclesOf, announce, newId, now, upkeep } = ports
  const accounts = createAccounts({ ...ports.accounts, newId, now, announce })
  const mail = createMails({ ...ports.mail, newId, now })
  const passwordReset = createPasswordReset({
    ...ports.passwordReset,
    passwords: ports.accounts.passwords,
    mail,
    publicUrl: ports.mail.publicUrl,
    forget: accounts.forget,
    announce,
    now,
  })
  const policyOf = async (tenantId: number) =>
    (await ports.tenants.storeOf(tenantId).find())?.settings.links ?? usualPolicy
  const profiles = createTenantProfiles({ storeOf: ports.tenants.storeOf, now })
  const tenants = createTenants({
    ...ports.tenants,
    passwords: ports.accounts.passwords,
    announce,
    makerChanged: (member) => shares.makerChanged(member),
    cameOrLeft: (member) => fieldService.technicians.cameOrLeft(member),
    forget: accounts.forget,
    forgetProfile: profiles.forget,
    now,
  })
  const forgetOld = createForgetting({
    store: ports.retention,
    longestPositionsDays: ports.tenants.longestPositionsDays,
    now,
  })
  const directory = createDeviceDirectory({ devices: ports.devices, hash: ports.deviceKeys.hash, now })
  const links = createShareLinks({
    linksOf: ports.linksOf,
    directory: ports.linkDirectory,
    tokens: ports.linkTokens,
    policyOf,
    stands: (link) => shares.stands(link),
    announce,
    newId: ports.newLinkId,
    now,
  })
  const assets = createAssets({
    ...ports.assets,
    endLinks: (tenantId, id) => links.revokeAllOf(tenantId, { kind: 'asset', id }),
    newId: ports.newLinkId,
    now,
  })
  const albums = createAlbums({
    albumsOf: ports.albumsOf,
    directory: ports.albumDirectory,
    policyOf,
    links,
    assets,
    now,
  })
  const trips = createTrips({
    tripsOf: ports.tripsOf,
    accessesOf: ports.tripAccessesOf,
    policyOf,
    links,
    shareDays: ports.tripShareDays,
    now,
  })
  const resources: Resources = {
    async vehicle(tenantId, id) {
      const vehicle = await vehiclesOf(tenantId).byId(id)
      return vehicle && { kind: 'vehicle', id, ownerId: null, title: vehicle.name }
    },
    trip: trips.resource,
    assignment: (tenantId, id) => fieldService.sights.resource(tenantId, id),
    quote: (tenantId, id) => fieldService.quotes.resource(tenantId, id),
    album: albums.resource,
    async asset(tenantId, id) {
      const asset = await assets.find(tenantId, Number(id))
      return asset && { kind: 'asset', id, ownerId: asset.ownerId, title: asset.title }
    },
  }
  const shares = createShares({
    sharesOf: ports.sharesOf,
    resources,
    policyOf,
    passwords: ports.accounts.passwords,
    tokens: ports.linkTokens,
    announce,
    post: createPost({ mail, tenantOf: ports.tenants.storeOf }),
    newId: ports.newLinkId,
    now,
  })
  const arrivals = createArrivals({ store: ports.arrivals, announce, now })
  const linkPolicies = createLinkPolicies({ sharesOf: ports.sharesOf, announce, now })
  const door = createDoor({
    directory: ports.linkDirectory,
    hashToken: ports.linkTokens.hash,
    passes: ports.passes,
    resources,
    now,
  })
  const extensions = createExtensions({
    ...ports.extensions,
    directory: ports.linkDirectory,
    resources,
    policyOf,
    mail,
    senderOf: ports.mail.store.senderOf,
    announce,
    publicUrl: ports.mail.publicUrl,
    now,
  })
  const vehicles = createVehicles({
    vehiclesOf,
    deviceKeys: ports.deviceKeys,
    forgetPositions: upkeep.forgetPositions,
    endLinks: (tenantId, id) => links.revokeAllOf(tenantId, { kind: 'vehicle', id }),
    announce,
    newId,
    now,
  })
  const shareTracks = createShareTracks({
    links,
    vehiclesOf,
    upkeep,
    retentionDays: ports.linkRetentionDays,
    now,
  })
  const keep = createKeep({
    directory,
    writer: ports.writer,
    live: ports.live,
    onMoved: (subject, position) => fieldService.etas.moved(subject, position),
  })
  const pings = createPings({
    directory,
    keep,
    profiles,
    trackingOf: ports.fieldService.trackingOf,
    newId,
    now,
  })
  const positions = createPositions({
    directory,
    keep,
    pings,
    markSeen: ({ kind, key }, at) =>
      kind === 'vehicle' ? upkeep.markSeen(key, at) : upkeep.markTechnicianSeen(key, at),
    now,
  })
  const analytics = createAnalytics({ ...ports.analytics, findAsset: resources.asset, now })
  const fieldService = createFieldService(ports.fieldService, {
    profiles,
    pings,
    forget: directory.forget,
    forgetWithdrawn: upkeep.forgetWithdrawn,
    membersOf: ports.tenants.storeOf,
    forgetPositions: upkeep.forgetPositions,
    deviceKeys: ports.deviceKeys,
    links,
    policyOf,
    mail,
    publicUrl: ports.mail.publicUrl,
    report: ports.visits.onUntold,
    announce,
    newId,
    now,
  })
  const live = createLive({
    links,
    vehiclesOf,
    visits: fieldService.sights,
    crew: fieldService.crew,
    standing: accounts.standing,
    now,
  })

  const privacy = createPrivacy({
    ...ports.privacy,
    passwords: ports.accounts.passwords,
    newSecret: ports.accounts.newSecret,
    unseal: ports.mail.unseal,
    looked: fieldService.tracking.looked,
    announce,
    forget: accounts.forget,
    forgetTechnician(technicianId) {
      directory.forget(technicianId)
      fieldService.etas.forget(technicianId)
    },
    newId,
    now,
  })

  const events = createEventLog({ eventsOf: ports.eventsOf, now })
  const webhooks = createWebhooks({ webhooksOf: ports.webhooksOf, ...ports.webhooks, newId, now })
  const dispatch = createDispatch({ store: ports.deliveries, ...ports.webhooks, newId, now })
  const webhookLog = createDeliveryLog({ webhooksOf: ports.webhooksOf, wake: dispatch.wake, newId, now })

  const visits = {
    ...createUnlocks({ door, passwords: ports.accounts.passwords }),
    ...createContent({
      track: shareTracks.show,
      asset: assets.find,
      album: albums.contents,
      sight: fieldService.sights.see,
      albumItem: albums.item,
      trip: (visit) =>
        visit.link.face === 'trip'
          ? trips.visit(visit)
          : trips.whole(visit.link.tenantId, Number(visit.link.resource.id)),
      quote: fieldService.quotes.shown,
    }),
    downloads: createDownloads({
      directory: ports.linkDirectory,
      newPaymentId: ports.visits.newPaymentId,
      now,
    }),
    log: createVisitLog({
      record: analytics.record,
      tellMaker: mail.tellMaker,
      onUntold: ports.visits.onUntold,
      now,
    }),
  }

  return {
    accounts,
    passwordReset,
    mail,
    extensions,
    tenants,
    profiles,
    forgetOld,
    audit: createAudit(ports),
    ...fieldService,
    privacy,
    events,
    webhooks,
    webhookLog,
    dispatch,
    vehicles,
    door,
    visits,
    shares,
    linkPolicies,
    arrivals,
    assets,
    shareTracks,
    albums,
    trips,
    positions,
    analytics,
    live,
    directory,
    isFirstRun: upkeep.isFirstRun,
    now,
  }
}

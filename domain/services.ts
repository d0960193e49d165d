import { type AnalyticsPorts, createAnalytics } from './analytics/service.ts'
import { type CollaborationPorts, createCollaboration } from './collaboration.ts'
import { createEventFeeds, type EventFeedPorts } from './event-feeds.ts'
import { createFieldService, type FieldServicePorts } from './field-service.ts'
import { createLive } from './live/service.ts'
import { createPeople, type PeoplePorts } from './people.ts'
import { createPrivacy, type PrivacyPorts } from './privacy/service.ts'
import { usualPolicy } from './share-links/share-policy.ts'
import { createSharing, type SharingPorts } from './sharing.ts'
import type { TrackingPorts } from './tracking/service.ts'
import { createVehicles } from './vehicles/service.ts'
import { createVisiting, type VisitingPorts } from './visiting.ts'
import { createWaysIn, type WayInPorts } from './ways-in.ts'

/** What the outside must provide. */
export type Ports = PeoplePorts &
  SharingPorts &
  VisitingPorts &
  WayInPorts &
  EventFeedPorts & {
    readonly fieldService: FieldServicePorts
    readonly collaboration: CollaborationPorts
    readonly privacy: Pick<PrivacyPorts, 'privacyOf' | 'pseudonymOf'>
    readonly analytics: Omit<AnalyticsPorts, 'findAsset' | 'now'>
    readonly upkeep: {
      forgetWithdrawn: TrackingPorts['forgetWithdrawn']
      forgetPositions(key: number): Promise<void>
      /** Nobody has an account yet. */
      isFirstRun(): Promise<boolean>
    }
  }

export type Services = ReturnType<typeof createServices>

export const createServices = (ports: Ports) => {
  const { vehiclesOf, deviceKeys, announce, upkeep, newId, now } = ports
  const policyOf = async (tenantId: number) =>
    (await ports.tenants.storeOf(tenantId).find())?.settings.links ?? usualPolicy
  const people = createPeople(ports, {
    makerChanged: (member) => sharing.shares.makerChanged(member),
    cameOrLeft: (member) => fieldService.technicians.cameOrLeft(member),
  })
  const { accounts, mail, profiles } = people
  const sharing = createSharing(ports, {
    policyOf,
    mail,
    assignment: (tenantId, id) => fieldService.sights.resource(tenantId, id),
    quote: (tenantId, id) => fieldService.quotes.resource(tenantId, id),
  })
  const { links, resources, ...shared } = sharing
  const { directory, pings, positions } = createWaysIn(ports, {
    profiles,
    onMoved: (subject, position) => fieldService.etas.moved(subject, position),
  })
  const vehicles = createVehicles({
    vehiclesOf,
    deviceKeys,
    forgetPositions: upkeep.forgetPositions,
    endLinks: (tenantId, id) => links.revokeAllOf(tenantId, { kind: 'vehicle', id }),
    announce,
    newId,
    now,
  })
  const fieldService = createFieldService(ports.fieldService, {
    profiles,
    pings,
    forget: directory.forget,
    forgetWithdrawn: upkeep.forgetWithdrawn,
    membersOf: ports.tenants.storeOf,
    forgetPositions: upkeep.forgetPositions,
    deviceKeys,
    links,
    policyOf,
    mail,
    publicUrl: ports.mail.publicUrl,
    report: ports.visits.onUntold,
    announce,
    newId,
    now,
  })
  const collaboration = createCollaboration(ports.collaboration, {
    sharing,
    profiles,
    membersOf: ports.tenants.storeOf,
    mail,
    publicUrl: ports.mail.publicUrl,
    announce,
    newId,
    now,
  })
  const analytics = createAnalytics({ ...ports.analytics, findAsset: resources.asset, now })
  const visiting = createVisiting(ports, {
    sharing,
    fieldService,
    policyOf,
    mail,
    record: analytics.record,
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

  return {
    ...people,
    ...shared,
    ...visiting,
    ...fieldService,
    ...collaboration,
    ...createEventFeeds(ports),
    privacy,
    vehicles,
    positions,
    analytics,
    live,
    directory,
    isFirstRun: upkeep.isFirstRun,
    now,
  }
}

import type { AccountPorts } from './accounts/service.ts'
import type { FieldService } from './field-service.ts'
import type { Announcements } from './live/ports.ts'
import { createExtensions, type ExtensionPorts } from './mail/extensions.ts'
import type { MailPorts, Mails } from './mail/service.ts'
import type { SerialId } from './schema.ts'
import { createDownloads } from './share-links/downloads.ts'
import type { LinkDirectory, LinkTokens } from './share-links/service.ts'
import type { LinkPolicy } from './share-links/share-policy.ts'
import { createShareTracks, type LinkUpkeep } from './share-links/share-tracks.ts'
import { createUnlocks } from './share-links/unlocks.ts'
import { createVisitLog, type VisitLogPorts } from './share-links/visit-log.ts'
import { createContent } from './share-links/visitor-view.ts'
import { createDoor, type Passes } from './share-links/visits.ts'
import type { Sharing } from './sharing.ts'
import type { VehicleStore } from './vehicles/service.ts'

/** What visits need of the outside. */
export interface VisitingPorts {
  readonly accounts: Pick<AccountPorts, 'passwords'>
  readonly vehiclesOf: (tenantId: number) => VehicleStore
  readonly linkDirectory: LinkDirectory
  readonly linkTokens: LinkTokens
  readonly linkRetentionDays: number
  readonly passes: Passes
  readonly visits: Pick<VisitLogPorts, 'onUntold'> & { readonly newPaymentId: () => string }
  readonly extensions: Pick<ExtensionPorts, 'store' | 'codes'>
  readonly mail: Pick<MailPorts, 'store' | 'publicUrl'>
  readonly upkeep: LinkUpkeep
  readonly announce: Announcements
  readonly now: () => Date
}

/** What they need of the rest of the house. */
export interface VisitingHouse {
  readonly sharing: Sharing
  readonly fieldService: Pick<FieldService, 'sights' | 'quotes'>
  readonly policyOf: (tenantId: SerialId) => Promise<LinkPolicy>
  readonly mail: Pick<Mails, 'announce' | 'tellMaker'>
  readonly record: VisitLogPorts['record']
}

/** Links, as those who open them see them: the door, what is behind it, and how long it stays open. */
export const createVisiting = (ports: VisitingPorts, house: VisitingHouse) => {
  const { linkDirectory: directory, announce, now } = ports
  const { mail, policyOf, fieldService } = house
  const { links, resources, assets, albums, trips } = house.sharing
  const door = createDoor({
    directory,
    hashToken: ports.linkTokens.hash,
    passes: ports.passes,
    resources,
    now,
  })
  const extensions = createExtensions({
    ...ports.extensions,
    directory,
    resources,
    policyOf,
    mail,
    senderOf: ports.mail.store.senderOf,
    announce,
    publicUrl: ports.mail.publicUrl,
    now,
  })
  const shareTracks = createShareTracks({
    links,
    vehiclesOf: ports.vehiclesOf,
    upkeep: ports.upkeep,
    retentionDays: ports.linkRetentionDays,
    now,
  })
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
    downloads: createDownloads({ directory, newPaymentId: ports.visits.newPaymentId, now }),
    log: createVisitLog({
      record: house.record,
      tellMaker: mail.tellMaker,
      onUntold: ports.visits.onUntold,
      now,
    }),
  }

  return { door, extensions, shareTracks, visits }
}

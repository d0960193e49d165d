import type { AccountPorts } from './accounts/service.ts'
import { type AlbumPorts, createAlbums } from './albums/service.ts'
import { type AssetPorts, createAssets } from './assets/service.ts'
import type { Announcements } from './live/ports.ts'
import type { Mails } from './mail/service.ts'
import type { Id, SerialId } from './schema.ts'
import { type ArrivalStore, createArrivals } from './share-links/arrivals.ts'
import { createPost } from './share-links/letters.ts'
import { createLinkPolicies } from './share-links/link-policies.ts'
import type { Resources } from './share-links/resources.ts'
import {
  createShareLinks,
  type LinkDirectory,
  type LinkTokens,
  type ShareLinkStore,
} from './share-links/service.ts'
import type { LinkPolicy } from './share-links/share-policy.ts'
import type { ShareStore } from './share-links/share-ports.ts'
import { createShares } from './share-links/shares.ts'
import type { TenantPorts } from './tenants/service.ts'
import { createTrips, type TripPorts } from './trips/service.ts'
import type { VehicleStore } from './vehicles/service.ts'

/** What sharing needs of the outside. */
export interface SharingPorts {
  readonly accounts: Pick<AccountPorts, 'passwords'>
  readonly tenants: Pick<TenantPorts, 'storeOf'>
  readonly vehiclesOf: (tenantId: number) => VehicleStore
  readonly assets: Pick<AssetPorts, 'assetsOf' | 'leftovers' | 'files' | 'prepare' | 'edited' | 'quota'>
  readonly albumsOf: AlbumPorts['albumsOf']
  readonly albumDirectory: AlbumPorts['directory']
  readonly tripsOf: TripPorts['tripsOf']
  readonly tripAccessesOf: TripPorts['accessesOf']
  /** How long the link of a trip lasts unless its maker says otherwise. */
  readonly tripShareDays: number
  readonly linksOf: (tenantId: number) => ShareLinkStore
  readonly sharesOf: (tenantId: number) => ShareStore
  readonly arrivals: ArrivalStore
  readonly linkDirectory: LinkDirectory
  readonly linkTokens: LinkTokens
  readonly announce: Announcements
  /** Random through and through: a link's id opens it. */
  readonly newLinkId: () => Id
  readonly now: () => Date
}

/** What it needs of the rest of the house: what else is shared, and who may share. */
export interface SharingHouse extends Pick<Resources, 'assignment' | 'quote'> {
  readonly policyOf: (tenantId: SerialId) => Promise<LinkPolicy>
  readonly mail: Pick<Mails, 'send'>
}

export type Sharing = ReturnType<typeof createSharing>

/** Links, as those who make them see them, and what can be shared. */
export const createSharing = (ports: SharingPorts, house: SharingHouse) => {
  const { sharesOf, vehiclesOf, announce, newLinkId: newId, now } = ports
  const { policyOf, mail, assignment, quote } = house
  const links = createShareLinks({
    linksOf: ports.linksOf,
    directory: ports.linkDirectory,
    tokens: ports.linkTokens,
    policyOf,
    stands: (link) => shares.stands(link),
    announce,
    newId,
    now,
  })
  const assets = createAssets({
    ...ports.assets,
    endLinks: (tenantId, id) => links.revokeAllOf(tenantId, { kind: 'asset', id }),
    newId,
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
    assignment,
    quote,
    album: albums.resource,
    async asset(tenantId, id) {
      const asset = await assets.find(tenantId, Number(id))
      return asset && { kind: 'asset', id, ownerId: asset.ownerId, title: asset.title }
    },
  }
  const shares = createShares({
    sharesOf,
    resources,
    policyOf,
    passwords: ports.accounts.passwords,
    tokens: ports.linkTokens,
    announce,
    post: createPost({ mail, tenantOf: ports.tenants.storeOf }),
    newId,
    now,
  })
  const arrivals = createArrivals({ store: ports.arrivals, announce, now })
  const linkPolicies = createLinkPolicies({ sharesOf, announce, now })

  return { links, resources, assets, albums, trips, shares, arrivals, linkPolicies }
}

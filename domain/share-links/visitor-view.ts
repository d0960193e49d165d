import Type, { type Static } from 'typebox'
import { type Asset, isShowable, presentFileFacts } from '../assets/asset.ts'
import { fileShape } from '../assets/schema.ts'
import { presentSight, visitShape } from '../customer-links/schema.ts'
import type { Sight } from '../customer-links/sights.ts'
import { found, Problem } from '../problem.ts'
import { presentShared as presentQuote, type ShownQuote } from '../quotes/present.ts'
import { SharedQuoteView } from '../quotes/schema.ts'
import { Nullable, OneOf, SerialId, Timestamp } from '../schema.ts'
import { TripDayView } from '../trips/schema.ts'
import { presentShared, type WholeTrip } from '../trips/trip.ts'
import { shareTypes } from './link.ts'
import { presentPermissions } from './present.ts'
import { PermissionsView } from './schema.ts'
import { PublicShareTrackView } from './share-track.ts'
import { presentToVisitor, type ShareTrack } from './share-tracks.ts'
import type { Visit } from './visits.ts'

/** As much of an album as visitors are told. */
export interface SharedAlbum {
  readonly title: string
  readonly description?: string | null
}

/** What a link shows, by kind. */
export type SharedContent =
  | { readonly kind: 'vehicle'; readonly track: ShareTrack }
  | { readonly kind: 'asset'; readonly asset: Asset }
  | { readonly kind: 'album'; readonly album: SharedAlbum; readonly items: readonly Asset[] }
  | ({ readonly kind: 'trip' } & WholeTrip)
  | { readonly kind: 'assignment'; readonly sight: Sight }
  | { readonly kind: 'quote'; readonly shown: ShownQuote }

export interface ContentPorts {
  readonly track: (visit: Visit) => Promise<ShareTrack>
  readonly asset: (tenantId: number, id: number) => Promise<Asset | undefined>
  readonly album: (
    tenantId: number,
    id: number,
  ) => Promise<{ readonly album: SharedAlbum; readonly items: readonly Asset[] }>
  /** `undefined` for what is not in the album now. */
  readonly albumItem: (tenantId: number, id: number, assetId: number) => Promise<Asset | undefined>
  readonly trip: (visit: Visit & { readonly isPeek: boolean }) => Promise<WholeTrip>
  readonly sight: (visit: Visit) => Promise<Sight>
  readonly quote: (tenantId: number, id: string) => Promise<ShownQuote>
}

/** What is behind a link's door, for somebody who came through it. */
export const createContent = ({ track, asset, album, albumItem, trip, sight, quote }: ContentPorts) => {
  const contentOf = async (visit: Visit & { readonly isPeek: boolean }): Promise<SharedContent> => {
    const { tenantId, resource } = visit.link
    switch (resource.kind) {
      case 'vehicle':
        return { kind: 'vehicle', track: await track(visit) }
      case 'asset':
        return { kind: 'asset', asset: found(await asset(tenantId, Number(resource.id))) }
      case 'album':
        return { kind: 'album', ...(await album(tenantId, Number(resource.id))) }
      case 'trip':
        return { kind: 'trip', ...(await trip(visit)) }
      case 'assignment':
        return { kind: 'assignment', sight: await sight(visit) }
      case 'quote':
        return { kind: 'quote', shown: await quote(tenantId, resource.id) }
      default:
        return resource.kind satisfies never
    }
  }

  return {
    content: contentOf,

    /** The one file that a visitor names: the link's own, or one of its album's as it is now. */
    async file({ link: { tenantId, resource } }: Visit, itemId?: number): Promise<Asset> {
      if (resource.kind === 'asset' && itemId === undefined)
        return found(await asset(tenantId, Number(resource.id)))
      if (resource.kind !== 'album' || itemId === undefined) throw new Problem('not_found')
      return found(await albumItem(tenantId, Number(resource.id), itemId))
    },

    /** Everything in the album of a link. */
    async files({ link: { tenantId, resource } }: Visit) {
      if (resource.kind !== 'album') throw new Problem('not_found')
      return album(tenantId, Number(resource.id))
    },
  }
}

const closed = { additionalProperties: false } as const

const file = {
  ...fileShape,
  /** `null`: a browser cannot show it, or the link does not. */
  preview_url: Nullable(Type.String()),
  thumbnail_url: Nullable(Type.String()),
  download_url: Nullable(Type.String()),
}
const VisitorFile = Type.Object(file, { $id: 'VisitorFile', ...closed })
const VisitorItem = Type.Object({ id: SerialId, ...file }, { $id: 'VisitorItem', ...closed })

const common = (kind: Visit['resource']['kind']) => ({
  /** As it was given: the token, the slug or the link's UUID. */
  token: Type.String(),
  share_type: OneOf(...shareTypes),
  resource: Type.Object({ type: Type.Literal(kind), title: Type.String() }, closed),
  permissions: PermissionsView,
  title: Nullable(Type.String()),
  description: Nullable(Type.String()),
  created_at: Timestamp,
  expires_at: Nullable(Timestamp),
})

/** What a visitor sees of a link, and nothing of whoever made it. */
export const VisitorView = Type.Union(
  [
    Type.Object({ ...PublicShareTrackView.properties, ...common('vehicle') }, closed),
    Type.Object({ ...common('asset'), asset: VisitorFile }, closed),
    Type.Object(
      {
        ...common('album'),
        album: Type.Object(
          {
            title: Type.String(),
            description: Nullable(Type.String()),
            items: Type.Array(VisitorItem),
            /** All of it in one file; `null` where the link gives no downloads. */
            zip_url: Nullable(Type.String()),
          },
          closed,
        ),
      },
      closed,
    ),
    Type.Object(
      {
        ...common('trip'),
        trip: Type.Object(
          { trip_name: Type.String(), start_date: Type.String(), end_date: Type.String() },
          closed,
        ),
        days: Type.Array(TripDayView),
      },
      closed,
    ),
    Type.Object({ ...common('assignment'), ...visitShape }, closed),
    Type.Object({ ...common('quote'), quote: SharedQuoteView }, closed),
  ],
  { $id: 'VisitorView' },
)
export type VisitorView = Static<typeof VisitorView>

type Shown = Pick<Visit, 'link' | 'ref' | 'resource'>

export const presentVisit = (visit: Shown, content: SharedContent, publicUrl: string): VisitorView => {
  const { link, ref, resource } = visit
  const shared = {
    token: ref,
    share_type: link.shareType,
    permissions: presentPermissions(link.permissions),
    title: link.title,
    description: link.description,
    created_at: link.createdAt.toISOString(),
    expires_at: link.expiresAt?.toISOString() ?? null,
  }
  const title = resource.title
  const home = homeOf(ref, publicUrl)
  switch (content.kind) {
    case 'vehicle':
      return {
        ...presentToVisitor(content.track, publicUrl),
        ...shared,
        resource: { type: 'vehicle', title },
      }
    case 'asset':
      return { ...shared, resource: { type: 'asset', title }, asset: presentFile(content.asset, visit, home) }
    case 'album':
      return {
        ...shared,
        resource: { type: 'album', title },
        album: {
          title: content.album.title,
          description: content.album.description ?? null,
          items: content.items.map((item) => ({
            id: item.id,
            ...presentFile(item, visit, `${home}items/${item.id}/`),
          })),
          zip_url: link.permissions.download ? `${home}zip` : null,
        },
      }
    case 'trip': {
      const { trip, days } = presentShared(content)
      return {
        ...shared,
        resource: { type: 'trip', title },
        trip: { trip_name: trip.trip_name, start_date: trip.start_date, end_date: trip.end_date },
        days,
      }
    }
    case 'quote':
      return { ...shared, resource: { type: 'quote', title }, quote: presentQuote(content.shown) }
    case 'assignment': {
      const seen = presentSight(content.sight, publicUrl)
      return { ...shared, resource: { type: 'assignment', title: seen.work_order_number }, ...seen }
    }
  }
}

/** The address of a link's page, as it was given. */
export const homeOf = (ref: string, publicUrl = ''): string =>
  `${publicUrl}/share/${encodeURIComponent(ref)}/`

const presentFile = (asset: Asset, { link }: Shown, at: string): Static<typeof VisitorFile> => {
  const { preview, download } = link.permissions
  const hasFile = asset.clean.as !== 'none'
  return {
    ...presentFileFacts(asset),
    preview_url: preview && isShowable(asset) ? `${at}preview` : null,
    thumbnail_url: preview && asset.thumbnail ? `${at}thumbnail` : null,
    download_url: download && hasFile ? `${at}download` : null,
  }
}

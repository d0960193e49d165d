import { fromE7 } from '../domain/positions/position.ts'
import { type Language, Problem } from '../domain/problem.ts'
import type { ShareTrack } from '../domain/share-links/share-tracks.ts'
import {
  homeOf,
  presentVisit,
  type SharedContent,
  type VisitorView as View,
} from '../domain/share-links/visitor-view.ts'
import type { Visit } from '../domain/share-links/visits.ts'
import type { TripPlaceView } from '../domain/trips/schema.ts'
import { withCaptions } from '../web/pages/captions.ts'
import type { SharePosition, ShareProps } from '../web/pages/share.ts'
import type {
  AssetPageProps,
  QuoteAttempt,
  VisitorAsset,
  VisitorPlace,
  VisitorProps,
  VisitorView,
} from '../web/pages/visitor.ts'

export { homeOf }

/** As much of a visit as a page is made of. */
export type ShownVisit = Pick<Visit, 'link' | 'ref' | 'resource'>

export interface ShownIn {
  readonly lang: Language
  readonly now: Date
  readonly isEmbedded: boolean
  /** The one of an album's items that is asked for. */
  readonly itemId?: number | undefined
  /** What a customer just tried with a quote, and failed to. */
  readonly attempt?: QuoteAttempt | undefined
  readonly beside?: BesideFile | undefined
}

/** What goes on around a file: a session, and what is said of it. */
export type BesideFile = Pick<AssetPageProps, 'together' | 'said'>
const alone: BesideFile = { together: null, said: null }

export const vehicleProps = (
  { link, token, vehicle }: ShareTrack,
  { lang, now, isEmbedded }: ShownIn,
  map: ShareProps['map'],
): ShareProps => {
  const { id, name, plate, icon, color, newest } = vehicle
  const position: SharePosition | null = newest && {
    lat: fromE7(newest.latE7),
    lon: fromE7(newest.lonE7),
    t: newest.recordedAt,
    ...(newest.speed !== null && { spd: newest.speed }),
    ...(newest.heading !== null && { hdg: newest.heading }),
    ...(newest.accuracy !== null && { acc: newest.accuracy }),
  }
  return {
    lang,
    token,
    title: link.title,
    description: link.description,
    expiresAt: link.expiresAt?.toISOString() ?? null,
    serverTime: now.toISOString(),
    subjects: [{ id, kind: 'vehicle', name, plate, icon, color, position }],
    map,
    socket: { namespace: '/live' },
    home: homeOf(token),
    ...(isEmbedded && { isEmbedded }),
  }
}

export type StillContent = Exclude<SharedContent, { kind: 'vehicle' | 'assignment' }>
type StillView = Exclude<VisitorView, { page: 'locked' }>

/**
 * The page of what does not move: what the link tells in JSON, as people look at it. Throws `not_found` for an
 * `itemId` that is not, or no longer, in the album.
 */
export const viewOf = (
  content: StillContent,
  visit: ShownVisit,
  where: ShownIn,
  map: ShareProps['map'],
): StillView => {
  const view = presentVisit(visit, content, '')
  if ('asset' in view) {
    const asset = visitorAsset(view.asset)
    const { beside = alone } = where
    return { page: 'asset', props: { ...propsOf(visit, asset.title, where), asset, ...beside, place: null } }
  }
  if ('album' in view) return albumView(view.album, visit, where)
  if ('days' in view) {
    const { trip, days } = view
    const props = { ...propsOf(visit, trip.trip_name, where), start: trip.start_date, end: trip.end_date }
    return { page: 'trip', props: { ...props, map, days: days.map(visitorDay) } }
  }
  if ('quote' in view && content.kind === 'quote') {
    const { quote } = view
    const props = propsOf(visit, view.resource.title, where)
    const { timeZone } = content.shown
    return { page: 'quote', props: { ...props, quote, timeZone, attempt: where.attempt ?? null } }
  }
  throw new Error(`There is no page for ${content.kind}.`)
}

const propsOf = ({ link, ref }: ShownVisit, title: string, where: ShownIn): VisitorProps => ({
  lang: where.lang,
  title: link.title ?? title,
  description: link.description,
  shareType: link.shareType,
  expiresAt: link.expiresAt?.toISOString() ?? null,
  serverTime: where.now.toISOString(),
  home: homeOf(ref),
  here: where.isEmbedded ? `/embed/${encodeURIComponent(ref)}/` : homeOf(ref),
  isEmbedded: where.isEmbedded,
})

/** Through the members' door to the album itself, for those who may add to it. A frame leads nowhere. */
const joinOf = ({ link, ref }: ShownVisit, { isEmbedded }: ShownIn): string | null =>
  link.permissions.collaborate && !isEmbedded
    ? `/?next=${encodeURIComponent(`/#/albums/join/${encodeURIComponent(ref)}`)}`
    : null

type AlbumView = Extract<View, { album: unknown }>['album']

const albumView = (
  { title, description, items, zip_url }: AlbumView,
  visit: ShownVisit,
  where: ShownIn,
): StillView => {
  const { itemId, beside = alone } = where
  const props = propsOf(visit, title, where)
  const shown = withCaptions(items.map((item) => visitorAsset(item, item.id, props.here)))
  if (itemId === undefined) {
    const zip = shown.some(({ download }) => download) ? zip_url : null
    return {
      page: 'album',
      props: {
        ...props,
        description: props.description ?? description,
        items: shown,
        zip,
        join: joinOf(visit, where),
      },
    }
  }
  const at = shown.findIndex(({ id }) => id === itemId)
  const asset = shown[at]
  if (!asset) throw new Problem('not_found')
  const place = {
    at: at + 1,
    of: shown.length,
    before: shown[at - 1]?.page ?? null,
    after: shown[at + 1]?.page ?? null,
  }
  return { page: 'asset', props: { ...props, description: null, asset, ...beside, place } }
}

export type VisitorFile = Extract<View, { asset: unknown }>['asset']

export const visitorAsset = (file: VisitorFile, id = 0, here = ''): VisitorAsset => ({
  id,
  kind: file.kind,
  title: file.title,
  filename: file.filename,
  size: file.size,
  width: file.width,
  height: file.height,
  durationS: file.duration_s,
  page: `${here}?item=${id}`,
  thumbnail: file.thumbnail_url,
  preview: file.preview_url,
  download: file.download_url,
})

type Day = Extract<View, { days: unknown }>['days'][number]

const visitorDay = ({ day_number, date, places }: Day) => ({
  number: day_number,
  date,
  places: places.map(visitorPlace),
})

const visitorPlace = (place: TripPlaceView): VisitorPlace => ({
  id: place.trip_place_id,
  name: place.place_name,
  category: place.category_name,
  description: place.place_description,
  notes: place.notes,
  hours: place.operating_hours,
  rating: place.ratings,
  reviews: place.reviews_count,
  isFree: place.entry_free === true,
  latitude: place.latitude,
  longitude: place.longitude,
  mapUrl: place.google_maps_link,
  pictureUrl: place.images_url,
})

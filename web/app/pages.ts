import type { FunctionComponent } from 'preact'
import type { Role } from '../../domain/actor.ts'
import type { Feature } from '../../domain/tenants/features.ts'
import type { GlyphName } from '../pages/icons.ts'
import type { ShellWords } from './words.ts'

/** What a page gets from its address: `params` of the path, `query` behind the question mark. */
export interface PageProps {
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
}

export interface AppPage {
  /** As in `matchPath`. */
  readonly path: string
  /** Fetched when somebody comes for the first time. */
  readonly load: () => Promise<FunctionComponent<PageProps>>
  /** Where it stands in the navigation, if it does. */
  readonly nav?: { readonly word: keyof ShellWords; readonly glyph: GlyphName }
  /** The first part of the path of the page that is marked in the navigation; its own usually. */
  readonly under?: string
  readonly feature?: Feature
  /** The least that somebody has to be. */
  readonly role?: Role
  /** Only for those who are exactly this. */
  readonly only?: Role
  /** Lies under the whole width, without the page's margins: a map. */
  readonly isWide?: boolean
}

/** Every page of the app, the navigation in its order. */
export const pages: readonly AppPage[] = [
  { path: '/', load: async () => (await import('./start/home.ts')).Home },
  { path: '/start', load: async () => (await import('./start/start.ts')).StartPage },
  {
    path: '/fleet/:id?',
    load: async () => (await import('./fleet/fleet.ts')).FleetPage,
    nav: { word: 'fleet', glyph: 'map' },
    isWide: true,
  },
  {
    path: '/day/:side?',
    load: async () => (await import('./day/day.ts')).DayPage,
    nav: { word: 'day', glyph: 'clock' },
    feature: 'trakservice.dispatch',
    only: 'technician',
  },
  {
    path: '/dispatch/:view?/:date?',
    load: async () => (await import('./dispatch/board.ts')).BoardPage,
    nav: { word: 'dispatch', glyph: 'calendar' },
    feature: 'trakservice.dispatch',
    role: 'dispatcher',
  },
  {
    path: '/work-orders',
    load: async () => (await import('./field/work-orders.ts')).WorkOrdersPage,
    under: 'dispatch',
    feature: 'trakservice.dispatch',
    role: 'dispatcher',
  },
  {
    path: '/work-orders/:id',
    load: async () => (await import('./field/work-order.ts')).WorkOrderPage,
    under: 'dispatch',
    feature: 'trakservice.dispatch',
    role: 'dispatcher',
  },
  {
    path: '/technicians',
    load: async () => (await import('./field/technicians.ts')).TechniciansPage,
    under: 'dispatch',
    feature: 'trakservice.dispatch',
    role: 'dispatcher',
  },
  {
    path: '/technicians/:id',
    load: async () => (await import('./field/technician.ts')).TechnicianPage,
    under: 'dispatch',
    feature: 'trakservice.dispatch',
    role: 'dispatcher',
  },
  {
    path: '/quotes',
    load: async () => (await import('./field/quotes.ts')).QuotesPage,
    under: 'dispatch',
    feature: 'trakservice.quotes',
    role: 'dispatcher',
  },
  {
    path: '/quotes/:id',
    load: async () => (await import('./field/quote.ts')).QuotePage,
    under: 'dispatch',
    feature: 'trakservice.quotes',
    role: 'dispatcher',
  },
  {
    path: '/mileage',
    load: async () => (await import('./field/mileage.ts')).MileagePage,
    under: 'dispatch',
    feature: 'trakservice.km',
    role: 'dispatcher',
  },
  {
    path: '/mileage/:technician/:date',
    load: async () => (await import('./field/mileage-day.ts')).MileageDayPage,
    under: 'dispatch',
    feature: 'trakservice.km',
    role: 'dispatcher',
  },
  {
    path: '/assets',
    load: async () => (await import('./files/files.ts')).FilesPage,
    nav: { word: 'files', glyph: 'folder' },
  },
  { path: '/assets/:id', load: async () => (await import('./files/file.ts')).FilePage },
  {
    path: '/albums',
    load: async () => (await import('./albums/albums.ts')).AlbumsPage,
    nav: { word: 'albums', glyph: 'album' },
  },
  { path: '/albums/:id', load: async () => (await import('./albums/album.ts')).AlbumPage },
  { path: '/albums/join/:ref', load: async () => (await import('./albums/join.ts')).JoinPage },
  {
    path: '/trips',
    load: async () => (await import('./trips/trips.ts')).TripsPage,
    nav: { word: 'trips', glyph: 'trip' },
  },
  { path: '/trips/:id', load: async () => (await import('./trips/trip.ts')).TripPage },
  {
    path: '/sessions',
    load: async () => (await import('./sessions/sessions.ts')).SessionsPage,
    nav: { word: 'sessions', glyph: 'people' },
  },
  { path: '/sessions/new', load: async () => (await import('./sessions/new-session.ts')).NewSessionPage },
  {
    path: '/links',
    load: async () => (await import('./links/links-page.ts')).LinksPage,
    nav: { word: 'links', glyph: 'link' },
  },
  { path: '/links/:uuid', load: async () => (await import('./links/link-page.ts')).LinkPage },
  {
    path: '/notifications',
    load: async () => (await import('./notifications/notifications.ts')).NotificationsPage,
  },
  {
    path: '/analytics/links/:uuid',
    load: async () => (await import('./analytics/analytics.ts')).LinkAnalyticsPage,
    under: 'links',
  },
  {
    path: '/analytics/assets/:id',
    load: async () => (await import('./analytics/analytics.ts')).AssetAnalyticsPage,
    under: 'assets',
  },
  {
    path: '/settings/:section?/:id?',
    load: async () => (await import('./settings/settings.ts')).SettingsPage,
    nav: { word: 'settings', glyph: 'gear' },
  },
]

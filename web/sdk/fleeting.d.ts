/** The browser SDK of Fleeting: `/sdk/fleeting.js` as a module, `/sdk/fleeting.global.js` as a script tag. */

export type Place = Element | string
/** A bearer token, or what answers one; it is asked before every call. */
export type Token = string | (() => string | null | undefined | Promise<string | null | undefined>)

export interface Settings {
  /** Where the service is; without it, where this script came from. */
  readonly url?: string
  readonly token?: Token
  /** `en`, `pt-BR` or `es`; without it, the page's language, then the browser's. */
  readonly lang?: string
}
/** What everything that is made afterwards begins with. */
export declare const configure: (settings: Settings) => void

/** A refusal of the service, by its `code`; `unreachable` where it could not be asked. `message` is for people. */
export declare class FleetingError extends Error {
  constructor(code: string, message: string)
  readonly code: string
  /** Of the answer; 0 where there was none. */
  readonly status: number
  readonly fields: readonly { readonly field: string; readonly message: string }[]
  readonly requestId: string | null
}

interface CommonEvents {
  readonly error: FleetingError
}
declare abstract class Widget<Events extends CommonEvents> {
  /** Answers how to stop listening. */
  on<E extends keyof Events>(event: E, handler: (value: Events[E]) => void): () => void
  off<E extends keyof Events>(event: E, handler: (value: Events[E]) => void): void
  /** The `token` of the options, or whatever a class that extends this one knows better. */
  getAuthToken(): string | null | undefined | Promise<string | null | undefined>
  /** Lets go of everything: listeners, timers, connections, and what it put on the page. */
  destroy(): void
}

export interface ShareOptions {
  share_type?: 'public' | 'private' | 'protected'
  password?: string
  allow_preview?: boolean
  allow_download?: boolean
  allow_comments?: boolean
  allow_collaboration?: boolean
  starts_at?: string | null
  expires_at?: string | null
  expires_in_hours?: number | null
  max_views?: number | null
  max_downloads?: number | null
  title?: string | null
  description?: string | null
  slug?: string | null
  notify_on_access?: boolean
  emails?: string[]
}
export interface Share {
  id: number
  uuid: string
  share_url: string
  qr_code_data: string
  social_links: {
    facebook: string
    twitter: string
    linkedin: string
    whatsapp: string
    telegram: string
    reddit: string
  }
  embed_code: string
  created_at: string
  expires_at: string | null
}
export interface ShareWidgetOptions extends ShareOptions, Settings {
  /** Where the buttons go; `#share-buttons` unless said otherwise. */
  readonly container?: Place
}
export interface ShareWidgetEvents extends CommonEvents {
  readonly share: Share
  /** The link is in the clipboard. */
  readonly copied: string
}
/** Makes a share of an asset as soon as it is made itself, and shows the ways to send it. */
export declare class ShareWidget extends Widget<ShareWidgetEvents> {
  constructor(assetId: number, options?: ShareWidgetOptions)
  readonly assetId: number
  readonly options: ShareOptions
  init(): Promise<void>
  createShareLink(): Promise<Share>
  renderShareButtons(shareData: Pick<Share, 'social_links' | 'qr_code_data' | 'share_url'>): void
  /** Answers whether it is in the clipboard; where that is closed, the link is left selected. */
  copyToClipboard(text: string): Promise<boolean>
}

export interface Analytics {
  summary: { total_views: number; total_downloads: number; unique_visitors: number; conversion_rate: number }
  daily_breakdown: { date: string; views: number; downloads: number; unique_visitors: number }[]
}
export interface AnalyticsOptions extends Settings {
  /** Where whatever has no element of its own on the page goes. */
  readonly container?: Place
  /** How many days, to today; 30 unless said otherwise. */
  readonly days?: number
}
export interface AnalyticsEvents extends CommonEvents {
  readonly data: Analytics
}
/** The numbers of a link, brought up to date while somebody looks. */
export declare class AnalyticsDashboard extends Widget<AnalyticsEvents> {
  constructor(shareUuid: string, options?: AnalyticsOptions)
  readonly shareUuid: string
  readonly charts: { geographic?: HTMLElement; device?: HTMLElement; timeline?: HTMLElement }
  init(): Promise<void>
  fetchAnalytics(days?: number): Promise<Analytics>
  renderSummaryCards(summary: Analytics['summary']): void
  renderGeographicChart(data: readonly { country: string; views: number }[]): void
  renderDeviceChart(data: readonly { device_type: string; views: number }[]): void
  renderTimelineChart(data: Analytics['daily_breakdown']): void
  setupRealTimeUpdates(): void
}

export interface Participant {
  id: string
  name: string
  color: string
  role: string
  kind: 'member' | 'guest'
  presence: 'active' | 'idle' | 'away'
}
export interface Comment {
  id: string
  parent_comment_id: string | null
  author: { name: string; kind: 'member' | 'guest'; user_id: number | null }
  is_mine: boolean
  content: string
  position_x: number | null
  position_y: number | null
  timestamp: string | null
  resolved_at: string | null
  is_deleted: boolean
  created_at: string
  updated_at: string
}
export interface NewComment {
  content: string
  position_x?: number | null
  position_y?: number | null
  /** `HH:MM:SS` of the medium; a time of day is left to the service. */
  timestamp?: string | null
  parent_comment_id?: string | null
}
export type CollaborationMessage =
  | { type: 'cursor_position'; user_id?: string | null; x: number; y: number }
  | { type: 'comment'; comment: NewComment }
export interface SessionState {
  you: { participant_id: string; role: string; guest?: string }
  participants: Participant[]
  comments: Comment[]
  seq: number
  features: {
    allow_download: boolean
    cursor_tracking: boolean
    voice_chat: boolean
    screen_sharing: boolean
    recording: boolean
  }
  server_time: string
}
export interface CollaborationOptions extends Settings {
  /** For a guest: the token of the session's link, and the name to be known by. */
  readonly link?: string
  readonly name?: string
  /** Of a link with a password: what unlocking it answered. */
  readonly accessToken?: string
  /** The ticket of an earlier visit (event `guest`): whoever shows it is the same guest again. */
  readonly guest?: string
  /** What is worked on, and pointed at; the whole window unless said otherwise. */
  readonly container?: Place
  /** Asks for the words of a comment; answers nothing where there are none. */
  readonly ask?: () => Promise<string | null | undefined> | string | null | undefined
}
export interface CollaborationEvents extends CommonEvents {
  /** At the beginning, and whenever the connection is there again. */
  readonly state: SessionState
  readonly connection: 'connecting' | 'live' | 'offline'
  readonly presence: readonly Participant[]
  readonly cursor: { readonly user_id: string; readonly x: number; readonly y: number }
  readonly comment: Comment
  readonly 'comment:deleted': { readonly id: string }
  /** Everything that the session's log tells, in order and once. */
  readonly log: { seq: number; name: string; at: string; participant_id: string | null }
  readonly guest: string
  readonly ended: { readonly reason: string }
}
/** Takes part in a session: shows the others' pointers and comments, and brings one's own. */
export declare class CollaborationClient extends Widget<CollaborationEvents> {
  constructor(sessionId: string, assetId: number, options?: CollaborationOptions)
  readonly sessionId: string
  readonly assetId: number
  readonly cursors: Map<string, HTMLElement>
  readonly state: SessionState | null
  init(): void
  connectWebSocket(): Promise<void>
  setupEventListeners(): void
  handleMessage(data: { type: 'cursor_position'; user_id?: string | null; x: number; y: number }): void
  updateCursor(userId: string, x: number, y: number): void
  /** Asks for the words first. `x` and `y` as a mouse has them. */
  createComment(x?: number, y?: number): Promise<void>
  /** Answers whether it was taken; why not is told as `error`. */
  sendMessage(data: CollaborationMessage): Promise<boolean>
  getUserId(): string | null
}

export interface LiveSubject {
  readonly id: string
  readonly name: string
  readonly position: { readonly lat: number; readonly lon: number; readonly t: number } | null
}
export interface LiveMapOptions {
  readonly url?: string
  readonly lang?: string
  /** The link's token. */
  readonly token: string
  /** Of a link with a password: what unlocking it answered. */
  readonly accessToken?: string
  readonly theme?: 'light' | 'dark' | 'auto'
}
export interface LiveMapEvents extends CommonEvents {
  readonly change: {
    readonly connection: 'connecting' | 'live' | 'offline'
    readonly title: string | null
    readonly expiresAt: string | null
    readonly subjects: readonly LiveSubject[]
  }
  readonly ended: { readonly reason: string }
}
/** A map that follows what a link shows, until the link ends. Also as `<fleeting-live token="…">`. */
export declare class LiveMap extends Widget<LiveMapEvents> {
  constructor(container: Place | ShadowRoot, options: LiveMapOptions)
}

// biome-ignore lint/complexity/noUselessEmptyExport: without it everything above is exported
export {}

import type { AssetKind } from '../../domain/assets/asset.ts'
import type { CommentView } from '../../domain/comments/schema.ts'
import type { Language } from '../../domain/problem.ts'
import type { Decision } from '../../domain/quotes/quote.ts'
import type { SharedQuoteView } from '../../domain/quotes/schema.ts'
import type { ShareType } from '../../domain/share-links/link.ts'
import type { Caption } from './captions.ts'

/** What every page of something shared knows, whatever it shows. */
export interface VisitorProps {
  readonly lang: Language
  readonly title: string
  readonly description: string | null
  readonly shareType: ShareType
  /** RFC 3339; `null`: until it is withdrawn. */
  readonly expiresAt: string | null
  readonly serverTime: string
  /** The path of the link's page. */
  readonly home: string
  /** The path of this one: the same, but for a frame on somebody else's page. */
  readonly here: string
  readonly isEmbedded: boolean
}

/** A file as a visitor may have it. Addresses are paths; `null` where the link or the file does not give it. */
export interface VisitorAsset {
  readonly id: number
  readonly kind: AssetKind
  readonly title: string
  readonly filename: string
  /** Bytes. */
  readonly size: number
  /** Pixels. */
  readonly width: number | null
  readonly height: number | null
  readonly durationS: number | null
  /** The view of it alone, where it is one of several. */
  readonly page: string
  /** A small WebP. */
  readonly thumbnail: string | null
  /** What a browser shows inline. */
  readonly preview: string | null
  readonly download: string | null
  /** Of a film, where they were shared with it. */
  readonly captions?: readonly Caption[]
}

/** What is said of a shared file, where its link lets visitors say something. */
export interface SaidProps {
  readonly comments: readonly CommentView[]
  /** Older ones are not among them. */
  readonly more: boolean
  /** Where one more is sent to. */
  readonly action: string
  /** Nobody knows yet what this visitor is called. */
  readonly asksName: boolean
  /** What was not taken, and why. */
  readonly attempt: { readonly trouble: string; readonly name: string; readonly content: string } | null
}

export interface AssetPageProps extends VisitorProps {
  readonly asset: VisitorAsset
  /** The path of the session that the link leads to, while it is open. */
  readonly together: string | null
  readonly said: SaidProps | null
  /** Where it stands in its album, and the paths of its neighbours. */
  readonly place: {
    readonly at: number
    readonly of: number
    readonly before: string | null
    readonly after: string | null
  } | null
}

export interface AlbumPageProps extends VisitorProps {
  readonly items: readonly VisitorAsset[]
  /** Everything in one file. */
  readonly zip: string | null
  /** Where visitors sign in to add what is theirs, if the link lets them. */
  readonly join: string | null
}

export interface VisitorPlace {
  readonly id: number
  readonly name: string
  readonly category: string | null
  readonly description: string | null
  readonly notes: string | null
  readonly hours: string | null
  /** 0 to 5. */
  readonly rating: number | null
  readonly reviews: number | null
  readonly isFree: boolean
  readonly latitude: number | null
  readonly longitude: number | null
  /** On other sites. */
  readonly mapUrl: string | null
  readonly pictureUrl: string | null
}

export interface TripPageProps extends VisitorProps {
  /** `YYYY-MM-DD`, as the days'. */
  readonly start: string
  readonly end: string
  /** Where the map finds its streets. */
  readonly map: { readonly styleUrl: string | null; readonly pmtilesUrl: string | null }
  readonly days: readonly {
    readonly number: number
    readonly date: string
    readonly places: readonly VisitorPlace[]
  }[]
}

/** What a customer's form lacked, or why it came too late. */
export type QuoteTrouble = 'name' | 'comment' | 'accept' | 'decided' | 'expired'

/** What a customer sent that was not taken, so that nobody writes it twice. */
export interface QuoteAttempt {
  readonly trouble: QuoteTrouble
  readonly decision: Decision
  readonly name: string
  readonly comment: string
}

export interface QuotePageProps extends VisitorProps {
  readonly quote: SharedQuoteView
  /** The organization's, in which it says when it was decided. */
  readonly timeZone: string
  readonly attempt: QuoteAttempt | null
}

export const lockedReasons = ['password', 'wrong_password', 'too_many', 'sign_in', 'not_started'] as const
export type LockedReason = (typeof lockedReasons)[number]

/** The door of a link, from outside. Nothing here tells what is behind it. */
export interface LockedProps {
  readonly lang: Language
  readonly reason: LockedReason
  /** The path of the link's page. */
  readonly home: string
  readonly serverTime: string
  /** RFC 3339, of a link that has not started yet. */
  readonly startsAt: string | null
  /** Of too many tries: how long to wait. */
  readonly retryAfterS: number | null
  readonly isEmbedded: boolean
}

/** A page, and what it is drawn from: what the browser's script finds in the document. */
export type VisitorView =
  | { readonly page: 'asset'; readonly props: AssetPageProps }
  | { readonly page: 'album'; readonly props: AlbumPageProps }
  | { readonly page: 'trip'; readonly props: TripPageProps }
  | { readonly page: 'quote'; readonly props: QuotePageProps }
  | { readonly page: 'locked'; readonly props: LockedProps }

import type { Id, SerialId } from '../schema.ts'
import type { Edit } from './edits.ts'
import type { AssetView } from './schema.ts'

export const assetKinds = ['image', 'video', 'audio', 'pdf', 'document', 'other'] as const
export type AssetKind = (typeof assetKinds)[number]

/** A picture that was made of an asset, and is kept beside it. */
export interface Derived {
  readonly type: string
  /** Bytes. */
  readonly size: number
}

/**
 * How the copy for visitors differs from what was uploaded. `same`: there is nothing to take away. `edits`: it is the
 * original with these changes, made while it is read. `stored`: it is kept beside the original. `none`: what is in the
 * file could not be taken away, so that visitors do not get it.
 */
export type CleanCopy =
  | { readonly as: 'same' }
  | { readonly as: 'edits'; readonly edits: readonly Edit[] }
  | { readonly as: 'stored'; readonly size: number }
  | { readonly as: 'none' }

/** What the content of a file says of itself, and what was made of it. */
export interface FileFacts {
  readonly contentType: string
  readonly kind: AssetKind
  /** Bytes. */
  readonly size: number
  /** Pixels, as the picture is to be seen, turned the right way. */
  readonly width: number | null
  readonly height: number | null
  readonly durationS: number | null
  readonly clean: CleanCopy
  readonly thumbnail: Derived | null
  readonly preview: Derived | null
}

/** An uploaded file. */
export interface Asset extends FileFacts {
  readonly id: SerialId
  /** Names its files in the store. */
  readonly uuid: Id
  readonly tenantId: SerialId
  /** Who uploaded it; `null` once that account is gone. */
  readonly ownerId: SerialId | null
  readonly title: string
  /** For display only, see `displayName`. */
  readonly filename: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** Where an asset's files are found: below the address that the reader may use. */
export interface AssetUrls {
  /** `null` where the reader gets no file. */
  readonly file: string | null
  readonly thumbnail: string | null
}

/** The addresses of an asset for its owner and admins. */
export const ownUrls = ({ id, thumbnail }: Asset, publicUrl: string): AssetUrls => ({
  file: `${publicUrl}/api/v3/assets/${id}/file`,
  thumbnail: thumbnail && `${publicUrl}/api/v3/assets/${id}/thumbnail`,
})

export const presentAsset = (asset: Asset, urls: AssetUrls): AssetView => ({
  id: asset.id,
  uuid: asset.uuid,
  title: asset.title,
  filename: asset.filename,
  content_type: asset.contentType,
  kind: asset.kind,
  size: asset.size,
  ...(asset.width !== null && { width: asset.width }),
  ...(asset.height !== null && { height: asset.height }),
  ...(asset.durationS !== null && { duration_s: asset.durationS }),
  file_url: urls.file,
  thumbnail_url: urls.thumbnail,
  visitors_get: visitorsGet[asset.clean.as],
  created_at: asset.createdAt.toISOString(),
  updated_at: asset.updatedAt.toISOString(),
})

/** See `fileShape`. */
export const presentFileFacts = (asset: Asset) => ({
  title: asset.title,
  filename: asset.filename,
  content_type: asset.contentType,
  kind: asset.kind,
  size: asset.size,
  width: asset.width,
  height: asset.height,
  duration_s: asset.durationS,
})

const visitorsGet = { same: 'original', edits: 'cleaned', stored: 'cleaned', none: 'nothing' } as const

/** What browsers show by themselves without running anything of it; all else is for saving. */
const inlineTypes: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
  'video/mp4',
  'video/webm',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
  'audio/mp4',
  'application/pdf',
  'text/plain',
  'text/vtt', // the captions of a film
])

/** `text/plain; charset=utf-8` counts as `text/plain`. */
export const isInlineType = (type: string): boolean => inlineTypes.has(type.split(';')[0]!.trim())

/** There is something of it that a browser can show to visitors: a picture, or the clean file itself. */
export const isShowable = ({ preview, contentType, clean }: Asset): boolean =>
  preview !== null || (isInlineType(contentType) && clean.as !== 'none')

/** Bytes as they come; Node's `Readable` is one. */
export type ByteStream = NodeJS.ReadableStream & { destroy(error?: Error): unknown }

/** Both ends belong to it, as in HTTP: `{start: 0, end: 0}` is the first byte. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** A file as it is given to somebody, wherever its bytes are kept. */
export interface FileToSend {
  /** For display, cleaned; never a path. */
  readonly name: string
  /** What its content says it is. */
  readonly type: string
  /** Bytes. */
  readonly size: number
  /** Strong, quoted: the same tag is the same bytes. */
  readonly etag: string
  readonly lastModified?: Date
  /** The whole file, or a part of it. Whoever opens a stream reads it to its end or destroys it. */
  open(range?: ByteRange): Promise<ByteStream>
}

/**
 * `original`: as it came, for its owner. `clean`: the same without location and camera data, what visitors get.
 * `thumbnail`: WebP within 512 px. `preview`: what a browser shows inline; an image within 2048 px, the cleaned file
 * itself of a video, sound, PDF or text.
 */
export const assetVariants = ['original', 'clean', 'thumbnail', 'preview'] as const
export type AssetVariant = (typeof assetVariants)[number]

/** Where files are kept, under keys of our own making: `tenant/uuid/part`. Nothing that people name is in a key. */
export interface FileStore {
  /** Takes over the file at `path`, whole or not at all; the key is known only once all of it is safe. */
  keep(key: string, path: string): Promise<void>
  /** Throws `not_found` for a key that is not there. */
  open(key: string, range?: ByteRange): Promise<ByteStream>
  /** Keys that are not there are no fault. */
  remove(keys: readonly string[]): Promise<void>
}

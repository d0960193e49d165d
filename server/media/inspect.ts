import { readFile, stat, writeFile } from 'node:fs/promises'
import sharp, { type SharpOptions } from 'sharp'
import type { CleanCopy, Derived, FileFacts } from '../../domain/assets/asset.ts'
import { Problem } from '../../domain/problem.ts'
import { type Bytes, Malformed, openBytes } from './bytes.ts'
import { type FilmFacts, readFilm } from './clean/film.ts'
import { cleanGif } from './clean/gif.ts'
import { cleanJpeg } from './clean/jpeg.ts'
import { readMatroska } from './clean/matroska.ts'
import { cleanPdf } from './clean/pdf.ts'
import { cleanPng } from './clean/png.ts'
import { cleanRiff, cleanWebp } from './clean/riff.ts'
import { kindOf, sniff } from './sniff.ts'

/** Pictures of more are refused, however small their file is. */
export const mostMegapixels = 100
const mostPixels = mostMegapixels * 1_000_000
const thumbnailSide = 512
const previewSide = 2048
/** An image that is no larger than this and that browsers show is its own preview. */
const smallEnough = 1024 * 1024

export type Inspected = Omit<FileFacts, 'thumbnail' | 'preview'> & {
  /** Of what its pictures can be made: of itself, of a frame, of a page, or of nothing. */
  readonly picture: 'image' | 'animation' | 'frame' | 'page' | null
}

sharp.cache(false)
sharp.concurrency(1)

const openImage = (path: string, options: SharpOptions = {}) =>
  sharp(path, { limitInputPixels: mostPixels, sequentialRead: true, failOn: 'truncated', ...options })

/** Everything that a file's content says of it. Throws `file_unreadable` and `image_too_large`. */
export const inspect = async (path: string): Promise<Inspected> => {
  const bytes = openBytes(path)
  try {
    const contentType = await sniff(path, bytes)
    const facts = { contentType, kind: kindOf(contentType), size: bytes.size, ...nothingKnown }
    if (facts.kind === 'image') return { ...facts, ...(await inspectImage(path, bytes, contentType)) }
    if (facts.kind === 'video' || facts.kind === 'audio')
      return { ...facts, ...inspectFilm(bytes, contentType) }
    return { ...facts, ...(facts.kind === 'pdf' && { picture: 'page' }) }
  } finally {
    bytes.close()
  }
}

const nothingKnown = {
  width: null,
  height: null,
  durationS: null,
  clean: { as: 'same' },
  picture: null,
} as const

const imageCleaners: Readonly<Record<string, (bytes: Bytes) => FilmFacts['edits']>> = {
  'image/jpeg': cleanJpeg,
  'image/png': cleanPng,
  'image/apng': cleanPng,
  'image/webp': cleanWebp,
  'image/gif': cleanGif,
  'image/avif': (bytes) => readFilm(bytes).edits,
  'image/heic': (bytes) => readFilm(bytes).edits,
  'image/heif': (bytes) => readFilm(bytes).edits,
  'image/heic-sequence': (bytes) => readFilm(bytes).edits,
  'image/heif-sequence': (bytes) => readFilm(bytes).edits,
  'image/bmp': () => [],
  'image/x-icon': () => [],
}

/** Those of them that can be made pictures of, and so have to be readable. */
const readableImages = new Set([
  ...['image/jpeg', 'image/png', 'image/apng', 'image/webp', 'image/gif', 'image/avif', 'image/tiff'],
])

const inspectImage = async (path: string, bytes: Bytes, type: string): Promise<Partial<Inspected>> => {
  const clean = cleanCopyOf(() => imageCleaners[type]?.(bytes))
  if (!readableImages.has(type)) {
    const size = /hei[cf]/.test(type) ? dimensions(() => readFilm(bytes)) : {}
    return { clean, ...size }
  }
  const {
    width,
    height,
    pages = 1,
    autoOrient,
  } = await openImage(path, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw new Problem('file_unreadable')
    })
  assertPixels(width * height * pages)
  return {
    clean,
    width: autoOrient.width,
    height: autoOrient.height,
    picture: pages > 1 ? 'animation' : 'image',
  }
}

const assertPixels = (pixels: number): void => {
  if (pixels > mostPixels) throw new Problem('image_too_large', { limit: mostMegapixels })
}

const dimensions = (read: () => FilmFacts): Partial<Inspected> => {
  try {
    const { width, height } = read()
    assertPixels((width ?? 0) * (height ?? 0))
    return { width, height }
  } catch (error) {
    if (error instanceof Malformed) return {}
    throw error
  }
}

const isoFilms = new Set([
  'video/mp4',
  'video/quicktime',
  'audio/mp4',
  'video/3gpp',
  'video/3gpp2',
  'audio/x-m4b',
])
const ebmlFilms = new Set(['video/webm', 'video/x-matroska', 'audio/webm', 'audio/x-matroska'])
const riffFilms = new Set(['video/vnd.avi', 'video/x-msvideo', 'audio/wav'])
/** Sound that says who plays, not where. */
const plainSounds = new Set([
  'audio/mpeg',
  'audio/ogg',
  'audio/flac',
  'audio/aac',
  'audio/midi',
  'audio/opus',
])

const inspectFilm = (bytes: Bytes, type: string): Partial<Inspected> => {
  try {
    if (riffFilms.has(type)) {
      const picture = type === 'audio/wav' ? null : 'frame'
      return { clean: asCopy(cleanRiff(bytes)), picture }
    }
    if (!isoFilms.has(type) && !ebmlFilms.has(type))
      return { clean: { as: plainSounds.has(type) ? 'same' : 'none' }, picture: null }
    const { edits, width, height, durationS, hasPicture } = isoFilms.has(type)
      ? readFilm(bytes)
      : readMatroska(bytes)
    assertPixels((width ?? 0) * (height ?? 0))
    const seen = hasPicture || type.startsWith('video/')
    // A container of films that holds sound alone is sound.
    const kind = !hasPicture && durationS !== null ? ({ kind: 'audio' } as const) : {}
    return { width, height, durationS, clean: asCopy(edits), picture: seen ? 'frame' : null, ...kind }
  } catch (error) {
    if (error instanceof Malformed) throw new Problem('file_unreadable')
    throw error
  }
}

const asCopy = (edits: FilmFacts['edits']): CleanCopy =>
  edits.length === 0 ? { as: 'same' } : { as: 'edits', edits }

/** What a cleaner cannot follow, or nobody knows how to clean, stays with its owner. */
const cleanCopyOf = (find: () => FilmFacts['edits'] | undefined): CleanCopy => {
  try {
    const edits = find()
    return edits ? asCopy(edits) : { as: 'none' }
  } catch (error) {
    if (error instanceof Malformed) return { as: 'none' }
    throw error
  }
}

export interface Pictures {
  readonly thumbnail: Derived | null
  readonly preview: Derived | null
}

/**
 * Writes a thumbnail to `${to}.thumbnail` and, where `type` and size ask for one, a preview to `${to}.preview`; neither
 * carries anything but pixels. Nothing of a picture that cannot be decoded.
 */
export const makePictures = async (path: string, to: string, type: string | null): Promise<Pictures> => {
  const make = async (side: number, part: string): Promise<Derived> => {
    const { size } = await openImage(path)
      .autoOrient()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .timeout({ seconds: 25 })
      .webp({ quality: 80, effort: 3 })
      .toFile(`${to}.${part}`)
    return { type: 'image/webp', size }
  }
  try {
    const { width, height, pages = 1 } = await openImage(path).metadata()
    const isShownAsIs =
      type !== null &&
      ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'].includes(type) &&
      (pages > 1 || (Math.max(width, height) <= previewSide && (await stat(path)).size <= smallEnough))
    const preview = type === null || isShownAsIs ? null : await make(previewSide, 'preview')
    return { thumbnail: await make(thumbnailSide, 'thumbnail'), preview }
  } catch {
    return { thumbnail: null, preview: null }
  }
}

/** Writes the clean copy of what has to be rewritten; `none` where that cannot be done. */
export const rewrite = async (path: string, to: string, type: string): Promise<CleanCopy> => {
  try {
    const cleaned = type === 'application/pdf' ? await cleanPdf(await readFile(path)) : await cleanTiff(path)
    if (!cleaned) return { as: 'none' }
    await writeFile(to, cleaned)
    return { as: 'stored', size: cleaned.length }
  } catch {
    return { as: 'none' }
  }
}

/** The same pixels and colours in a new TIFF; one of several pages would lose them. */
const cleanTiff = async (path: string): Promise<Buffer | undefined> => {
  const { pages = 1 } = await openImage(path).metadata()
  if (pages > 1) return undefined
  return openImage(path)
    .autoOrient()
    .keepIccProfile()
    .tiff({ compression: 'deflate' })
    .timeout({ seconds: 25 })
    .toBuffer()
}

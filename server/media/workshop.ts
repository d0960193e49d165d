import type { CleanCopy } from '../../domain/assets/asset.ts'
import type { Prepared } from '../../domain/assets/service.ts'
import { Problem } from '../../domain/problem.ts'
import { createTurns } from '../turns.ts'
import type { Apart } from './apart.ts'
import type { Inspected } from './inspect.ts'
import { firstPage, frame, probe, type Tools } from './tools.ts'

export interface WorkshopOptions {
  readonly apart: Apart
  readonly tools: Tools
  /** Films and pages under work at once. */
  readonly atOnce: number
}

/**
 * Finds out what a file is, makes its pictures and its clean copy beside it. Without ffmpeg there is no picture of a
 * film, without pdftoppm none of a PDF; everything else is as it is with them.
 */
export const createWorkshop = ({ apart, tools, atOnce }: WorkshopOptions) => {
  const inTurn = createTurns(atOnce, 100)

  /** Of what the pictures are made, where that is a file of its own. */
  const sourceOf = async (path: string, { picture, contentType, durationS }: Inspected) => {
    switch (picture) {
      case null:
        return undefined
      case 'image':
      case 'animation':
        return { path, type: contentType }
      case 'frame': {
        const isMade = await inTurn(() => frame(tools, path, contentType, durationS, `${path}.frame`))
        return isMade ? { path: `${path}.frame`, type: null } : undefined
      }
      case 'page': {
        const isMade = await inTurn(() => firstPage(tools, path, `${path}.page`))
        return isMade ? { path: `${path}.page.png`, type: null } : undefined
      }
      default:
        return picture satisfies never
    }
  }

  return {
    async prepare(path: string): Promise<Prepared> {
      const { picture, ...known } = await apart.run('inspect', path)
      const inspected: Inspected = { ...known, picture, ...(await missing(path, known)) }
      const source = await sourceOf(path, inspected)
      const { thumbnail, preview } = source
        ? await apart.run('makePictures', source.path, path, source.type)
        : { thumbnail: null, preview: null }
      const clean = await cleanCopy(path, inspected)
      const { picture: _, ...facts } = inspected
      const made: Prepared['made'] = [
        ...(clean.as === 'stored' ? [{ part: 'clean', path: `${path}.clean` } as const] : []),
        ...(thumbnail ? [{ part: 'thumbnail', path: `${path}.thumbnail` } as const] : []),
        ...(preview ? [{ part: 'preview', path: `${path}.preview` } as const] : []),
      ]
      return { facts: { ...facts, clean, thumbnail, preview }, made }
    },
  }

  /** Ffprobe is asked for what the file's own heads do not say. */
  async function missing(path: string, known: Omit<Inspected, 'picture'>): Promise<Partial<Inspected>> {
    if (known.kind !== 'video' && known.kind !== 'audio') return {}
    if (known.durationS !== null && (known.kind === 'audio' || known.width !== null)) return {}
    const probed = await inTurn(() => probe(tools, path, known.contentType))
    return {
      durationS: known.durationS ?? probed.durationS ?? null,
      ...(known.kind === 'video' && {
        width: known.width ?? probed.width ?? null,
        height: known.height ?? probed.height ?? null,
      }),
    }
  }

  async function cleanCopy(path: string, { contentType, clean }: Inspected): Promise<CleanCopy> {
    if (contentType !== 'application/pdf' && contentType !== 'image/tiff') return clean
    // A file that brings the process down that rewrites it is one that could not be rewritten.
    return apart.run('rewrite', path, `${path}.clean`, contentType).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'unavailable') throw error
      return { as: 'none' } as const
    })
  }
}

export type Workshop = ReturnType<typeof createWorkshop>

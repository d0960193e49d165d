import { Transform } from 'node:stream'
import type { ByteStream } from '../domain/assets/files.ts'
import type { Id } from '../domain/schema.ts'
import {
  isLockChanged,
  type LinkStanding,
  type LinkTerms,
  type ShareLink,
} from '../domain/share-links/link.ts'

export interface RunningDownloadsPorts {
  readonly states: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, LinkStanding>>
  readonly now: () => Date
  /** How often links are asked about whose files are on their way, in case an announcement was lost. */
  readonly sweepMs?: number
}

interface Running {
  readonly link: ShareLink
  readonly right: 'preview' | 'download'
  readonly cut: () => void
  readonly timer: NodeJS.Timeout | undefined
}

export type RunningDownloads = ReturnType<typeof createRunningDownloads>

/** `setTimeout` takes no more than this; the sweep sees to what ends later. */
const longestWaitMs = 2 ** 31 - 1

/** The files of links that are on their way from this process: each is cut off when its link ends, within 5 s. */
export const createRunningDownloads = ({ states, now, sweepMs = 3_000 }: RunningDownloadsPorts) => {
  const byLink = new Map<Id, Set<Running>>()
  let sweep: NodeJS.Timeout | undefined

  const forget = (running: Running): void => {
    clearTimeout(running.timer)
    const all = byLink.get(running.link.id)
    if (!all?.delete(running) || all.size > 0) return
    byLink.delete(running.link.id)
    if (byLink.size === 0) {
      clearTimeout(sweep)
      sweep = undefined
    }
  }
  const cutAll = (linkId: Id, isOver: (running: Running) => boolean = () => true): void => {
    for (const running of [...(byLink.get(linkId) ?? [])].filter(isOver)) running.cut()
  }
  const look = async (): Promise<void> => {
    try {
      const ids = [...byLink.keys()]
      const known = await states(ids)
      for (const id of ids) {
        const standing = known.get(id)
        cutAll(id, (running) => standing?.state !== 'live' || isOverruled(running, standing))
      }
    } catch {
      // the database being away says nothing about who may read on; the next sweep asks again
    }
    sweep = byLink.size > 0 ? setTimeout(look, sweepMs).unref() : undefined
  }

  return {
    /**
     * The bytes as they pass; `onEnd` hears once how many did, and whether they were all. Whoever reads them sees an error
     * when the link ends.
     */
    watch(
      source: ByteStream,
      { link, right }: Pick<Running, 'link' | 'right'>,
      onEnd: (bytes: number, isWhole: boolean) => void = () => {},
    ): Transform {
      let bytes = 0
      const passing = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          bytes += chunk.length
          done(null, chunk)
        },
      })
      const wait = link.expiresAt && link.expiresAt.getTime() - now().getTime()
      const running: Running = {
        link,
        right,
        cut: () => void passing.destroy(new Error('The link has ended.')),
        timer:
          wait === null || wait > longestWaitMs
            ? undefined
            : setTimeout(() => running.cut(), Math.max(0, wait)).unref(),
      }
      byLink.set(link.id, (byLink.get(link.id) ?? new Set()).add(running))
      sweep ??= setTimeout(look, sweepMs).unref()
      source.on('error', (error) => passing.destroy(error))
      passing.once('close', () => {
        forget(running)
        source.destroy()
        onEnd(bytes, passing.readableEnded)
      })
      source.pipe(passing)
      return passing
    },

    /** The link ended. */
    end: (linkId: Id): void => cutAll(linkId),

    /** The link is another now: what it does not give any more is cut off, and what ends earlier ends then. */
    update(link: ShareLink): void {
      cutAll(
        link.id,
        (running) => isOverruled(running, link) || (link.expiresAt !== null && link.expiresAt <= now()),
      )
    },

    count: (): number => [...byLink.values()].reduce((sum, { size }) => sum + size, 0),
  }
}

/** By terms at least as new as those it began under, the link does not give it any more. */
const isOverruled = ({ link, right }: Running, terms: LinkTerms): boolean =>
  terms.updatedAt >= link.updatedAt && (!terms.permissions[right] || isLockChanged(terms, link))

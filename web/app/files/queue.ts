import type { AssetView } from '../../../domain/assets/schema.ts'
import { createPace, type Pace, timeLeft, waitBefore } from './pace.ts'
import type { Sending, Stopped } from './transport.ts'
import { isUnderWay, isUnfinished, newItem, type UploadItem } from './upload-item.ts'

interface Handlers {
  readonly onProgress: (sent: number) => void
  readonly onDone: (asset: AssetView) => void
  readonly onStopped: (why: Stopped) => void
}

export interface QueuePorts {
  readonly open: (file: File, handlers: Handlers) => Sending
  readonly addToAlbum: (albumId: number, assetId: number) => Promise<void>
  readonly isSame: (one: File, other: File) => boolean
  readonly now: () => number
  /** Calls once, later; gives back what prevents it. */
  readonly after: (ms: number, work: () => void) => () => void
  /** At once; the others wait their turn. */
  readonly atOnce?: number
  /** How often the service may fail on one file in a row, before somebody is asked. A dead line is no failure. */
  readonly mostTries?: number
}

interface Entry {
  readonly file: File
  readonly pace: Pace
  item: UploadItem
  sending: Sending | undefined
  tries: number
  stopWaiting: (() => void) | undefined
}

export type UploadQueue = ReturnType<typeof createQueue>

/** Files on their way, two at a time. It belongs to no page: whoever goes elsewhere in the app does not stop it. */
export const createQueue = ({
  open,
  addToAlbum,
  isSame,
  now,
  after,
  atOnce = 2,
  mostTries = 8,
}: QueuePorts) => {
  let entries: readonly Entry[] = []
  let ids = 0
  const listeners = new Set<() => void>()
  const doneListeners = new Set<(asset: AssetView, item: UploadItem) => void>()

  const tell = () => {
    for (const hear of listeners) hear()
  }
  const change = (entry: Entry, of: Partial<UploadItem>) => {
    entry.item = { ...entry.item, ...of }
    tell()
  }

  const next = () => {
    const active = entries.filter(({ item }) => isUnderWay(item)).length
    for (const entry of entries
      .filter(({ item }) => item.state === 'waiting')
      .slice(0, Math.max(0, atOnce - active)))
      start(entry)
  }

  const start = (entry: Entry) => {
    entry.stopWaiting?.()
    entry.pace.reset()
    change(entry, { state: 'sending', problem: undefined, speed: 0, timeLeft: null })
    entry.sending ??= open(entry.file, {
      onProgress: (sent) => progress(entry, sent),
      onDone: (asset) => void done(entry, asset),
      onStopped: (why) => stopped(entry, why),
    })
    void entry.sending.start()
  }

  const progress = (entry: Entry, sent: number) => {
    if (entry.item.state !== 'sending' && entry.item.state !== 'interrupted') return
    if (sent > entry.item.sent) entry.tries = 0
    entry.pace.note(now(), sent)
    const speed = entry.pace.speed()
    const { size } = entry.item
    change(entry, {
      sent,
      speed,
      timeLeft: timeLeft(size - sent, speed),
      state: sent < size ? 'sending' : 'finishing',
    })
  }

  const done = async (entry: Entry, asset: AssetView) => {
    const { albumId, size } = entry.item
    try {
      if (albumId !== undefined) await addToAlbum(albumId, asset.id)
    } catch (error) {
      change(entry, { state: 'failed', asset, sent: size, problem: (error as Error).message })
      return next()
    }
    change(entry, { state: 'done', asset, sent: size, speed: 0, timeLeft: null })
    for (const hear of doneListeners) hear(asset, entry.item)
    next()
  }

  const stopped = (entry: Entry, { isPassing, isOffline, detail }: Stopped) => {
    if (!isUnderWay(entry.item)) return
    if (!isOffline) entry.tries += 1
    if (!isPassing || entry.tries > mostTries) {
      change(entry, { state: 'failed', problem: detail ?? '', speed: 0, timeLeft: null })
      return next()
    }
    change(entry, { state: 'interrupted', problem: detail, speed: 0, timeLeft: null })
    entry.stopWaiting = after(waitBefore(isOffline ? 2 : entry.tries), () => start(entry))
  }

  const find = (id: number) => entries.find(({ item }) => item.id === id)

  return {
    items: (): readonly UploadItem[] => entries.map(({ item }) => item),

    /** Files that are on their way already are not sent twice. */
    add(files: readonly File[], { albumId }: { readonly albumId?: number | undefined } = {}): void {
      const fresh = files.filter(
        (file) =>
          !entries.some(
            (entry) =>
              isSame(entry.file, file) && entry.item.albumId === albumId && entry.item.state !== 'done',
          ),
      )
      const made = fresh.map((file): Entry => {
        ids += 1
        const item = newItem(ids, file, albumId)
        return { file, item, pace: createPace(), sending: undefined, tries: 0, stopWaiting: undefined }
      })
      entries = [...entries, ...made]
      tell()
      next()
    },

    pause(id: number): void {
      const entry = find(id)
      if (!entry || !isUnfinished(entry.item) || entry.item.state === 'finishing') return
      entry.stopWaiting?.()
      void entry.sending?.pause()
      change(entry, { state: 'paused', speed: 0, timeLeft: null })
      next()
    },

    /** Goes on with what was paused or failed. What is a file already only has its album to get into. */
    retry(id: number): void {
      const entry = find(id)
      if (!entry || (entry.item.state !== 'paused' && entry.item.state !== 'failed')) return
      entry.tries = 0
      if (entry.item.asset) {
        change(entry, { state: 'finishing', problem: undefined })
        return void done(entry, entry.item.asset)
      }
      change(entry, { state: 'waiting', problem: undefined })
      next()
    },

    /** Gives it up, or takes what is done or failed out of the list. */
    cancel(id: number): void {
      const entry = find(id)
      if (!entry) return
      entry.stopWaiting?.()
      if (!entry.item.asset) void entry.sending?.cancel()
      entries = entries.filter((one) => one !== entry)
      tell()
      next()
    },

    /** Takes what is done out of the list. */
    clear(): void {
      entries = entries.filter(({ item }) => item.state !== 'done')
      tell()
    },

    /** The line is there again: nobody waits any longer. */
    wake(): void {
      for (const entry of entries) if (entry.item.state === 'interrupted') start(entry)
    },

    /** Whoever was signed in is no more. */
    stop(): void {
      for (const entry of entries) {
        entry.stopWaiting?.()
        if (isUnfinished(entry.item)) void entry.sending?.pause()
      }
      entries = []
      tell()
    },

    onChange(hear: () => void): () => void {
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
    onDone(hear: (asset: AssetView, item: UploadItem) => void): () => void {
      doneListeners.add(hear)
      return () => doneListeners.delete(hear)
    },
  }
}

import { useEffect, useRef, useState } from 'preact/hooks'
import type { AssetView } from '../../../domain/assets/schema.ts'
import { type AppContext, useApp } from '../context.ts'
import { createQueue, type UploadQueue } from './queue.ts'
import { createSending } from './transport.ts'
import { isUnfinished, totalOf, type UploadItem, type UploadTotal } from './upload-item.ts'
import { fingerprintOf } from './upload-memory.ts'

interface UploadsSettings {
  /** Hears of every file that is done while this page is open. */
  readonly onDone?: ((asset: AssetView) => void) | undefined
  /** Puts each file into this album once it is there, also when its page was left; shows those of this album only. */
  readonly albumId?: number | undefined
}

export interface UploadsInPage {
  readonly add: (files: readonly File[]) => void
  readonly items: readonly UploadItem[]
  readonly total: UploadTotal
  /** Gives one up, or takes a done or failed one out of the list. */
  readonly cancel: (id: number) => void
  readonly pause: (id: number) => void
  /** Goes on with one that was paused or failed. */
  readonly retry: (id: number) => void
  /** Takes what is done out of the list. */
  readonly clear: () => void
}

/** Files on their way to the service, for a page that sends some; `UploadArea` shows them. */
export const useUploads = ({ onDone, albumId }: UploadsSettings = {}): UploadsInPage => {
  const app = useApp()
  const queue = queueOf(app)
  const [, show] = useState(0)
  const latest = useRef(onDone)
  latest.current = onDone
  useEffect(() => {
    let frame = 0
    // Progress comes more often than it can be seen.
    const showSoon = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0
        show((count) => count + 1)
      })
    }
    const stops = [
      queue.onChange(showSoon),
      queue.onDone((asset, item) => {
        if (albumId === undefined || item.albumId === albumId) latest.current?.(asset)
      }),
    ]
    return () => {
      cancelAnimationFrame(frame)
      for (const stop of stops) stop()
    }
  }, [queue, albumId])
  const items = queue.items().filter((item) => albumId === undefined || item.albumId === albumId)
  const { cancel, pause, retry, clear } = queue
  return {
    add: (files) => queue.add(files, { albumId }),
    items,
    total: totalOf(items),
    cancel,
    pause,
    retry,
    clear,
  }
}

/** One queue for whoever is signed in, whichever pages come and go. */
const queueOf = ({ api, lang, me }: Pick<AppContext, 'api' | 'lang' | 'me'>): UploadQueue => {
  const member = `${me.tenant.id}/${me.user.id}`
  if (current?.member === member && current.api === api) return current.queue
  current?.queue.stop()
  const queue = createQueue({
    open: (file, handlers) => createSending({ api, lang, member, file, ...handlers }),
    async addToAlbum(albumId, assetId) {
      await api.post(`/api/albums/${albumId}/items`, { asset_id: assetId })
    },
    isSame: (one, other) => fingerprintOf(one, member) === fingerprintOf(other, member),
    now: () => performance.now(),
    after(ms, work) {
      const timer = setTimeout(work, ms)
      return () => clearTimeout(timer)
    },
  })
  current = { member, api, queue }
  if (!isWatching) watchBrowser()
  isWatching = true
  return queue
}
let current: { member: string; api: AppContext['api']; queue: UploadQueue } | undefined
let isWatching = false

const watchBrowser = () => {
  addEventListener('online', () => current?.queue.wake())
  addEventListener('beforeunload', (event) => {
    if (current?.queue.items().some(isUnfinished)) event.preventDefault()
  })
}

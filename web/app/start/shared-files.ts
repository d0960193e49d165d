import { sharedCache } from '../worker/plan.ts'

const dayMs = 24 * 3600_000

/** Files that another app has shared with this one, once: what is taken is gone from where it waited. */
export const takeSharedFiles = async (now = Date.now()): Promise<File[]> => {
  if (!('caches' in globalThis)) return []
  const cache = await caches.open(sharedCache)
  const files: File[] = []
  for (const request of await cache.keys()) {
    const answer = await cache.match(request)
    await cache.delete(request)
    const at = Number(/\/shared\/(\d+)-/.exec(request.url)?.[1])
    if (!answer || !(now - at < dayMs)) continue // nobody came for it: it may be somebody else's by now
    const name = decodeURIComponent(answer.headers.get('X-Name') ?? '') || 'file'
    const blob = await answer.blob()
    files.push(new File([blob], name, { type: answer.headers.get('Content-Type') ?? blob.type }))
  }
  return files
}

import { cachePrefix, pageCache } from './plan.ts'

/** Pages without https have neither. */
const canKeep = () => 'serviceWorker' in navigator && 'caches' in globalThis

/**
 * Lets the browser keep the app: its page and code come without a network, and other apps can share files with it.
 * `onNewVersion` is given what changes over to a build that waits; it loads the page anew.
 */
export const keepApp = (onNewVersion: (changeOver: () => void) => void): (() => void) => {
  if (!canKeep()) return () => {}
  let isOver = false
  const offer = (waiting: ServiceWorker) => {
    // The first worker of all replaces nothing.
    if (isOver || !navigator.serviceWorker.controller) return
    onNewVersion(() => {
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
      waiting.postMessage(`${cachePrefix}go-on`)
    })
  }
  const watch = (registration: ServiceWorkerRegistration | undefined) => {
    if (!registration) return
    if (registration.waiting) offer(registration.waiting)
    registration.addEventListener('updatefound', () => {
      const coming = registration.installing
      coming?.addEventListener('statechange', () => {
        if (coming.state === 'installed') offer(coming)
      })
    })
    const look = () => void (document.visibilityState === 'visible' && registration.update().catch(() => {}))
    document.addEventListener('visibilitychange', look)
    stop.push(() => document.removeEventListener('visibilitychange', look))
  }
  const stop: (() => void)[] = []
  navigator.serviceWorker.register('/sw.js').then(watch, () => {}) // it works without
  keepPage()
  return () => {
    isOver = true
    for (const end of stop) end()
  }
}

/** The first page came before there was a worker to keep it. */
const keepPage = async (): Promise<void> => {
  try {
    const cache = await caches.open(pageCache)
    if (await cache.match('/')) return
    const answer = await fetch('/', { credentials: 'same-origin', headers: { Accept: 'text/html' } })
    if (answer.ok) await cache.put('/', answer)
  } catch {} // offline: another time
}

/** What was kept of the page says that nobody is signed in; it is read anew where somebody has come in since. */
export const forgetPage = async (): Promise<void> => {
  if (canKeep()) await caches.delete(pageCache).catch(() => false)
}

/** Whoever signs out leaves nothing behind: neither page nor code nor files that were shared. */
export const forgetKept = async (): Promise<void> => {
  if (!canKeep()) return
  const names = (await caches.keys().catch(() => [])).filter((name) => name.startsWith(cachePrefix))
  await Promise.all(names.map((name) => caches.delete(name)))
}

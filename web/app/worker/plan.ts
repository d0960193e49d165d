/** What the service worker does with a request: the page and its code are kept, shared files are taken in, all else is let by. */
export type Plan = 'page' | 'code' | 'share' | 'leave'

export const sharePath = '/share-target'

interface Asked {
  readonly method: string
  readonly mode: string
  readonly url: string
}

/** Files of the build whose names carry a hash of their content: they never change. */
const hashed = /^\/assets\/[^/]+-[\w-]{8}\.(js|css|mjs|woff2)$/

/** Nothing of the API, of links, of sessions or of what moves is ever kept: only `/` itself and hashed code. [ST-33] */
export const planFor = ({ method, mode, url }: Asked, origin: string): Plan => {
  const { origin: from, pathname } = new URL(url)
  if (from !== origin) return 'leave'
  if (method === 'POST') return pathname === sharePath ? 'share' : 'leave'
  if (method !== 'GET') return 'leave'
  if (mode === 'navigate') return pathname === '/' ? 'page' : 'leave'
  return hashed.test(pathname) ? 'code' : 'leave'
}

/** Caches of this app begin so; what they hold besides the code goes when somebody signs out. */
export const cachePrefix = 'fleeting-'
export const pageCache = `${cachePrefix}page`
/** No site fills a browser with forms that bring files: what waits is no more than a person shares at once. [T-60] */
export const mostShared = { files: 100, bytes: 1024 ** 3 } as const
export const sharedCache = `${cachePrefix}shared`
export const codeCache = (version: string): string => `${cachePrefix}code-${version}`

/** Whether `files` may wait beside those that do: in bytes, each. */
export const mayWait = (waiting: readonly number[], files: readonly number[]): boolean => {
  const all = [...waiting, ...files]
  return all.length <= mostShared.files && all.reduce((sum, size) => sum + size, 0) <= mostShared.bytes
}

import { useEffect, useState } from 'preact/hooks'

/** Where somebody is in the app: what stands behind `#/` in the address. */
export interface Place {
  /** Decoded parts of the path; `[]` at the beginning. */
  readonly path: readonly string[]
  readonly query: URLSearchParams
}

/** `#/assets/7?comment=…` as a place; null for what is no place of the app, `#fleet` for one. */
export const placeOf = (hash: string): Place | null => {
  if (hash !== '' && hash !== '#' && !hash.startsWith('#/')) return null
  const [path = '', query = ''] = hash.slice(2).split('?', 2)
  try {
    return {
      path: path.split('/').filter(Boolean).map(decodeURIComponent),
      query: new URLSearchParams(query),
    }
  } catch {
    return { path: [path], query: new URLSearchParams() } // a stray % names no page
  }
}

/** `/assets/:id` against a path: what its parts are called, or null where it is another. `:id?` may be missing. */
export const matchPath = (
  pattern: string,
  path: readonly string[],
): Readonly<Record<string, string>> | null => {
  const names = pattern.split('/').filter(Boolean)
  if (path.length > names.length) return null
  const params: Record<string, string> = {}
  for (const [i, name] of names.entries()) {
    const part = path[i]
    if (part === undefined) {
      if (!name.endsWith('?')) return null
    } else if (name.startsWith(':')) params[name.replace(/^:|\?$/g, '')] = part
    else if (name !== part) return null
  }
  return params
}

/** The address of a place: `hrefOf('/links', { status: 'active' })`. Empty values are left out. */
export const hrefOf = (path: string, query: Readonly<Record<string, string | undefined>> = {}): string => {
  const filled = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const text = new URLSearchParams(filled).toString()
  return `#${path}${text && `?${text}`}`
}

export const goTo = (href: string): void => {
  location.hash = href
}

/** The same place under another address, without a step in the browser's history: filters of a list, for one. */
export const replaceWith = (href: string): void => {
  history.replaceState(null, '', href)
  dispatchEvent(new HashChangeEvent('hashchange'))
}

type Guard = (event: HashChangeEvent) => boolean
const guards = new Set<Guard>()

/**
 * Asked before a page gives way to another; `true` keeps it. Not by a listener of its own: a window calls its listeners in
 * the order in which they came, whether they capture or not, and whoever follows the address came first.
 */
export const guardPlace = (guard: Guard): (() => void) => {
  guards.add(guard)
  return () => guards.delete(guard)
}

/** Follows the address. Anchors within a page do not lead away from it. */
export const usePlace = (): Place => {
  const [place, setPlace] = useState<Place>(() => placeOf(location.hash) ?? nowhere)
  useEffect(() => {
    const follow = (event: HashChangeEvent) => {
      if ([...guards].some((keeps) => keeps(event))) return
      setPlace((before) => placeOf(location.hash) ?? before)
    }
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return place
}

const nowhere: Place = { path: [], query: new URLSearchParams() }

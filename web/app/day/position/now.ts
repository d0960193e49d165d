import { useEffect, useReducer } from 'preact/hooks'
import type { Api } from '../../api.ts'
import { whenLeft } from '../here.ts'
import { shelfOf } from '../shelf.ts'
import type { Fix } from './buffer.ts'
import { createSharing, type Sharing } from './sharing.ts'
import { keepAwake } from './wake.ts'

let current: { readonly owner: string; readonly sharing: Sharing } | null = null
const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

/** The one sharing of this page: it goes on while its member looks at other pages, and ends with their session. */
export const sharingOf = (owner: string, api: Api): Sharing => {
  if (current?.owner === owner) return current.sharing
  const sharing = createSharing({
    api,
    shelf: shelfOf<readonly Fix[]>('fixes', owner),
    wish: shelfOf<boolean>('sharing', owner),
    deviceId: deviceIdOf(owner),
    geolocation: navigator.geolocation,
    isSecure: isSecureContext,
    onChange: tell,
    now: () => Date.now(),
  })
  current = { owner, sharing }
  const over = new AbortController()
  const { signal } = over
  addEventListener('online', () => sharing.send(), { signal })
  addEventListener('pagehide', () => sharing.send(), { signal })
  keepAwake(() => sharing.state().isOn, listeners, signal)
  whenLeft(() => {
    over.abort()
    sharing.rest()
    current = null
    tell()
  })
  tell()
  return sharing
}

/** What is shared from this page now, as it changes; null where nothing is. */
export const useSharingNow = (): Sharing | null => {
  const [, repaint] = useReducer((n: number) => n + 1, 0)
  useEffect(() => {
    const hear = () => repaint(0)
    listeners.add(hear)
    return () => {
      listeners.delete(hear)
    }
  }, [])
  return current?.sharing ?? null
}

/** Names this browser in the technician's own record, and says nothing else. */
const deviceIdOf = (owner: string): string => {
  const shelf = shelfOf<string>('device', owner)
  const known = shelf.read()
  if (known) return known
  const made = `web-${[...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
  shelf.write(made)
  return made
}

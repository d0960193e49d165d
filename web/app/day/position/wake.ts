/**
 * Keeps the screen on while something is shared, where the browser can: a browser in the dark stops looking. The lock
 * is lost whenever the page is hidden, and taken again when it is seen.
 */
export const keepAwake = (isWanted: () => boolean, listeners: Set<() => void>, signal: AbortSignal): void => {
  let lock: WakeLockSentinel | null = null
  let isAsking = false
  const look = async () => {
    const isDue = isWanted() && !signal.aborted
    if (!isDue) {
      const held = lock
      lock = null
      return void held?.release().catch(() => {})
    }
    if (lock && !lock.released) return
    if (isAsking || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    isAsking = true
    lock = await navigator.wakeLock.request('screen').catch(() => null) // a battery that runs low refuses
    isAsking = false
  }
  listeners.add(look)
  document.addEventListener('visibilitychange', look, { signal })
  signal.addEventListener('abort', () => {
    listeners.delete(look)
    look()
  })
}

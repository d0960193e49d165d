/**
 * Tells the link how long its page was looked at, so far and in whole seconds: whenever it goes out of sight. Says
 * nothing for those who ask not to be followed, and disturbs nothing when it fails.
 */
export const tellTimeSpent = (home: string): void => {
  const { doNotTrack, globalPrivacyControl } = navigator as Navigator & { globalPrivacyControl?: boolean }
  if (doNotTrack === '1' || globalPrivacyControl || !navigator.sendBeacon) return
  let spent = 0
  let told = 0
  let since = document.hidden ? null : performance.now()

  const look = () => {
    if (since !== null) spent += performance.now() - since
    since = document.hidden ? null : performance.now()
  }
  const tell = () => {
    look()
    const seconds = Math.round(spent / 1000)
    if (seconds <= told) return
    told = seconds
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    const body = JSON.stringify({ seconds, load_ms: Math.round(entry?.domContentLoadedEventEnd ?? 0) })
    navigator.sendBeacon(`${home}events`, new Blob([body], { type: 'application/json' }))
  }
  document.addEventListener('visibilitychange', () => (document.hidden ? tell() : look()))
  addEventListener('pagehide', tell)
}

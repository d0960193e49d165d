import { useEffect, useState } from 'preact/hooks'
import type { Language } from '../../domain/problem.ts'
import { createClock } from '../live/clock.ts'
import { Dial } from './dial.ts'
import { clockTime, duration } from './format.ts'
import { html, type Node } from './html.ts'
import type { Shown } from './subject.ts'
import { words } from './words.ts'

/** How long a link still lasts, as of `shown.now`. */
export const TimeLeft = ({
  expiresAt,
  shown: { lang, now, live },
}: {
  expiresAt: string | null
  shown: Shown
}): Node => {
  const w = words[lang]
  if (expiresAt === null) return html`<p class="time-left"><span class="fact-name">${w.noEnd}</span></p>`

  const end = Date.parse(expiresAt)
  const left = end - now
  return html`<section class="time-left" aria-label=${w.timeLeft}>
    <${Dial} left=${left} />
    <p>
      <span class="fact-name">${w.timeLeft}</span>
      <strong class="fact-value" role="timer" aria-live="off">${left > 0 ? duration(lang, left) : w.ending}</strong>
    </p>
    <p class="ends">
      <time datetime=${expiresAt}>${w.endsAt.replace('{time}', clockTime(lang, end, now, live ? undefined : 'UTC'))}</time>
    </p>
  </section>`
}

/** After the time is over the server is given this long before it is asked. */
const grace = 2000

/** The same, which runs by itself in a browser and asks the server for the last page when it is over. */
export const RunningTimeLeft = ({
  lang,
  expiresAt,
  serverTime,
}: {
  lang: Language
  expiresAt: string | null
  serverTime: string
}): Node => {
  const now = useNow(serverTime)
  const isOver = now !== null && expiresAt !== null && now > Date.parse(expiresAt) + grace
  useEffect(() => {
    if (isOver) location.reload()
  }, [isOver])
  const shown = { lang, now: now ?? Date.parse(serverTime), live: now !== null }
  return html`<${TimeLeft} expiresAt=${expiresAt} shown=${shown} />`
}

/** Milliseconds since 1970 by the server's clock, every second; `null` on the server and until a script runs. */
export const useNow = (serverTime: string): number | null => {
  const [now, setNow] = useState<number | null>(null)
  useEffect(() => {
    const clock = createClock(serverTime)
    const tick = () => setNow(clock.now())
    tick()
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  }, [serverTime])
  return now
}

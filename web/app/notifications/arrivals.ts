import { useEffect, useState } from 'preact/hooks'
import type { NotificationView } from '../../../domain/notifications/schema.ts'
import { plain } from '../../pages/plain.ts'
import type { AppContext } from '../context.ts'
import { uiWords } from '../ui/words.ts'
import { onNotified } from '../unread.ts'
import { placeIn } from './by-day.ts'

/** Somebody waits for an answer to these; of all else the bell tells. */
const matters: ReadonlySet<NotificationView['type']> = new Set([
  'comment.mention',
  'comment.reply',
  'session.invited',
  'session.recording_started',
])
const key = 'fleeting.quiet'

/** Whether this browser shows what matters as it comes; so it does until somebody says otherwise. */
export const useArrivalsShown = (): readonly [boolean, (isShown: boolean) => void] => {
  const [isShown, setShown] = useState(areShown)
  const set = (wanted: boolean) => {
    setShown(wanted)
    try {
      if (wanted) localStorage.removeItem(key)
      else localStorage.setItem(key, '1')
    } catch {
      // A browser that keeps nothing shows them again next time.
    }
  }
  return [isShown, set]
}

/** Says what matters as it comes, with a way to it; not to whoever looks at the list already. */
export const useArrivals = ({ lang, say }: Pick<AppContext, 'lang' | 'say'>): void => {
  useEffect(
    () =>
      onNotified(({ type, title, url }) => {
        if (!matters.has(type) || !areShown() || location.hash.startsWith('#/notifications')) return
        const run = () => location.assign(placeIn(url))
        say({ text: plain(title), act: { word: uiWords[lang].open, run, passes: true } })
      }),
    [lang],
  )
}

const areShown = (): boolean => {
  try {
    return localStorage.getItem(key) === null
  } catch {
    return true
  }
}

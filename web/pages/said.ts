import type { Language } from '../../domain/problem.ts'
import { plain } from './plain.ts'
import type { ShareSubject } from './share.ts'
import { isStale, motionText, seenText } from './subject.ts'
import { fill, words } from './words.ts'

const pause = 30_000

/** What screen readers hear: where things stand, at most twice a minute, and nothing while nothing is new. */
export const announcer = (lang: Language) => {
  let said = ''
  let saidAt = Number.NEGATIVE_INFINITY
  let heard = ''

  return (subjects: readonly ShareSubject[], now: number): string => {
    const news = subjects.map(({ id, position }) => `${id}:${position?.t}`).join()
    if (news === heard || now - saidAt < pause) return said
    said = subjects
      .slice(0, 3)
      .map((subject) => sentenceOn(lang, subject, now))
      .join(' ')
    saidAt = now
    heard = news
    return said
  }
}

const sentenceOn = (lang: Language, { name, position }: ShareSubject, now: number): string => {
  const moves = position && !isStale(position, now)
  const state = (moves && motionText(lang, position)) || words[lang].place
  const place = position ? `${position.lat.toFixed(4)}, ${position.lon.toFixed(4)}` : ''
  return fill(words[lang].spoken, {
    name: plain(name),
    state: [state, place].filter(Boolean).join(', '),
    seen: seenText(lang, position, now),
  })
}

import type { Language } from '../../../domain/problem.ts'
import { html, type Node } from '../html.ts'
import { LanguageChoice } from '../language-choice.ts'
import { menuWords } from './menu-words.ts'
import { sessionsList } from './session-menu.ts'
import { collabWords } from './words.ts'

interface OverProps {
  readonly lang: Language
  readonly why: string
  readonly home: string
  readonly isMember?: boolean
}

/** The last page of a session. It tells nothing of what was in it. */
export const CollabOver = ({ lang, why, home, isMember = false }: OverProps): Node => {
  const w = collabWords[lang]
  const [title, text] = lastWords(why, w)
  const mayReturn =
    why === 'left' || why === 'signed_out' || why === 'not_signed_in' || why === 'session_full'
  return html`<main class="last">
    <svg class="last-mark" viewBox="0 0 160 160" aria-hidden="true" focusable="false">
      <circle class="last-ring" cx="80" cy="80" r="62" pathLength="60" />
    </svg>
    <h1 tabindex="-1">${title}</h1>
    <p class="last-text">${text}</p>
    ${mayReturn && html`<p><a class="button primary" href=${home}>${w.enter}</a></p>`}
    ${isMember && html`<p><a class="button" href=${sessionsList}>${menuWords[lang].back}</a></p>`}
    <${LanguageChoice} lang=${lang} to=${home} />
  </main>`
}

/** A heading and a sentence. */
export const lastWords = (why: string, w: (typeof collabWords)[Language]): [string, string] => {
  switch (why) {
    case 'left':
      return [w.leftTitle, w.leftText]
    case 'removed':
    case 'session_left':
      return [w.removedTitle, w.removedText]
    case 'link_ended':
    case 'link_expired':
    case 'link_revoked':
      return [w.link_endedTitle, w.link_endedText]
    case 'signed_out':
    case 'not_signed_in':
      return [w.signed_outTitle, w.signed_outText]
    case 'session_full':
      return [w.fullTitle, w.fullText]
    default:
      return [w.endedTitle, w.endedText]
  }
}

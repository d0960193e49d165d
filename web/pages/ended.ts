import type { Language } from '../../domain/problem.ts'
import type { EndReason } from '../../domain/protocol.ts'
import { relative } from './format.ts'
import { html, type Node } from './html.ts'
import { LanguageChoice } from './language-choice.ts'
import { words } from './words.ts'

export type LastReason =
  | EndReason
  | 'not_found'
  | 'no_downloads'
  | 'not_given'
  | 'rate_limited'
  | 'unavailable'

export interface EndedProps {
  readonly lang: Language
  readonly reason: LastReason
  readonly retryAfterS?: number | undefined
  /** The path of this page, for whoever wants it in another language; absent in a frame on another site. */
  readonly here?: string | undefined
}

/** The last page of a link, or the refusal to open one. It tells nothing of what the link showed. */
export const EndedPage = ({ lang, reason, retryAfterS, here }: EndedProps): Node => {
  const w = words[lang]
  const mayRetry = reason === 'rate_limited' || reason === 'unavailable'
  return html`<main class=${`last last-${reason}`}>
    <svg class="last-mark" viewBox="0 0 160 160" aria-hidden="true" focusable="false">
      <circle class="last-ring" cx="80" cy="80" r="62" pathLength="60" />
      ${marks[reason]}
    </svg>
    <h1 tabindex="-1">${w[`${reason}Title`]}</h1>
    <p class="last-text">
      ${w[`${reason}Text`]} ${mayRetry && retryAfterS ? w.retryIn.replace('{when}', relative(lang, retryAfterS * 1000)) : ''}
    </p>
    ${mayRetry && html`<p><a class="button primary" href="">${w.retry}</a></p>`}
    ${here !== undefined && html`<${LanguageChoice} lang=${lang} to=${here} />`}
  </main>`
}

const path = (d: string) => html`<path class="last-line" d=${d} />`
const check = path('M56 82l17 17 33-36')
const clock = path('M80 80V46M80 80V80')

const marks: Readonly<Record<LastReason, Node>> = {
  expired: clock,
  limit: clock,
  revoked: path('M58 58l44 44M102 58l-44 44'),
  arrived: check,
  done: check,
  not_found: path('M66 66a15 15 0 1 1 20 14c-4 2-6 5-6 10M80 104v.5'),
  no_downloads: path('M80 48v44M62 76l18 18 18-18M56 110h48'),
  not_given: path('M52 80h56'),
  rate_limited: path('M68 60v40M92 60v40'),
  unavailable: path('M52 84c8-10 14-10 20 0s12 10 20 0 10-8 16-4'),
}

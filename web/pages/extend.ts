import type { Language } from '../../domain/problem.ts'
import { extendWords } from './extend-words.ts'
import { clockTime } from './format.ts'
import { type Content, html, type Node } from './html.ts'
import { LanguageChoice } from './language-choice.ts'
import { plain } from './plain.ts'
import { fill } from './words.ts'

export const extendRefusals = [
  'not_found',
  'conflict',
  'link_expired',
  'link_revoked',
  'policy_violated',
] as const
export type ExtendRefusal = (typeof extendRefusals)[number]

export interface ExtendProps {
  readonly lang: Language
  readonly title: string
  /** All in ms. */
  readonly expiresAt: number
  readonly until: number
  readonly now: number
  readonly timeZone: string
  /** The path of this page. */
  readonly here: string
}

/** Says what will happen, and has one button: opening the page changes nothing, for programs that read mail open it too. */
export const ExtendPage = (props: ExtendProps): Node => {
  const w = extendWords[props.lang]
  const words = wordsOf(props)
  return html`<${Card} ...${props} mark="dial" title=${fill(w.askTitle, words)}>
    <p class="last-text">${fill(props.expiresAt > props.now ? w.askText : w.overText, words)}</p>
    <form method="post"><button class="button primary">${fill(w.button, words)}</button></form>
    <p class="quiet">${w.askNote}</p>
  <//>`
}

export const ExtendedPage = (props: ExtendProps): Node => {
  const w = extendWords[props.lang]
  return html`<${Card} ...${props} mark="check" title=${w.doneTitle}>
    <p class="last-text">${fill(w.doneText, wordsOf(props))}</p>
  <//>`
}

interface NotExtendedProps extends Pick<ExtendProps, 'lang' | 'here'> {
  readonly reason: ExtendRefusal
}

export const NotExtendedPage = ({ lang, here, reason }: NotExtendedProps): Node => {
  const w = extendWords[lang]
  return html`<${Card} ...${{ lang, here }} mark=${reason === 'conflict' ? 'check' : 'cross'} title=${w[`${reason}Title`]}>
    <p class="last-text">${w[`${reason}Text`]}</p>
  <//>`
}

const wordsOf = ({ lang, title, expiresAt, until, now, timeZone }: ExtendProps) => ({
  title: plain(title),
  expires: clockTime(lang, expiresAt, now, timeZone),
  until: clockTime(lang, until, now, timeZone),
})

const marks = {
  dial: 'M80 80V46M80 80H104',
  check: 'M56 82l17 17 33-36',
  cross: 'M58 58l44 44M102 58l-44 44',
}

interface CardProps extends Pick<ExtendProps, 'lang' | 'here'> {
  readonly mark: keyof typeof marks
  readonly title: string
  readonly children?: Content
}

const Card = ({ lang, here, mark, title, children }: CardProps): Node => html`<main class="last">
  <svg class="last-mark" viewBox="0 0 160 160" aria-hidden="true" focusable="false">
    <circle class="last-ring" cx="80" cy="80" r="62" pathLength="60" />
    <path class="last-line" d=${marks[mark]} />
  </svg>
  <h1>${title}</h1>
  ${children}
  <${LanguageChoice} lang=${lang} to=${here} />
</main>`

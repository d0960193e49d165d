import type { Language } from '../../../domain/problem.ts'
import { type Content, html, type Node } from '../html.ts'
import { Glyph } from '../icons.ts'
import { LanguageChoice } from '../language-choice.ts'
import { useMenu } from '../menu.ts'
import { menuWords } from './menu-words.ts'

/** Where a member's own sessions are listed. */
export const sessionsList = '/#/sessions'

/** The way back for whoever has an account; guests have come from elsewhere. */
export const BackToApp = ({ lang, isMember }: { lang: Language; isMember: boolean }): Node | false =>
  isMember &&
  html`<a class="button small head-back" href=${sessionsList} aria-label=${menuWords[lang].back} title=${menuWords[lang].back}>
    <${Glyph} name="before" />
  </a>`

interface SessionMenuProps {
  readonly lang: Language
  /** The path of the page, which is the same in every language. */
  readonly here: string
  /** Buttons and links. */
  readonly children?: Content
}

/** What is rarely wanted, and the languages. Opens before any script. */
export const SessionMenu = ({ lang, here, children }: SessionMenuProps): Node => {
  const menu = useMenu()
  const choose = () => {
    const { current } = menu
    if (!current) return
    current.open = false
    current.querySelector('summary')?.focus() // where a question that opens now gives the focus back to
  }
  return html`<details class="menu session-menu" ref=${menu}>
    <summary class="button small" aria-label=${menuWords[lang].more}><${Glyph} name="more" /></summary>
    <div class="menu-list" onClick=${choose}>
      ${children}
      <${LanguageChoice} lang=${lang} to=${here} />
    </div>
  </details>`
}

import type { Language } from '../../domain/problem.ts'
import { html, type Node } from './html.ts'
import { words } from './words.ts'

/** Each as its own speakers call it: whoever cannot read the page finds theirs. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  'pt-BR': 'Português',
  es: 'Español',
}

/** A plain form, which works before any script. `to`: the path that it leads back to. */
export const LanguageChoice = ({ lang, to }: { lang: Language; to: string }): Node =>
  html`<form class="languages" method="post" action="/language" role="group" aria-label=${words[lang].language}>
    <input type="hidden" name="to" value=${to} />
    ${Object.entries(languageNames).map(
      ([one, name]) =>
        html`<button key=${one} name="lang" value=${one} lang=${one} aria-pressed=${String(one === lang)}>${name}</button>`,
    )}
  </form>`

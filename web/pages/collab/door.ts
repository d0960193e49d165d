import type { Language } from '../../../domain/problem.ts'
import { html, type Node } from '../html.ts'
import { LanguageChoice } from '../language-choice.ts'
import { collabWords } from './words.ts'

export interface DoorProps {
  readonly lang: Language
  /** Where the name is sent. */
  readonly action: string
  /** The path of the session's page. */
  readonly home: string
  /** Of whoever was invited by name. */
  readonly name: string
  readonly isRefused: boolean
}

/** Guests say who they are before they come in. Works without a script. */
export const CollabDoor = ({ lang, action, home, name, isRefused }: DoorProps): Node => {
  const w = collabWords[lang]
  return html`<main class="last collab-door">
    <h1>${w.doorTitle}</h1>
    <p class="last-text">${w.doorText}</p>
    <form class="door-form" method="post" action=${action}>
      <label class="field">
        <span>${w.yourName}</span>
        <input
          type="text"
          name="name"
          required
          maxlength="60"
          autocomplete="name"
          value=${name}
          aria-invalid=${isRefused ? 'true' : undefined}
          aria-describedby=${isRefused ? 'name-trouble' : undefined}
        />
      </label>
      ${isRefused && html`<p id="name-trouble" class="trouble" role="alert">${w.nameMissing}</p>`}
      <button class="button primary" type="submit">${w.enter}</button>
    </form>
    <${LanguageChoice} lang=${lang} to=${home} />
  </main>`
}

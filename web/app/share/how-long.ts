import { useState } from 'preact/hooks'
import type { Language } from '../../../domain/problem.ts'
import { duration } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import type { UiWords } from '../ui/words.ts'
import type { ShareWords } from './words.ts'

/** As in `domain/share-links/share-track.ts`, which browsers would have to load a schema library for; a spec compares. */
export const shortestMinutes = 10
export const longestMinutes = 1440
export const presets = [10, 30, 60, 120, 720, 1440] as const
const usual = 60
const minute = 60_000

export type HowLongChoice = { duration_minutes: number } | { scheduled_for: string }

/** What the form below says. */
export const readHowLong = ({ minutes = '', until = '' }: Readonly<Record<string, string>>): HowLongChoice =>
  minutes === 'own' ? { scheduled_for: new Date(until).toISOString() } : { duration_minutes: Number(minutes) }

export const HowLong = ({ lang, w, now }: { lang: Language; w: ShareWords & UiWords; now: number }): Node => {
  const [chosen, choose] = useState<number | 'own'>(usual)
  return html`<fieldset class="how-long">
    <legend>${w.howLong}</legend>
    <div class="choices">
      ${[...presets, 'own' as const].map(
        (minutes) => html`<label class="choice">
          <input type="radio" name="minutes" value=${minutes} checked=${chosen === minutes} onChange=${() => choose(minutes)} />
          <span>${minutes === 'own' ? w.ownTime : duration(lang, minutes * minute)}</span>
        </label>`,
      )}
    </div>
    ${
      chosen === 'own' &&
      html`<p class="field">
        <label for="until">${w.until}</label>
        <input
          id="until"
          name="until"
          type="datetime-local"
          required
          min=${localTime(now + (shortestMinutes + 1) * minute)}
          max=${localTime(now + longestMinutes * minute)}
          defaultValue=${localTime(now + 180 * minute)}
        />
      </p>`
    }
  </fieldset>`
}

/** `datetime-local` wants the wall clock, without a zone. */
const localTime = (at: number): string => {
  const date = new Date(at)
  return new Date(at - date.getTimezoneOffset() * minute).toISOString().slice(0, 16)
}

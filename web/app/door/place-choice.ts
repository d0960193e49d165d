import { useId, useState } from 'preact/hooks'
import type { Language } from '../../../domain/problem.ts'
import { html, type Node } from '../../pages/html.ts'
import { languageNames } from '../../pages/language-choice.ts'
import { fill } from '../../pages/words.ts'
import { doorWords } from './words.ts'

/** Where and in which language an organization works. */
export interface OrganizationPlace {
  readonly timezone: string
  readonly locale: Language
}

/** As the browser tells it. */
export const browsersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

/** A new organization's time zone and language: the browser's, said in a line, and to be changed behind it. */
export const PlaceChoice = ({ lang }: { lang: Language }): Node => {
  const w = doorWords[lang]
  const id = useId()
  const [zone, setZone] = useState(browsersZone)
  const [locale, setLocale] = useState<Language>(lang)
  const zones = [...new Set([zone, 'UTC', ...(Intl.supportedValuesOf?.('timeZone') ?? [])])].sort()
  const chosen = (event: Event) => (event.currentTarget as HTMLSelectElement).value
  return html`<details class="place-choice">
    <summary>${fill(w.placeIs, { zone: zone.replaceAll('_', ' '), language: languageNames[locale] })}</summary>
    <div class="stack">
      <p class="field">
        <label for=${`${id}-zone`}>${w.timezone}</label>
        <select id=${`${id}-zone`} name="timezone" onChange=${(event: Event) => setZone(chosen(event))}>
          ${zones.map((one) => html`<option key=${one} value=${one} selected=${one === zone}>${one.replaceAll('_', ' ')}</option>`)}
        </select>
      </p>
      <p class="field">
        <label for=${`${id}-locale`}>${w.locale}</label>
        <select id=${`${id}-locale`} name="locale" onChange=${(event: Event) => setLocale(chosen(event) as Language)}>
          ${Object.entries(languageNames).map(
            ([one, name]) =>
              html`<option key=${one} value=${one} lang=${one} selected=${one === locale}>${name}</option>`,
          )}
        </select>
      </p>
    </div>
  </details>`
}

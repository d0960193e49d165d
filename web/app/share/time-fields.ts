import { duration } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { Field, faultOf } from '../ui/form.ts'
import { wallClock } from '../ui/time.ts'
import { durationsFor } from './durations.ts'
import { Choices, Fold, type FormParts, typed } from './fields.ts'
import { movingKinds } from './shareable.ts'

const minute = 60_000

/** How long a new link lasts: buttons for what is usual, and any moment. */
export const HowLong = (parts: FormParts): Node => {
  const { draft, set, refused, policy, type, lang, w } = parts
  const { minutes, mayBeEndless } = durationsFor(policy, movingKinds.has(type))
  const options = [
    ...minutes.map((one) => ({ value: String(one), word: lengthText(parts, one) })),
    ...(mayBeEndless ? [{ value: 'never', word: w.never }] : []),
    { value: 'own', word: w.ownTime },
  ]
  const choose = (value: string) =>
    set({ length: value === 'never' || value === 'own' ? value : Number(value) })
  return html`
    <${Choices}
      legend=${w.howLong}
      name="length"
      options=${options}
      chosen=${String(draft.length)}
      onChoose=${choose}
      fault=${faultOf(refused, 'expires_in_hours') ?? (draft.length === 'own' ? undefined : faultOf(refused, 'expires_at'))}
    />
    ${draft.length === 'own' && html`<${Until} ...${parts} />`}
    ${
      policy.longest_hours !== null &&
      html`<p class="hint">${fill(w.longest, { duration: duration(lang, policy.longest_hours * 60 * minute) })}</p>`
    }
  `
}

/** When a link that is there ends: at a moment, or never. */
export const EndOf = (parts: FormParts): Node => {
  const { draft, set, policy, type, w } = parts
  const mayBeEndless = draft.length === 'never' || (policy.longest_hours === null && !movingKinds.has(type))
  const options = [
    { value: 'own' as const, word: w.ownTime },
    ...(mayBeEndless ? [{ value: 'never' as const, word: w.never }] : []),
  ]
  return html`
    <${Choices} legend=${w.endWhen} name="length" options=${options} chosen=${draft.length} onChoose=${(length: 'own' | 'never') => set({ length })} />
    ${draft.length === 'own' && html`<${Until} ...${parts} />`}
  `
}

const Until = ({ draft, set, refused, zone, w }: FormParts): Node => html`<${Field}
  label=${w.until}
  hint=${fill(w.inZone, { zone: zone.replaceAll('_', ' ') })}
  fault=${faultOf(refused, 'expires_at')}
  input=${{
    name: 'until',
    type: 'datetime-local',
    required: true,
    min: wallClock(zone, Date.now() + minute),
    value: draft.until,
    onInput: typed((until) => set({ until })),
  }}
/>`

/** When a link begins to open. */
export const StartOf = ({ draft, set, refused, lang: _, zone, w }: FormParts): Node => {
  const fault = faultOf(refused, 'starts_at')
  return html`<${Fold} title=${w.starts} value=${draft.isLater ? draft.startsAt.replace('T', ' ') : w.atOnce} isWanted=${Boolean(fault)}>
    <${Choices}
      legend=${w.startsWhen}
      name="starts"
      options=${[{ value: 'now', word: w.atOnce }, { value: 'later', word: w.later }]}
      chosen=${draft.isLater ? 'later' : 'now'}
      onChoose=${(value: string) => set({ isLater: value === 'later' })}
    />
    ${
      draft.isLater &&
      html`<${Field}
        label=${w.startsAtLabel}
        hint=${fill(w.inZone, { zone: zone.replaceAll('_', ' ') })}
        fault=${fault}
        input=${{ name: 'starts_at', type: 'datetime-local', required: true, value: draft.startsAt, onInput: typed((startsAt) => set({ startsAt })) }}
      />`
    }
  </${Fold}>`
}

/** "7 days", and not "168 hr": as it is said. */
const lengthText = ({ lang }: Pick<FormParts, 'lang'>, minutes: number): string =>
  duration(lang, minutes * minute)

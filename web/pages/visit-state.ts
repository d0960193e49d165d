import type { AssignmentStatus } from '../../domain/assignments/assignment.ts'
import type { Language } from '../../domain/problem.ts'
import { clockTime, dayText } from './format.ts'
import { html, type Node } from './html.ts'
import { plain } from './plain.ts'
import type { Shown } from './subject.ts'
import type { ShownVisit } from './visit.ts'
import { type VisitWords, visitWords } from './visit-words.ts'
import { fill } from './words.ts'

interface Props {
  readonly visit: ShownVisit
  readonly shown: Shown
}

const headlines = {
  scheduled: 'comes',
  en_route: 'onTheWay',
  on_site: 'isThere',
  done: 'done',
  canceled: 'canceled',
} as const satisfies Record<AssignmentStatus, keyof VisitWords>

/** "Ana is on the way". */
export const headlineOf = (lang: Language, { status, name }: Pick<ShownVisit, 'status' | 'name'>): string =>
  fill(visitWords[lang][headlines[status]], { name: plain(name) })

/** The same, and beneath it since when, or for when. */
export const Headline = ({ visit, shown }: Props): Node => {
  const w = visitWords[shown.lang]
  const { status, at, name } = visit
  const hasBegun = status === 'on_site' || status === 'done'
  return html`<div class="visit-head">
    <h1 tabindex="-1"><bdi>${headlineOf(shown.lang, visit)}</bdi></h1>
    ${hasBegun && html`<p class="visit-since"><time datetime=${at}>${fill(w.since, { time: timeOf(at, visit, shown) })}</time></p>`}
    ${status === 'scheduled' && html`<p class="visit-since">${plannedText(visit, shown)}</p>`}
    ${status === 'scheduled' && html`<p class="quiet">${fill(w.followLater, { name: plain(name) })}</p>`}
    ${status === 'canceled' && html`<p class="quiet">${w.canceledText}</p>`}
  </div>` as Node
}

/** In a browser by its own clock's zone, elsewhere by the organization's, which is named then. */
export const timeOf = (at: string, { timeZone }: Pick<ShownVisit, 'timeZone'>, { lang, now, live }: Shown) =>
  clockTime(lang, Date.parse(at), now, live ? undefined : timeZone)

const plannedText = ({ date, start, end }: ShownVisit, { lang }: Shown): string => {
  const w = visitWords[lang]
  const words = start === null ? w.planned : end === null ? w.plannedAt : w.plannedBetween
  return fill(words, {
    day: dayText(lang, date),
    start: start?.slice(0, 5) ?? '',
    end: end?.slice(0, 5) ?? '',
  })
}

const steps = ['en_route', 'on_site', 'done'] as const

/** On the way, there, done. */
export const Steps = ({ visit: { status }, shown: { lang } }: Props): Node | null => {
  if (status === 'canceled') return null
  const w = visitWords[lang]
  const at = (steps as readonly string[]).indexOf(status)
  return html`<ol class="steps" aria-label=${w.steps}>
    ${steps.map(
      (step, index) => html`<li
        class=${index < at ? 'step step-past' : index === at ? 'step step-now' : 'step'}
        aria-current=${index === at ? 'step' : undefined}
      >
        <span class="step-mark" aria-hidden="true"></span>${w[`step_${step}`]}
      </li>`,
    )}
  </ol>` as Node
}

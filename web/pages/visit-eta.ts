import type { Language } from '../../domain/problem.ts'
import type { Eta } from '../../domain/routing/schema.ts'
import { duration, relative } from './format.ts'
import { html, type Node } from './html.ts'
import { plain } from './plain.ts'
import type { Shown } from './subject.ts'
import type { ShownVisit } from './visit.ts'
import { headlineOf, timeOf } from './visit-state.ts'
import { visitWords } from './visit-words.ts'
import { fill } from './words.ts'

const minute = 60_000

/** When the technician is expected, how sure that is, and of when. */
export const VisitEta = ({ visit, shown }: { visit: ShownVisit; shown: Shown }): Node | null => {
  const { lang } = shown
  const { status, eta, name } = visit
  const w = visitWords[lang]
  if (status !== 'en_route') return null
  if (!eta) return html`<p class="quiet">${fill(w.noEta, { name: plain(name) })}</p>` as Node
  return html`<section class="eta">
    <p class="eta-time">
      <time datetime=${eta.arrives_at}>${fill(w.arrivesAt, { time: timeOf(eta.arrives_at, visit, shown) })}</time>
      <strong class="eta-left">${leftText(lang, eta, shown.now)}</strong>
    </p>
    <p class="quiet eta-more">${[ageText(lang, eta, shown.now), methodText(lang, eta), w[eta.confidence]].join(' · ')}</p>
  </section>` as Node
}

/** Whole minutes: nobody arrives to the second. */
const leftText = (lang: Language, { arrives_at }: Eta, now: number): string => {
  const left = Math.round((Date.parse(arrives_at) - now) / minute) * minute
  const w = visitWords[lang]
  return left < minute ? w.anyMoment : fill(w.arrivesIn, { duration: duration(lang, left) })
}

const ageText = (lang: Language, { computed_at, position_age_s }: Eta, now: number): string => {
  const age = now - Date.parse(computed_at) + position_age_s * 1000
  const w = visitWords[lang]
  return age < minute ? w.asOfNow : fill(w.asOf, { when: relative(lang, -age) })
}

const methodText = (lang: Language, { method }: Eta): string =>
  visitWords[lang][method === 'straight_line' ? 'straight' : 'byRoad']

const pause = 120_000
const shift = 3 * minute

/** What screen readers hear: a new state at once, another time of arrival where it matters, and nothing in between. */
export const visitAnnouncer = (lang: Language) => {
  let heard: { readonly status: string; readonly arrivesAt: number; readonly at: number } | undefined
  let said = ''

  return (visit: ShownVisit, now: number): string => {
    const { status, eta } = visit
    const arrivesAt = status === 'en_route' && eta ? Date.parse(eta.arrives_at) : 0
    const isNews = heard !== undefined && heard.status !== status
    const isLater = !heard || (now - heard.at >= pause && Math.abs(arrivesAt - heard.arrivesAt) >= shift)
    const isFirst = heard?.arrivesAt === 0 && arrivesAt !== 0
    if (!isNews && !isLater && !isFirst) return said
    heard = { status, arrivesAt, at: now }
    said = arrivesAt === 0 || !eta ? headlineOf(lang, visit) : etaText(lang, visit, eta, now)
    return said
  }

  function etaText(lang: Language, visit: ShownVisit, eta: Eta, now: number): string {
    const left = Math.max(minute, Math.round((Date.parse(eta.arrives_at) - now) / minute) * minute)
    return fill(visitWords[lang].spokenEta, {
      name: plain(visit.name),
      time: timeOf(eta.arrives_at, visit, { lang, now, live: true }),
      duration: duration(lang, left),
    })
  }
}

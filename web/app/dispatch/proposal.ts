import { useEffect, useRef } from 'preact/hooks'
import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import type { RoutePlan } from '../../../domain/routing/schema.ts'
import { distanceText, duration } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { colorOf, Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { Refused } from '../api.ts'
import { useApp } from '../context.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { timeOf } from '../ui/time.ts'
import { useBoard } from './board-context.ts'
import { spanText, whoText } from './visit-text.ts'

const optimizePath = '/api/trakservice/routing/optimize'
const minute = 60_000

interface ProposalProps {
  readonly technician: PlanTechnicianView
  readonly date: string
  readonly visits: readonly PlanVisitView[]
  /** For the map: both ways lie there as long as this is open. */
  readonly onPlan: (plan: RoutePlan | null) => void
  readonly onApplied: () => void
  readonly onClose: () => void
}

/** The best order of a day against the one it has, to be taken or left. */
export const Proposal = ({ technician, date, visits, onPlan, onApplied, onClose }: ProposalProps): Node => {
  const { api, say } = useApp()
  const { lang, zone, w } = useBoard()
  const { busy, refused, run } = useTask()
  const heading = useRef<HTMLHeadingElement>(null)
  const plan = useLoad(
    () => api.post<RoutePlan>(optimizePath, { technician_id: technician.id, date }),
    [technician.id, date],
  )
  useEffect(() => heading.current?.focus(), [technician.id])
  useEffect(() => onPlan(plan.value ?? null), [plan.value])
  useEffect(() => () => onPlan(null), [])
  const apply = ({ stops, unplaced }: RoutePlan) =>
    run(async () => {
      const order = [...stops, ...unplaced].map(({ assignment }) => assignment)
      try {
        await api.post('/api/trakservice/routing/apply', { technician_id: technician.id, date, order })
      } catch (error) {
        if (error instanceof Refused && error.status === 409) {
          await plan.reload() // the day is another one now, and so is its best order
          throw new Refused(w.dayChanged, { status: 409, code: 'conflict' })
        }
        throw error
      }
      say(w.applied)
      onApplied()
      onClose()
    })
  const named = (id: string) => {
    const visit = visits.find((one) => one.id === id)
    return visit ? whoText(visit) : ''
  }
  const sum = ({ distance_m, duration_s, lateness_s }: RoutePlan['total']) =>
    [
      distanceText(lang, distance_m),
      duration(lang, Math.round(duration_s / 60) * minute),
      lateness_s > 0 && fill(w.isLate, { by: duration(lang, Math.ceil(lateness_s / 60) * minute) }),
    ]
      .filter(Boolean)
      .join(' · ')
  return html`<section class="proposal panel" aria-labelledby="proposal-title">
    <header class="region-head">
      <h2 id="proposal-title" tabindex="-1" ref=${heading}>${fill(w.proposalFor, { name: plain(technician.full_name) })}</h2>
      <button type="button" class="bare" aria-label=${w.close} onClick=${onClose}><${Glyph} name="close" /></button>
    </header>
    <${Loaded} of=${plan} lines=${3}>
      ${(found: RoutePlan) =>
        found.stops.length + found.unplaced.length === 0
          ? html`<p class="quiet">${w.nothingToOrder}</p>`
          : html`<div class="stack">
              <p class="proposal-saved"><strong>${savedText(found)}</strong></p>
              <div class="orders">
                <div>
                  <h3><${LineSample} color=${technician.color} isDashed=${true} />${w.orderNow}</h3>
                  <p class="quiet">${sum(found.current)}</p>
                  <ol>${found.current.order.map((id) => html`<li key=${id}><bdi>${named(id)}</bdi></li>`)}</ol>
                </div>
                <div>
                  <h3><${LineSample} color=${technician.color} />${w.orderThen}</h3>
                  <p class="quiet">${sum(found.total)}</p>
                  <ol>
                    ${found.stops.map(
                      (stop) => html`<li key=${stop.assignment}>
                        <bdi>${named(stop.assignment) || stop.work_order_number}</bdi>
                        <span class="quiet"> ${timeOf(lang, zone, stop.arrives_at)}${stop.is_fixed ? ` · ${fill(w.agreed, { time: spanText(lang, { scheduled_start: stop.scheduled_start, scheduled_end: null }, '') })}` : ''}</span>
                        ${stop.late_s > 0 && html` <span class="tag bad">${fill(w.isLate, { by: duration(lang, Math.ceil(stop.late_s / 60) * minute) })}</span>`}
                      </li>`,
                    )}
                    ${found.unplaced.map((stop) => html`<li key=${stop.assignment}><bdi>${named(stop.assignment) || stop.work_order_number}</bdi> <span class="quiet">${w.noPlace}</span></li>`)}
                  </ol>
                </div>
              </div>
              <p class="hint">${found.method === 'straight_line' ? w.byAir : w.byRoad} ${w.howOrdered}</p>
              <${Trouble} refused=${refused} />
              <div class="buttons">
                <button type="button" class="button primary" disabled=${busy || isSame(found)} onClick=${() => apply(found)}>${w.apply}</button>
                <button type="button" class="button" onClick=${onClose}>${w.leave}</button>
              </div>
            </div>`}
    </${Loaded}>
  </section>`

  function savedText(found: RoutePlan): string {
    if (isSame(found)) return w.alreadyBest
    const { distance_m, duration_s } = found.saved
    const distance = distanceText(lang, Math.abs(distance_m))
    const time = duration(lang, Math.round(Math.abs(duration_s) / 60) * minute)
    if (distance_m >= 0 && duration_s >= 0) return fill(w.saves, { distance, time })
    return fill(w.trades, {
      distance: `${distance_m >= 0 ? '−' : '+'}${distance}`,
      time: `${duration_s >= 0 ? '−' : '+'}${time}`,
    })
  }
}

/** As the way is drawn on the map. */
const LineSample = ({ color, isDashed = false }: { color: string; isDashed?: boolean }): Node =>
  html`<svg class="line-sample" viewBox="0 0 28 4" aria-hidden="true"><path d="M0 2H28" stroke=${colorOf(color)} stroke-dasharray=${isDashed ? '5 3' : undefined} /></svg>`

const isSame = ({ stops, unplaced, current }: RoutePlan): boolean =>
  [...stops, ...unplaced].every(({ assignment }, i) => assignment === current.order[i])

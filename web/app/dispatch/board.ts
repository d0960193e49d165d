import './dispatch.css'
import './crew.css'
import './plan.css'
import './block.css'
import './week.css'
import './visit.css'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import type { RoutePlan } from '../../../domain/routing/schema.ts'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { hasFeature, useApp } from '../context.ts'
import { WorkOrderForm } from '../field/work-order-form.ts'
import type { PageProps } from '../pages.ts'
import { goTo, hrefOf, replaceWith } from '../router.ts'
import { useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { Notice } from '../ui/notice.ts'
import { useNow } from '../ui/now.ts'
import { Empty, Tabs, useTitle } from '../ui/page.ts'
import { isoDay } from '../ui/time.ts'
import { uiWords } from '../ui/words.ts'
import { Agenda } from './agenda.ts'
import { lateText } from './block.ts'
import { type Board, BoardOf } from './board-context.ts'
import { BoardMap } from './board-map.ts'
import { byTechnician, shownOf } from './board-shown.ts'
import { boardWords } from './board-words.ts'
import { DayPlan } from './day-plan.ts'
import { useInHand } from './dragging.ts'
import { FieldTabs } from './field-tabs.ts'
import { Jobs } from './jobs.ts'
import { NewVisit } from './new-visit.ts'
import { boardHref, boardPlaceOf, daysOf } from './place.ts'
import { Proposal } from './proposal.ts'
import { BoardToolbar, type WhoIsShown } from './toolbar.ts'
import { useBoardMoves } from './use-board-moves.ts'
import { useEtas } from './use-etas.ts'
import { useLive } from './use-live.ts'
import { useMedia } from './use-media.ts'
import { useOpenVisit } from './use-open-visit.ts'
import { usePlan } from './use-plan.ts'
import { VisitPanel } from './visit-panel.ts'
import { WeekPlan } from './week-plan.ts'
import { openWork } from './work-order-choice.ts'

/** The dispatcher's page: the plan, what nobody is sent to yet, and the map. On a phone one at a time. */
export const BoardPage = ({ params, query }: PageProps): Node => {
  const app = useApp()
  const { api, lang, zone } = app
  const w = { ...uiWords[lang], ...boardWords[lang] }
  useTitle(w.dispatch)
  const now = useNow(15_000)
  const today = isoDay(zone, now)
  const place = boardPlaceOf(params, query, today)
  const days = daysOf(place)
  const isDesk = useMedia('(min-width: 60rem)')
  const [search, setSearch] = useState('')
  const [who, setWho] = useState<WhoIsShown>('all')
  const [isWhole, setWhole] = useState(false)
  const [jobSearch, setJobSearch] = useState('')
  const [planning, plan4] = useState<WorkOrderView | 'new' | null>(null)
  const [isOrdering, order] = useState(false)
  const [proposing, propose] = useState(false)
  const [proposal, setProposal] = useState<RoutePlan | null>(null)

  const plan = usePlan(days)
  const jobs = useList<WorkOrderView>(
    api,
    `${openWork}&is_planned=false&page_size=50${jobSearch && `&search=${encodeURIComponent(jobSearch)}`}`,
  )
  const { live, etas: told, ratings, turn, isOffline } = useLive(plan.take)
  const etas = useEtas(plan.visits, live, told)
  useInHand(plan.hold)
  const visits = useMemo(() => byTechnician(plan.visits), [plan.visits])
  const known = new Set(plan.visits.map(({ id }) => id)).size
  const before = useRef(known)
  useEffect(() => {
    if (before.current !== known) jobs.reload() // planned, removed: what nobody is sent to is another list
    before.current = known
  }, [known])

  const technicians = plan.of.value?.technicians ?? []
  const lateness = { lang, w, zone, now, etas }
  const isLate = (visit: PlanVisitView) => lateText(lateness, visit) !== ''
  const shown = shownOf(technicians, visits, { search, who, isLate })
  const lookedAt = technicians.find(({ id }) => id === place.technician)
  const moves = useBoardMoves({ place, days, technicians: shown, plan, w })
  const open = (visit: PlanVisitView) => goTo(boardHref(place, { visit: visit.id }))
  const look = ({ id }: PlanTechnicianView) => {
    propose(false)
    replaceWith(boardHref(place, { technician: id === place.technician ? undefined : id }))
  }
  const board: Board = { ...lateness, ...moves.board, ratings, open, look }
  const opened = useOpenVisit(place, plan)
  const close = () => replaceWith(boardHref(place, { visit: undefined }))
  const ofDay = useMemo(
    () => byTechnician(plan.visits.filter((one) => one.scheduled_date === place.date)),
    [visits, place.date],
  )

  const planRegion = (): Node => html`<section class="board-plan" aria-labelledby="plan-title">
    <h2 id="plan-title" class="visually-hidden">${w.planTitle}</h2>
    <${BoardToolbar} ...${{ place, today, search, who, isWhole, onSearch: setSearch, onWho: setWho, onWhole: setWhole }} />
    ${
      lookedAt &&
      html`<div class="looking">
        <span class="grow">${fill(w.lookingAt, { name: plain(lookedAt.full_name) })}</span>
        ${
          hasFeature(app, 'trakservice.routing') &&
          place.view === 'day' &&
          html`<button type="button" class="button" onClick=${() => proposeFor()}><${Glyph} name="trip" />${w.propose}</button>`
        }
        <button type="button" class="button" onClick=${() => look(lookedAt)}>${w.lookAtAll}</button>
      </div>`
    }
    <${Loaded} of=${plan.of} lines=${6}>
      ${() =>
        technicians.length === 0
          ? html`<${Empty} glyph="people" title=${w.noTechniciansTitle} text=${w.noTechniciansText}>
              <a class="button primary" href=${hrefOf('/technicians')}><${Glyph} name="plus" />${w.addTechnician}</a>
            </${Empty}>`
          : shown.length === 0
            ? html`<p class="quiet" role="status">${w.nobodyShown}</p>`
            : place.view === 'week'
              ? html`<${WeekPlan} ...${{ days, today, technicians: shown, visits, lookedAt: place.technician }} hrefOf=${(day: string) => boardHref(place, { view: 'day', date: day })} />`
              : isDesk
                ? html`<${DayPlan} ...${{ date: place.date, technicians: shown, visits, lookedAt: place.technician, isWhole }} />`
                : html`<${Agenda} ...${{ date: place.date, technicians: shown, visits, lookedAt: place.technician }} />`}
    </${Loaded}>
    ${
      (plan.of.value?.count ?? 0) > plan.visits.length &&
      html`<p class="banner">${fill(w.tooMany, { shown: plan.visits.length, count: plan.of.value!.count })}</p>`
    }
    <details class="board-help"><summary>${w.howTo}</summary><p id="board-keys">${w.keys}</p></details>
  </section>`
  const proposeFor = () => {
    propose(true)
    if (!isDesk) replaceWith(boardHref(place, { side: 'map' }))
  }
  const writeOrder = () => {
    plan4(null)
    order(true)
  }
  const written = (made: WorkOrderView) => {
    jobs.reload()
    order(false)
    plan4(made) // whoever writes one on the board wants somebody to go there
  }
  const sides = [
    { side: 'plan', word: w.planTitle },
    { side: 'jobs', word: jobs.value ? `${w.openJobs} (${jobs.value.count})` : w.openJobs },
    { side: 'map', word: w.map },
  ] as const
  const isOn = (side: (typeof sides)[number]['side']) => isDesk || place.side === side

  return html`<${BoardOf.Provider} value=${board}>
    <div class="board">
      <header class="page-head">
        <h1 tabindex="-1">${w.dispatch}</h1>
        <button type="button" class="button primary" onClick=${() => plan4('new')}><${Glyph} name="plus" />${w.newVisit}</button>
      </header>
      <${FieldTabs} here="board" />
      <${Notice} text=${isOffline && w.notLive} />
      ${!isDesk && html`<${Tabs} label=${w.sides} tabs=${sides.map(({ side, word }) => ({ href: boardHref(place, { side, visit: undefined }), word, isHere: place.side === side }))} />`}
      <p class="visually-hidden" role="status" aria-live="assertive">${moves.told}</p>
      <div class="board-regions">
        ${isOn('plan') && planRegion()}
        <div class="board-side" hidden=${!isOn('jobs') && !isOn('map')}>
          ${
            proposing &&
            lookedAt &&
            isOn('map') &&
            html`<${Proposal} key=${lookedAt.id + place.date} ...${{ technician: lookedAt, date: place.date, visits: ofDay.get(lookedAt.id) ?? [] }}
              onPlan=${setProposal} onApplied=${plan.readAgain} onClose=${() => propose(false)} />`
          }
          ${isOn('jobs') && !(proposing && lookedAt && isDesk) && html`<${Jobs} list=${jobs} search=${jobSearch} onSearch=${setJobSearch} onPlan=${plan4} onNew=${() => order(true)} />`}
          ${isOn('map') && html`<${BoardMap} ...${{ live, technicians: shown, visits: ofDay, lookedAt, proposal, turn }} />`}
        </div>
      </div>
    </div>
    ${opened && html`<${VisitPanel} key=${opened.id} visit=${opened} technicians=${technicians} onChanged=${plan.readAgain} onClose=${close} />`}
    ${
      planning &&
      html`<${NewVisit} job=${planning === 'new' ? null : planning} technicians=${technicians} lookedAt=${lookedAt?.id} date=${place.date}
        onMade=${plan.readAgain} onNew=${writeOrder} onClose=${() => plan4(null)} />`
    }
    ${isOrdering && html`<${WorkOrderForm} onSaved=${written} onClose=${() => order(false)} />`}
  </${BoardOf.Provider}>`
}

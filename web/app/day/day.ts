import './day.css'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { hasFeature, useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { hrefOf } from '../router.ts'
import { Notice } from '../ui/notice.ts'
import { useOffline } from '../ui/offline.ts'
import { Empty, PageFrame } from '../ui/page.ts'
import { dayOf, timeOf } from '../ui/time.ts'
import { uiWords } from '../ui/words.ts'
import { DayList } from './day-list.ts'
import type { Day } from './load-day.ts'
import { PositionPanel } from './position/panel.ts'
import { Looks, Records } from './position/records.ts'
import { positionWords } from './position/words.ts'
import { type DayDesk, useDay } from './use-day.ts'
import { RefusedSteps } from './waiting.ts'
import { type DayWords, dayWords } from './words.ts'

/** A technician's day, on a phone in one hand: what is next, the next step of it, and whether one can be seen. */
export const DayPage = ({ params }: PageProps): Node => {
  const app = useApp()
  const { lang, zone } = app
  const w = { ...uiWords[lang], ...dayWords[lang] }
  const desk = useDay(({ pressedAt }) => fill(w.pressedAt, { time: timeOf(lang, zone, pressedAt) }))
  if (params.side === 'looks' || params.side === 'records')
    return html`<${RecordsPage} key=${params.side} side=${params.side} technician=${desk.day?.technician?.id} />`
  return html`<${PageFrame} title=${w.myDay}>
    <${AsOf} ...${{ desk, w }} />
    <${Unsent} ...${{ desk, w }} />
    <${RefusedSteps} outbox=${desk.outbox} w=${w} />
    ${desk.day ? html`<${Inside} ...${{ desk, day: desk.day, w }} />` : html`<${Coming} ...${{ desk }} />`}
  </${PageFrame}>`
}

interface DeskProps {
  readonly desk: DayDesk
  readonly w: DayWords
}

const Inside = ({ desk, day, w }: DeskProps & { day: Day }): Node => {
  const app = useApp()
  const { technician, jobs } = day
  if (!technician) return html`<${Empty} glyph="wrench" title=${w.noProfileTitle} text=${w.noProfileText} />`
  const isEnRoute = jobs.some(({ visit }) => visit.status === 'en_route')
  return html`<div class="day-columns">
    <${DayList} ...${{ day, outbox: desk.outbox, w, onChanged: desk.reload }} />
    ${hasFeature(app, 'trakservice.tracking') && html`<${PositionPanel} ...${{ technician, isEnRoute, onChanged: desk.reload }} />`}
  </div>`
}

/** Nothing is known of today yet: it is on its way, or why not. */
const Coming = ({ desk: { refused, isBusy, reload } }: Pick<DeskProps, 'desk'>): Node => {
  const w = uiWords[useApp().lang]
  if (!refused)
    return html`<div class="waiting" role="status">
      <span class="visually-hidden">${w.loading}</span>
      ${[1, 2, 3].map((line) => html`<span key=${line} class="waiting-line" aria-hidden="true"></span>`)}
    </div>`
  return html`<div class="trouble stack" role="alert">
    <p>${refused.message}</p>
    <button type="button" class="button" disabled=${isBusy} onClick=${reload}>${w.tryAgain}</button>
  </div>`
}

/** How much of what was pressed nobody else knows of yet. */
const Unsent = ({ desk: { outbox }, w }: DeskProps): Node => {
  const isOffline = useOffline()
  const count = outbox.waiting().length
  return html`<${Notice} text=${isOffline && count > 0 && (count === 1 ? w.oneUnsent : fill(w.unsent, { count }))} />`
}

/** The date, or as of when this is where it could not be read anew: in the same room, so that nothing moves below. */
const AsOf = ({ desk: { day, refused, reload, isBusy }, w }: DeskProps): Node => {
  const { lang, zone } = useApp()
  const ui = uiWords[lang]
  if (!day || !refused) return html`<p class="day-as-of">${dayOf(lang, zone, Date.now())}</p>`
  return html`<div class="day-as-of" role="status">
    <p class="grow">${fill(w.asOf, { time: timeOf(lang, zone, day.readAt) })}</p>
    <button type="button" class="button" disabled=${isBusy} onClick=${reload}>${ui.tryAgain}</button>
  </div>`
}

const RecordsPage = ({
  side,
  technician,
}: {
  side: 'looks' | 'records'
  technician: string | undefined
}): Node => {
  const w = positionWords[useApp().lang]
  return html`<${PageFrame} title=${w[side]} back=${{ href: hrefOf('/day'), word: w.backToDay }}>
    ${technician && html`<${side === 'looks' ? Looks : Records} technician=${technician} />`}
  </${PageFrame}>`
}

import { isUnderWay } from '../../../domain/assignments/flow.ts'
import type { VisitRatingView } from '../../../domain/assignments/schema.ts'
import { statusName } from '../../../domain/assignments/status-names.ts'
import { dayText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Fold } from '../ui/fold.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { Empty } from '../ui/page.ts'
import { timeOf } from '../ui/time.ts'
import { JobCard, nameOf, whenOf } from './job-card.ts'
import { inTurn } from './jobs.ts'
import { type Day, daysAfter, type Job } from './load-day.ts'
import type { Outbox } from './outbox.ts'
import type { DayWords } from './words.ts'

interface DayListProps {
  readonly day: Day
  readonly outbox: Outbox
  readonly w: DayWords
  readonly onChanged: () => void
}

/** What is next, large; then the rest of the day, what is over, and a glance ahead. */
export const DayList = ({ day, outbox, w, onChanged }: DayListProps): Node => {
  const { lang } = useApp()
  const { next, later, over } = inTurn(day.jobs)
  const shared = { outbox, w, onChanged }
  return html`<div class="day-list">
    ${
      next
        ? html`<section class="panel day-next" aria-labelledby="next-title" key=${next.visit.id}>
            <p class="day-eyebrow">${isUnderWay(next.visit) ? w.now : w.next} · <${Status} job=${next} /></p>
            <h2 id="next-title"><bdi>${nameOf(next)}</bdi></h2>
            <${JobCard} job=${next} ...${shared} />
          </section>`
        : html`<section class="panel"><${Empty}
            glyph=${over.length > 0 ? 'check' : 'calendar'}
            title=${over.length > 0 ? w.allDoneTitle : w.emptyTitle}
            text=${over.length > 0 ? w.allDoneText : w.emptyText}
          /></section>`
    }
    ${
      later.length > 0 &&
      html`<section class="stack" aria-labelledby="later-title">
        <h2 class="section-title" id="later-title">${w.later}</h2>
        <div class="rows">
          ${later.map(
            (job) => html`<div class="row day-later" key=${job.visit.id}>
              <${Fold} summary=${html`<span class="day-line"><strong><bdi>${nameOf(job)}</bdi></strong><span class="quiet">${whenOf(job, lang, w)}</span></span><${Status} job=${job} />`}>
                ${() => html`<${JobCard} job=${job} ...${shared} />`}
              </${Fold}>
            </div>`,
          )}
        </div>
      </section>`
    }
    ${
      over.length > 0 &&
      html`<section class="panel">
        <${Fold} summary=${fill(w.over, { count: over.length })}>
          ${() => html`<ul class="day-over">${over.map((job) => html`<${Over} key=${job.visit.id} ...${{ job, outbox, w, onChanged }} />`)}</ul>`}
        </${Fold}>
      </section>`
    }
    <${Ahead} ...${{ day, w }} />
  </div>`
}

const Status = ({ job: { visit } }: { job: Job }): Node => {
  const { lang } = useApp()
  const kind = isUnderWay(visit) || visit.status === 'done' ? 'tag good' : 'tag'
  return html`<span class=${visit.status === 'canceled' ? 'tag bad' : kind}>${statusName(visit.status, lang)}</span>`
}

/** A visit that is over: how it ended, and what its customer said. */
const Over = ({ job, outbox, w, onChanged }: Omit<DayListProps, 'day'> & { job: Job }): Node => {
  const { lang, zone } = useApp()
  const { visit } = job
  return html`<li class="stack">
    <p class="day-line"><strong><bdi>${nameOf(job)}</bdi></strong> <${Status} job=${job} /></p>
    ${visit.completed_at && html`<p class="quiet">${fill(w.finishedAt, { time: timeOf(lang, zone, visit.completed_at) })}</p>`}
    ${visit.cancellation_reason && html`<p class="quiet">${fill(w.canceledBecause, { reason: plain(visit.cancellation_reason) })}</p>`}
    ${visit.status === 'done' && visit.completed_at && html`<${Rating} visit=${visit.id} w=${w} />`}
    <${Fold} summary=${w.details}>${() => html`<${JobCard} ...${{ job, outbox, w, onChanged }} />`}</${Fold}>
  </li>`
}

const Rating = ({ visit, w }: { visit: string; w: DayWords }): Node => {
  const { api } = useApp()
  const rating = useLoad(
    () => api.getIfAny<VisitRatingView>(`/api/trakservice/assignments/${visit}/rating`),
    [visit],
  )
  return html`<${Loaded} of=${rating} lines=${1}>
    ${(said: VisitRatingView | null) =>
      said
        ? html`<p>${fill(w.rating, { score: said.score })}${said.comment && html` <q>${plain(said.comment)}</q>`}</p>`
        : html`<p class="quiet">${w.notRated}</p>`}
  </${Loaded}>`
}

/** The days ahead, each with its visits in one line. */
const Ahead = ({ day, w }: Pick<DayListProps, 'day' | 'w'>): Node => {
  const { lang } = useApp()
  const byDate = Map.groupBy(day.ahead, ({ visit }) => visit.scheduled_date)
  const tomorrow = daysAfter(day.date, 1)
  return html`<section class="panel" aria-labelledby="ahead-title">
    <h2 id="ahead-title">${w.ahead}</h2>
    ${byDate.size === 0 && html`<p class="quiet">${w.nothingAhead}</p>`}
    ${[...byDate].map(
      ([
        date,
        jobs,
      ]) => html`<${Fold} key=${date} isOpen=${date === tomorrow} summary=${html`<span class="grow">${date === tomorrow ? w.tomorrow : dayText(lang, date)}</span><span class="quiet">${jobs.length === 1 ? w.oneVisit : fill(w.visits, { count: jobs.length })}</span>`}>
        ${() => html`<ul class="day-ahead">
          ${jobs.map(
            (job) => html`<li key=${job.visit.id}>
              <span class="quiet">${whenOf(job, lang, w)}</span>
              <span><strong><bdi>${nameOf(job)}</bdi></strong>${job.visit.asset_location && html` · <bdi>${plain(job.visit.asset_location)}</bdi>`}</span>
            </li>`,
          )}
        </ul>`}
      </${Fold}>`,
    )}
  </section>`
}

import { useRef, useState } from 'preact/hooks'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { hrefOf } from '../router.ts'
import { type List, More } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { Empty } from '../ui/page.ts'
import { useBoard } from './board-context.ts'
import { useDraggable } from './dragging.ts'

interface JobsProps {
  readonly list: List<WorkOrderView>
  readonly search: string
  readonly onSearch: (search: string) => void
  /** Opens the form that makes a visit of it. */
  readonly onPlan: (job: WorkOrderView) => void
  /** Opens the form that writes a new one. */
  readonly onNew: () => void
}

/** What is to be done and nobody is sent to yet; to be dragged onto the plan, or planned by its button. */
export const Jobs = ({ list, search, onSearch, onPlan, onNew }: JobsProps): Node => {
  const { w } = useBoard()
  const [typed, setTyped] = useState(search)
  const wait = useRef<ReturnType<typeof setTimeout>>(undefined)
  const type = (event: Event) => {
    const { value } = event.currentTarget as HTMLInputElement
    setTyped(value)
    clearTimeout(wait.current)
    wait.current = setTimeout(() => onSearch(value.trim()), 300)
  }
  return html`<section class="board-jobs" aria-labelledby="jobs-title">
    <header class="region-head">
      <h2 id="jobs-title">${w.openJobs}${list.value ? html` <span class="tag">${list.value.count}</span>` : null}</h2>
      <button type="button" class="button small" onClick=${onNew} aria-label=${w.newWorkOrder} title=${w.newWorkOrder}><${Glyph} name="plus" /></button>
    </header>
    <input class="search" type="search" value=${typed} onInput=${type} aria-label=${w.searchJobs} placeholder=${w.searchJobs} />
    <${Loaded} of=${list} lines=${3}>
      ${(page: NonNullable<typeof list.value>) =>
        page.results.length === 0
          ? search
            ? html`<p class="quiet" role="status">${w.noJobFound}</p>`
            : html`<${Empty} glyph="check" title=${w.noJobsTitle} text=${w.noJobsText}>
                <button type="button" class="button" onClick=${onNew}><${Glyph} name="plus" />${w.newWorkOrder}</button>
              </${Empty}>`
          : html`<ul class="jobs" aria-label=${w.openJobs}>
              ${page.results.map((job) => html`<${Job} key=${job.id} job=${job} onPlan=${onPlan} />`)}
            </ul>`}
    </${Loaded}>
    <${More} list=${list} />
  </section>`
}

const Job = ({ job, onPlan }: { job: WorkOrderView; onPlan: JobsProps['onPlan'] }): Node => {
  const { w, onKey, carried } = useBoard()
  const card = useRef<HTMLLIElement>(null)
  useDraggable(card, () => ({ kind: 'job', job }))
  const who =
    plain(job.customer?.name || job.asset_name || job.description.split('\n', 1)[0] || '') || job.number
  const isCarried = carried?.kind === 'job' && carried.job.id === job.id
  return html`<li class=${isCarried ? 'job in-hand' : 'job'} ref=${card}>
    <div class="grow">
      <p class="job-who"><bdi>${who}</bdi></p>
      <p class="job-what">${plain(job.description.split('\n', 1)[0] ?? '')}</p>
      <p class="job-facts">
        <a href=${hrefOf(`/work-orders/${job.id}`)}>${job.number}</a>
        ${job.asset_location && html`<span>${plain(job.asset_location)}</span>`}
        ${isUrgent(job) && html`<span class=${job.priority === 'URGENT' ? 'tag bad' : 'tag warn'}>${w[job.priority]}</span>`}
        ${job.latitude === null && html`<span class="tag">${w.noPlace}</span>`}
      </p>
    </div>
    <button
      type="button"
      class="button small"
      data-job=${job.id}
      aria-label=${fill(w.planJob, { name: who })}
      aria-describedby="board-keys"
      title=${fill(w.planJob, { name: who })}
      onClick=${() => onPlan(job)}
      onKeyDown=${(event: KeyboardEvent) => onKey(event, job)}
    ><${Glyph} name="calendar" /></button>
  </li>`
}

const isUrgent = ({ priority }: WorkOrderView) => priority === 'URGENT' || priority === 'HIGH'

import { useEffect, useRef, useState } from 'preact/hooks'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { useApp } from '../context.ts'
import { type ListPage, More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { useBoard } from './board-context.ts'

export const openWork = '/api/trakservice/work-orders?status=OPEN&status=IN_PROGRESS'

interface ChoiceProps {
  readonly onChoose: (chosen: WorkOrderView) => void
  /** There is none of it yet. */
  readonly onNew: () => void
}

/** Finds one of the work orders that are not finished, whether somebody is to go there already or not. */
export const WorkOrderChoice = ({ onChoose, onNew }: ChoiceProps): Node => {
  const { api } = useApp()
  const { w } = useBoard()
  const [search, setSearch] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const wait = useRef<ReturnType<typeof setTimeout>>(undefined)
  const list = useList<WorkOrderView>(
    api,
    `${openWork}&page_size=20${search && `&search=${encodeURIComponent(search)}`}`,
  )
  useEffect(() => input.current?.focus(), [])
  const type = () => {
    clearTimeout(wait.current)
    wait.current = setTimeout(() => setSearch(input.current?.value.trim() ?? ''), 300)
  }
  return html`<div class="stack">
    <div class="choice-bar">
      <input class="search" type="search" ref=${input} onInput=${type} aria-label=${w.searchJobs} placeholder=${w.searchJobs} />
      <button type="button" class="button small" onClick=${onNew} aria-label=${w.newWorkOrder} title=${w.newWorkOrder}><${Glyph} name="plus" /></button>
    </div>
    <${Loaded} of=${list} lines=${3}>
      ${({ results }: ListPage<WorkOrderView>) =>
        results.length === 0
          ? html`<p class="quiet" role="status">${w.noJobFound}</p>`
          : html`<ul class="job-choices" aria-label=${w.openJobs}>
              ${results.map(
                (job) => html`<li key=${job.id}>
                  <button type="button" class="choice" onClick=${() => onChoose(job)}>
                    <strong><bdi>${plain(job.customer?.name || job.asset_name || job.number)}</bdi></strong>
                    <span class="quiet">${job.number} · ${plain(job.description.split('\n', 1)[0] ?? '')}</span>
                  </button>
                </li>`,
              )}
            </ul>`}
    </${Loaded}>
    <${More} list=${list} />
  </div>`
}

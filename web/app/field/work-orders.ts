import './field.css'
import { useState } from 'preact/hooks'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { useApp } from '../context.ts'
import { FieldTabs } from '../dispatch/field-tabs.ts'
import type { PageProps } from '../pages.ts'
import { goTo, hrefOf, replaceWith } from '../router.ts'
import { More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { Empty, PageFrame } from '../ui/page.ts'
import { Chips } from './chips.ts'
import { firstLine } from './first-line.ts'
import { type OrderWords, orderWords } from './order-words.ts'
import { SearchField } from './search-field.ts'
import { fieldListWords } from './words.ts'
import { WorkOrderForm } from './work-order-form.ts'

export const workOrdersPath = '/api/trakservice/work-orders/'
const statuses = ['OPEN', 'IN_PROGRESS', 'DONE', 'CANCELED'] as const
const priorities = ['URGENT', 'HIGH', 'MEDIUM', 'LOW'] as const

/** What is to be done, the newest first. */
export const WorkOrdersPage = ({ query }: PageProps): Node => {
  const { api, lang } = useApp()
  const w = { ...fieldListWords[lang], ...orderWords[lang] }
  const [isAdding, setAdding] = useState(false)
  const search = query.get('search') ?? ''
  const status = listOf(query.get('status'))
  const priority = listOf(query.get('priority'))
  const isNarrowed = Boolean(search) || status.length > 0 || priority.length > 0
  const filters = new URLSearchParams([
    ...(search ? [['search', search]] : []),
    ...status.map((one) => ['status', one]),
    ...priority.map((one) => ['priority', one]),
  ])
  const list = useList<WorkOrderView>(api, `${workOrdersPath}?${filters}`)
  const filter = (changes: Record<string, string>) =>
    replaceWith(
      hrefOf('/work-orders', { search, status: status.join(','), priority: priority.join(','), ...changes }),
    )

  return html`<${PageFrame} title=${w.orders} actions=${html`<button type="button" class="button primary" onClick=${() => setAdding(true)}><${Glyph} name="plus" />${w.newOrder}</button>`}>
    <${FieldTabs} here="workOrders" />
    <div class="toolbar">
      <${SearchField} label=${w.searchOrders} value=${search} onSearch=${(text: string) => filter({ search: text })} />
      <${Chips} label=${w.status} options=${statuses.map((one) => [one, w[one]] as const)} chosen=${status} onChange=${(all: string[]) => filter({ status: all.join(',') })} />
      <${Chips} label=${w.priority} options=${priorities.map((one) => [one, w[one]] as const)} chosen=${priority} onChange=${(all: string[]) => filter({ priority: all.join(',') })} />
    </div>
    <${Loaded} of=${list}>
      ${({ results }: { results: readonly WorkOrderView[] }) =>
        results.length > 0
          ? html`<ul class="rows">${results.map((order) => html`<${Row} key=${order.id} ...${{ order, w }} />`)}</ul>`
          : html`<${Empty} glyph="wrench" title=${isNarrowed ? w.nothingFound : w.noOrders} text=${isNarrowed ? w.nothingFoundText : w.noOrdersText} />`}
    </${Loaded}>
    <${More} list=${list} />
    ${isAdding && html`<${WorkOrderForm} onSaved=${({ id }: WorkOrderView) => goTo(hrefOf(`/work-orders/${id}`))} onClose=${() => setAdding(false)} />`}
  </${PageFrame}>`
}

const listOf = (text: string | null): string[] => text?.split(',').filter(Boolean) ?? []

const Row = ({ order, w }: { order: WorkOrderView; w: OrderWords }): Node => {
  const { id, number, description, customer, asset_name, asset_location } = order
  const known = [customer?.name, asset_name, asset_location].flatMap((one) => (one ? [plain(one)] : []))
  const about = [...new Set(known)] // a place is often called as its customer
  return html`<li class="row">
    <div class="grow">
      <h2><a class="row-link" href=${hrefOf(`/work-orders/${id}`)}><bdi>${plain(firstLine(description))}</bdi></a></h2>
      <p class="quiet field-facts"><span>${number}</span>${about.map((one) => html`<bdi>${one}</bdi>`)}</p>
    </div>
    <${OrderTags} ...${{ order, w }} />
  </li>`
}

/** How it stands, and whether it hurries. */
export const OrderTags = ({
  order: { status, priority },
  w,
}: {
  order: Pick<WorkOrderView, 'status' | 'priority'>
  w: OrderWords
}): Node => html`<p class="field-tags">
  ${(priority === 'URGENT' || priority === 'HIGH') && html`<span class=${priority === 'URGENT' ? 'tag bad' : 'tag warn'}>${w[priority]}</span>`}
  <span class=${status === 'CANCELED' ? 'tag bad' : status === 'OPEN' ? 'tag' : 'tag good'}>${w[status]}</span>
</p>`

import './field.css'
import { useState } from 'preact/hooks'
import type { AssignmentView, VisitRatingView } from '../../../domain/assignments/schema.ts'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain, plainLines } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { Refused } from '../api.ts'
import { hasFeature, useApp } from '../context.ts'
import { CustomerLink } from '../day/customer-link.ts'
import { telOf } from '../day/jobs.ts'
import { dayWords } from '../day/words.ts'
import type { PageProps } from '../pages.ts'
import { goTo, hrefOf } from '../router.ts'
import { Fold } from '../ui/fold.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { More, useList } from '../ui/list.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { PageFrame } from '../ui/page.ts'
import { dateTime } from '../ui/time.ts'
import { uiWords } from '../ui/words.ts'
import { type OrderWords, orderWords } from './order-words.ts'
import { PlanVisit } from './plan-visit.ts'
import { VisitRows } from './visit-rows.ts'
import { WorkOrderForm } from './work-order-form.ts'
import { OrderTags, workOrdersPath } from './work-orders.ts'

/** One work order: what, where, for whom, and who goes. */
export const WorkOrderPage = ({ params }: PageProps): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...orderWords[lang] }
  const path = `${workOrdersPath}${params.id}/`
  const read = useLoad(() => api.getTagged<WorkOrderView>(path), [path])
  return html`<${PageFrame} title=${read.value?.value.number ?? w.orders} back=${{ href: hrefOf('/work-orders'), word: w.orders }}>
    <${Loaded} of=${read}>
      ${({ value, etag }: { value: WorkOrderView; etag: string | undefined }) =>
        html`<div class="panels">
          <${Facts} ...${{ order: value, etag, reload: read.reload, w }} />
          <${Visits} ...${{ order: value, reload: read.reload, w }} />
        </div>`}
    </${Loaded}>
  </${PageFrame}>`
}

interface FactsProps {
  readonly order: WorkOrderView
  readonly etag?: string | undefined
  readonly reload: () => Promise<void>
  readonly w: OrderWords & (typeof uiWords)['en']
}

const Facts = ({ order, etag, reload, w }: FactsProps): Node => {
  const app = useApp()
  const { api, ask, say, lang, zone } = app
  const [isEditing, setEditing] = useState(false)
  const { busy, refused, run } = useTask()
  const { number, description, customer, asset_name, asset_location } = order
  const isClosed = order.status === 'DONE' || order.status === 'CANCELED'
  const path = `${workOrdersPath}${order.id}/`
  const setStatus = (status: WorkOrderView['status']) =>
    run(async () => {
      await api.patch(path, { status }, etag)
      await reload()
    })
  const remove = () =>
    run(async () => {
      if (!(await ask({ title: fill(w.removeTitle, { number }), text: w.removeText, yes: w.remove }))) return
      await api.delete(path, etag)
      say(w.removed)
      goTo(hrefOf('/work-orders'))
    })
  return html`<section class="panel">
    <${OrderTags} ...${{ order, w }} />
    <p class="prose">${plainLines(description)}</p>
    <dl class="field-list">
      ${asset_name && html`<div><dt>${w.asset}</dt><dd><bdi>${plain(asset_name)}</bdi></dd></div>`}
      ${asset_location && html`<div><dt>${w.location}</dt><dd><bdi>${plain(asset_location)}</bdi></dd></div>`}
      ${
        customer &&
        html`<div>
          <dt>${w.customer}</dt>
          <dd><bdi>${plain(customer.name)}</bdi></dd>
          ${customer.phone && html`<dd><a href=${telOf(customer.phone)}>${plain(customer.phone)}</a></dd>`}
          ${customer.email && html`<dd><a href=${`mailto:${customer.email}`}>${plain(customer.email)}</a></dd>`}
        </div>`
      }
    </dl>
    <p class="quiet">${fill(w.created, { when: dateTime(lang, zone, order.created_at) })}</p>
    <${Trouble} refused=${refused} />
    <div class="buttons">
      <button type="button" class="button" onClick=${() => setEditing(true)}><${Glyph} name="pencil" />${w.edit}</button>
      ${
        isClosed
          ? html`<button type="button" class="button" disabled=${busy} onClick=${() => setStatus('OPEN')}>${w.reopen}</button>`
          : html`<button type="button" class="button" disabled=${busy} onClick=${() => setStatus('DONE')}>${w.markDone}</button>
              <button type="button" class="button danger" disabled=${busy} onClick=${() => setStatus('CANCELED')}>${w.cancelOrder}</button>`
      }
      ${hasFeature(app, 'trakservice.quotes') && html`<a class="button" href=${hrefOf('/quotes/new', { work_order: String(order.id) })}>${w.newQuote}</a>`}
      <button type="button" class="button danger" disabled=${busy} onClick=${remove}><${Glyph} name="trash" />${w.remove}</button>
    </div>
    ${
      isEditing &&
      html`<${WorkOrderForm}
        ...${{ order, etag }}
        onSaved=${reload}
        onTheirs=${() => {
          setEditing(false)
          reload()
        }}
        onClose=${() => setEditing(false)}
      />`
    }
  </section>`
}

const Visits = ({ order, reload, w }: FactsProps): Node => {
  const { api, lang } = useApp()
  const [isPlanning, setPlanning] = useState(false)
  const list = useList<AssignmentView>(api, `/api/trakservice/assignments/?work_order_id=${order.id}`)
  const isClosed = order.status === 'DONE' || order.status === 'CANCELED'
  const planned = () => {
    list.reload()
    reload()
  }
  return html`<section class="panel">
    <h2>${w.visits}</h2>
    <${Loaded} of=${list} lines=${2}>
      ${({ results }: { results: readonly AssignmentView[] }) =>
        results.length === 0
          ? html`<p class="quiet">${w.noVisits}</p>`
          : html`<${VisitRows} visits=${results} names="technician" />
              ${results.filter(({ status }) => status === 'en_route' || status === 'on_site').map(({ id }) => html`<${Fold} key=${id} summary=${w.customerLink}>${() => html`<${CustomerLink} visit=${id} w=${dayWords[lang]} />`}</${Fold}>`)}
              ${results.filter(({ status }) => status === 'done').map(({ id }) => html`<${Rating} key=${id} visit=${id} w=${w} />`)}`}
    </${Loaded}>
    <${More} list=${list} />
    ${isClosed && html`<p class="quiet">${w.closed}</p>`}
    <div class="buttons">
      <button type="button" class="button primary" disabled=${isClosed} onClick=${() => setPlanning(true)}><${Glyph} name="plus" />${w.plan}</button>
      <a class="button" href=${hrefOf('/dispatch')}><${Glyph} name="calendar" />${w.toBoard}</a>
    </div>
    ${isPlanning && html`<${PlanVisit} order=${order} onPlanned=${planned} onClose=${() => setPlanning(false)} />`}
  </section>`
}

/** What the customer said of a visit; nothing until they did. */
const Rating = ({ visit, w }: { visit: string; w: OrderWords }): Node | null => {
  const { api } = useApp()
  const { value } = useLoad(
    () =>
      api.get<VisitRatingView>(`/api/trakservice/assignments/${visit}/rating/`).catch((error: unknown) => {
        if (error instanceof Refused) return null
        throw error
      }),
    [visit],
  )
  if (!value) return null
  return html`<p><span class="tag good">${fill(w.rating, { score: value.score })}</span>${value.comment && html` <q>${plain(value.comment)}</q>`}</p>`
}

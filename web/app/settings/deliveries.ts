import { eventNames } from '../../../domain/events/event.ts'
import type { DeliveryView } from '../../../domain/webhooks/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { hrefOf, replaceWith } from '../router.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { type ListPage, More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { Select } from '../ui/select.ts'
import { uiWords } from '../ui/words.ts'
import { DeliveryRow } from './delivery.ts'
import { deliveryWords } from './delivery-words.ts'

interface DeliveriesProps {
  readonly id: string
  /** Of the webhook in the API. */
  readonly path: string
  /** What is filtered by stands in the address. */
  readonly query: URLSearchParams
}
const statuses = ['pending', 'delivered', 'failed'] as const

/** Everything that was sent to a webhook in the last thirty days, and sending it again. */
export const Deliveries = ({ id, path, query }: DeliveriesProps): Node => {
  const { api, lang, say, ask } = useApp()
  const w = { ...uiWords[lang], ...deliveryWords[lang] }
  const [status, event] = [query.get('status') ?? '', query.get('event') ?? '']
  const filters = new URLSearchParams({ ...(status && { status }), ...(event && { event }) }).toString()
  const list = useList<DeliveryView>(api, `${path}/deliveries${filters && `?${filters}`}`)
  const { busy, refused, run } = useTask()
  const narrow = (change: { status?: string; event?: string }) =>
    replaceWith(hrefOf(`/settings/webhooks/${id}`, { status, event, ...change }))

  const replay = (delivery: DeliveryView) =>
    run(async () => {
      await api.post(`${path}/deliveries/${delivery.id}/replay`)
      say(w.replayed)
      await list.reload()
    })
  /** A thousand at a time, until there are none left. */
  const replaySince = async ({ event_seq }: DeliveryView) => {
    if (!(await ask({ title: w.sinceTitle, text: w.sinceText, yes: w.sinceYes, isDanger: false }))) return
    await run(async () => {
      let [after_seq, sent, more] = [event_seq! - 1, 0, true]
      while (more) {
        const done = await api.post<{ deliveries: number; last: number; more: boolean }>(`${path}/replay`, {
          after_seq,
        })
        sent += done.deliveries
        more = done.more && done.last > after_seq
        after_seq = done.last
      }
      say(fill(w.replayedSince, { count: sent }))
      await list.reload()
    })
  }
  const statusOptions = [{ value: '', word: w.all }, ...statuses.map((value) => ({ value, word: w[value] }))]
  const eventOptions = [
    { value: '', word: w.all },
    ...['webhook.test', ...eventNames].map((value) => ({ value, word: value })),
  ]
  return html`<section class="stack" aria-labelledby="deliveries">
    <h2 class="section-title" id="deliveries">${w.title}</h2>
    <div class="toolbar">
      <${Select} label=${w.status} value=${status} options=${statusOptions} onChange=${(status: string) => narrow({ status })} />
      <${Select} label=${w.event} value=${event} options=${eventOptions} onChange=${(event: string) => narrow({ event })} />
      <button type="button" class="button" disabled=${list.isBusy} onClick=${list.reload}>${w.refresh}</button>
    </div>
    <${Trouble} refused=${refused} />
    <${Loaded} of=${list}>${({ results }: ListPage<DeliveryView>) =>
      results.length > 0
        ? html`<ul class="rows">${results.map(
            (delivery) =>
              html`<${DeliveryRow} key=${delivery.id} ...${{ delivery, path, busy, onReplay: replay, onReplaySince: replaySince }} />`,
          )}</ul>`
        : html`<p class="quiet">${filters ? w.noneSuch : w.none}</p>`}</${Loaded}>
    <${More} list=${list} />
  </section>`
}

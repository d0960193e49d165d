import { useState } from 'preact/hooks'
import type { DeliveryView, WholeDeliveryView } from '../../../domain/webhooks/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { dateTime } from '../ui/time.ts'
import { type DeliveryWords, deliveryWords } from './delivery-words.ts'

interface DeliveryRowProps {
  readonly delivery: DeliveryView
  readonly path: string
  readonly busy: boolean
  readonly onReplay: (delivery: DeliveryView) => void
  readonly onReplaySince: (delivery: DeliveryView) => void
}
const tagOf = { pending: 'tag warn', delivered: 'tag good', failed: 'tag bad' } as const

/** One delivery; opened, it shows what was sent and every try. */
export const DeliveryRow = ({ delivery, ...props }: DeliveryRowProps): Node => {
  const { lang, zone } = useApp()
  const w = deliveryWords[lang]
  const [isOpen, setOpen] = useState(false)
  const { last, next_at } = delivery
  return html`<li class="row delivery">
    <details open=${isOpen} onToggle=${(event: Event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
      <summary>
        <span class=${tagOf[delivery.status]}>${w[delivery.status]}</span>
        <code class="grow">${delivery.event_name}</code>
        ${delivery.is_replay && html`<span class="tag">${w.again}</span>`}
        <span class="quiet">${dateTime(lang, zone, delivery.created_at)}</span>
        ${last && html`<span class="quiet">${answerOf(last, w)}</span>`}
      </summary>
      ${next_at && html`<p class="hint">${fill(w.nextTry, { when: dateTime(lang, zone, next_at) })}</p>`}
      ${isOpen && html`<${Whole} delivery=${delivery} ...${props} />`}
    </details>
  </li>`
}

/** What a receiver answered, or why there was no answer. What we have no word for is shown as it came. */
export const answerOf = (
  { status_code, error }: { readonly status_code: number | null; readonly error: string | null },
  w: DeliveryWords,
): string => {
  if (status_code !== null) return String(status_code)
  return error !== null && error in w ? w[error as keyof DeliveryWords] : (error ?? '–')
}

const Whole = ({ delivery, path, busy, onReplay, onReplaySince }: DeliveryRowProps): Node => {
  const { api, lang, zone } = useApp()
  const w = deliveryWords[lang]
  const loading = useLoad(
    () => api.get<WholeDeliveryView>(`${path}/deliveries/${delivery.id}`),
    [delivery.id],
  )
  return html`<${Loaded} of=${loading} lines=${2}>${({
    message_id,
    payload,
    tries,
  }: WholeDeliveryView) => html`<div class="stack">
    <div class="scroll-table" tabindex="0" role="region" aria-label=${w.tries}>
      <table class="plain">
        <thead><tr><th scope="col">${w.try}</th><th scope="col">${w.when}</th><th scope="col">${w.answer}</th><th scope="col">${w.took}</th></tr></thead>
        <tbody>
          ${tries.map(
            (one) => html`<tr key=${one.number}>
              <th scope="row">${one.number}</th>
              <td class="when">${dateTime(lang, zone, one.at)}</td>
              <td>${answerOf(one, w)}
                ${one.answer && html`<pre class="code">${one.answer}</pre>`}</td>
              <td class="number">${one.milliseconds} ms</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <div>
      <p class="hint">${w.sent} · webhook-id <code class="breaks">${message_id}</code></p>
      <pre class="code" tabindex="0" role="region" aria-label=${w.sent}>${JSON.stringify(payload, null, 2)}</pre>
    </div>
    <div class="buttons">
      <button type="button" class="button small" disabled=${busy} onClick=${() => onReplay(delivery)}>${w.replay}</button>
      ${delivery.event_seq !== null && html`<button type="button" class="button small" disabled=${busy} onClick=${() => onReplaySince(delivery)}>${w.replaySince}</button>`}
    </div>
  </div>`}</${Loaded}>`
}

import { useState } from 'preact/hooks'
import type { CreatedWebhook, WebhookView, WholeDeliveryView } from '../../../domain/webhooks/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import type { Api } from '../api.ts'
import { useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { goTo } from '../router.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { dateTime } from '../ui/time.ts'
import { ChoiceDialog } from './choice-dialog.ts'
import { Deliveries } from './deliveries.ts'
import { answerOf } from './delivery.ts'
import { deliveryWords } from './delivery-words.ts'
import { SecretOnce } from './secret-once.ts'
import { WebhookForm } from './webhook-form.ts'
import { hostOf, StateTag, webhooksPath } from './webhooks.ts'
import { webhooksWords } from './webhooks-words.ts'

/** A test goes out after it was asked for; receivers have ten seconds to answer. */
const [lookEveryMs, mostLooks] = [500, 24]
const settled = async (api: Api, path: string, sent: WholeDeliveryView): Promise<WholeDeliveryView> => {
  let delivery = sent
  for (let looks = 0; delivery.status === 'pending' && looks < mostLooks; looks++) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
    delivery = await api.get<WholeDeliveryView>(`${path}/deliveries/${sent.id}`)
  }
  return delivery
}

type OneProps = { readonly id: string } & Pick<PageProps, 'query'>

/** One webhook: what it gets, what may be done with it, and everything that was sent. */
export const WebhookSection = ({ id, query }: OneProps): Node => {
  const { api, lang, zone, say, ask } = useApp()
  const w = webhooksWords[lang]
  const path = `${webhooksPath}/${encodeURIComponent(id)}`
  const loading = useLoad(() => api.get<WebhookView>(path), [path])
  const { busy, refused, run } = useTask()
  const [opened, open] = useState<'edit' | 'rotate' | 'resume' | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const [sent, setSent] = useState(0)

  const set = (change: object, done: string, undo?: () => void) =>
    run(async () => {
      loading.set(await api.patch<WebhookView>(path, change))
      say({ text: done, ...(undo && { undo }) })
    })
  const pause = () => set({ is_active: false }, w.pauseDone, () => set({ is_active: true }, w.resumeDone))
  const resume = async (resume: 'backlog' | 'now') => {
    loading.set(await api.patch<WebhookView>(path, { is_active: true, resume }))
    open(null)
    say(w.resumeDone)
  }
  const test = () =>
    run(async () => {
      const { status, last } = await settled(api, path, await api.post<WholeDeliveryView>(`${path}/test`))
      const answer = last ? answerOf(last, deliveryWords[lang]) : '–'
      const said = { delivered: w.testTaken, failed: w.testFailed, pending: w.testPending }[status]
      say({ text: fill(said, { answer }), isTrouble: status === 'failed' })
      setSent((before) => before + 1)
    })
  const remove = async () => {
    if (!(await ask({ title: w.removeTitle, text: w.removeText, yes: w.removeYes }))) return
    await run(async () => {
      await api.delete(path)
      say(w.removeDone)
      goTo('#/settings/webhooks')
    })
  }
  const rotate = async (overlap: 'day' | 'none') => {
    const overlap_hours = overlap === 'day' ? 24 : 0
    const webhook = await api.post<CreatedWebhook>(`${path}/rotate-secret`, { overlap_hours })
    loading.set(webhook)
    open(null)
    setSecret(webhook.secret)
  }
  const close = () => open(null)

  return html`<${Loaded} of=${loading}>${(webhook: WebhookView) => html`<div class="sections">
      <section class="panel" aria-labelledby="webhook">
        <h2 id="webhook"><bdi>${plain(webhook.description) || hostOf(webhook.url)}</bdi> <${StateTag} webhook=${webhook} /></h2>
        <dl class="told">
          <div><dt>${w.url}</dt><dd class="breaks">${webhook.url}</dd></div>
          <div><dt>${w.which}</dt><dd class="breaks">${webhook.events.includes('*') ? w.everything : webhook.events.map((one, i) => html`${i > 0 && ', '}<code>${one}</code>`)}</dd></div>
          ${webhook.previous_secret_until && html`<div><dt>${w.previous}</dt><dd>${fill(w.previousUntil, { when: dateTime(lang, zone, webhook.previous_secret_until) })}</dd></div>`}
        </dl>
        ${!webhook.is_active && html`<p class="banner">${w[`${webhook.paused_because ?? 'by_hand'}Text`]}</p>`}
        <${Trouble} refused=${refused} />
        <div class="buttons">
          <button type="button" class="button primary" disabled=${busy} onClick=${test}>${w.test}</button>
          ${
            webhook.is_active
              ? html`<button type="button" class="button" disabled=${busy} onClick=${pause}>${w.pause}</button>`
              : html`<button type="button" class="button" disabled=${busy} onClick=${() => open('resume')}>${w.resume}</button>`
          }
          <button type="button" class="button" disabled=${busy} onClick=${() => open('edit')}>${w.edit}</button>
          <button type="button" class="button" disabled=${busy} onClick=${() => open('rotate')}>${w.rotate}</button>
          <button type="button" class="button danger" disabled=${busy} onClick=${remove}>${w.remove}</button>
        </div>
      </section>
      <${Deliveries} key=${sent} path=${path} id=${id} query=${query} />
      ${
        opened === 'edit' &&
        html`<${WebhookForm} webhook=${webhook} onClose=${() => open(null)} onSaved=${(
          saved: WebhookView,
        ) => {
          loading.set(saved)
          open(null)
        }} />`
      }
      ${
        opened === 'rotate' &&
        html`<${ChoiceDialog} title=${w.rotate} question=${w.rotateText} yes=${w.rotateYes} onChosen=${rotate} onClose=${close}
        choices=${[{ value: 'day', word: w.rotateDay }, { value: 'none', word: w.rotateLeaked }]} />`
      }
      ${
        opened === 'resume' &&
        html`<${ChoiceDialog} title=${w.resumeTitle} question=${w.resumeText} yes=${w.resume} onChosen=${resume} onClose=${close}
        choices=${[{ value: 'backlog', word: w.resumeBacklog }, { value: 'now', word: w.resumeNow }]} />`
      }
      ${secret && html`<${SecretOnce} title=${w.rotatedTitle} label=${w.secret} secret=${secret} onClose=${() => setSecret(null)} />`}
    </div>`}</${Loaded}>`
}

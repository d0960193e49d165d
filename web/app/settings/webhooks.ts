import { useState } from 'preact/hooks'
import type { CreatedWebhook, WebhookView } from '../../../domain/webhooks/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { goTo, hrefOf } from '../router.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { Empty } from '../ui/page.ts'
import { dateTime } from '../ui/time.ts'
import { SecretOnce } from './secret-once.ts'
import { WebhookForm } from './webhook-form.ts'
import { webhooksWords } from './webhooks-words.ts'

export const webhooksPath = '/api/webhooks'

/** Of an address, lists name the host: the rest may be as good as a secret. */
export const hostOf = (url: string): string => URL.parse(url)?.host ?? url

export const WebhooksSection = (): Node => {
  const { api, lang, zone } = useApp()
  const w = webhooksWords[lang]
  const loading = useLoad(
    async () => (await api.get<{ webhooks: readonly WebhookView[] }>(webhooksPath)).webhooks,
    [],
  )
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<CreatedWebhook | null>(null)
  const onMade = (webhook: CreatedWebhook) => {
    setMaking(false)
    setMade(webhook)
    loading.reload()
  }
  const row = (webhook: WebhookView) => html`<li key=${webhook.id} class="row">
    <div class="grow">
      <h2><a class="row-link" href=${hrefOf(`/settings/webhooks/${webhook.id}`)}><bdi>${plain(webhook.description) || hostOf(webhook.url)}</bdi></a></h2>
      <p class="quiet">${hostOf(webhook.url)}</p>
      <p class="hint">${webhook.last_delivered_at ? fill(w.lastAt, { when: dateTime(lang, zone, webhook.last_delivered_at) }) : w.neverDelivered}</p>
    </div>
    <${StateTag} webhook=${webhook} />
    <${Glyph} name="after" />
  </li>`
  return html`<div class="buttons">
      <button type="button" class="button primary" onClick=${() => setMaking(true)}><${Glyph} name="plus" />${w.make}</button>
    </div>
    <${Loaded} of=${loading}>${(webhooks: readonly WebhookView[]) =>
      webhooks.length > 0
        ? html`<ul class="rows">${webhooks.map(row)}</ul>`
        : html`<${Empty} glyph="out" title=${w.emptyTitle} text=${w.emptyText} />`}</${Loaded}>
    <${HowSigned} />
    ${isMaking && html`<${WebhookForm} onSaved=${onMade} onClose=${() => setMaking(false)} />`}
    ${
      made &&
      html`<${SecretOnce} title=${w.madeTitle} label=${w.secret} secret=${made.secret} onClose=${() => {
        setMade(null)
        goTo(hrefOf(`/settings/webhooks/${made.id}`))
      }}><p class="hint">${w.secretHint}</p></${SecretOnce}>`
    }`
}

export const StateTag = ({ webhook: { is_active, paused_because } }: { webhook: WebhookView }): Node => {
  const w = webhooksWords[useApp().lang]
  if (is_active) return html`<span class="tag good">${w.active}</span>`
  const isFault = paused_because === 'failing' || paused_because === 'gone'
  return html`<span class=${isFault ? 'tag bad' : 'tag warn'}>${w[paused_because ?? 'by_hand']}</span>`
}

const HowSigned = (): Node => {
  const w = webhooksWords[useApp().lang]
  return html`<section class="panel" aria-labelledby="signed">
    <h2 id="signed">${w.signedTitle}</h2>
    <ol class="points"><li>${w.signed1}</li><li>${w.signed2}</li><li>${w.signed3}</li></ol>
    <p><a href="https://www.standardwebhooks.com" target="_blank" rel="noopener">Standard Webhooks</a> · <a href="/docs" target="_blank" rel="noopener">${w.docs}</a></p>
  </section>`
}

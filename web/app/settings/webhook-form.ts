import { useState } from 'preact/hooks'
import { eventNames } from '../../../domain/events/event.ts'
import type { WebhookView } from '../../../domain/webhooks/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { uiWords } from '../ui/words.ts'
import { webhooksPath } from './webhooks.ts'
import { webhooksWords } from './webhooks-words.ts'

interface WebhookFormProps {
  /** One that is there is changed; a new one is made without. */
  readonly webhook?: WebhookView
  readonly onSaved: (webhook: never) => void
  readonly onClose: () => void
}
/** Aggregates in the order of their events: each is chosen whole or by single names. */
const groups = Map.groupBy(eventNames, (name) => name.split('.')[0]!)

export const WebhookForm = ({ webhook, onSaved, onClose }: WebhookFormProps): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...webhooksWords[lang] }
  const [chosen, setChosen] = useState<readonly string[]>(webhook?.events ?? ['*'])
  const { busy, refused, run } = useTask()
  const isAll = chosen.includes('*')
  const submit = (event: Event) => {
    const { url, description = '' } = valuesOf(event)
    const body = { url, description, events: chosen }
    run(async () => {
      const path = webhook ? `${webhooksPath}/${webhook.id}` : webhooksPath
      onSaved((await (webhook ? api.patch(path, body) : api.post(path, body))) as never)
    })
  }
  const isOn = (event: Event) => (event.currentTarget as HTMLInputElement).checked
  const toggle = (name: string, on: boolean) =>
    setChosen((before) => [...before.filter((one) => one !== name && one !== '*'), ...(on ? [name] : [])])
  const toggleGroup = (group: string, on: boolean) =>
    setChosen((before) => [
      ...before.filter((one) => one !== '*' && !one.startsWith(`${group}.`)),
      ...(on ? [`${group}.*`] : []),
    ])
  const groupOf = ([group, names]: [string, readonly string[]]) => {
    const isWhole = chosen.includes(`${group}.*`)
    return html`<details key=${group} class="more-of" open=${chosen.some((one) => one.startsWith(`${group}.`) && !isWhole)}>
      <summary>${group}${isWhole && html` <span class="tag good">${w.allOfIt}</span>`}</summary>
      <label class="check"><input type="checkbox" checked=${isWhole} onChange=${(event: Event) => toggleGroup(group, isOn(event))} /><code>${group}.*</code></label>
      ${names.map(
        (name) => html`<label key=${name} class="check">
          <input type="checkbox" checked=${isWhole || chosen.includes(name)} disabled=${isWhole} onChange=${(event: Event) => toggle(name, isOn(event))} /><code>${name}</code>
        </label>`,
      )}
    </details>`
  }
  return html`<${Dialog} title=${webhook ? w.editTitle : w.make} closeWord=${w.close} onClose=${onClose}>
    <form onSubmit=${submit}>
      <${Field} label=${w.url} hint=${w.urlHint} fault=${faultOf(refused, 'url')}
        input=${{ name: 'url', type: 'url', required: true, maxLength: 2000, placeholder: 'https://', defaultValue: webhook?.url ?? '', autoComplete: 'off' }} />
      <${Field} label=${html`${w.description} <span class="quiet">(${w.optional})</span>`} fault=${faultOf(refused, 'description')}
        input=${{ name: 'description', maxLength: 200, defaultValue: webhook?.description ?? '', autoComplete: 'off' }} />
      <fieldset class="choices">
        <legend>${w.which}</legend>
        <label class="check"><input type="radio" name="which" checked=${isAll} onChange=${() => setChosen(['*'])} />${w.everything}</label>
        <label class="check"><input type="radio" name="which" checked=${!isAll} onChange=${() => setChosen(['share.*'])} />${w.some}</label>
        ${!isAll && html`<div class="event-groups">${[...groups].map(groupOf)}</div>`}
      </fieldset>
      <${Trouble} refused=${refused} />
      <div class="buttons">
        <button class="button primary" disabled=${busy || chosen.length === 0}>${webhook ? w.save : w.makeYes}</button>
        <button type="button" class="button" onClick=${onClose}>${w.cancel}</button>
      </div>
    </form>
  </${Dialog}>`
}

import { useEffect, useState } from 'preact/hooks'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, useTask } from '../ui/form.ts'
import { useUnsaved } from '../ui/unsaved.ts'
import { uiWords } from '../ui/words.ts'
import { Conflict } from './conflict.ts'
import { orderWords } from './order-words.ts'
import { SelectField } from './select-field.ts'

interface WorkOrderFormProps {
  /** Absent: a new one. */
  readonly order?: WorkOrderView
  readonly etag?: string | undefined
  /** Reads anew what is shown; the form goes once it is. */
  readonly onSaved: (order: WorkOrderView) => unknown
  readonly onTheirs?: () => void
  readonly onClose: () => void
}

const path = '/api/trakservice/work-orders/'

/** A work order, new or known. */
export const WorkOrderForm = ({ order, etag, onSaved, onTheirs, onClose }: WorkOrderFormProps): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...orderWords[lang] }
  const { busy, refused, run } = useTask()
  const [isDirty, setDirty] = useState(false)
  const [body, setBody] = useState<object>({})
  const [saved, setSaved] = useState<WorkOrderView | null>(null)
  const mayLeave = useUnsaved(isDirty && !saved)
  useEffect(() => {
    if (saved) Promise.resolve(onSaved(saved)).then(onClose) // from here on nothing asks about leaving
  }, [saved])
  const send = (fields: object, basedOn: string | undefined) =>
    run(async () => {
      setBody(fields)
      const saved = order
        ? await api.patch<WorkOrderView>(`${path}${order.id}/`, fields, basedOn)
        : await api.post<WorkOrderView>(path, fields)
      setSaved(saved)
    })
  const submit = (event: Event) => {
    event.preventDefault()
    send(bodyOf(new FormData(event.currentTarget as HTMLFormElement)), etag)
  }
  const close = async () => (await mayLeave()) && onClose()
  const field = (name: string, label: string, input: object, hint?: string, as?: string) =>
    html`<${Field} ...${{ label, hint, as, fault: faultOf(refused, name), input: { name, autocomplete: 'off', ...input } }} />`
  const customer = order?.customer

  return html`<${Dialog} isSheet title=${order ? order.number : w.newOrder} closeWord=${w.close} onClose=${onClose} mayClose=${mayLeave}>
    <form onSubmit=${submit} onInput=${() => setDirty(true)}>
      ${field('description', w.description, { required: true, maxlength: 5000, rows: 4, defaultValue: order?.description ?? '' }, undefined, 'textarea')}
      <${SelectField}
        label=${w.priority}
        name="priority"
        value=${order?.priority ?? 'MEDIUM'}
        options=${(['LOW', 'MEDIUM', 'HIGH', 'URGENT'] as const).map((one) => [one, w[one]] as const)}
      />
      ${field('asset_name', w.asset, { maxlength: 200, defaultValue: order?.asset_name ?? '' }, w.assetHint)}
      ${field('asset_location', w.location, { maxlength: 300, defaultValue: order?.asset_location ?? '' }, w.locationHint)}
      <div class="field-two">
        ${field('latitude', w.latitude, { inputmode: 'decimal', defaultValue: order?.latitude ?? '' })}
        ${field('longitude', w.longitude, { inputmode: 'decimal', defaultValue: order?.longitude ?? '' })}
      </div>
      <p class="hint">${w.placeHint}</p>
      ${field('customer', `${w.customer}: ${w.customerName}`, { maxlength: 200, defaultValue: customer?.name ?? '' })}
      <div class="field-two">
        ${field('customer.phone', w.customerPhone, { type: 'tel', maxlength: 40, defaultValue: customer?.phone ?? '' })}
        ${field('customer.email', w.customerEmail, { type: 'email', defaultValue: customer?.email ?? '' }, w.customerEmailHint)}
      </div>
      <${Conflict} refused=${refused} isBusy=${busy} onTheirs=${onTheirs} onMine=${() => send(body, undefined)} />
      <div class="buttons">
        <button type="submit" class="button primary" disabled=${busy || saved !== null}>${w.save}</button>
        <button type="button" class="button" onClick=${close}>${w.cancel}</button>
      </div>
    </form>
  </${Dialog}>`
}

const bodyOf = (form: FormData) => {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const number = (name: string) => (text(name) ? Number(text(name).replace(',', '.')) : null)
  const [name, phone, email] = ['customer', 'customer.phone', 'customer.email'].map(text)
  return {
    description: text('description'),
    priority: text('priority'),
    asset_name: text('asset_name'),
    asset_location: text('asset_location'),
    latitude: number('latitude'),
    longitude: number('longitude'),
    customer:
      name || phone || email
        ? { name: name || phone || email, phone: phone || null, email: email || null }
        : null,
  }
}

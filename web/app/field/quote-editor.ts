import { useEffect, useRef, useState } from 'preact/hooks'
import type { QuoteView } from '../../../domain/quotes/schema.ts'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, useTask } from '../ui/form.ts'
import { useUnsaved } from '../ui/unsaved.ts'
import { Conflict } from './conflict.ts'
import { bodyOf, type DraftItem, draftOf, emptyItem, sumsOf } from './quote-draft.ts'
import { QuoteLine } from './quote-line.ts'
import { QuoteSums } from './quote-sums.ts'
import { quoteListWords } from './quote-words.ts'
import { quotesPath } from './quotes.ts'

interface QuoteEditorProps {
  /** Absent: a new one. */
  readonly quote?: QuoteView
  readonly etag?: string | undefined
  /** What a new one is for. */
  readonly order?: WorkOrderView | null
  readonly onDirty?: (isDirty: boolean) => void
  readonly onSaved: (quote: QuoteView) => unknown
  readonly onTheirs: () => void
}

/** What is usual where the organization's language is spoken, as the service has it. */
const usual: Readonly<Record<string, string>> = { 'pt-BR': 'BRL', en: 'USD', es: 'EUR' }

/** A draft: for whom, until when, and line by line what it would cost, reckoned as the service does. */
export const QuoteEditor = ({ quote, etag, order, onDirty, onSaved, onTheirs }: QuoteEditorProps): Node => {
  const { api, lang, me } = useApp()
  const w = quoteListWords[lang]
  const { busy, refused, run } = useTask()
  const [currency, setCurrency] = useState(quote?.currency ?? usual[me.tenant.locale] ?? 'USD')
  const [items, setItems] = useState<readonly DraftItem[]>(() => (quote ? draftOf(quote) : [emptyItem()]))
  const [isDirty, setDirty] = useState(false)
  const [body, setBody] = useState<object>({})
  const [saved, setSaved] = useState<QuoteView | null>(null)
  useUnsaved(isDirty)
  useEffect(() => {
    if (saved) onSaved(saved) // from here on nothing asks about leaving
  }, [saved])
  useEffect(() => onDirty?.(isDirty), [isDirty])
  const form = useRef<HTMLFormElement>(null)
  const focusOn = useRef<number | null>(null)
  useEffect(() => {
    const { current: key } = focusOn
    focusOn.current = null
    if (key !== null) form.current?.querySelector<HTMLElement>(`[name="items.${key}.description"]`)?.focus()
  }, [items])
  const sums = sumsOf(items, currency)
  const known = quote?.customer ?? order?.customer

  const send = (fields: object, basedOn: string | undefined) =>
    run(async () => {
      setBody(fields)
      const saved = quote
        ? await api.patch<QuoteView>(`${quotesPath}${quote.id}/`, fields, basedOn)
        : await api.post<QuoteView>(quotesPath, fields)
      setDirty(false)
      setSaved(saved)
    })
  const submit = (event: Event) => {
    event.preventDefault()
    if (!sums) return
    const form = new FormData(event.currentTarget as HTMLFormElement)
    send(
      { ...headOf(form, !quote && order ? order.id : undefined), currency, items: bodyOf(items, currency) },
      etag,
    )
  }
  const change = (key: number, changes: Partial<DraftItem>) => {
    setDirty(true)
    setItems((all) => all.map((item) => (item.key === key ? { ...item, ...changes } : item)))
  }
  const add = () => {
    const item = emptyItem(items.at(-1)?.tax)
    focusOn.current = item.key
    setItems([...items, item])
  }
  const remove = (key: number) => {
    setDirty(true)
    const at = items.findIndex((item) => item.key === key)
    focusOn.current = (items[at + 1] ?? items[at - 1])?.key ?? null
    setItems((all) => all.filter((item) => item.key !== key))
  }
  const field = (name: string, label: string, input: object, as?: string) =>
    html`<${Field} ...${{ label, as, fault: faultOf(refused, name), input: { name, autocomplete: 'off', ...input } }} />`

  return html`<form class="stack" ref=${form} onSubmit=${submit} onInput=${() => setDirty(true)}>
    <section class="panel">
      ${order && html`<p class="quiet">${fill(w.forOrder, { number: order.number })}</p>`}
      ${field('title', w.title, { required: true, maxlength: 200, defaultValue: quote?.title ?? order?.description.slice(0, 200).split('\n')[0] ?? '' })}
      ${field('customer.name', w.customer, { required: true, maxlength: 200, defaultValue: known?.name ?? '' })}
      <div class="field-two">
        ${field('customer.phone', w.customerPhone, { type: 'tel', maxlength: 40, defaultValue: known?.phone ?? '' })}
        ${field('customer.email', w.customerEmail, { type: 'email', defaultValue: known?.email ?? '' })}
      </div>
      <div class="field-two">
        ${field('valid_until', w.validUntil, { type: 'date', defaultValue: quote?.valid_until ?? '' })}
        ${field('currency', w.currency, { required: true, maxlength: 3, minlength: 3, pattern: '[A-Z]{3}', value: currency, onInput: (event: Event) => setCurrency((event.target as HTMLInputElement).value.toUpperCase()) })}
      </div>
    </section>
    <section class="panel">
      <h2>${w.items}</h2>
      ${items.map((item, i) => html`<${QuoteLine} key=${item.key} ...${{ item, place: i + 1, currency, w, cents: sums?.lines[i], isLast: items.length === 1, onChange: change, onRemove: remove }} />`)}
      <div class="buttons"><button type="button" class="button" disabled=${items.length >= 200} onClick=${add}><${Glyph} name="plus" />${w.addItem}</button></div>
      <div role="status">${sums ? html`<${QuoteSums} ...${{ sums, currency, w }} />` : html`<p class="trouble">${w.badNumber}</p>`}</div>
    </section>
    <section class="panel">${field('notes', w.notes, { maxlength: 5000, rows: 4, defaultValue: quote?.notes ?? '' }, 'textarea')}</section>
    <${Conflict} refused=${refused} isBusy=${busy} onTheirs=${onTheirs} onMine=${() => send(body, undefined)} />
    <div class="buttons"><button type="submit" class="button primary" disabled=${busy || !sums}>${w.saveDraft}</button></div>
  </form>`
}

const headOf = (form: FormData, order: number | undefined) => {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  return {
    title: text('title'),
    notes: text('notes'),
    customer: {
      name: text('customer.name'),
      phone: text('customer.phone') || null,
      email: text('customer.email') || null,
    },
    ...(text('valid_until') && { valid_until: text('valid_until') }),
    ...(order !== undefined && { work_order: order }),
  }
}

import { moneyText } from '../../../domain/quotes/words.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { Field } from '../ui/form.ts'
import { useLanguage } from '../ui/lang.ts'
import { type DraftItem, isCurrency, pricedOf } from './quote-draft.ts'
import type { QuoteListWords } from './quote-words.ts'

interface QuoteLineProps {
  readonly item: DraftItem
  /** From 1. */
  readonly place: number
  readonly currency: string
  readonly w: QuoteListWords
  /** What it comes to. */
  readonly cents: number | undefined
  readonly isLast: boolean
  readonly onChange: (key: number, changes: Partial<DraftItem>) => void
  readonly onRemove: (key: number) => void
}

/** One item of a quote, as it is typed. */
export const QuoteLine = ({
  item,
  place,
  currency,
  w,
  cents,
  isLast,
  onChange,
  onRemove,
}: QuoteLineProps): Node => {
  const lang = useLanguage()
  const isUnread = pricedOf(item, currency) === undefined
  const typed = (name: keyof DraftItem) => (event: Event) =>
    onChange(item.key, { [name]: (event.target as HTMLInputElement).value })
  const field = (name: keyof DraftItem, label: string, input: object) =>
    html`<${Field} label=${label} input=${{ name: `items.${item.key}.${name}`, value: item[name], autocomplete: 'off', onInput: typed(name), ...input }} />`
  const number = { inputmode: 'decimal', maxlength: 20 }
  return html`<div class="quote-line" role="group" aria-label=${fill(w.item, { count: place })} aria-invalid=${isUnread ? 'true' : undefined}>
    <div class="wide">${field('description', w.description, { required: true, maxlength: 500 })}</div>
    ${field('quantity', w.quantity, { ...number, required: true })}
    ${field('unit', w.unit, { maxlength: 20 })}
    ${field('price', w.unitPrice, { ...number, required: true })}
    ${field('discount', w.discount, number)}
    ${field('tax', w.tax, number)}
    <div class="quote-line-foot">
      <strong>${cents === undefined || !isCurrency(currency) ? '–' : moneyText(lang, cents, currency)}</strong>
      <button type="button" class="bare" aria-label=${fill(w.removeItem, { count: place })} disabled=${isLast} onClick=${() => onRemove(item.key)}><${Glyph} name="trash" /></button>
    </div>
  </div>`
}

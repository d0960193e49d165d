import type { Language } from '../../domain/problem.ts'
import type { SharedQuoteView } from '../../domain/quotes/schema.ts'
import { dateText, moneyText, statusWords } from '../../domain/quotes/words.ts'
import { html, type Node } from './html.ts'
import { plain, plainLines } from './plain.ts'
import { quoteWords } from './quote-words.ts'
import { fill } from './words.ts'

export interface QuoteSheetProps {
  readonly lang: Language
  readonly quote: SharedQuoteView
  /** In which it says when it was decided. */
  readonly timeZone: string
  /** On the office's own prints. */
  readonly customer?: string | undefined
}

/** A quote as a letter: from whom, what, how much, until when, and what was said to it. */
export const QuoteSheet = (props: QuoteSheetProps): Node => {
  const { lang, quote, customer } = props
  const w = quoteWords[lang]
  return html`<article class="quote-sheet">
    <header class="quote-head">
      <p class="quote-house"><bdi>${plain(quote.organization)}</bdi></p>
      <p class="quote-number">${w.from} ${quote.number}</p>
      <h1 class=${quote.title.length > longTitle ? 'long' : undefined}><bdi>${plain(quote.title)}</bdi></h1>
      <dl class="quote-facts">
        ${customer && html`<div><dt>${w.forWhom}</dt><dd><bdi>${plain(customer)}</bdi></dd></div>`}
        <div>
          <dt>${w.validUntil}</dt>
          <dd><time datetime=${quote.valid_until}>${dateText(lang, quote.valid_until)}</time></dd>
        </div>
      </dl>
    </header>
    <${Verdict} ...${props} />
    <${Items} lang=${lang} quote=${quote} />
    ${
      quote.notes &&
      html`<section class="quote-notes"><h2>${w.notes}</h2><p class="prose">${plainLines(quote.notes)}</p></section>`
    }
  </article>`
}

const longTitle = 40

const Verdict = ({ lang, quote, timeZone }: QuoteSheetProps): Node | null => {
  const w = quoteWords[lang]
  const { status, decided_by, decided_at } = quote
  if (status === 'draft' || status === 'sent')
    return status === 'draft' ? (html`<p class="quote-verdict">${statusWords[lang].draft}</p>` as Node) : null
  if (status === 'expired')
    return html`<p class="quote-verdict quote-expired">
      ${fill(w.expiredText, { date: dateText(lang, quote.valid_until) })}
    </p>` as Node
  const words = {
    name: plain(decided_by ?? ''),
    time: decided_at === null ? '' : momentText(lang, decided_at, timeZone),
  }
  return html`<p class=${`quote-verdict quote-${status}`} dir="auto">
    ${fill(status === 'approved' ? w.approvedBy : w.rejectedBy, words)}
  </p>` as Node
}

const momentText = (lang: Language, at: string, timeZone: string): string =>
  new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(new Date(at))

type Quoted = Pick<QuoteSheetProps, 'lang' | 'quote'>

const Items = ({ lang, quote }: Quoted): Node => {
  const w = quoteWords[lang]
  const { items, currency } = quote
  const hasDiscount = items.some(({ discount_percent }) => discount_percent > 0)
  const hasTax = items.some(({ tax_percent }) => tax_percent > 0)
  const money = (cents: number) => moneyText(lang, cents, currency)
  const columns = 4 + Number(hasDiscount) + Number(hasTax)
  // Roles, because on a phone the cells flow as lines, and browsers take tables that flow for none.
  return html`<table class="quote-items" role="table">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">${w.item}</th>
        <th role="columnheader" scope="col" class="number">${w.quantity}</th>
        <th role="columnheader" scope="col" class="number">${w.unitPrice}</th>
        ${hasDiscount && html`<th role="columnheader" scope="col" class="number">${w.discount}</th>`}
        ${hasTax && html`<th role="columnheader" scope="col" class="number">${w.tax}</th>`}
        <th role="columnheader" scope="col" class="number">${w.amount}</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${items.map(
        (item) => html`<tr role="row" key=${item.position}>
          <td role="cell" class="description"><bdi>${plain(item.description)}</bdi></td>
          <td role="cell" class="number quantity">${quantityText(lang, item.quantity)} ${item.unit && html`<bdi>${plain(item.unit)}</bdi>`}</td>
          <td role="cell" class="number">${money(item.unit_price_cents)}</td>
          ${
            hasDiscount &&
            html`<td role="cell" class="number discount" data-name=${w.discount}>${item.discount_percent > 0 && `−${percentText(lang, item.discount_percent)}`}</td>`
          }
          ${
            hasTax &&
            html`<td role="cell" class="number tax" data-name=${w.tax}>${percentText(lang, item.tax_percent)}</td>`
          }
          <td role="cell" class="number amount">${money(item.total_cents)}</td>
        </tr>`,
      )}
    </tbody>
    <${Totals} ...${{ lang, quote, columns }} />
  </table>`
}

const Totals = ({ lang, quote, columns }: Quoted & { readonly columns: number }): Node => {
  const w = quoteWords[lang]
  const money = (cents: number) => moneyText(lang, cents, quote.currency)
  const lines: [string, string][] = [
    ...(quote.discount_cents > 0 ? [[w.subtotal, money(quote.subtotal_cents)] as [string, string]] : []),
    ...(quote.discount_cents > 0
      ? [[w.discount, `−${money(quote.discount_cents)}`] as [string, string]]
      : []),
    ...quote.taxes.map(({ tax_percent, base_cents, tax_cents }): [string, string] => [
      fill(w.taxOn, { rate: percentText(lang, tax_percent), base: money(base_cents) }),
      money(tax_cents),
    ]),
  ]
  const row = (name: string, amount: string, kind?: string) => html`<tr role="row" class=${kind}>
    <th role="rowheader" scope="row" colspan=${columns - 1}>${name}</th>
    <td role="cell" class="number">${amount}</td>
  </tr>`
  return html`<tfoot role="rowgroup">
    ${lines.map(([name, amount]) => row(name, amount))} ${row(w.total, money(quote.total_cents), 'total')}
  </tfoot>` as Node
}

const quantityText = (lang: Language, quantity: number): string =>
  new Intl.NumberFormat(lang, { maximumFractionDigits: 3 }).format(quantity)

const percentText = (lang: Language, percent: number): string =>
  new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 2 }).format(percent / 100)

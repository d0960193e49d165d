import './field.css'
import type { QuoteView } from '../../../domain/quotes/schema.ts'
import { quoteStatuses } from '../../../domain/quotes/statuses.ts'
import { moneyText, statusWords } from '../../../domain/quotes/words.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { useApp } from '../context.ts'
import { FieldTabs } from '../dispatch/field-tabs.ts'
import type { PageProps } from '../pages.ts'
import { hrefOf, replaceWith } from '../router.ts'
import { More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { Empty, PageFrame } from '../ui/page.ts'
import { Chips } from './chips.ts'
import { quoteListWords } from './quote-words.ts'
import { SearchField } from './search-field.ts'
import { fieldListWords } from './words.ts'

export const quotesPath = '/api/trakservice/quotes/'

/** What work would cost, the newest first. */
export const QuotesPage = ({ query }: PageProps): Node => {
  const { api, lang } = useApp()
  const w = { ...fieldListWords[lang], ...quoteListWords[lang] }
  const search = query.get('search') ?? ''
  const status = query.get('status')?.split(',').filter(Boolean) ?? []
  const filters = new URLSearchParams([
    ...(search ? [['search', search]] : []),
    ...status.map((one) => ['status', one]),
  ])
  const list = useList<QuoteView>(api, `${quotesPath}?${filters}`)
  const filter = (changes: Record<string, string>) =>
    replaceWith(hrefOf('/quotes', { search, status: status.join(','), ...changes }))
  const isNarrowed = Boolean(search) || status.length > 0
  return html`<${PageFrame} title=${w.quotes} actions=${html`<a class="button primary" href=${hrefOf('/quotes/new')}><${Glyph} name="plus" />${w.newQuote}</a>`}>
    <${FieldTabs} here="quotes" />
    <div class="toolbar">
      <${SearchField} label=${w.searchQuotes} value=${search} onSearch=${(text: string) => filter({ search: text })} />
      <${Chips} label=${w.status} options=${quoteStatuses.map((one) => [one, statusWords[lang][one]] as const)} chosen=${status} onChange=${(all: string[]) => filter({ status: all.join(',') })} />
    </div>
    <${Loaded} of=${list}>
      ${({ results }: { results: readonly QuoteView[] }) =>
        results.length > 0
          ? html`<ul class="rows">${results.map((quote) => html`<${Row} key=${quote.id} quote=${quote} />`)}</ul>`
          : html`<${Empty} glyph="document" title=${isNarrowed ? w.nothingFound : w.noQuotes} text=${isNarrowed ? w.nothingFoundText : w.noQuotesText} />`}
    </${Loaded}>
    <${More} list=${list} />
  </${PageFrame}>`
}

const Row = ({ quote }: { quote: QuoteView }): Node => {
  const { lang } = useApp()
  const { id, number, title, customer, total_cents, currency } = quote
  return html`<li class="row">
    <div class="grow">
      <h2><a class="row-link" href=${hrefOf(`/quotes/${id}`)}><bdi>${plain(title)}</bdi></a></h2>
      <p class="quiet field-facts"><span>${number}</span><bdi>${plain(customer.name)}</bdi></p>
    </div>
    <p class="field-tags"><strong>${moneyText(lang, total_cents, currency)}</strong> <${QuoteTag} quote=${quote} /></p>
  </li>`
}

const kinds: Readonly<Record<QuoteView['status'], string>> = {
  draft: 'tag',
  sent: 'tag warn',
  approved: 'tag good',
  rejected: 'tag bad',
  expired: 'tag',
}

export const QuoteTag = ({ quote }: { quote: Pick<QuoteView, 'status' | 'status_display'> }): Node =>
  html`<span class=${kinds[quote.status]}>${quote.status_display}</span>`

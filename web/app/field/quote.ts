import './field.css'
import { useState } from 'preact/hooks'
import type { QuoteView } from '../../../domain/quotes/schema.ts'
import { dateText, moneyText } from '../../../domain/quotes/words.ts'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain, plainLines } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { goTo, hrefOf } from '../router.ts'
import { CopyField } from '../ui/copy.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { PageFrame } from '../ui/page.ts'
import { dateTime } from '../ui/time.ts'
import { uiWords } from '../ui/words.ts'
import { draftOf, sumsOf } from './quote-draft.ts'
import { QuoteEditor } from './quote-editor.ts'
import { QuoteSums } from './quote-sums.ts'
import { type QuoteListWords, quoteListWords } from './quote-words.ts'
import { QuoteTag, quotesPath } from './quotes.ts'

type Words = QuoteListWords & (typeof uiWords)['en']
interface Tagged {
  readonly value: QuoteView
  readonly etag: string | undefined
}

/** One quote: a draft to be written and sent, or what was sent and what became of it. */
export const QuotePage = ({ params, query }: PageProps): Node =>
  params.id === 'new'
    ? html`<${NewQuote} order=${query.get('work_order')} />`
    : html`<${KnownQuote} key=${params.id} id=${params.id} />`

const NewQuote = ({ order }: { order: string | null }): Node => {
  const { api, lang } = useApp()
  const w = quoteListWords[lang]
  const read = useLoad(
    async () => (order ? api.get<WorkOrderView>(`/api/trakservice/work-orders/${Number(order)}/`) : null),
    [order],
  )
  return html`<${PageFrame} title=${w.newQuote} back=${{ href: hrefOf('/quotes'), word: w.quotes }}>
    <${Loaded} of=${read}>
      ${(known: WorkOrderView | null) => html`<${QuoteEditor} order=${known} onSaved=${({ id }: QuoteView) => goTo(hrefOf(`/quotes/${id}`))} onTheirs=${read.reload} />`}
    </${Loaded}>
  </${PageFrame}>`
}

const KnownQuote = ({ id }: { id: string }): Node => {
  const { api, lang, say } = useApp()
  const w = { ...uiWords[lang], ...quoteListWords[lang] }
  const path = `${quotesPath}${id}/`
  const read = useLoad(() => api.getTagged<QuoteView>(path), [path])
  const [turn, setTurn] = useState(0)
  const [isDirty, setDirty] = useState(false)
  const reload = async () => {
    await read.reload()
    setTurn((n) => n + 1) // the editor begins anew with what there is
  }
  const saved = () => {
    say(w.saved)
    reload()
  }
  return html`<${PageFrame} title=${read.value?.value.number ?? w.quotes} back=${{ href: hrefOf('/quotes'), word: w.quotes }}>
    <${Loaded} of=${read}>
      ${({ value, etag }: Tagged) => html`<div class="stack">
        <${Standing} ...${{ quote: value, etag, reload, isDirty, w }} />
        ${value.status === 'draft' ? html`<${QuoteEditor} key=${turn} quote=${value} etag=${etag} onDirty=${setDirty} onSaved=${saved} onTheirs=${reload} />` : html`<${Sheet} quote=${value} w=${w} />`}
      </div>`}
    </${Loaded}>
  </${PageFrame}>`
}

interface StandingProps {
  readonly quote: QuoteView
  readonly etag: string | undefined
  readonly reload: () => Promise<void>
  /** Something is typed that is not saved: what would be sent is not what is seen. */
  readonly isDirty: boolean
  readonly w: Words
}

const Standing = ({ quote, etag, reload, isDirty, w }: StandingProps): Node => {
  const { api, ask, say, lang } = useApp()
  const [isSending, setSending] = useState(false)
  const { busy, refused, run } = useTask()
  const { id, number, status, share } = quote
  const path = `${quotesPath}${id}/`
  const duplicate = () =>
    run(async () => {
      const copy = await api.post<QuoteView>(`${path}duplicate/`)
      say(w.duplicated)
      goTo(hrefOf(`/quotes/${copy.id}`))
    })
  const remove = () =>
    run(async () => {
      if (!(await ask({ title: fill(w.removeTitle, { number }), text: w.removeText, yes: w.remove }))) return
      await api.delete(path, etag)
      say(w.removed)
      goTo(hrefOf('/quotes'))
    })
  return html`<section class="panel">
    <p class="field-tags"><${QuoteTag} quote=${quote} /><span>${useVerdict(quote, w)}</span></p>
    ${quote.decision_comment && html`<p><q>${plain(quote.decision_comment)}</q></p>`}
    ${share && html`<${CopyField} label=${w.link} value=${share.share_url} />`}
    <${Trouble} refused=${refused} />
    <p role="status" class="quiet">${isDirty && w.saveFirst}</p>
    <div class="buttons">
      ${(status === 'draft' || status === 'sent') && html`<button type="button" class=${status === 'draft' ? 'button primary' : 'button'} disabled=${isDirty} onClick=${() => setSending(true)}><${Glyph} name="mail" />${status === 'draft' ? w.send : w.sendAgain}</button>`}
      <a class="button" href=${`${path}print/?lang=${lang}`} target="_blank" rel="noreferrer"><${Glyph} name="document" />${w.print}</a>
      <button type="button" class="button" disabled=${busy} onClick=${duplicate}><${Glyph} name="copy" />${w.duplicate}</button>
      ${status === 'draft' && html`<button type="button" class="button danger" disabled=${busy} onClick=${remove}><${Glyph} name="trash" />${w.remove}</button>`}
    </div>
    ${isSending && html`<${Sending} ...${{ quote, etag, reload, w }} onClose=${() => setSending(false)} />`}
  </section>`
}

const useVerdict = (
  { status, decided_by, decided_at, sent_at, valid_until }: QuoteView,
  w: Words,
): string => {
  const { lang, zone } = useApp()
  const decided = { name: plain(decided_by ?? ''), time: decided_at ? dateTime(lang, zone, decided_at) : '' }
  const date = dateText(lang, valid_until)
  switch (status) {
    case 'approved':
      return fill(w.approvedBy, decided)
    case 'rejected':
      return fill(w.rejectedBy, decided)
    case 'expired':
      return fill(w.expiredOn, { date })
    case 'sent':
      return fill(w.sentOn, { date, time: sent_at ? dateTime(lang, zone, sent_at) : '' })
    default:
      return w.draft
  }
}

const Sending = ({
  quote,
  reload,
  w,
  onClose,
}: Omit<StandingProps, 'etag' | 'isDirty'> & { onClose: () => void }): Node => {
  const { api, say } = useApp()
  const { busy, refused, run } = useTask()
  const submit = (event: Event) => {
    const values = valuesOf(event)
    run(async () => {
      await api.post(`${quotesPath}${quote.id}/send/`, values)
      say(w.sent)
      await reload()
      onClose()
    })
  }
  return html`<${Dialog} title=${fill(w.sendTitle, { number: quote.number })} closeWord=${w.close} onClose=${onClose}>
    <form onSubmit=${submit}>
      <p>${w.sendText}</p>
      <${Field} label=${w.email} hint=${w.emailHint} fault=${faultOf(refused, 'email')} input=${{ name: 'email', type: 'email', defaultValue: quote.customer.email ?? '' }} />
      <${Field} label=${w.message} as="textarea" fault=${faultOf(refused, 'message')} input=${{ name: 'message', maxlength: 1000, rows: 3 }} />
      <${Trouble} refused=${refused} />
      <div class="buttons">
        <button type="submit" class="button primary" disabled=${busy}>${w.send}</button>
        <button type="button" class="button" onClick=${onClose}>${w.cancel}</button>
      </div>
    </form>
  </${Dialog}>`
}

/** What was sent, to be read. */
const Sheet = ({ quote, w }: { quote: QuoteView; w: Words }): Node => {
  const { lang } = useApp()
  const sums = sumsOf(draftOf(quote), quote.currency)
  return html`<section class="panel">
    <h2><bdi>${plain(quote.title)}</bdi></h2>
    <p class="quiet"><bdi>${plain(quote.customer.name)}</bdi></p>
    <ul class="field-list">
      ${quote.items.map(
        (item) => html`<li class="field-visit" key=${item.position}>
          <span class="grow"><bdi>${plain(item.description)}</bdi> <span class="quiet">${item.quantity} ${item.unit && plain(item.unit)} × ${moneyText(lang, item.unit_price_cents, quote.currency)}</span></span>
          <strong>${moneyText(lang, item.total_cents, quote.currency)}</strong>
        </li>`,
      )}
    </ul>
    ${sums && html`<${QuoteSums} sums=${sums} currency=${quote.currency} w=${w} />`}
    ${quote.notes && html`<p class="prose">${plainLines(quote.notes)}</p>`}
  </section>`
}

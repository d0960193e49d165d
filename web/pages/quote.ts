import type { Language } from '../../domain/problem.ts'
import type { Decision as Decided } from '../../domain/quotes/quote.ts'
import { moneyText } from '../../domain/quotes/words.ts'
import { html, type Node } from './html.ts'
import { Glyph } from './icons.ts'
import { LanguageChoice } from './language-choice.ts'
import { QuoteSheet } from './quote-sheet.ts'
import { quoteWords } from './quote-words.ts'
import type { QuoteAttempt, QuotePageProps } from './visitor.ts'
import { fill, words } from './words.ts'

/**
 * A quote, as its customer reads and decides it. Two plain forms, which work before any script: approving asks for a
 * name and a tick, rejecting lies behind one more step. In a frame on another site there is nothing to press.
 */
export const QuotePage = (props: QuotePageProps): Node => {
  const { lang, quote, timeZone, isEmbedded, home } = props
  const w = quoteWords[lang]
  const isOpen = quote.status === 'sent'
  const trouble = props.attempt?.trouble
  const isLate = trouble === 'decided' || trouble === 'expired'
  return html`<main class=${`visitor narrow quote-page${isEmbedded ? ' embedded' : ''}`}>
    ${isLate && html`<p class="banner" role="alert">${w[`${trouble}Trouble`]}</p>`}
    <${QuoteSheet} lang=${lang} quote=${quote} timeZone=${timeZone} />
    ${
      isEmbedded
        ? html`<p><a class="button" href=${home} target="_blank" rel="noopener"><${Glyph} name="out" />${words[lang].openPage}</a></p>`
        : html`${isOpen && html`<${Decision} ...${props} />`}
          <footer class="visitor-foot">
            <p class="actions only-script">
              <button type="button" class="button" onClick=${() => print()}>${w.print}</button>
            </p>
            <p class="quiet hint">${isOpen ? w.hint : w.read}</p>
            <${LanguageChoice} lang=${lang} to=${home} />
          </footer>`
    }
  </main>`
}

const Decision = (props: QuotePageProps): Node => {
  const { lang, quote, home, attempt } = props
  const w = quoteWords[lang]
  const total = moneyText(lang, quote.total_cents, quote.currency)
  const tried = (decision: Decided) => (attempt?.decision === decision ? attempt : null)
  return html`<section class="quote-decision" aria-labelledby="decide">
    <h2 id="decide">${w.decide}</h2>
    <form class="decide" method="post" action=${`${home}decision`}>
      <input type="hidden" name="decision" value="approve" />
      <${Fields} id="approve" lang=${lang} commentLabel=${w.comment} attempt=${tried('approve')} />
      <label class="tick">
        <input
          type="checkbox"
          name="accept"
          required
          aria-describedby=${attempt?.trouble === 'accept' ? 'approve-trouble' : undefined}
        />
        <span>${fill(w.accept, { total })}</span>
      </label>
      <button class="button primary">${w.approve}</button>
    </form>
    <details class="reject" open=${tried('reject') !== null}>
      <summary>${w.rejectInstead}</summary>
      <form class="decide" method="post" action=${`${home}decision`}>
        <input type="hidden" name="decision" value="reject" />
        <${Fields} id="reject" lang=${lang} commentLabel=${w.reason} attempt=${tried('reject')} />
        <button class="button">${w.reject}</button>
      </form>
    </details>
  </section>`
}

interface FieldsProps {
  readonly lang: Language
  readonly id: Decided
  readonly commentLabel: string
  readonly attempt: QuoteAttempt | null
}

const Fields = ({ lang, id, commentLabel, attempt }: FieldsProps): Node => {
  const w = quoteWords[lang]
  const wrong = `${id}-trouble`
  const trouble = attempt?.trouble
  const asked = trouble === 'name' || trouble === 'comment' || trouble === 'accept' ? trouble : null
  const isAbout = (field: string) => (asked === field ? 'true' : undefined)
  return html`<p id=${wrong} role="alert" class="trouble-text">${asked && w[`${asked}Trouble`]}</p>
    <label for=${`${id}-name`}>${w.name}</label>
    <input
      id=${`${id}-name`}
      name="name"
      required
      maxlength="120"
      autocomplete="name"
      defaultValue=${attempt?.name ?? ''}
      aria-invalid=${isAbout('name')}
      aria-describedby=${asked === 'name' ? wrong : undefined}
    />
    <label for=${`${id}-comment`}>${commentLabel}</label>
    <textarea
      id=${`${id}-comment`}
      name="comment"
      rows="3"
      maxlength="2000"
      aria-invalid=${isAbout('comment')}
      aria-describedby=${asked === 'comment' ? wrong : undefined}
      defaultValue=${attempt?.comment ?? ''}
    ></textarea>` as Node
}

import type { Language } from '../../domain/problem.ts'
import { html, type Node } from './html.ts'
import { LanguageChoice } from './language-choice.ts'
import { plainLines } from './plain.ts'
import { visitWords } from './visit-words.ts'
import { fill } from './words.ts'

export interface RateProps {
  readonly lang: Language
  /** The path of the link's page. */
  readonly home: string
  /** What was just said, for the thanks; it may be changed. */
  readonly given?: { readonly score: number; readonly comment: string } | undefined
  readonly isRefused?: boolean | undefined
}

/**
 * The last page of a customer's link: how was it? A plain form, which works without a script. Of the visit it tells
 * nothing.
 */
export const RatePage = (props: RateProps): Node => {
  const { lang, home, given, isRefused } = props
  const w = visitWords[lang]
  return html`<main class="last last-done rate">
    <svg class="last-mark" viewBox="0 0 160 160" aria-hidden="true" focusable="false">
      <circle class="last-ring" cx="80" cy="80" r="62" pathLength="60" />
      <path class="last-line" d="M56 82l17 17 33-36" />
    </svg>
    <h1 tabindex="-1">${given ? w.thanks : w.rateTitle}</h1>
    ${
      given
        ? html`<p class="last-text">${w.thanksText} <strong>${starsText(lang, given.score)}</strong></p>
            ${given.comment && html`<blockquote class="prose rate-said" dir="auto">${plainLines(given.comment)}</blockquote>`}
            <details class="rate-again"><summary>${w.change}</summary><${RateForm} ...${props} /></details>`
        : html`<p class="last-text">${w.rateText}</p>
            <p class="trouble-text" role="alert">${isRefused && w.refused}</p>
            <${RateForm} ...${props} />`
    }
    <${LanguageChoice} lang=${lang} to=${home} />
  </main>`
}

const scores = [1, 2, 3, 4, 5] as const

const RateForm = ({ lang, home, given }: RateProps): Node => {
  const w = visitWords[lang]
  return html`<form class="rate-form" method="post" action=${`${home}rating`}>
    <fieldset class="stars">
      <legend>${w.stars}</legend>
      ${scores.map(
        (score) => html`<label class="star">
          <input type="radio" name="score" value=${String(score)} required checked=${given?.score === score} />
          <span aria-hidden="true">★</span><span class="visually-hidden">${starsText(lang, score)}</span>
        </label>`,
      )}
    </fieldset>
    <label for="comment">${w.comment}</label>
    <textarea id="comment" name="comment" rows="4" maxlength="900" aria-describedby="comment-hint" dir="auto">
${given?.comment ?? ''}</textarea>
    <p class="quiet hint" id="comment-hint">${w.commentHint}</p>
    <button class="button primary">${w.send}</button>
  </form>` as Node
}

const starsText = (lang: Language, score: number): string =>
  score === 1 ? visitWords[lang].star : fill(visitWords[lang].starsOf, { count: score })

import type { Language } from '../../domain/problem.ts'
import { Threads } from './collab/threads.ts'
import { collabWords } from './collab/words.ts'
import { html, type Node } from './html.ts'
import type { SaidProps } from './visitor.ts'

/** What is said of a shared file, under it, and a form for one thing more. It needs no script. */
export const CommentsBelow = ({
  lang,
  said,
  now,
}: {
  lang: Language
  said: SaidProps
  /** Milliseconds since 1970 UTC. */
  now: number
}): Node => {
  const w = collabWords[lang]
  const { comments, more, action, asksName, attempt } = said
  return html`<section class="said" aria-labelledby="said-title">
    <h2 id="said-title">${w.comments}</h2>
    ${more && html`<p class="quiet">${w.more}</p>`}
    <${Threads} props=${{ lang, comments }} now=${now} />
    <form class="composer" id="say" method="post" action=${action}>
      ${
        asksName &&
        html`<label class="field">
          <span>${w.yourName}</span>
          <input type="text" name="name" required maxlength="60" autocomplete="name" value=${attempt?.name ?? ''} />
        </label>`
      }
      <label class="field">
        <span>${w.write}</span>
        <textarea name="content" rows="3" maxlength="5000" required>${attempt?.content ?? ''}</textarea>
      </label>
      ${attempt && html`<p class="trouble" role="alert">${attempt.trouble}</p>`}
      <p class="composer-acts"><button class="button primary" type="submit">${w.send}</button></p>
    </form>
  </section>`
}

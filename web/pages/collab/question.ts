import type { Language } from '../../../domain/problem.ts'
import { Dialog } from '../dialog.ts'
import { html, type Node } from '../html.ts'
import { visitorWords } from '../visitor-words.ts'
import type { Question } from './props.ts'
import { collabWords } from './words.ts'

/** Asks before what cannot be taken back. Closing it is a no. */
export const QuestionDialog = ({ lang, question }: { lang: Language; question: Question }): Node => {
  const { text, yes, answer } = question
  const { cancel } = collabWords[lang]
  return html`<${Dialog} title=${text} closeWord=${visitorWords[lang].close} onClose=${() => answer(false)}>
    <p class="composer-acts">
      <button type="button" class="button danger" onClick=${() => answer(true)}>${yes}</button>
      <button type="button" class="button" onClick=${() => answer(false)}>${cancel}</button>
    </p>
  </${Dialog}>`
}

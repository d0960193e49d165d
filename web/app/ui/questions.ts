import { useRef, useState } from 'preact/hooks'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { useUiWords } from './lang.ts'

export interface Question {
  readonly title: string
  /** What it does, and whether it can be undone. */
  readonly text: string
  /** What the button that does it says: a verb, never "OK". */
  readonly yes: string
  readonly no?: string
  /** It destroys something; so it is unless said otherwise. */
  readonly isDanger?: boolean
}

/** One question at a time; closing it is a no. */
export const useQuestions = () => {
  const [question, setQuestion] = useState<Question | null>(null)
  const answerTo = useRef<((yes: boolean) => void) | null>(null)
  const answer = (yes: boolean) => {
    answerTo.current?.(yes)
    answerTo.current = null
    setQuestion(null)
  }
  const ask = (asked: Question) => {
    answer(false)
    setQuestion(asked)
    return new Promise<boolean>((resolve) => {
      answerTo.current = resolve
    })
  }
  return { question, ask, answer }
}

export const Asking = ({
  question,
  answer,
}: {
  question: Question
  answer: (yes: boolean) => void
}): Node => {
  const w = useUiWords()
  const { title, text, yes, no, isDanger = true } = question
  return html`<${Dialog} key=${title} title=${title} closeWord=${w.close} onClose=${() => answer(false)}>
    <p>${text}</p>
    <div class="buttons">
      <button type="button" class=${isDanger ? 'button danger sure' : 'button primary'} onClick=${() => answer(true)}>${yes}</button>
      <button type="button" class="button" onClick=${() => answer(false)}>${no ?? w.cancel}</button>
    </div>
  </${Dialog}>`
}

import type { Language } from '../../../domain/problem.ts'
import { html, type Node } from '../html.ts'
import { callWords } from './call-words.ts'

export interface RecordingBarProps {
  readonly lang: Language
  readonly isRunning: boolean
  /** Hosts begin and end it, where the session was made with it. */
  readonly mayRecord: boolean
  /** What we have said of our own movements; `null`: nothing yet. */
  readonly agreed: boolean | null
  /** The answer is being thought over. */
  readonly isAsking: boolean
  readonly act: {
    readonly start: () => void
    readonly stop: () => void
    readonly agree: (agreed: boolean) => void
    readonly askAgain: () => void
    readonly leave: () => void
  }
}

/** That it is recorded is seen by everybody for as long as it is. The question never stands in the way of the page. */
export const RecordingBar = (props: RecordingBarProps): Node => {
  const { lang, isRunning, mayRecord, isAsking, agreed, act } = props
  const w = callWords[lang]
  return html`<section class="recording" aria-label=${w.recording}>
    <p class="recording-now" role="status">${isRunning && html`<span class="recording-dot" aria-hidden="true"></span>${w.recording}`}
      ${isRunning && isAsking && html`<span class="visually-hidden">${w.question}</span>`}</p>
    ${
      isRunning &&
      !isAsking &&
      html`<p class="recording-own quiet">${agreed ? w.kept : w.notKept}
        <button type="button" class="text-button" onClick=${act.askAgain}>${w.change}</button></p>`
    }
    ${
      mayRecord &&
      html`<button type="button" class="button" onClick=${isRunning ? act.stop : act.start}>${isRunning ? w.stopRecording : w.record}</button>`
    }
    ${isRunning && isAsking && html`<${Question} ...${{ lang, act }} />`}
  </section>`
}

const Question = ({ lang, act }: Pick<RecordingBarProps, 'lang' | 'act'>): Node => {
  const w = callWords[lang]
  const button = (label: string, act: () => void) =>
    html`<button type="button" class="button" onClick=${act}>${label}</button>`
  return html`<div class="consent" role="group" aria-labelledby="consent-question">
    <p class="grow"><strong id="consent-question">${w.question}</strong> <span>${w.more}</span></p>
    <p class="consent-acts">
      ${button(w.yes, () => act.agree(true))} ${button(w.no, () => act.agree(false))} ${button(w.leaveSession, act.leave)}
    </p>
  </div>`
}

import { useState } from 'preact/hooks'
import type { AssignmentStatus } from '../../../domain/assignments/flow.ts'
import type { AssignmentView } from '../../../domain/assignments/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { Field, valuesOf } from '../ui/form.ts'
import { useUiWords } from '../ui/lang.ts'
import type { Outbox } from './outbox.ts'
import { stepsFrom, stepWord } from './steps.ts'
import type { DayWords } from './words.ts'

interface StepButtonsProps {
  readonly visit: AssignmentView
  readonly customer: string
  readonly outbox: Outbox
  readonly w: DayWords
}

/** One button for what comes next, and the rest behind another. */
export const StepButtons = ({ visit, customer, outbox, w }: StepButtonsProps): Node | null => {
  const ui = useUiWords()
  const [dialog, setDialog] = useState<'more' | 'cancel' | null>(null)
  const { usual, others } = stepsFrom(visit.status)
  if (!usual) return null
  const close = () => setDialog(null)
  const press = (to: AssignmentStatus) => {
    navigator.vibrate?.(40) // felt through a glove
    setDialog(to === 'canceled' ? 'cancel' : null)
    if (to !== 'canceled') outbox.add(visit.id, to)
  }
  return html`<div class="day-steps">
    <button type="button" class="button primary day-step" onClick=${() => press(usual)}>${stepWord(w, usual)}</button>
    <button type="button" class="button day-more" aria-haspopup="dialog" onClick=${() => setDialog('more')}>
      <${Glyph} name="more" />${w.moreSteps}
    </button>
    ${
      dialog === 'more' &&
      html`<${Dialog} key="more" title=${customer} closeWord=${ui.close} onClose=${close}>
        <div class="stack">
          ${others.map((to) => html`<button type="button" class="button danger day-other" key=${to} onClick=${() => press(to)}>${stepWord(w, to)}</button>`)}
        </div>
      </${Dialog}>`
    }
    ${
      dialog === 'cancel' &&
      html`<${Canceling}
        key="cancel"
        ...${{ customer, w }}
        onCancel=${(reason: string) => outbox.add(visit.id, 'canceled', reason)}
        onClose=${close}
      />`
    }
  </div>`
}

interface CancelingProps {
  readonly customer: string
  readonly w: DayWords
  readonly onCancel: (reason: string) => void
  readonly onClose: () => void
}

const Canceling = ({ customer, w, onCancel, onClose }: CancelingProps): Node => {
  const ui = useUiWords()
  const submit = (event: Event) => {
    const { reason = '' } = valuesOf(event)
    onCancel(reason.trim())
    onClose()
  }
  return html`<${Dialog} title=${fill(w.cancelTitle, { name: customer })} closeWord=${ui.close} onClose=${onClose}>
    <form onSubmit=${submit}>
      <p>${w.cancelText}</p>
      <${Field} label=${w.cancelReason} as="textarea" input=${{ name: 'reason', required: true, maxlength: 2000, rows: 3 }} />
      <div class="buttons">
        <button type="submit" class="button danger sure">${w.cancelYes}</button>
        <button type="button" class="button" onClick=${onClose}>${w.cancelNo}</button>
      </div>
    </form>
  </${Dialog}>`
}

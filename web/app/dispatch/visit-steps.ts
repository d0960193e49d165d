import { useState } from 'preact/hooks'
import type { AssignmentStatus } from '../../../domain/assignments/assignment.ts'
import type { WholeAssignmentView } from '../../../domain/assignments/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { useApp } from '../context.ts'
import { Field, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { useBoard } from './board-context.ts'
import { assignmentsPath } from './use-plan.ts'
import { statusGlyphs } from './visit-text.ts'
import { nextSteps } from './visits.ts'

interface VisitStepsProps {
  readonly visit: Pick<WholeAssignmentView, 'id' | 'status'>
  readonly onDone: () => Promise<void>
}

/** How the visit goes on: its next step, or that it does not take place and why. */
export const VisitSteps = ({ visit, onDone }: VisitStepsProps): Node | null => {
  const { api } = useApp()
  const { w } = useBoard()
  const { busy, refused, run } = useTask()
  const [asksWhy, setAsksWhy] = useState(false)
  const steps = nextSteps(visit.status)
  if (steps.length === 0) return null
  const go = (status: AssignmentStatus, reason?: string) =>
    run(async () => {
      await api.post(`${assignmentsPath}/${visit.id}/status`, { status, ...(reason && { reason }) })
      setAsksWhy(false)
      await onDone()
    })
  return html`<div class="stack">
    <div class="buttons">
      ${steps
        .filter((status) => status !== 'canceled')
        .map(
          (
            status,
          ) => html`<button key=${status} type="button" class="button primary" disabled=${busy} onClick=${() => go(status)}>
            <${Glyph} name=${statusGlyphs[status]} />${w[`to_${status}`]}
          </button>`,
        )}
      ${!asksWhy && html`<button type="button" class="button danger" disabled=${busy} onClick=${() => setAsksWhy(true)}>${w.to_canceled}</button>`}
    </div>
    ${
      asksWhy &&
      html`<form class="stack why" onSubmit=${(event: Event) => go('canceled', valuesOf(event).reason)}>
        <${Field} as="textarea" label=${w.cancelWhy} hint=${w.cancelHint} input=${{ name: 'reason', maxlength: 2000, rows: 2, ref: focused }} />
        <div class="buttons">
          <button class="button danger sure" disabled=${busy}>${w.to_canceled}</button>
          <button type="button" class="button" onClick=${() => setAsksWhy(false)}>${w.keepVisit}</button>
        </div>
      </form>`
    }
    <${Trouble} refused=${refused} />
  </div>`
}

const focused = (element: HTMLElement | null) => element?.focus()

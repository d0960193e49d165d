import { useEffect, useRef } from 'preact/hooks'
import { isOpen } from '../../../domain/assignments/assignment.ts'
import type { PlanTechnicianView } from '../../../domain/assignments/plan-schema.ts'
import type { PlannedAssignmentView, WholeAssignmentView } from '../../../domain/assignments/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import { Trouble, useTask, valuesOf } from '../ui/form.ts'
import { useBoard } from './board-context.ts'
import { lengthOf } from './time-axis.ts'
import { assignmentsPath } from './use-plan.ts'
import { planIn, VisitFields } from './visit-fields.ts'
import { isMovable } from './visits.ts'

interface VisitChangeProps {
  readonly visit: WholeAssignmentView
  /** Of what was read: somebody who was faster is not overwritten. */
  readonly etag: string | undefined
  readonly technicians: readonly PlanTechnicianView[]
  readonly onSaved: (saved: PlannedAssignmentView) => Promise<void>
  readonly onLeave: () => void
}

/** Moves a visit to another technician, day or time, without dragging. */
export const VisitChangeForm = ({ visit, etag, technicians, onSaved, onLeave }: VisitChangeProps): Node => {
  const { api, say } = useApp()
  const { w } = useBoard()
  const { busy, refused, run } = useTask()
  const form = useRef<HTMLFormElement>(null)
  useEffect(
    () => form.current?.querySelector<HTMLElement>('select:enabled, input:enabled, textarea')?.focus(),
    [],
  )
  const save = (event: Event) => {
    const { notes, ...plan } = planIn(valuesOf(event))
    run(async () => {
      const wanted = isOpen(visit) ? { ...plan, notes } : { notes }
      const saved = await api.patch<PlannedAssignmentView>(`${assignmentsPath}/${visit.id}`, wanted, etag)
      say([w.saved, saved.warnings?.[0]?.detail].filter(Boolean).join(' '))
      await onSaved(saved)
    })
  }
  const of = {
    technician: visit.technician.id,
    date: visit.scheduled_date,
    start: visit.scheduled_start?.slice(0, 5) ?? '',
    minutes: lengthOf(visit.scheduled_start, visit.scheduled_end),
    notes: visit.notes,
  }
  return html`<form class="stack" ref=${form} key=${visit.updated_at} onSubmit=${save}>
    ${!isMovable(visit) && html`<p class="hint">${isOpen(visit) ? w.settled : w.onlyNotes}</p>`}
    <${VisitFields} ...${{ of, technicians, isSettled: !isMovable(visit), refused }} />
    <${Trouble} refused=${refused} />
    <div class="buttons">
      <button class="button primary" disabled=${busy}>${w.save}</button>
      <button type="button" class="button" onClick=${onLeave}>${w.cancel}</button>
    </div>
  </form>`
}

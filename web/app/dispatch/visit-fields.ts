import { useId } from 'preact/hooks'
import type { PlanTechnicianView } from '../../../domain/assignments/plan-schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import type { Refused } from '../api.ts'
import { Field, faultOf } from '../ui/form.ts'
import { useBoard } from './board-context.ts'
import { clockOf, minutesOf } from './time-axis.ts'

export interface VisitWish {
  readonly technician: string
  readonly date: string
  /** `HH:MM`, or empty for any time of the day. */
  readonly start: string
  readonly minutes: number
  readonly notes: string
}

interface VisitFieldsProps {
  readonly of: VisitWish
  readonly technicians: readonly PlanTechnicianView[]
  /** Technician and day are settled once the technician has left. */
  readonly isSettled?: boolean
  readonly refused: Refused | null
}

/** Who goes, when, and for how long. */
export const VisitFields = ({ of, technicians, isSettled = false, refused }: VisitFieldsProps): Node => {
  const { w } = useBoard()
  const id = useId()
  const choices = technicians.filter((one) => one.is_active || one.id === of.technician)
  const fault = faultOf(refused, 'technician')
  return html`
    <p class="field">
      <label for=${id}>${w.technician}</label>
      <select id=${id} name="technician" required disabled=${isSettled} aria-invalid=${fault ? 'true' : undefined}>
        ${choices.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === of.technician}>${plain(one.full_name)}</option>`)}
      </select>
      ${fault && html`<span class="fault">${fault}</span>`}
    </p>
    <div class="visit-when-fields">
      <${Field} label=${w.day} fault=${faultOf(refused, 'scheduled_date')} input=${{ name: 'date', type: 'date', required: true, defaultValue: of.date, disabled: isSettled }} />
      <${Field} label=${w.begins} hint=${w.beginsHint} fault=${faultOf(refused, 'scheduled_start')} input=${{ name: 'start', type: 'time', defaultValue: of.start }} />
      <${Field} label=${w.minutes} fault=${faultOf(refused, 'scheduled_end')} input=${{ name: 'minutes', type: 'number', min: 5, max: 1439, step: 5, required: true, defaultValue: of.minutes }} />
    </div>
    <${Field} as="textarea" label=${w.notesFor} fault=${faultOf(refused, 'notes')} input=${{ name: 'notes', maxlength: 5000, rows: 2, defaultValue: of.notes }} />
  `
}

/** What the form says, by the service's names. A visit that would go across midnight ends before it. */
export const planIn = (values: Readonly<Record<string, string>>) => {
  const { start, minutes = '45', notes = '' } = values
  const end = start && clockOf(Math.min(minutesOf(start) + Number(minutes), 24 * 60 - 1))
  return {
    ...(values.technician && { technician: values.technician }),
    ...(values.date && { scheduled_date: values.date }),
    scheduled_start: start ?? null,
    scheduled_end: end && start && end > start ? end : null,
    notes,
  }
}

import { useState } from 'preact/hooks'
import type { PlanTechnicianView } from '../../../domain/assignments/plan-schema.ts'
import type { PlannedAssignmentView } from '../../../domain/assignments/schema.ts'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { Trouble, useTask, valuesOf } from '../ui/form.ts'
import { useBoard } from './board-context.ts'
import { usualMinutes } from './time-axis.ts'
import { assignmentsPath } from './use-plan.ts'
import { planIn, VisitFields } from './visit-fields.ts'
import { WorkOrderChoice } from './work-order-choice.ts'

interface NewVisitProps {
  /** Chosen already, where somebody came from it. */
  readonly job: WorkOrderView | null
  readonly technicians: readonly PlanTechnicianView[]
  readonly lookedAt: string | undefined
  readonly date: string
  readonly onMade: () => void
  /** Leads to the form of a work order that is not written yet. */
  readonly onNew: () => void
  readonly onClose: () => void
}

/** Sends somebody to a work order. */
export const NewVisit = ({
  job,
  technicians,
  lookedAt,
  date,
  onMade,
  onNew,
  onClose,
}: NewVisitProps): Node => {
  const { api, say } = useApp()
  const { w } = useBoard()
  const [chosen, choose] = useState<WorkOrderView | null>(job)
  const { busy, refused, run } = useTask()
  const active = technicians.filter((one) => one.is_active)
  const of = {
    technician: lookedAt ?? active[0]?.id ?? '',
    date,
    start: '',
    minutes: usualMinutes,
    notes: '',
  }
  const make = (event: Event) => {
    const plan = planIn(valuesOf(event))
    run(async () => {
      const made = await api.post<PlannedAssignmentView>(assignmentsPath, { ...plan, work_order: chosen!.id })
      say([w.planned, made.warnings?.[0]?.detail].filter(Boolean).join(' '))
      onMade()
      onClose()
    })
  }
  return html`<${Dialog} title=${w.newVisit} closeWord=${w.close} onClose=${onClose}>
    ${
      active.length === 0
        ? html`<p>${w.noTechniciansText}</p>
          <div class="buttons"><a class="button primary" href=${hrefOf('/technicians')}>${w.addTechnician}</a></div>`
        : chosen
          ? html`<form class="stack" onSubmit=${make}>
              <div class="chosen-job">
                <p class="grow"><strong><bdi>${plain(chosen.customer?.name || chosen.asset_name || chosen.number)}</bdi></strong><br />
                  <span class="quiet">${chosen.number} · ${plain(chosen.description.split('\n', 1)[0] ?? '')}</span></p>
                <button type="button" class="button" onClick=${() => choose(null)}>${w.another}</button>
              </div>
              <${VisitFields} of=${of} technicians=${active} refused=${refused} />
              <${Trouble} refused=${refused} />
              <div class="buttons">
                <button class="button primary" disabled=${busy}><${Glyph} name="calendar" />${w.plan}</button>
                <button type="button" class="button" onClick=${onClose}>${w.cancel}</button>
              </div>
            </form>`
          : html`<${WorkOrderChoice} onChoose=${choose} onNew=${onNew} />`
    }
  </${Dialog}>`
}

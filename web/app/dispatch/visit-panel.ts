import { useEffect, useRef, useState } from 'preact/hooks'
import { isUnderWay } from '../../../domain/assignments/assignment.ts'
import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import type { WholeAssignmentView } from '../../../domain/assignments/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { VisitEta } from '../../pages/visit-eta.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { lateText } from './block.ts'
import { useBoard } from './board-context.ts'
import { assignmentsPath } from './use-plan.ts'
import { VisitChangeForm } from './visit-change.ts'
import { VisitFacts } from './visit-facts.ts'
import { VisitLink } from './visit-link.ts'
import { VisitHistory, VisitRating } from './visit-records.ts'
import { VisitSteps } from './visit-steps.ts'
import { statusGlyphs, statusText, whoText } from './visit-text.ts'

interface VisitPanelProps {
  readonly visit: PlanVisitView
  readonly technicians: readonly PlanTechnicianView[]
  readonly onChanged: () => void
  readonly onClose: () => void
}

/** All about one visit, and all that may be done with it. */
export const VisitPanel = ({ visit, technicians, onChanged, onClose }: VisitPanelProps): Node => {
  const { api, ask, say } = useApp()
  const board = useBoard()
  const { lang, w } = board
  const [isMoving, move] = useState(false)
  const whole = useLoad(
    () => api.getTagged<WholeAssignmentView>(`${assignmentsPath}/${visit.id}`),
    [visit.id],
  )
  useEffect(() => {
    if (whole.value && whole.value.value.updated_at !== visit.updated_at) whole.reload()
  }, [visit.updated_at])
  const mover = useRef<HTMLButtonElement>(null)
  const wasMoving = useRef(false)
  useEffect(() => {
    if (wasMoving.current && !isMoving) mover.current?.focus() // where its form was opened
    wasMoving.current = isMoving
  }, [isMoving])
  const changed = async () => {
    move(false)
    onChanged()
    await whole.reload()
  }
  const remove = async () => {
    const question = {
      title: w.removeTitle,
      text: fill(w.removeText, { name: whoText(visit) }),
      yes: w.removeYes,
    }
    if (!(await ask(question))) return
    try {
      await api.delete(`${assignmentsPath}/${visit.id}`)
    } catch (error) {
      return say({ text: (error as Error).message, isTrouble: true })
    }
    say(w.removed)
    onChanged()
    onClose()
  }
  const late = lateText(board, visit)
  return html`<${Dialog} isSheet title=${html`<bdi>${whoText(visit)}</bdi>`} closeWord=${w.close} onClose=${onClose}>
    <div class="visit-panel">
      <p class="under-name">
        <span class=${`tag status-${visit.status}`}><${Glyph} name=${statusGlyphs[visit.status]} />${statusText(lang, visit.status)}</span>
        ${late && html`<span class="tag bad"><${Glyph} name="warning" />${late}</span>`}
      </p>
      <${VisitSteps} visit=${visit} onDone=${changed} />
      ${visit.status === 'en_route' && html`<${Arrival} visit=${visit} />`}
      <${VisitFacts} visit=${visit} />
      <${Loaded} of=${whole} lines=${2}>
        ${({
          value,
          etag,
        }: {
          value: WholeAssignmentView
          etag: string | undefined
        }) => html`<div class="visit-panel">
          ${
            isMoving
              ? html`<${VisitChangeForm} visit=${value} etag=${etag} technicians=${technicians} onSaved=${changed} onLeave=${() => move(false)} />`
              : html`<div class="buttons">
                  <button type="button" class="button" ref=${mover} onClick=${() => move(true)}><${Glyph} name="pencil" />${w.moveTo}</button>
                  ${!isUnderWay(value) && html`<button type="button" class="button danger" onClick=${remove}><${Glyph} name="trash" />${w.remove}</button>`}
                </div>`
          }
          <${VisitLink} visit=${value} />
          <${VisitRating} visit=${value} />
          <${VisitHistory} visit=${value} />
        </div>`}
      </${Loaded}>
    </div>
  </${Dialog}>`
}

/** When the technician is expected, how sure that is, and how old what it is reckoned from. */
const Arrival = ({ visit }: { visit: PlanVisitView }): Node => {
  const { lang, zone, etas, now } = useBoard()
  const shown = {
    status: visit.status,
    at: visit.departed_at ?? visit.updated_at,
    name: visit.technician.full_name,
    organization: '',
    number: visit.work_order_number,
    date: visit.scheduled_date,
    start: visit.scheduled_start,
    end: visit.scheduled_end,
    timeZone: zone,
    eta: etas.get(visit.id) ?? null,
  }
  return html`<div class="arrival"><${VisitEta} visit=${shown} shown=${{ lang, now, live: false }} /></div>`
}

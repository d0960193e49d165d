import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { colorOf } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { lateText } from './block.ts'
import { useBoard } from './board-context.ts'
import { spanText } from './visit-text.ts'

interface TechnicianNameProps {
  readonly technician: PlanTechnicianView
  readonly visits: readonly PlanVisitView[]
  readonly isLookedAt: boolean
}

/** Who it is, when they work, how much they have to do; pressed, their way is on the map. */
export const TechnicianName = ({ technician, visits, isLookedAt }: TechnicianNameProps): Node => {
  const board = useBoard()
  const { lang, w } = board
  const count = visits.filter(({ status }) => status !== 'canceled').length
  const late = visits.filter((visit) => lateText(board, visit)).length
  const { work_start_time, work_end_time } = technician
  const hours =
    work_start_time === work_end_time
      ? w.allDay
      : spanText(lang, { scheduled_start: work_start_time, scheduled_end: work_end_time }, w.allDay)
  return html`<button type="button" class="technician-name" aria-pressed=${String(isLookedAt)} onClick=${() => board.look(technician)}>
    <svg class="dot" viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill=${colorOf(technician.color)} /></svg>
    <span class="grow">
      <bdi class="technician-who">${plain(technician.full_name)}</bdi>
      <span class="technician-facts"><span>${technician.is_active ? hours : w.inactive}</span> <span>${fill(count === 1 ? w.oneVisit : w.someVisits, { count })}</span></span>
      ${late > 0 && html`<span class="technician-late">${fill(w.someLate, { count: late })}</span>`}
    </span>
  </button>`
}

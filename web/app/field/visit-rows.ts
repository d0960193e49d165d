import type { AssignmentView } from '../../../domain/assignments/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { dayOf, wallTime } from '../ui/time.ts'
import { firstLine } from './first-line.ts'

interface VisitRowsProps {
  readonly visits: readonly AssignmentView[]
  /** What the reader does not know yet: who goes, or for which work. */
  readonly names: 'technician' | 'work'
}

/** Visits as lines: when, who or what, and how far. */
export const VisitRows = ({ visits, names }: VisitRowsProps): Node => {
  const { lang } = useApp()
  const when = ({ scheduled_date, scheduled_start, scheduled_end }: AssignmentView) => {
    const times = [scheduled_start, scheduled_end].flatMap((time) => (time ? [wallTime(lang, time)] : []))
    return [dayOf(lang, 'UTC', scheduled_date), times.join(' – ')].filter(Boolean).join(', ')
  }
  return html`<ul class="field-list">
    ${visits.map(
      (visit) => html`<li class="field-visit" key=${visit.id}>
        <div class="grow">
          <p><strong>${
            names === 'technician'
              ? html`<a href=${hrefOf(`/technicians/${visit.technician.id}`)}><bdi>${plain(visit.technician.full_name)}</bdi></a>`
              : html`<a href=${hrefOf(`/work-orders/${visit.work_order}`)}>${visit.work_order_number}</a> <bdi>${plain(firstLine(visit.work_order_description))}</bdi>`
          }</strong></p>
          <p class="quiet">${when(visit)}</p>
        </div>
        <span class=${visitTag(visit.status)}>${visit.status_display}</span>
      </li>`,
    )}
  </ul>`
}

const visitTag = (status: AssignmentView['status']): string => {
  if (status === 'canceled') return 'tag bad'
  return status === 'scheduled' ? 'tag' : 'tag good'
}

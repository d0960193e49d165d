import { useRef } from 'preact/hooks'
import type { PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import { type Content, html, type Node } from '../../pages/html.ts'
import { useBoard } from './board-context.ts'
import { type Dragged, useDropTarget } from './dragging.ts'
import { isMovable } from './visits.ts'

interface UntimedProps {
  readonly visit: PlanVisitView
  readonly children: Content
}

/** The place of a visit that has no time: another one of that day is put before or after it. */
export const Untimed = ({ visit, children }: UntimedProps): Node => {
  const { order } = useBoard()
  const item = useRef<HTMLLIElement>(null)
  const sideAt = (y: number) => {
    const { top, height } = item.current!.getBoundingClientRect()
    return y < top + height / 2 ? 'before' : 'after'
  }
  const mark = (side: 'before' | 'after' | null) => {
    item.current?.classList.toggle('put-before', side === 'before')
    item.current?.classList.toggle('put-after', side === 'after')
  }
  useDropTarget(item, {
    takes: (dragged) => order !== null && isBeside(dragged, visit),
    onOver: (over) => mark(over && sideAt(over.y)),
    onDrop: (dragged, _, y) => dragged.kind === 'visit' && order?.(dragged.visit, visit, sideAt(y)),
  })
  return html`<li class="untimed-place" ref=${item}>${children}</li>`
}

const isBeside = (dragged: Dragged, visit: PlanVisitView): boolean =>
  dragged.kind === 'visit' && dragged.visit.id !== visit.id && sharesOrder(dragged.visit, visit)

/** Both wait without a time on the same day of the same technician. */
export const sharesOrder = (one: PlanVisitView, other: PlanVisitView): boolean =>
  [one, other].every((visit) => visit.scheduled_start === null && isMovable(visit)) &&
  one.technician.id === other.technician.id &&
  one.scheduled_date === other.scheduled_date

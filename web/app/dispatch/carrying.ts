import { useState } from 'preact/hooks'
import { isOpen } from '../../../domain/assignments/assignment.ts'
import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import type { Carried } from './board-context.ts'
import { dayAfter } from './days.ts'
import type { Target } from './moves.ts'
import type { BoardView } from './place.ts'
import { clockOf, minutesOf, spanFrom } from './time-axis.ts'
import { isMovable } from './visits.ts'

interface CarryingSettings {
  readonly view: BoardView
  readonly days: readonly string[]
  /** In the order of their rows. */
  readonly technicians: readonly PlanTechnicianView[]
  /** Where something is put that had no time: `HH:MM`. */
  readonly begin: string
  readonly onDrop: (carried: Carried) => void
  /** What screen readers hear. */
  readonly tell: (what: 'picked' | 'over' | 'dropped' | 'left', carried: Carried) => void
}

/**
 * Dragging by the keyboard: Enter picks up, arrows move, Enter puts down, Escape leaves it where it was. Space opens, as it
 * does on every button.
 */
export const useCarrying = ({ view, days, technicians, begin, onDrop, tell }: CarryingSettings) => {
  const [carried, setCarried] = useState<Carried | null>(null)

  const carry = (next: Carried) => {
    setCarried(next)
    tell('over', next)
  }
  const pickUp = (what: PlanVisitView | WorkOrderView): boolean => {
    const first = technicians[0]
    const next: Carried | null =
      'scheduled_date' in what
        ? isOpen(what)
          ? { kind: 'visit', visit: what, target: targetOf(what) }
          : null
        : first
          ? {
              kind: 'job',
              job: what,
              target: { technician: first.id, date: days[0]!, time: view === 'day' ? begin : null },
            }
          : null
    if (!next) return false
    setCarried(next)
    tell('picked', next)
    return true
  }
  const leave = () => {
    if (carried) tell('left', carried)
    setCarried(null)
  }
  const moved = (key: string, isFine: boolean): Target | null => {
    const { target } = carried!
    const mayLeave = carried!.kind === 'job' || isMovable(carried!.visit)
    if (key === 'ArrowUp' || key === 'ArrowDown') {
      const at = technicians.findIndex(({ id }) => id === target.technician)
      const next = technicians[at + (key === 'ArrowUp' ? -1 : 1)]
      return next && mayLeave ? { ...target, technician: next.id } : target
    }
    const by = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0
    if (by === 0) return null
    if (view === 'week') {
      const date = dayAfter(target.date, by)
      return days.includes(date) && mayLeave ? { ...target, date } : target
    }
    const from = target.time ?? begin
    const time = target.time ? clockOf(minutesOf(from) + by * (isFine ? 5 : 15)) : from
    return { ...target, time: spanFrom(time, 5).start }
  }

  return {
    carried,
    leave,
    onKey(event: KeyboardEvent, what: PlanVisitView | WorkOrderView): void {
      if (event.key === 'Enter') {
        if (!carried && !pickUp(what)) return
        event.preventDefault()
        if (!carried) return
        tell('dropped', carried)
        onDrop(carried)
        setCarried(null)
      } else if (carried) {
        const target = moved(event.key, event.shiftKey)
        if (event.key === 'Escape' || target) event.preventDefault()
        if (event.key === 'Escape' || event.key === 'Tab') leave()
        else if (target) carry({ ...carried, target })
      }
    },
  }
}

const targetOf = (visit: PlanVisitView): Target => ({
  technician: visit.technician.id,
  date: visit.scheduled_date,
  time: visit.scheduled_start?.slice(0, 5) ?? null,
})

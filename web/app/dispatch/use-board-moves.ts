import { useEffect, useRef, useState } from 'preact/hooks'
import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import { dayText } from '../../pages/format.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import type { UiWords } from '../ui/words.ts'
import type { Board, Carried } from './board-context.ts'
import type { BoardWords } from './board-words.ts'
import { useCarrying } from './carrying.ts'
import type { Dragged } from './dragging.ts'
import type { Target } from './moves.ts'
import type { BoardPlace } from './place.ts'
import { spanFrom, usualMinutes } from './time-axis.ts'
import type { Plan } from './use-plan.ts'
import { clockText, whoText } from './visit-text.ts'

interface MovesSettings {
  readonly place: BoardPlace
  readonly days: readonly string[]
  readonly technicians: readonly PlanTechnicianView[]
  readonly plan: Plan
  readonly w: BoardWords & UiWords
}

/** What is put where on the board, by hand or by key, and what is said of it. */
export const useBoardMoves = ({ place, days, technicians, plan, w }: MovesSettings) => {
  const { lang, zone } = useApp()
  const [told, tell] = useState('')
  const focusOn = useRef<string | null>(null)
  useEffect(() => {
    if (!focusOn.current) return
    const block = document.querySelector<HTMLElement>(`[data-visit="${focusOn.current}"]`)
    if (block && block !== document.activeElement) block.focus()
  }, [plan.visits])

  const nameOf = (id: string) => plain(technicians.find((one) => one.id === id)?.full_name ?? '')
  const whatIs = (one: Pick<Carried, 'kind'> & { visit?: PlanVisitView; job?: WorkOrderView }) =>
    one.visit
      ? whoText(one.visit)
      : plain(one.job?.customer?.name || one.job?.asset_name || one.job?.number || '')
  const whereIs = ({ technician, date, time }: Target) =>
    [nameOf(technician), dayText(lang, date), time ? clockText(lang, time) : w.anyTime].join(', ')

  const put = (what: Dragged | Carried, target: Target) => {
    const name = whatIs(what)
    if (what.kind === 'job') {
      const span = target.time ? spanFrom(target.time, usualMinutes) : undefined
      const planned = { ...target, time: span?.start ?? null, end: span?.end ?? null }
      return void plan.assign(what.job.id, planned, fill(w.plannedTo, { name, where: whereIs(planned) }))
    }
    const time = target.time === undefined ? what.visit.scheduled_start?.slice(0, 5) : target.time
    plan.move(what.visit, target, fill(w.movedTo, { name, where: whereIs({ ...target, time }) }))
  }

  const carrying = useCarrying({
    view: place.view,
    days,
    technicians,
    begin: technicians[0]?.work_start_time.slice(0, 5) ?? '08:00',
    onDrop: (carried) => {
      focusOn.current = carried.kind === 'visit' ? carried.visit.id : null
      put(carried, carried.target)
    },
    tell: (what, carried) => {
      const words = { picked: w.tellPicked, over: w.tellOver, dropped: w.tellDropped, left: w.tellLeft }
      tell(fill(words[what], { name: whatIs(carried), where: whereIs(carried.target) }))
      plan.hold(what === 'picked' || what === 'over')
    },
  })

  const board: Pick<Board, 'drop' | 'onKey' | 'carried' | 'zone'> = {
    zone,
    drop: put,
    onKey: carrying.onKey,
    carried: carrying.carried,
  }
  return { told, board }
}

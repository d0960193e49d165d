import { useEffect, useRef, useState } from 'preact/hooks'
import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import { dayText } from '../../pages/format.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { hasFeature, useApp } from '../context.ts'
import type { UiWords } from '../ui/words.ts'
import type { Board, Carried } from './board-context.ts'
import type { BoardWords } from './board-words.ts'
import { useCarrying } from './carrying.ts'
import type { Dragged } from './dragging.ts'
import type { Target } from './moves.ts'
import type { BoardPlace } from './place.ts'
import { spanFrom, usualMinutes } from './time-axis.ts'
import { sharesOrder } from './untimed.ts'
import type { Plan } from './use-plan.ts'
import { clockText, whoText } from './visit-text.ts'
import { orderWith, untimedOf } from './visits.ts'

interface MovesSettings {
  readonly place: BoardPlace
  readonly days: readonly string[]
  readonly technicians: readonly PlanTechnicianView[]
  readonly plan: Plan
  readonly w: BoardWords & UiWords
}

/** What is put where on the board, by hand or by key, and what is said of it. */
export const useBoardMoves = ({ place, days, technicians, plan, w }: MovesSettings) => {
  const app = useApp()
  const { lang, zone } = app
  const [told, tell] = useState('')
  const focusOn = useRef<string | null>(null)
  useEffect(() => {
    if (!focusOn.current) return
    const block = document.querySelector<HTMLElement>(`[data-visit="${focusOn.current}"]`)
    if (!block || block === document.activeElement) return
    if (document.activeElement === document.body) block.focus()
    else focusOn.current = null // somebody has gone on from there
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

  const order = (visit: PlanVisitView, beside: PlanVisitView, side: 'before' | 'after') => {
    const { technician, scheduled_date: date } = visit
    const own = plan.visits.filter(
      (one) => one.technician.id === technician.id && one.scheduled_date === date,
    )
    const ids = orderWith(own, visit.id, beside.id, side)
    if (!ids) return
    const among = ids.filter((id) => own.some((one) => one.id === id && sharesOrder(one, visit)))
    const text = fill(w.ordered, {
      name: whatIs({ kind: 'visit', visit }),
      place: among.indexOf(visit.id) + 1,
      count: among.length,
    })
    tell(text)
    plan.order(technician.id, date, ids, text)
  }
  /** By keyboard, one place up or down. */
  const step = (visit: PlanVisitView, by: 1 | -1) => {
    const among = untimedOf(plan.visits.filter((one) => sharesOrder(one, visit)))
    const beside = among[among.findIndex(({ id }) => id === visit.id) + by]
    if (!beside) return
    focusOn.current = visit.id
    order(visit, beside, by < 0 ? 'before' : 'after')
  }
  const steps: Readonly<Record<string, 1 | -1>> = { ArrowUp: -1, ArrowDown: 1 }

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

  const mayOrder = hasFeature(app, 'trakservice.routing')
  const board: Pick<Board, 'drop' | 'order' | 'onKey' | 'carried' | 'zone'> = {
    zone,
    drop: put,
    order: mayOrder ? order : null,
    onKey(event, what) {
      const by = event.altKey && mayOrder && !carrying.carried && steps[event.key]
      if (!by || !('scheduled_date' in what)) return carrying.onKey(event, what)
      event.preventDefault()
      step(what, by)
    },
    carried: carrying.carried,
  }
  return { told, board }
}

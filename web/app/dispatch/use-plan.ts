import { useEffect, useRef, useState } from 'preact/hooks'
import type { AssignmentStatus } from '../../../domain/assignments/assignment.ts'
import type { PlanView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import type { PlannedAssignmentView, WholeAssignmentView } from '../../../domain/assignments/schema.ts'
import { fill } from '../../pages/words.ts'
import { Refused } from '../api.ts'
import { useApp } from '../context.ts'
import { useLoad } from '../ui/loading.ts'
import { uiWords } from '../ui/words.ts'
import { boardWords } from './board-words.ts'
import { changeFor, type Target, undoOf, type VisitChange } from './moves.ts'
import { openOrder } from './visits.ts'

export const assignmentsPath = '/api/trakservice/assignments'
/** What the socket does not tell, a visit that somebody else planned for one, is seen by reading again. */
const readAgainMs = 20_000

/**
 * The plan of these days and the ways to change it. A change shows at once and is taken back where the service refuses
 * it. What comes in by itself waits while something is held in the hand.
 */
export const usePlan = (days: readonly string[]) => {
  const app = useApp()
  const { api, lang } = app
  const w = { ...uiWords[lang], ...boardWords[lang] }
  const [from, to] = [days[0]!, days.at(-1)!]
  const plan = useLoad(
    () => api.get<PlanView>(`${assignmentsPath}/plan?date_from=${from}&date_to=${to}`),
    [from, to],
  )
  const [wishes, setWishes] = useState<ReadonlyMap<string, VisitChange>>(new Map())
  const held = useRef({ isHeld: false, isDue: false })
  const latest = useRef(plan)
  latest.current = plan
  const asking = useRef(0)

  const readAgain = () => {
    if (held.current.isHeld || asking.current > 0) held.current.isDue = true
    else latest.current.reload()
  }
  const hold = (isHeld: boolean) => {
    held.current.isHeld = isHeld
    if (!isHeld && held.current.isDue) {
      held.current.isDue = false
      readAgain()
    }
  }
  useEffect(() => {
    const look = () => document.hidden || readAgain()
    const reading = setInterval(look, readAgainMs)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(reading)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])

  const wish = (id: string, change: VisitChange | null) =>
    setWishes((before) => {
      const after = new Map(before)
      if (change) after.set(id, change)
      else after.delete(id)
      return after
    })
  const asked = async (work: () => Promise<void>) => {
    asking.current += 1
    try {
      await work()
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      app.say({ text: fill(w.takenBack, { why: error.message }), isTrouble: true })
    } finally {
      asking.current -= 1
      readAgain()
    }
  }

  /** Based on what this page has shown: somebody who was faster is not overwritten. */
  const change = async (visit: PlanVisitView, wanted: VisitChange, done: string, isUndo = false) => {
    if (wishes.has(visit.id)) return // the move before it is on its way still
    await asked(async () => {
      wish(visit.id, wanted)
      try {
        const path = `${assignmentsPath}/${visit.id}`
        const { value: current, etag } = await api.getTagged<WholeAssignmentView>(path)
        if (current.updated_at !== visit.updated_at)
          throw new Refused(w.faster, { status: 409, code: 'conflict' })
        const saved = await api.patch<PlannedAssignmentView>(path, wanted, etag)
        const now = keep(visit, saved)
        const warning = saved.warnings?.[0]?.detail
        const back = () => void change(now, undoOf(visit, wanted), w.undone, true)
        app.say({ text: [done, warning].filter(Boolean).join(' '), ...(!isUndo && { undo: back }) })
      } finally {
        wish(visit.id, null)
      }
    })
  }

  const keep = (visit: PlanVisitView, { warnings: _, ...saved }: PlannedAssignmentView): PlanVisitView => {
    const moved = saved.technician.id !== visit.technician.id || saved.scheduled_date !== visit.scheduled_date
    const now = { ...visit, ...saved, ...(moved && { route_place: null }) }
    latest.current.set((before) => ({
      ...before,
      visits: before.visits.map((one) => (one.id === now.id ? now : one)),
    }))
    return now
  }

  return {
    of: plan,
    /** Somebody has gone on with a visit: it shows at once, and is read anew. */
    take(id: string, status: AssignmentStatus): void {
      if (!held.current.isHeld)
        latest.current.set((before) => ({
          ...before,
          visits: before.visits.map((one) => (one.id === id ? { ...one, status } : one)),
        }))
      readAgain()
    },
    visits: visitsAsWished(plan.value, wishes),
    hold,
    readAgain,
    change,
    /** `done`: what is said once it is so. False where the visit may not go there, or is there. */
    move(visit: PlanVisitView, target: Target, done: string): boolean {
      const wanted = changeFor(visit, target)
      if (wanted) change(visit, wanted, done)
      return wanted !== null
    },
    /** Puts the open visits of a day in order. `done`: what is said once it is so. */
    order: (technician: string, date: string, ids: readonly string[], done: string) =>
      asked(async () => {
        const isOfDay = (one: PlanVisitView) =>
          one.technician.id === technician && one.scheduled_date === date
        const before = openOrder((latest.current.value?.visits ?? none).filter(isOfDay))
        const put = async (order: readonly string[]) => {
          latest.current.set((plan) => ({ ...plan, visits: plan.visits.map((one) => placed(one, order)) }))
          await api.post('/api/trakservice/routing/apply', { technician_id: technician, date, order })
        }
        await put(ids)
        const undo = () =>
          void asked(async () => {
            await put(before)
            app.say(w.undone)
          })
        app.say({ text: done, undo })
      }),
    /** Makes a visit of a work order. */
    assign: (workOrder: number, target: Target & { readonly end?: string | null }, done: string) =>
      asked(async () => {
        const made = await api.post<PlannedAssignmentView>(assignmentsPath, {
          work_order: workOrder,
          technician: target.technician,
          scheduled_date: target.date,
          ...(target.time && { scheduled_start: target.time }),
          ...(target.time && target.end && { scheduled_end: target.end }),
        })
        const undo = () =>
          void asked(async () => {
            await api.delete(`${assignmentsPath}/${made.id}`)
            app.say(w.undone)
          })
        app.say({ text: [done, made.warnings?.[0]?.detail].filter(Boolean).join(' '), undo })
      }),
  }
}
export type Plan = ReturnType<typeof usePlan>

const placed = (visit: PlanVisitView, order: readonly string[]): PlanVisitView => {
  const place = order.indexOf(visit.id)
  return place === -1 ? visit : { ...visit, route_place: place }
}

/** What is there, with what was just asked for as if it were so already. */
const visitsAsWished = (
  plan: PlanView | undefined,
  wishes: ReadonlyMap<string, VisitChange>,
): readonly PlanVisitView[] => {
  if (!plan || wishes.size === 0) return plan?.visits ?? none
  const nameOf = (id: string) => plan.technicians.find((one) => one.id === id)
  return plan.visits.map((visit) => {
    const wanted = wishes.get(visit.id)
    if (!wanted) return visit
    const { technician, ...when } = wanted
    const to = technician === undefined ? undefined : nameOf(technician)
    return {
      ...visit,
      ...when,
      ...(to && { technician: { ...visit.technician, id: to.id, full_name: to.full_name } }),
    }
  })
}
const none: readonly PlanVisitView[] = []

import { useEffect, useRef } from 'preact/hooks'
import type { PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import type { WholeAssignmentView } from '../../../domain/assignments/schema.ts'
import { Refused } from '../api.ts'
import { useApp } from '../context.ts'
import { replaceWith } from '../router.ts'
import { type BoardPlace, boardHref, daysOf } from './place.ts'
import { assignmentsPath, type Plan } from './use-plan.ts'

/** The visit that the address names; where it lies on another day, the board goes there. */
export const useOpenVisit = (place: BoardPlace, plan: Plan): PlanVisitView | undefined => {
  const { api, say } = useApp()
  const found = plan.visits.find(({ id }) => id === place.visit)
  const seen = useRef<PlanVisitView | undefined>(undefined)
  if (found) seen.current = found
  const isRead = plan.of.value !== undefined
  useEffect(() => {
    if (!place.visit || found || !isRead) return
    let isOver = false
    const look = async () => {
      try {
        const { scheduled_date: date } = await api.get<WholeAssignmentView>(
          `${assignmentsPath}/${place.visit}`,
        )
        if (isOver) return
        if (daysOf(place).includes(date))
          await plan.of.reload() // it is newer than the plan
        else replaceWith(boardHref(place, { date }))
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        if (isOver) return
        say({ text: error.message, isTrouble: true })
        replaceWith(boardHref(place, { visit: undefined }))
      }
    }
    look()
    return () => {
      isOver = true
    }
  }, [place.visit, place.date, found === undefined, isRead])
  // A panel does not shut because its visit went to a day that is not shown, or is read anew.
  return found ?? (seen.current && seen.current.id === place.visit ? seen.current : undefined)
}

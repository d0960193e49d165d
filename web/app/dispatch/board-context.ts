import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import type { Language } from '../../../domain/problem.ts'
import type { Eta } from '../../../domain/routing/schema.ts'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import type { UiWords } from '../ui/words.ts'
import type { BoardWords } from './board-words.ts'
import type { Dragged } from './dragging.ts'
import type { Target } from './moves.ts'

export type Carried =
  | { readonly kind: 'visit'; readonly visit: PlanVisitView; readonly target: Target }
  | { readonly kind: 'job'; readonly job: WorkOrderView; readonly target: Target }

/** What every piece of the board works with; what it holds is the same object until something in it is another. */
export interface Board {
  readonly lang: Language
  readonly zone: string
  readonly w: BoardWords & UiWords
  /** By the service's clock as far as the browser knows it, to the minute. */
  readonly now: number
  readonly etas: ReadonlyMap<string, Eta>
  /** How many ratings of a visit were heard of since the page came. */
  readonly ratings: ReadonlyMap<string, number>
  readonly drop: (dragged: Dragged, target: Target) => void
  /** Puts a visit without a time before or after another one; null where days are not put in order. */
  readonly order: ((visit: PlanVisitView, beside: PlanVisitView, side: 'before' | 'after') => void) | null
  readonly open: (visit: PlanVisitView) => void
  /** Keys on something that can be carried; it answers whether they were meant. */
  readonly onKey: (event: KeyboardEvent, what: PlanVisitView | WorkOrderView) => void
  /** What is carried by the keyboard, and where it would be put. */
  readonly carried: Carried | null
  readonly look: (technician: PlanTechnicianView) => void
}

export const BoardOf = createContext<Board | null>(null)

export const useBoard = (): Board => {
  const board = useContext(BoardOf)
  if (!board) throw new Error('There is no board around this.')
  return board
}

import { hrefOf } from '../router.ts'
import { isDay, weekOf } from './days.ts'

export type BoardView = 'day' | 'week'
/** Of a phone, where one fits on the screen at a time. */
export type BoardSide = 'plan' | 'jobs' | 'map'

/** What the address of the board says: `#/dispatch/day/2030-06-01?technician=…&visit=…`. */
export interface BoardPlace {
  readonly view: BoardView
  readonly date: string
  readonly side: BoardSide
  /** Whose row is looked at, and whose way is on the map. */
  readonly technician: string | undefined
  /** Whose panel is open. */
  readonly visit: string | undefined
}

/** `today`: where the address names no day, or none that there is. */
export const boardPlaceOf = (
  params: Readonly<Record<string, string>>,
  query: URLSearchParams,
  today: string,
): BoardPlace => {
  const asked = params.date ?? query.get('date') ?? undefined
  const side = query.get('side')
  return {
    view: params.view === 'week' ? 'week' : 'day',
    date: isDay(asked) ? asked : today,
    side: side === 'jobs' || side === 'map' ? side : 'plan',
    technician: query.get('technician') ?? undefined,
    visit: query.get('visit') ?? undefined,
  }
}

export const boardHref = (
  place: BoardPlace,
  changes: { readonly [K in keyof BoardPlace]?: BoardPlace[K] | undefined } = {},
): string => {
  const { view, date, side, technician, visit } = { ...place, ...changes }
  return hrefOf(`/dispatch/${view}/${date}`, {
    side: side === 'plan' ? undefined : side,
    technician,
    visit,
  })
}

/** The days that are shown: one, or Monday to Sunday. */
export const daysOf = ({ view, date }: Pick<BoardPlace, 'view' | 'date'>): readonly string[] =>
  view === 'week' ? weekOf(date) : [date]

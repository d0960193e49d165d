import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import type { RoutePlan } from '../../../domain/routing/schema.ts'
import { plain } from '../../pages/plain.ts'
import { lateText } from './block.ts'
import type { Board } from './board-context.ts'
import { orderOf } from './day-plan.ts'
import type { Pin, RouteLine } from './map-drawing.ts'
import { spanText, statusText, whoText } from './visit-text.ts'
import { inDrivingOrder } from './visits.ts'

type ByTechnician = ReadonlyMap<string, readonly PlanVisitView[]>
type Placed = PlanVisitView & { readonly latitude: number; readonly longitude: number }

const isPlaced = (visit: PlanVisitView): visit is Placed =>
  visit.latitude !== null && visit.longitude !== null

/** The stops of everybody, or of whom one looks at, numbered in each one's order of driving. */
export const pinsOf = (
  board: Board,
  technicians: readonly PlanTechnicianView[],
  visits: ByTechnician,
  lookedAt: PlanTechnicianView | undefined,
): readonly Pin[] =>
  (lookedAt ? [lookedAt] : technicians).flatMap((technician) => {
    const own = visits.get(technician.id) ?? []
    const order = orderOf(own)
    return own.filter(isPlaced).flatMap((visit) => {
      const number = order.get(visit.id)
      if (number === undefined) return []
      const late = lateText(board, visit)
      const said = [
        whoText(visit),
        spanText(board.lang, visit, board.w.anyTime),
        statusText(board.lang, visit.status),
        late,
      ]
      return [
        {
          id: visit.id,
          latitude: visit.latitude,
          longitude: visit.longitude,
          number,
          color: technician.color,
          label: [`${number}`, plain(technician.full_name), ...said].filter(Boolean).join(', '),
          isOver: visit.status === 'done',
          isLate: late !== '',
        },
      ]
    })
  })

/** The way of whom one looks at; beside it what is proposed instead. */
export const linesOf = (
  technicians: readonly PlanTechnicianView[],
  visits: ByTechnician,
  lookedAt: PlanTechnicianView | undefined,
  proposal: RoutePlan | null,
  pins: readonly Pin[],
): readonly RouteLine[] => {
  const who = lookedAt ?? technicians.find(({ id }) => id === proposal?.technician_id)
  if (!who) return []
  const placeOf = new Map(pins.map(({ id, longitude, latitude }) => [id, [longitude, latitude] as const]))
  const way = (ids: readonly string[]) => ids.flatMap((id) => (placeOf.has(id) ? [placeOf.get(id)!] : []))
  const begin = proposal?.start ? [[proposal.start.longitude, proposal.start.latitude] as const] : []
  const today = inDrivingOrder(visits.get(who.id) ?? []).map(({ id }) => id)
  if (!proposal) return [{ color: who.color, isDashed: false, way: way(today) }]
  return [
    { color: who.color, isDashed: true, way: [...begin, ...way(proposal.current.order)] },
    {
      color: who.color,
      isDashed: false,
      way: [...begin, ...proposal.stops.map(({ longitude, latitude }) => [longitude, latitude] as const)],
    },
  ]
}

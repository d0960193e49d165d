import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import { plain } from '../../pages/plain.ts'
import type { WhoIsShown } from './toolbar.ts'

export type ByTechnician = ReadonlyMap<string, readonly PlanVisitView[]>

export const byTechnician = (visits: readonly PlanVisitView[]): ByTechnician =>
  Map.groupBy(visits, ({ technician }) => technician.id)

/** Whom the search and the choice leave on the board. Accents and case do not matter. */
export const shownOf = (
  technicians: readonly PlanTechnicianView[],
  visits: ByTechnician,
  { search, who, isLate }: { search: string; who: WhoIsShown; isLate: (visit: PlanVisitView) => boolean },
): readonly PlanTechnicianView[] => {
  const wanted = folded(search.trim())
  return technicians.filter((one) => {
    if (wanted && !folded([one.full_name, ...one.skills].map(plain).join('\n')).includes(wanted)) return false
    const own = (visits.get(one.id) ?? []).filter(({ status }) => status !== 'canceled')
    if (who === 'busy') return own.length > 0
    if (who === 'free') return own.length === 0
    return who === 'all' || own.some(isLate)
  })
}

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

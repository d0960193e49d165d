import { isOpen, isUnderWay } from '../../../domain/assignments/flow.ts'
import type { AssignmentView } from '../../../domain/assignments/schema.ts'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'

type Standing = Pick<AssignmentView, 'status' | 'departed_at'>

/** What comes first: where they are or are going, the last departed for before the others; else the next of the day. */
export const inTurn = <J extends { readonly visit: Standing }>(jobs: readonly J[]) => {
  const open = jobs.filter(({ visit }) => isOpen(visit))
  const underWay = open
    .filter(({ visit }) => isUnderWay(visit))
    .sort((a, b) => (b.visit.departed_at ?? '').localeCompare(a.visit.departed_at ?? ''))
  const [next, ...later] = [...underWay, ...open.filter(({ visit }) => !isUnderWay(visit))]
  return { next, later, over: jobs.filter(({ visit }) => !isOpen(visit)) }
}

/** `tel:` with nothing in it that is not dialled. */
export const telOf = (phone: string): string => `tel:${phone.replace(/[^\d+*#,;]/g, '')}`

type Place = Pick<WorkOrderView, 'asset_location' | 'latitude' | 'longitude'>

/**
 * Where the phone's own maps app opens: Android and most others know `geo:`, Apple's phones only their own address, and
 * desks a page. `null` where nothing says a place.
 */
export const mapsAddress = (place: Place, agent: string): string | null => {
  const at =
    place.latitude !== null && place.longitude !== null ? `${place.latitude},${place.longitude}` : null
  const words = place.asset_location.trim()
  if (!at && !words) return null
  const query = encodeURIComponent(at ?? words)
  if (/iPhone|iPad|iPod/.test(agent)) return `https://maps.apple.com/?daddr=${query}`
  if (/Android/.test(agent)) return at ? `geo:${at}?q=${query}` : `geo:0,0?q=${query}`
  return at
    ? `https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=17/${place.latitude}/${place.longitude}`
    : `https://www.openstreetmap.org/search?query=${query}`
}

/** "09:00–11:00", "from 09:00", "until 11:00"; `null` where the day is free. */
export const windowOf = (
  { scheduled_start, scheduled_end }: Pick<AssignmentView, 'scheduled_start' | 'scheduled_end'>,
  clock: (time: string) => string,
): { readonly kind: 'between' | 'from' | 'until'; readonly from: string; readonly to: string } | null => {
  const [from, to] = [
    scheduled_start ? clock(scheduled_start) : '',
    scheduled_end ? clock(scheduled_end) : '',
  ]
  if (from && to) return { kind: 'between', from, to }
  if (from) return { kind: 'from', from, to }
  return to ? { kind: 'until', from, to } : null
}

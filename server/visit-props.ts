import type { Sight } from '../domain/customer-links/sights.ts'
import { changedAt } from '../domain/customer-links/visit.ts'
import { isOfCustomer } from '../domain/share-links/done.ts'
import { presentVisit } from '../domain/share-links/visitor-view.ts'
import type { ShareProps, ShareSubject } from '../web/pages/share.ts'
import type { VisitProps } from '../web/pages/visit.ts'
import { homeOf, type ShownIn, type ShownVisit } from './share-props.ts'

/** The page of a visit: what its link tells in JSON, and nothing beside it but what the map draws. */
export const visitProps = (
  visit: ShownVisit,
  sight: Sight,
  { lang, now, isEmbedded }: ShownIn,
  map: ShareProps['map'],
): VisitProps => {
  const view = presentVisit(visit, { kind: 'assignment', sight }, '')
  if (!('status' in view)) throw new Error('A visit is presented as one.')
  const { link, ref } = visit
  return {
    lang,
    token: ref,
    title: view.title,
    description: view.description,
    expiresAt: view.expires_at,
    serverTime: now.toISOString(),
    subjects: sight.isFollowed ? [subjectOf(sight, view.technician.first_name, view.position)] : [],
    map,
    socket: { namespace: '/live' },
    home: homeOf(ref),
    ...(isEmbedded && { isEmbedded }),
    mayRate: isOfCustomer(link),
    visit: {
      status: view.status,
      at: changedAt(sight.assignment).toISOString(),
      name: view.technician.first_name,
      organization: view.organization,
      number: view.work_order_number,
      date: view.scheduled_date,
      start: view.scheduled_start,
      end: view.scheduled_end,
      timeZone: view.time_zone,
      eta: view.eta,
    },
  }
}

type Place = Extract<ReturnType<typeof presentVisit>, { status: unknown }>['position']

const subjectOf = ({ assignment: { technician } }: Sight, name: string, place: Place): ShareSubject => ({
  id: technician.id,
  kind: 'technician',
  name,
  plate: null,
  icon: 'person',
  color: technician.color,
  position: place && {
    lat: place.latitude,
    lon: place.longitude,
    t: Date.parse(place.recorded_at),
    ...(place.speed !== null && { spd: place.speed }),
    ...(place.heading !== null && { hdg: place.heading }),
    ...(place.accuracy !== null && { acc: place.accuracy }),
  },
})

import type { Announcements } from '../live/ports.ts'
import { distanceBetween, type Place } from '../positions/geo.ts'
import type { Id } from '../schema.ts'
import type { Destination } from './link.ts'

/** A link that ends on arrival, and where its vehicle is: the newest position since somebody last changed the link. */
export interface Travelling {
  readonly id: Id
  readonly destination: Destination
  readonly place: Place
}

export interface ArrivalStore {
  /** Of all tenants; those that are live now. */
  travelling(now: Date): Promise<readonly Travelling[]>
  /** They end at `at`, where they have not ended otherwise meanwhile. Answers those that did. */
  arrive(ids: readonly Id[], at: Date): Promise<readonly Id[]>
}

export interface ArrivalPorts {
  readonly store: ArrivalStore
  readonly announce: Pick<Announcements, 'linkEnded'>
  readonly now: () => Date
}

export type Arrivals = ReturnType<typeof createArrivals>

/** Links that show somebody the way to a place end there. */
export const createArrivals = ({ store, announce, now }: ArrivalPorts) => ({
  /** Answers how many ended, or on a dry run would end. */
  async endArrived(dryRun = false): Promise<number> {
    const arrived = (await store.travelling(now())).filter(isThere).map(({ id }) => id)
    if (dryRun || arrived.length === 0) return arrived.length
    const ended = await store.arrive(arrived, now())
    for (const id of ended) announce.linkEnded(id, 'arrived')
    return ended.length
  },
})

export const isThere = ({ destination, place }: Travelling): boolean =>
  distanceBetween(place, placeOf(destination)) <= destination.radiusM

const placeOf = ({ latitude, longitude }: Destination): Place => ({
  latE7: Math.round(latitude * 1e7),
  lonE7: Math.round(longitude * 1e7),
})

import type { TripDayView, TripPlaceView, TripView, WholeTripView } from '../../../domain/trips/schema.ts'
import type { Api } from '../api.ts'
import { factsOf } from './plan.ts'

interface Envelope<T> {
  readonly data: T
}

/** The trips' own face: what it answers, out of its envelope. Everything may be `Refused`. */
export const createTripApi = (api: Api) => {
  const data = async <T>(answer: Promise<Envelope<T>>): Promise<T> => (await answer).data
  const at = (id: number) => `/api/trip/${id}`
  const addDay = (id: number, date: string) =>
    data(api.post<Envelope<TripDayView>>(`${at(id)}/days`, { date }))
  const order = (id: number, dayId: number, placeIds: readonly number[]) =>
    data(api.patch<Envelope<WholeTripView>>(`${at(id)}/days/${dayId}/places`, { trip_place_ids: placeIds }))
  const whole = (id: number) => data(api.get<Envelope<WholeTripView>>(at(id)))
  /** The day of a date, made where there is none. */
  const dayAt = async (trip: WholeTripView, date: string): Promise<TripDayView> =>
    trip.days.find((day) => day.date === date) ?? addDay(trip.trip_id, date)

  return {
    /** For lists: the same reads, out of the envelope. */
    lists: { ...api, get: <T>(path: string) => data(api.get<Envelope<T>>(path)) } satisfies Api,
    whole,
    create: (trip: object) => data(api.post<Envelope<TripView>>('/api/trip', trip)),
    update: (id: number, trip: object) => data(api.patch<Envelope<TripView>>(at(id), trip)),
    remove: (id: number) => api.delete(at(id)),
    addDay,
    moveDay: (id: number, dayId: number, date: string) => api.patch(`${at(id)}/days/${dayId}`, { date }),
    removeDay: (id: number, dayId: number) => api.delete(`${at(id)}/days/${dayId}`),
    async addPlace(trip: WholeTripView, date: string, place: object): Promise<WholeTripView> {
      const { trip_day_id } = await dayAt(trip, date)
      await api.post(`${at(trip.trip_id)}/days/${trip_day_id}/places`, place)
      return whole(trip.trip_id)
    },
    updatePlace: (id: number, { trip_day_id, trip_place_id }: TripPlaceView, place: object) =>
      data(
        api.patch<Envelope<TripPlaceView>>(`${at(id)}/days/${trip_day_id}/places/${trip_place_id}`, place),
      ),
    removePlace: (id: number, { trip_day_id, trip_place_id }: TripPlaceView) =>
      api.delete(`${at(id)}/days/${trip_day_id}/places/${trip_place_id}`),
    /** Makes a removed place anew where it stood, as far as that is still there. */
    async restorePlace(id: number, place: TripPlaceView, index: number): Promise<WholeTripView> {
      const { trip_day_id } = place
      const made = await data(
        api.post<Envelope<TripPlaceView>>(`${at(id)}/days/${trip_day_id}/places`, factsOf(place)),
      )
      const now = await whole(id)
      const others = (now.days.find((day) => day.trip_day_id === trip_day_id)?.places ?? [])
        .map(({ trip_place_id }) => trip_place_id)
        .filter((one) => one !== made.trip_place_id)
      return order(id, trip_day_id, others.toSpliced(index, 0, made.trip_place_id))
    },
    order,
    /** Puts a place into a date, before the place that stands there at `to`. */
    async movePlace(trip: WholeTripView, placeId: number, date: string, to: number): Promise<WholeTripView> {
      const day = await dayAt(trip, date)
      const others = day.places.map(({ trip_place_id }) => trip_place_id).filter((one) => one !== placeId)
      return order(trip.trip_id, day.trip_day_id, others.toSpliced(to, 0, placeId))
    },
  }
}
export type TripApi = ReturnType<typeof createTripApi>

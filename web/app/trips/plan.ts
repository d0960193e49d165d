import type { TripDayView, TripPlaceView, TripView, WholeTripView } from '../../../domain/trips/schema.ts'
import type { Place } from '../../map/geo.ts'

const dayMs = 86_400_000

/** Days of the calendar compare as their texts do. */
export const stateOf = (
  { start_date, end_date }: Pick<TripView, 'start_date' | 'end_date'>,
  today: string,
): 'now' | 'coming' | 'past' => {
  if (end_date < today) return 'past'
  return start_date > today ? 'coming' : 'now'
}

/** `by` days later, `YYYY-MM-DD`. */
export const daysAfter = (date: string, by: number): string =>
  new Date(Date.parse(date) + by * dayMs).toISOString().slice(0, 10)

export const lengthOf = ({ start_date, end_date }: Pick<TripView, 'start_date' | 'end_date'>): number =>
  (Date.parse(end_date) - Date.parse(start_date)) / dayMs + 1

/** One date of a trip, and what is planned for it. */
export interface PlannedDate {
  readonly date: string
  readonly number: number
  readonly day: TripDayView | null
}

/** Every date of the trip, from its first to its last. */
export const datesOf = (trip: WholeTripView): readonly PlannedDate[] => {
  const byDate = new Map(trip.days.map((day) => [day.date, day]))
  return Array.from({ length: lengthOf(trip) }, (_, i) => {
    const date = daysAfter(trip.start_date, i)
    return { date, number: i + 1, day: byDate.get(date) ?? null }
  })
}

/** Free days in a row beyond this are folded together. */
const mostFree = 4

/** The dates as they are shown: a long time for which nothing is planned is one piece of its own. */
export const piecesOf = (dates: readonly PlannedDate[]): readonly (readonly PlannedDate[])[] => {
  const runs: PlannedDate[][] = []
  for (const date of dates) {
    const last = runs.at(-1)
    if (last && !last[0]!.day && !date.day) last.push(date)
    else runs.push([date])
  }
  return runs.flatMap((run) => (run.length > mostFree ? [run] : run.map((date) => [date])))
}

/** Where each place stands in the whole trip, from 1. */
export const numbersOf = ({ days }: Pick<WholeTripView, 'days'>): ReadonlyMap<number, number> =>
  new Map(days.flatMap(({ places }) => places).map(({ trip_place_id }, i) => [trip_place_id, i + 1]))

export const positionOf = ({ latitude, longitude }: TripPlaceView): Place | null =>
  latitude === null || longitude === null ? null : { lat: latitude, lon: longitude }

const number = '(-?\\d{1,3}(?:\\.\\d+)?)'
const pair = `${number}\\s*[,;]\\s*${number}`
/** The exact place of a map's link comes before the middle of what it shows. */
const spellings = [
  `^\\s*${pair}\\s*$`,
  `^\\s*geo:${pair}`,
  `!3d${number}!4d${number}`,
  `[?&](?:q|query|ll|daddr|destination)=(?:loc:)?${pair}`,
  `[?&]mlat=${number}&mlon=${number}`,
  `@${pair}`,
  `#map=[\\d.]+/${number}/${number}`,
].map((spelling) => new RegExp(spelling))

/** A position as people have it: two numbers, or a link of a map. `null`: there is none in it. */
export const positionIn = (text: string): Place | null => {
  const plainText = text.replace(/%2C/gi, ',').replace(/%20|\+/g, ' ')
  for (const spelling of spellings) {
    const [, lat, lon] = spelling.exec(plainText)?.map(Number) ?? []
    if (lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180)
      return { lat, lon }
  }
  return null
}

/** What a place is remembered by, without its numbers: enough to make it anew. */
export const factsOf = ({
  trip_place_id: _,
  trip_day_id: __,
  added_at: ___,
  ...facts
}: TripPlaceView): Omit<TripPlaceView, 'trip_place_id' | 'trip_day_id' | 'added_at'> => facts

/** The plan with a place in another place of it; as it was, where that day is not there yet. */
export const withMoved = (trip: WholeTripView, placeId: number, date: string, to: number): WholeTripView => {
  const place = trip.days.flatMap(({ places }) => places).find((one) => one.trip_place_id === placeId)
  if (!place || !trip.days.some((day) => day.date === date)) return trip
  const days = trip.days.map((day) => {
    const others = day.places.filter((one) => one !== place)
    if (day.date !== date) return { ...day, places: others }
    return { ...day, places: others.toSpliced(to, 0, { ...place, trip_day_id: day.trip_day_id }) }
  })
  return { ...trip, days }
}

export const withoutPlace = (trip: WholeTripView, placeId: number): WholeTripView => ({
  ...trip,
  days: trip.days.map((day) => ({
    ...day,
    places: day.places.filter(({ trip_place_id }) => trip_place_id !== placeId),
  })),
})

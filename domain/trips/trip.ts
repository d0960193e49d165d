import { faulty, type Problem } from '../problem.ts'
import type { SerialId } from '../schema.ts'
import type {
  CreateTripPlace,
  SharedTripView,
  TripAccesses,
  TripDayView,
  TripPlaceView,
  TripView,
  WholeTripView,
} from './schema.ts'

/** A journey that one person plans. It is theirs alone: nobody else of the organization sees it. Dates: `YYYY-MM-DD`. */
export interface Trip {
  readonly id: SerialId
  readonly tenantId: SerialId
  readonly userId: SerialId
  readonly name: string
  readonly startDate: string
  readonly endDate: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface TripDay {
  readonly id: SerialId
  readonly tripId: SerialId
  readonly date: string
  /** In the order that their maker gave them, or else that of their adding. */
  readonly places: readonly TripPlace[]
}

export interface TripPlace extends PlaceFacts {
  readonly id: SerialId
  readonly dayId: SerialId
  readonly addedAt: Date
}

export interface PlaceFacts {
  readonly name: string
  readonly placeId: SerialId | null
  readonly notes: string | null
  readonly description: string | null
  readonly categoryId: SerialId | null
  readonly categoryName: string | null
  readonly mapsLink: string | null
  readonly ratings: number | null
  readonly reviewsCount: number | null
  readonly imagesUrl: string | null
  readonly entryFree: boolean | null
  readonly operatingHours: string | null
  readonly provinceId: SerialId | null
  readonly provinceName: string | null
  readonly latitude: number | null
  readonly longitude: number | null
}

/** A trip with its days in the order of the calendar. */
export interface WholeTrip {
  readonly trip: Trip
  readonly days: readonly TripDay[]
}

/** Somebody who opened a trip's link: once a user and link, with the first and the last time. */
export interface TripAccess {
  readonly userId: SerialId
  readonly fullName: string
  readonly email: string
  readonly firstAt: Date
  readonly lastAt: Date
}

export const mostDays = 366
export const mostPlacesADay = 100
const dayMs = 86_400_000
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / dayMs

/** The first day of the trip is number 1, whether anything is planned for it or not. */
export const dayNumberOf = (trip: Pick<Trip, 'startDate'>, date: string): number =>
  daysBetween(trip.startDate, date) + 1

type Span = Pick<Trip, 'startDate' | 'endDate'>

/** Ends when it starts or later, lasts at most {@link mostDays} days, and leaves none of its planned `dates` outside. */
export const assertSpan = (span: Span, dates: readonly string[] = []): void => {
  const length = daysBetween(span.startDate, span.endDate) + 1
  if (length < 1) throw faulty({ field: 'end_date', message: 'must not be before start_date' })
  if (length > mostDays)
    throw faulty({ field: 'end_date', message: `must be at most ${mostDays} days after start_date` })
  const outside = dates.find((date) => !isWithin(span, date))
  if (outside !== undefined)
    throw faulty({
      field: outside < span.startDate ? 'start_date' : 'end_date',
      message: `leaves the planned day ${outside} outside of the trip`,
    })
}

/** Lies within the trip, and is no day of it yet. */
export const assertNewDate = (trip: Span, date: string, taken: readonly string[]): void => {
  if (!isWithin(trip, date))
    throw faulty({ field: 'date', message: `must be from ${trip.startDate} to ${trip.endDate}` })
  if (taken.includes(date)) throw dateTaken()
}

export const dateTaken = (): Problem => faulty({ field: 'date', message: 'is a day of this trip already' })

const isWithin = ({ startDate, endDate }: Span, date: string): boolean => startDate <= date && date <= endDate

const trimmed = (text: string | null | undefined) => (typeof text === 'string' ? text.trim() : text)

/** What a body says of a place, and nothing of what it leaves out. */
export const factsOf = (body: Partial<CreateTripPlace>): Partial<PlaceFacts> => {
  const facts = {
    name: body.place_name?.trim(),
    placeId: body.place_id,
    notes: body.notes,
    description: body.place_description,
    categoryId: body.category_id,
    categoryName: trimmed(body.category_name),
    mapsLink: body.google_maps_link,
    ratings: body.ratings,
    reviewsCount: body.reviews_count,
    imagesUrl: body.images_url,
    entryFree: body.entry_free,
    operatingHours: trimmed(body.operating_hours),
    provinceId: body.province_id,
    provinceName: trimmed(body.province_categoryName),
    latitude: body.latitude,
    longitude: body.longitude,
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
}

export const presentTrip = (trip: Trip): TripView => ({
  trip_id: trip.id,
  user_id: trip.userId,
  trip_name: trip.name,
  start_date: trip.startDate,
  end_date: trip.endDate,
  created_at: trip.createdAt.toISOString(),
  updated_at: trip.updatedAt.toISOString(),
})

export const presentDay = (trip: Trip, day: TripDay): TripDayView => ({
  trip_day_id: day.id,
  trip_id: day.tripId,
  date: day.date,
  day_number: dayNumberOf(trip, day.date),
  places: day.places.map(presentPlace),
})

export const presentPlace = (place: TripPlace): TripPlaceView => ({
  trip_place_id: place.id,
  trip_day_id: place.dayId,
  place_id: place.placeId,
  notes: place.notes,
  added_at: place.addedAt.toISOString(),
  place_name: place.name,
  place_description: place.description,
  category_id: place.categoryId,
  category_name: place.categoryName,
  google_maps_link: place.mapsLink,
  ratings: place.ratings,
  reviews_count: place.reviewsCount,
  images_url: place.imagesUrl,
  entry_free: place.entryFree,
  operating_hours: place.operatingHours,
  province_id: place.provinceId,
  province_categoryName: place.provinceName,
  latitude: place.latitude,
  longitude: place.longitude,
})

export const presentWhole = ({ trip, days }: WholeTrip): WholeTripView => ({
  ...presentTrip(trip),
  days: days.map((day) => presentDay(trip, day)),
})

/** For whoever came by its link. */
export const presentShared = ({ trip, days }: WholeTrip): SharedTripView => ({
  trip: presentTrip(trip),
  days: days.map((day) => presentDay(trip, day)),
  access_type: 'view_only',
})

/** Nobody has a picture of their own yet, as far as the service knows: `avatar` is null. */
export const presentAccesses = (accesses: readonly TripAccess[]): TripAccesses => ({
  accesses: accesses.map(({ userId, fullName, email, firstAt, lastAt }) => ({
    user_id: userId,
    user_name: fullName,
    user_email: email,
    avatar: null,
    accessed_at: firstAt.toISOString(),
    last_accessed_at: lastAt.toISOString(),
  })),
  total_accesses: accesses.length,
})

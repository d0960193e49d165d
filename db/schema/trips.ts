import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Made } from './columns.ts'

/** Trips, their days and places, and who opened them. */
export interface TripTables {
  trip: TripTable
  tripDay: TripDayTable
  tripPlace: TripPlaceTable
  tripAccess: TripAccessTable
}

interface TripTable {
  id: GeneratedAlways<number>
  tenantId: number
  userId: number
  name: string
  /** Dates are read as text. */
  startDate: ColumnType<Date, string, string>
  endDate: ColumnType<Date, string, string>
  createdAt: Made
  updatedAt: Generated<Date>
}

interface TripDayTable {
  id: GeneratedAlways<number>
  tenantId: number
  tripId: number
  date: ColumnType<Date, string, string>
}

interface TripPlaceTable {
  id: GeneratedAlways<number>
  tenantId: number
  dayId: number
  /** Within its day; those of one position by their id. */
  position: Generated<number>
  addedAt: Made
  name: string
  placeId: number | null
  notes: string | null
  description: string | null
  categoryId: number | null
  categoryName: string | null
  mapsLink: string | null
  ratings: number | null
  reviewsCount: number | null
  imagesUrl: string | null
  entryFree: boolean | null
  operatingHours: string | null
  provinceId: number | null
  provinceName: string | null
  latitude: number | null
  longitude: number | null
}

interface TripAccessTable {
  linkId: string
  userId: number
  tenantId: number
  firstAt: Date
  lastAt: Date
}

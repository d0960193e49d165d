import Type, { type Static } from 'typebox'
import {
  CalendarDate,
  Latitude,
  Line,
  Longitude,
  Nullable,
  SerialId,
  Text,
  Timestamp,
  WebUrl,
} from '../schema.ts'
import { mostPlacesADay } from './trip.ts'

const closed = { additionalProperties: false } as const
const count = Type.Integer({ minimum: 0, maximum: 2_147_483_647 })

export const CreateTrip = Type.Object(
  { trip_name: Line(200), start_date: CalendarDate, end_date: CalendarDate },
  { $id: 'CreateTrip', ...closed },
)
export type CreateTrip = Static<typeof CreateTrip>

export const UpdateTrip = Type.Partial(CreateTrip, { $id: 'UpdateTrip', ...closed, minProperties: 1 })
export type UpdateTrip = Static<typeof UpdateTrip>

/** A day of the trip; its number follows from its date. */
export const TripDayBody = Type.Object({ date: CalendarDate }, { $id: 'TripDayBody', ...closed })
export type TripDayBody = Static<typeof TripDayBody>

const facts = {
  /** The place's number in the client's own catalogue. */
  place_id: Type.Optional(Nullable(SerialId)),
  notes: Type.Optional(Nullable(Text(5000))),
  place_description: Type.Optional(Nullable(Text(5000))),
  category_id: Type.Optional(Nullable(SerialId)),
  category_name: Type.Optional(Nullable(Line(200))),
  google_maps_link: Type.Optional(Nullable(WebUrl)),
  ratings: Type.Optional(Nullable(Type.Number({ minimum: 0, maximum: 5 }))),
  reviews_count: Type.Optional(Nullable(count)),
  images_url: Type.Optional(Nullable(WebUrl)),
  entry_free: Type.Optional(Nullable(Type.Boolean())),
  operating_hours: Type.Optional(Nullable(Line(200))),
  province_id: Type.Optional(Nullable(SerialId)),
  province_categoryName: Type.Optional(Nullable(Line(200))),
  latitude: Type.Optional(Nullable(Latitude)),
  longitude: Type.Optional(Nullable(Longitude)),
}
/** Half a position is none. */
const wholePosition = { dependentRequired: { latitude: ['longitude'], longitude: ['latitude'] } }

export const CreateTripPlace = Type.Object(
  { place_name: Line(200), ...facts },
  { $id: 'CreateTripPlace', ...closed, ...wholePosition },
)
export type CreateTripPlace = Static<typeof CreateTripPlace>

export const UpdateTripPlace = Type.Object(
  { place_name: Type.Optional(Line(200)), ...facts },
  { $id: 'UpdateTripPlace', ...closed, ...wholePosition, minProperties: 1 },
)
export type UpdateTripPlace = Static<typeof UpdateTripPlace>

/** All places of a day, in the order in which they are to stand; those of other days of the trip move to it. */
export const OrderTripPlaces = Type.Object(
  { trip_place_ids: Type.Array(SerialId, { maxItems: mostPlacesADay, uniqueItems: true }) },
  { $id: 'OrderTripPlaces', ...closed },
)

export const TripView = Type.Object(
  {
    trip_id: SerialId,
    user_id: SerialId,
    trip_name: Type.String(),
    start_date: CalendarDate,
    end_date: CalendarDate,
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'TripView', ...closed },
)
export type TripView = Static<typeof TripView>

export const TripPlaceView = Type.Object(
  {
    trip_place_id: SerialId,
    trip_day_id: SerialId,
    place_id: Nullable(SerialId),
    notes: Nullable(Type.String()),
    added_at: Timestamp,
    place_name: Type.String(),
    place_description: Nullable(Type.String()),
    category_id: Nullable(SerialId),
    category_name: Nullable(Type.String()),
    google_maps_link: Nullable(Type.String()),
    ratings: Nullable(Type.Number()),
    reviews_count: Nullable(Type.Integer()),
    images_url: Nullable(Type.String()),
    entry_free: Nullable(Type.Boolean()),
    operating_hours: Nullable(Type.String()),
    province_id: Nullable(SerialId),
    province_categoryName: Nullable(Type.String()),
    latitude: Nullable(Type.Number()),
    longitude: Nullable(Type.Number()),
  },
  { $id: 'TripPlaceView', ...closed },
)
export type TripPlaceView = Static<typeof TripPlaceView>

export const TripDayView = Type.Object(
  {
    trip_day_id: SerialId,
    trip_id: SerialId,
    date: CalendarDate,
    day_number: Type.Integer(),
    places: Type.Array(TripPlaceView),
  },
  { $id: 'TripDayView', ...closed },
)
export type TripDayView = Static<typeof TripDayView>

/** The trip itself with all that is planned for it, for its maker. */
export const WholeTripView = Type.Object(
  { ...TripView.properties, days: Type.Array(TripDayView) },
  { $id: 'WholeTripView', ...closed },
)
export type WholeTripView = Static<typeof WholeTripView>

/** What a friend sees. */
export const SharedTripView = Type.Object(
  { trip: TripView, days: Type.Array(TripDayView), access_type: Type.Literal('view_only') },
  { $id: 'SharedTripView', ...closed },
)
export type SharedTripView = Static<typeof SharedTripView>

export const ShareTrip = Type.Object(
  {
    /** From now on. A link that is there already gets the new end. */
    expires_in_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
  },
  { $id: 'ShareTrip', ...closed },
)
export type ShareTrip = Static<typeof ShareTrip>

export const TripShareView = Type.Object(
  {
    share_link: Type.String(),
    token: Type.String(),
    expires_at: Nullable(Timestamp),
    created_at: Timestamp,
  },
  { $id: 'TripShareView', ...closed },
)
export type TripShareView = Static<typeof TripShareView>

export const TripAccesses = Type.Object(
  {
    accesses: Type.Array(
      Type.Object(
        {
          user_id: SerialId,
          user_name: Type.String(),
          user_email: Type.String(),
          avatar: Nullable(Type.String()),
          /** The first time. */
          accessed_at: Timestamp,
          last_accessed_at: Timestamp,
        },
        closed,
      ),
    ),
    total_accesses: Type.Integer(),
  },
  { $id: 'TripAccesses', ...closed },
)
export type TripAccesses = Static<typeof TripAccesses>

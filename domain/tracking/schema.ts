import Type, { type Static } from 'typebox'
import { Id, Line, Nullable, OneOf, SerialId, Timestamp } from '../schema.ts'

const closed = { additionalProperties: false } as const

export const pingSources = ['gps', 'network', 'fused', 'manual'] as const
export const PingSource = OneOf(...pingSources)
export type PingSource = (typeof pingSources)[number]

/** Text keeps its digits. Whether it is a place on the globe is judged with the rest of the position. */
const Degrees = Type.Union([
  Type.Number(),
  Type.String({ pattern: '^-?(0|[1-9][0-9]{0,9})(\\.[0-9]{1,20})?$', maxLength: 40 }),
])
const measure = (description: string) => Type.Optional(Nullable(Type.Number({ description })))

/** What a ping says beside the position itself. */
const origin = {
  source: Type.Optional(PingSource),
  device_id: Type.Optional(Nullable(Line(100))),
  assignment: Type.Optional(Nullable(Id)),
}

export const SubmitPing = Type.Object(
  {
    latitude: Degrees,
    longitude: Degrees,
    accuracy: measure('radius in metres'),
    altitude: measure('metres'),
    speed: measure('km/h'),
    heading: measure('degrees clockwise from north'),
    recorded_at: Type.Optional(Nullable(Timestamp)),
    ...origin,
  },
  { $id: 'SubmitPing', ...closed },
)
export type SubmitPing = Static<typeof SubmitPing>

export const mostPingsAtOnce = 1_000

/** For the API's documentation; each ping of an array is read by itself, so that a bad one does not spoil the rest. */
export const SubmitPings = Type.Union(
  [SubmitPing, Type.Array(SubmitPing, { minItems: 1, maxItems: mostPingsAtOnce })],
  { $id: 'SubmitPings' },
)

/** Of a report over a connection, which may say more than we know. */
export const PingOrigin = Type.Object(origin, { additionalProperties: true })

const place = {
  latitude: Type.String(),
  longitude: Type.String(),
  accuracy: Nullable(Type.Number()),
  source: PingSource,
}
const whose = { technician_id: Id, technician_name: Type.String() }

export const LocationPingView = Type.Object(
  {
    id: Id,
    ...whose,
    ...place,
    source_display: Type.String(),
    device_id: Nullable(Type.String()),
    recorded_at: Timestamp,
    created_at: Timestamp,
  },
  { $id: 'LocationPing', ...closed },
)
export type LocationPingView = Static<typeof LocationPingView>

const index = Type.Integer({ minimum: 0 })
const count = Type.Integer({ minimum: 0 })

export const PingBatchView = Type.Object(
  {
    accepted: count,
    duplicates: count,
    rejected: count,
    results: Type.Array(
      Type.Union([
        Type.Object({ index, status: OneOf('accepted', 'duplicate'), ping: LocationPingView }, closed),
        Type.Object(
          {
            index,
            status: OneOf('rejected'),
            code: Type.String(),
            detail: Type.String(),
            errors: Type.Optional(
              Type.Array(Type.Object({ field: Type.String(), message: Type.String() }, closed)),
            ),
          },
          closed,
        ),
      ]),
    ),
  },
  { $id: 'LocationPingBatch', ...closed },
)
export type PingBatchView = Static<typeof PingBatchView>

export const LatestLocationView = Type.Object(
  {
    id: Id,
    ...whose,
    ...place,
    recorded_at: Timestamp,
    /** Older than 5 minutes. */
    is_stale: Type.Boolean(),
    minutes_ago: count,
  },
  { $id: 'LatestLocation', ...closed },
)
export type LatestLocationView = Static<typeof LatestLocationView>

export const LocationTrailQuery = Type.Object(
  {
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
    format: Type.Optional(OneOf('json', 'geojson', 'gpx')),
  },
  closed,
)

export const LocationTrailView = Type.Object(
  {
    ...whose,
    from_date: Timestamp,
    to_date: Timestamp,
    total_pings: count,
    pings: Type.Array(Type.Object({ id: Id, ...place, recorded_at: Timestamp }, closed)),
  },
  { $id: 'LocationTrail', ...closed },
)
export type LocationTrailView = Static<typeof LocationTrailView>

export const SwitchTracking = Type.Object(
  {
    allow_tracking: Type.Boolean(),
    /** Of the text that was agreed to. */
    version: Type.Optional(Line(40)),
  },
  { $id: 'SwitchTracking', ...closed },
)
export type SwitchTracking = Static<typeof SwitchTracking>

const PersonView = Type.Object({ id: SerialId, full_name: Type.String() }, closed)

export const ConsentView = Type.Object(
  { allow_tracking: Type.Boolean(), version: Type.String(), at: Timestamp, by: PersonView },
  { $id: 'TrackingConsent', ...closed },
)
export type ConsentView = Static<typeof ConsentView>

export const LocationAuditView = Type.Object(
  {
    outcome: OneOf('accepted', 'duplicate', 'refused'),
    code: Nullable(Type.String()),
    device_id: Nullable(Type.String()),
    source: Nullable(Type.String()),
    recorded_at: Nullable(Timestamp),
    at: Timestamp,
  },
  { $id: 'LocationAudit', ...closed },
)
export type LocationAuditView = Static<typeof LocationAuditView>

export const LocationLookView = Type.Object(
  {
    /** `null` for whoever holds a customer's link. */
    viewer: Nullable(PersonView),
    via: OneOf('latest', 'trail', 'live', 'customer_link', 'mileage', 'export'),
    looks: Type.Integer({ minimum: 1 }),
    first_at: Timestamp,
    last_at: Timestamp,
  },
  { $id: 'LocationView', ...closed },
)
export type LocationLookView = Static<typeof LocationLookView>

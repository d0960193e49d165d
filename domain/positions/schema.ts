import Type, { type Static } from 'typebox'
import { Id, Latitude, Longitude, Nullable, OneOf, Timestamp } from '../schema.ts'
import { fromE7, type Position } from './position.ts'

/** A position as REST answers it: degrees, km/h, degrees clockwise from north, metres. */
export const PositionView = Type.Object(
  {
    latitude: Latitude,
    longitude: Longitude,
    speed: Nullable(Type.Number()),
    heading: Nullable(Type.Number()),
    accuracy: Nullable(Type.Number()),
    altitude: Nullable(Type.Number()),
    recorded_at: Timestamp,
  },
  { $id: 'PositionView', additionalProperties: false },
)
export type PositionView = Static<typeof PositionView>

export const presentPosition = (position: Position): PositionView => ({
  latitude: fromE7(position.latE7),
  longitude: fromE7(position.lonE7),
  speed: position.speed,
  heading: position.heading,
  accuracy: position.accuracy,
  altitude: position.altitude,
  recorded_at: new Date(position.recordedAt).toISOString(),
})

/**
 * A position as the gateway streams it, with short names because it is sent most. `t` is milliseconds since 1970 UTC.
 * `seq` orders the positions of one subject; it is the same number on every node and survives restarts, because it is
 * `t`: the live marker never moves back in time.
 */
export const LivePosition = Type.Object(
  {
    id: Id,
    t: Type.Integer(),
    lat: Latitude,
    lon: Longitude,
    spd: Type.Optional(Type.Number()),
    hdg: Type.Optional(Type.Number()),
    acc: Type.Optional(Type.Number()),
    seq: Type.Integer(),
  },
  { $id: 'LivePosition', additionalProperties: false },
)
export type LivePosition = Static<typeof LivePosition>

export const presentLive = (id: Id, position: Position): LivePosition => ({
  id,
  t: position.recordedAt,
  lat: fromE7(position.latE7),
  lon: fromE7(position.lonE7),
  ...(position.speed !== null && { spd: position.speed }),
  ...(position.heading !== null && { hdg: position.heading }),
  ...(position.accuracy !== null && { acc: position.accuracy }),
  seq: position.recordedAt,
})

/** What ingest answers once everything in it is committed. `index` counts from 0 in the array that was sent. */
export const IngestReceipt = Type.Object(
  {
    accepted: Type.Integer({ minimum: 0 }),
    duplicates: Type.Integer({ minimum: 0 }),
    rejected: Type.Array(
      Type.Object(
        { index: Type.Integer(), code: Type.String(), detail: Type.String() },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: 'IngestReceipt', additionalProperties: false },
)
export type IngestReceipt = Static<typeof IngestReceipt>

export const TrailFormat = OneOf('json', 'geojson', 'gpx', 'binary')
export type TrailFormat = Static<typeof TrailFormat>

export const TrailQuery = Type.Object(
  {
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
    format: Type.Optional(TrailFormat),
    tolerance: Type.Optional(Type.Number({ minimum: 0, maximum: 10_000 })),
  },
  { additionalProperties: false },
)
export type TrailQuery = Static<typeof TrailQuery>

export const TrailView = Type.Object(
  { id: Id, from: Timestamp, to: Timestamp, count: Type.Integer(), positions: Type.Array(PositionView) },
  { $id: 'TrailView', additionalProperties: false },
)

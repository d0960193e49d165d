import Type, { type Static, type TProperties } from 'typebox'
import { Id, Nullable, OneOf, PageQuery, SerialId, Timestamp } from '../schema.ts'
import { accessTypes } from './event.ts'
import { channels, deviceTypes } from './facts.ts'

const closed = { additionalProperties: false } as const
const Count = Type.Integer({ minimum: 0 })
const Day = Type.String({ format: 'date' })

const breakdown = (name: string, description: string) =>
  Type.Array(Type.Object({ [name]: Type.String(), views: Count } as TProperties, closed), { description })

export const AnalyticsQuery = Type.Object(
  { days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })) },
  closed,
)
export const ShareAnalyticsQuery = Type.Object(
  { ...AnalyticsQuery.properties, whole_share: Type.Optional(Type.Boolean({ default: false })) },
  closed,
)

export const AnalyticsView = Type.Object(
  {
    summary: Type.Object(
      {
        total_views: Count,
        total_downloads: Count,
        unique_visitors: Type.Integer({
          minimum: 0,
          description:
            'The sum of each day’s visitors: the key that tells them apart is replaced every day, so that somebody who comes back on another day is counted again.',
        }),
        conversion_rate: Type.Number({ minimum: 0, description: 'Downloads for every 100 views.' }),
      },
      closed,
    ),
    geographic_breakdown: breakdown('country', 'ISO 3166-1 alpha-2; `unknown` last, as in every breakdown.'),
    device_breakdown: breakdown('device_type', deviceTypes.join(', ')),
    browser_breakdown: breakdown('browser', 'Programs are `other`.'),
    os_breakdown: breakdown('os', 'Programs are `other`.'),
    referrer_breakdown: breakdown('referrer', 'Hosts; `direct` where none was told.'),
    channel_breakdown: breakdown('channel', channels.join(', ')),
    engagement: Type.Object(
      {
        median_seconds: Nullable(Type.Number({ minimum: 0 })),
        p90_seconds: Nullable(Type.Number({ minimum: 0 })),
        bounce_rate: Nullable(
          Type.Number({ minimum: 0, maximum: 100, description: 'Percent of visits shorter than 10 s.' }),
        ),
      },
      { ...closed, description: 'Of visits that were measured; null where none was.' },
    ),
    load_times: Type.Object(
      { p50_ms: Nullable(Type.Number({ minimum: 0 })), p95_ms: Nullable(Type.Number({ minimum: 0 })) },
      closed,
    ),
    daily_breakdown: Type.Array(
      Type.Object({ date: Day, views: Count, downloads: Count, unique_visitors: Count }, closed),
      { description: 'Every day of the range, oldest first, in the organization’s time zone.' },
    ),
    bots: Type.Object({ views: Count }, { ...closed, description: 'Counted apart, in nothing else.' }),
    unlocks: Type.Object({ succeeded: Count, failed: Count }, closed),
    country_database: Type.Object({ date: Nullable(Day) }, closed),
  },
  { $id: 'Analytics', ...closed },
)
export type AnalyticsView = Static<typeof AnalyticsView>

export const AccessesQuery = Type.Object(
  { ...PageQuery.properties, format: Type.Optional(OneOf('json', 'csv')) },
  closed,
)

/** One line of a link's timeline. What tells visitors apart is never shown. */
export const AccessView = Type.Object(
  {
    at: Timestamp,
    type: OneOf(...accessTypes),
    country: Nullable(Type.String()),
    device_type: Nullable(OneOf(...deviceTypes)),
    browser: Nullable(Type.String()),
    os: Nullable(Type.String()),
    referrer: Nullable(Type.String()),
    channel: Nullable(OneOf(...channels)),
    is_bot: Type.Boolean(),
    seconds: Type.Optional(Count),
  },
  { $id: 'Access', ...closed },
)
export type AccessView = Static<typeof AccessView>

export const ByUuid = Type.Object({ uuid: Id })
export const ByAssetId = Type.Object({ id: SerialId })

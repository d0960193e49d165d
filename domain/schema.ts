import Type, { type Static, type TSchema } from 'typebox'

/** The bricks every schema is built from. Schemas speak the wire's snake_case; values inside are camelCase. */

/** A UUID in lower or upper case; v7 wherever the order of creation helps. */
export const Id = Type.String({ format: 'uuid' })
export type Id = Static<typeof Id>

/** Users and tenants are numbered: PostgreSQL `integer` identity columns. */
export const SerialId = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export type SerialId = Static<typeof SerialId>

/** Whether text from elsewhere, read as a number, can be one of ours at all. */
export const isSerialId = (id: number): id is SerialId =>
  Number.isInteger(id) && id >= 1 && id <= 2_147_483_647

/** RFC 3339 with a zone; answers are always in UTC with `Z`. */
export const Timestamp = Type.String({ format: 'date-time', maxLength: 40 })
export type Timestamp = Static<typeof Timestamp>

/** A day that the calendar has, `YYYY-MM-DD`, from 1900 to 2999. */
export const CalendarDate = Type.String({ format: 'date', pattern: '^(19|2[0-9])[0-9]{2}-' })

/** Where a browser may be sent: http and https, and nothing that runs. */
export const WebUrl = Type.String({ format: 'uri', pattern: '^https?://', maxLength: 2000 })

/** A closed set of words, written as JSON Schema `enum` so that the OpenAPI page stays readable. */
export const OneOf = <const T extends readonly string[]>(...values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] })

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** Degrees, WGS84. */
export const Latitude = Type.Number({ minimum: -90, maximum: 90 })
export const Longitude = Type.Number({ minimum: -180, maximum: 180 })

/** Blanks, and what shows as nothing: zero-width characters and those that turn the direction of writing. */
const unseen = '\\s\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff'

/** Text that people write: trimmed by the reader, with something to see in it, without control characters. */
export const Line = (maxLength: number) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: `^(?=[${unseen}]*[^${unseen}])[^\\u0000-\\u001f\\u007f]*$`,
  })

/** A line, or nothing at all where there is nothing to say. */
export const LineOrNone = (maxLength: number) =>
  Type.String({ maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$' })

/** Text of several lines: no control characters but tabs and ends of lines. */
export const Text = (maxLength: number) =>
  Type.String({ maxLength, pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$' })

/** The same, with something to see in it. */
export const Prose = (maxLength: number) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: `^(?=[${unseen}]*[^${unseen}])[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$`,
  })

/** Bytes: an attachment over Socket.IO, base64 text where there is only JSON. Told apart by identity, see `checked`. */
export const Bytes = Type.Unsafe<Uint8Array>({ type: 'string', contentEncoding: 'base64' })

/** `page` counts from 1. */
export const PageQuery = Type.Object(
  {
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 })),
    page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  },
  { additionalProperties: false },
)
export type PageQuery = Static<typeof PageQuery>

/** One page of a list; `next` and `previous` are absolute URLs. */
export const Page = <T extends TSchema>(of: T, $id: string) =>
  Type.Object(
    {
      count: Type.Integer({ minimum: 0 }),
      next: Nullable(Type.String()),
      previous: Nullable(Type.String()),
      results: Type.Array(of),
    },
    { $id, additionalProperties: false },
  )

/** What a store is asked for, and what it answers, when a list is paged. */
export interface Slice {
  readonly limit: number
  readonly offset: number
}
export interface Counted<T> {
  readonly count: number
  readonly rows: readonly T[]
}

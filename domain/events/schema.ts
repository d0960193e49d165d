import Type, { type Static } from 'typebox'
import { Id, Nullable, SerialId, Timestamp } from '../schema.ts'

const closed = { additionalProperties: false } as const

/** `seq` of an event. 2^53 − 1 is far beyond what one organization will do. */
export const Seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** A name of an event, all of an aggregate's (`share.*`), or everything (`*`). Whether there is such a name is judged later. */
export const EventFilter = Type.String({ pattern: '^(\\*|[a-z_]+\\.(\\*|[a-z_]+))$', maxLength: 100 })

export const EventQuery = Type.Object(
  {
    /** Events beyond this one. */
    after: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    name: Type.Optional(Type.Array(EventFilter, { maxItems: 20 })),
    aggregate_type: Type.Optional(Type.String({ pattern: '^[a-z_]{1,50}$' })),
    aggregate_id: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    /** Seconds that the answer waits for something to tell, where there is nothing yet. */
    wait: Type.Optional(Type.Integer({ minimum: 0, maximum: 25, default: 0 })),
  },
  closed,
)
export type EventQuery = Static<typeof EventQuery>

export const EventView = Type.Object(
  {
    seq: Seq,
    id: Id,
    name: Type.String(),
    aggregate_type: Type.String(),
    aggregate_id: Type.String(),
    /** Ids and states; what there is depends on the name. */
    data: Type.Record(Type.String(), Type.Unknown()),
    actor_id: Nullable(SerialId),
    at: Timestamp,
  },
  { $id: 'EventView', ...closed },
)
export type EventView = Static<typeof EventView>

export const EventsPage = Type.Object(
  {
    events: Type.Array(EventView),
    /** What to send as `after` for the next ones. */
    last: Seq,
    /** There are further ones already. */
    more: Type.Boolean(),
  },
  { $id: 'EventsPage', ...closed },
)
export type EventsPage = Static<typeof EventsPage>

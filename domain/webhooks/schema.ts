import Type, { type Static } from 'typebox'
import { EventFilter, Seq } from '../events/schema.ts'
import { Id, Line, Nullable, OneOf, PageQuery, SerialId, Timestamp } from '../schema.ts'

const closed = { additionalProperties: false } as const
const filters = Type.Array(EventFilter, { minItems: 1, maxItems: 50, uniqueItems: true })
/** Whether it may be called is judged apart. */
const url = Type.String({ minLength: 1, maxLength: 2000 })
const description = Type.String({ maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]*$' })

export const CreateWebhook = Type.Object(
  {
    url,
    /** `*`, names, or `share.*`. */
    events: filters,
    description: Type.Optional(description),
    is_active: Type.Optional(Type.Boolean({ default: true })),
  },
  { $id: 'CreateWebhook', ...closed },
)
export type CreateWebhook = Static<typeof CreateWebhook>

export const UpdateWebhook = Type.Object(
  {
    url: Type.Optional(url),
    events: Type.Optional(filters),
    description: Type.Optional(description),
    is_active: Type.Optional(Type.Boolean()),
    /** With `is_active: true`: whether what happened meanwhile, of at most 7 days, is sent. */
    resume: Type.Optional(OneOf('now', 'backlog')),
  },
  { $id: 'UpdateWebhook', ...closed, minProperties: 1, dependentRequired: { resume: ['is_active'] } },
)
export type UpdateWebhook = Static<typeof UpdateWebhook>

export const pauseReasons = ['by_hand', 'failing', 'gone'] as const

export const WebhookView = Type.Object(
  {
    id: Id,
    url: Type.String(),
    description: Type.String(),
    events: Type.Array(Type.String()),
    is_active: Type.Boolean(),
    /** `failing`: took nothing for 24 h; `gone`: answered 410. */
    paused_because: Nullable(OneOf(...pauseReasons)),
    /** Until when the secret before this one signs as well. */
    previous_secret_until: Nullable(Timestamp),
    last_delivered_at: Nullable(Timestamp),
    created_by: SerialId,
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'WebhookView', ...closed },
)
export type WebhookView = Static<typeof WebhookView>

const secret = Type.String({ description: 'whsec_ and 32 bytes in base64. Shown this once.' })

export const CreatedWebhook = Type.Object(
  { ...WebhookView.properties, secret },
  { $id: 'CreatedWebhook', ...closed },
)
export type CreatedWebhook = Static<typeof CreatedWebhook>

export const WebhookList = Type.Object(
  { webhooks: Type.Array(WebhookView) },
  { $id: 'WebhookList', ...closed },
)

export const RotateSecret = Type.Object(
  { overlap_hours: Type.Optional(Type.Number({ minimum: 0, maximum: 72, default: 24 })) },
  { $id: 'RotateSecret', ...closed },
)

export const DeliveryQuery = Type.Object(
  {
    ...PageQuery.properties,
    status: Type.Optional(OneOf('pending', 'delivered', 'failed')),
    event: Type.Optional(Line(100)),
  },
  closed,
)
export type DeliveryQuery = Static<typeof DeliveryQuery>

const tryFacts = {
  at: Timestamp,
  status_code: Nullable(Type.Integer()),
  /** By name; `null` where it was taken. */
  error: Nullable(Type.String()),
  milliseconds: Type.Integer({ minimum: 0 }),
}

export const DeliveryView = Type.Object(
  {
    id: Id,
    event_name: Type.String(),
    /** `null`: a test, which is no event. */
    event_seq: Nullable(Seq),
    is_replay: Type.Boolean(),
    status: OneOf('pending', 'delivered', 'failed'),
    attempts: Type.Integer({ minimum: 0 }),
    created_at: Timestamp,
    next_at: Nullable(Timestamp),
    settled_at: Nullable(Timestamp),
    last: Nullable(Type.Object(tryFacts, closed)),
  },
  { $id: 'DeliveryView', ...closed },
)
export type DeliveryView = Static<typeof DeliveryView>

export const WholeDeliveryView = Type.Object(
  {
    ...DeliveryView.properties,
    /** The header `webhook-id`: the same at every try and every replay. */
    message_id: Type.String(),
    payload: Type.Record(Type.String(), Type.Unknown()),
    tries: Type.Array(
      Type.Object(
        {
          number: Type.Integer({ minimum: 1 }),
          ...tryFacts,
          /** The beginning of what was answered, 1 KB at most. */
          answer: Nullable(Type.String()),
        },
        closed,
      ),
    ),
  },
  { $id: 'WholeDeliveryView', ...closed },
)
export type WholeDeliveryView = Static<typeof WholeDeliveryView>

export const ReplayEvents = Type.Object(
  { after_seq: Seq, until_seq: Type.Optional(Seq) },
  { $id: 'ReplayEvents', ...closed },
)
export type ReplayEvents = Static<typeof ReplayEvents>

export const ReplayedEvents = Type.Object(
  {
    deliveries: Type.Integer({ minimum: 0 }),
    /** Up to which event. */
    last: Seq,
    /** There are further ones: replay again after `last`. */
    more: Type.Boolean(),
  },
  { $id: 'ReplayedEvents', ...closed },
)

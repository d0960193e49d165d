import Type, { type Static } from 'typebox'
import { Id, Nullable, OneOf, Page, PageQuery, Timestamp } from '../schema.ts'
import { digests, notificationTypes } from './notification.ts'

const closed = { additionalProperties: false } as const
const count = Type.Integer({ minimum: 0 })

export const NotificationView = Type.Object(
  {
    id: Id,
    type: OneOf(...notificationTypes),
    title: Type.String(),
    body: Type.String(),
    /** Where it leads. */
    url: Type.String(),
    created_at: Timestamp,
    read_at: Nullable(Timestamp),
  },
  { $id: 'NotificationView', ...closed },
)
export type NotificationView = Static<typeof NotificationView>

export const NotificationQuery = Type.Object(
  {
    ...PageQuery.properties,
    /** Only what is not read yet. */
    unread: Type.Optional(Type.Boolean({ default: false })),
  },
  closed,
)
export type NotificationQuery = Static<typeof NotificationQuery>

/** `unread`: how many there are, on this page or not. */
export const NotificationPage = Type.Object(
  { ...Page(NotificationView, '').properties, unread: count },
  { $id: 'NotificationPage', ...closed },
)

/** Exactly one of the three. `up_to`: this one, and all that came before it. */
export const ReadNotifications = Type.Union(
  [
    Type.Object({ ids: Type.Array(Id, { minItems: 1, maxItems: 200 }) }, closed),
    Type.Object({ all: Type.Literal(true) }, closed),
    Type.Object({ up_to: Id }, closed),
  ],
  { $id: 'ReadNotifications' },
)
export type ReadNotifications = Static<typeof ReadNotifications>

export const UnreadView = Type.Object({ unread: count }, { $id: 'UnreadView', ...closed })

export const NotificationPreferences = Type.Object(
  { digest: OneOf(...digests) },
  { $id: 'NotificationPreferences', ...closed },
)
export type NotificationPreferences = Static<typeof NotificationPreferences>

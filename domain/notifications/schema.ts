import Type, { type Static } from 'typebox'
import { Id, Nullable, OneOf, Timestamp } from '../schema.ts'
import { notificationTypes } from './notification.ts'

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
  { $id: 'NotificationView', additionalProperties: false },
)
export type NotificationView = Static<typeof NotificationView>

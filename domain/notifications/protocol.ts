import Type from 'typebox'
import { NotificationView } from './schema.ts'

/** A member hears of what is new for them; reading and the list are REST. */
export const notifications = {
  namespace: '/notifications',
  auth: Type.Object(
    { jwt: Type.Optional(Type.String({ maxLength: 4096 })) },
    { $id: 'NotificationsAuth', additionalProperties: false },
  ),
  requests: {},
  notices: {
    notification: NotificationView,
    /** How many are unread: after connecting, and whenever some were read elsewhere. */
    unread: Type.Object({ count: Type.Integer({ minimum: 0 }) }, { additionalProperties: false }),
    /** The server disconnects after it. */
    'session:ended': Type.Object({}, { additionalProperties: false }),
  },
} as const

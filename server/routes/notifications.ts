import { presentNotification } from '../../domain/notifications/present.ts'
import {
  NotificationPage,
  NotificationPreferences,
  NotificationQuery,
  ReadNotifications,
  UnreadView,
} from '../../domain/notifications/schema.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { route } from '../route.ts'
import type { RouteContext } from './index.ts'

const usual = { tag: 'Notifications', who: 'member' } as const

/** What is new for the caller, in the organization they are signed in to: nobody else's, whatever they name. */
export const notificationRoutes = ({ services: { notifications, now } }: RouteContext) => [
  route({
    ...usual,
    method: 'get',
    path: '/api/notifications',
    summary: 'What is new for me, newest first, in my language',
    query: NotificationQuery,
    reply: NotificationPage,
    async handle({ actor, query, request }) {
      const filter = { isUnread: query.unread ?? false }
      const { unread, count, rows } = await notifications.list(actor, filter, sliceOf(query))
      const { language, publicUrl } = request
      const reading = { language, publicUrl, now: now() }
      const page = { count, rows: rows.map((told) => presentNotification(told, reading)) }
      return { ...presentPage(page, query, publicUrl, request.path), unread }
    },
  }),
  route({
    ...usual,
    method: 'post',
    path: '/api/notifications/read',
    summary: 'Mark some as read: these, all, or all up to one; what is not mine stays as it is',
    status: 200,
    body: ReadNotifications,
    reply: UnreadView,
    async handle({ actor, body }) {
      return { unread: await notifications.read(actor, body) }
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: '/api/notifications/preferences',
    summary: 'How often what I have not read comes by mail',
    reply: NotificationPreferences,
    async handle({ actor }) {
      return { digest: await notifications.digest(actor) }
    },
  }),
  route({
    ...usual,
    method: 'patch',
    path: '/api/notifications/preferences',
    summary: 'Choose how often it comes by mail: hourly, daily, or not at all',
    body: NotificationPreferences,
    reply: NotificationPreferences,
    async handle({ actor, body }) {
      await notifications.setDigest(actor, body.digest)
      return { digest: body.digest }
    },
  }),
]

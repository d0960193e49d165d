import type { Kysely } from 'kysely'
import type { NewNotification } from '../domain/notifications/notification.ts'
import type { Database } from './schema.ts'

/** Only inside of the transaction that causes them. */
export const addNotifications = async (
  trx: Kysely<Database>,
  tenantId: number,
  notifications: readonly NewNotification[],
): Promise<void> => {
  if (notifications.length === 0) return
  const rows = notifications.map(({ id, userId, type, data }) => ({
    id,
    tenantId,
    userId,
    type,
    data: JSON.stringify(data),
  }))
  await trx.insertInto('notification').values(rows).execute()
}

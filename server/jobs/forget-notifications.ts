import type { Notifications } from '../../domain/notifications/service.ts'
import type { Job } from './job.ts'

/** What was read is kept for 30 days, everything for 90. */
export const forgetNotifications = (notifications: Pick<Notifications, 'forgetOld'>): Job => ({
  name: 'forget-notifications',
  schedule: '52 3 * * *',
  async run({ dryRun }) {
    return { deleted: await notifications.forgetOld(dryRun) }
  },
})

import type { Notifications } from '../../domain/notifications/service.ts'
import type { Job } from './job.ts'

/** Members who leave what is new unread get one mail of it; what was in a mail is in no other, however often this runs. */
export const mailDigests = (notifications: Pick<Notifications, 'mailDigests'>): Job => ({
  name: 'mail-digests',
  schedule: '*/10 * * * *',
  async run({ dryRun }) {
    return { mailed: await notifications.mailDigests(dryRun) }
  },
})

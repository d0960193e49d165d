import type { Mails } from '../../domain/mail/service.ts'
import type { Job } from './job.ts'

/** What no process could deliver when it was sent is tried again; what is long since settled is forgotten. */
export const deliverMail = (mail: Mails): Job => ({
  name: 'deliver-mail',
  schedule: '* * * * *',
  async run({ dryRun }) {
    if (dryRun) return { tried: 0, deleted: 0 }
    return { tried: await mail.deliverDue(), deleted: await mail.forgetOld() }
  },
})

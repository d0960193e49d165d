import type { Job } from './job.ts'

/** A first answer is kept for 24 hours. */
export const forgetIdempotencyKeys = (
  forgetBefore: (moment: Date) => Promise<number>,
  now: () => Date,
): Job => ({
  name: 'forget-idempotency-keys',
  schedule: '41 * * * *',
  async run({ dryRun }) {
    return { deleted: dryRun ? 0 : await forgetBefore(new Date(now().getTime() - 86_400_000)) }
  },
})

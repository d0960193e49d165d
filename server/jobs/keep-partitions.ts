import type { Job } from './job.ts'

export interface PartitionPorts {
  readonly keep: () => Promise<number>
  readonly dropBefore: (day: Date, dryRun: boolean) => Promise<readonly string[]>
  readonly retentionDays: number
  readonly now: () => Date
}

/** Days of positions are made ahead of time, and whole days are forgotten when their time is over. */
export const keepPartitions = ({ keep, dropBefore, retentionDays, now }: PartitionPorts): Job => ({
  name: 'keep-partitions',
  schedule: '17 * * * *',
  async run({ dryRun }) {
    const made = dryRun ? 0 : await keep()
    const dropped = await dropBefore(new Date(now().getTime() - retentionDays * 86_400_000), dryRun)
    return { made, dropped: dropped.length, ...(dropped.length > 0 && { names: dropped }) }
  },
})

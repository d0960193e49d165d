import cron, { type ScheduledTask } from 'node-cron'
import type { Logger } from 'pino'
import type { Job, LockedRun } from './job.ts'

/** Starts every job on its schedule. `stop` lets the ones that run finish. */
export const startJobs = (jobs: readonly Job[], { locked, log }: { locked: LockedRun; log: Logger }) => {
  const running = new Set<Promise<void>>()
  const tasks: ScheduledTask[] = jobs.map((job) =>
    cron.schedule(
      job.schedule,
      () => {
        const run = runJob(job, { locked, log }).finally(() => running.delete(run))
        running.add(run)
        return run
      },
      { timezone: 'UTC', name: job.name, noOverlap: true },
    ),
  )
  return {
    async stop(): Promise<void> {
      await Promise.all(tasks.map((task) => task.destroy()))
      await Promise.all(running)
    },
  }
}

/** Never throws: a job that fails is logged and tried again at its next time. */
export const runJob = async (
  job: Job,
  { locked, log }: { locked: LockedRun; log: Logger },
): Promise<void> => {
  const startedAt = performance.now()
  try {
    const report = await locked(job.name, () => job.run({ dryRun: false }))
    const ms = Math.round(performance.now() - startedAt)
    if (report) log[job.isQuiet ? 'debug' : 'info']({ job: job.name, ms, ...report }, 'job done')
    else log.debug({ job: job.name }, 'job left to another node')
  } catch (error) {
    log.error({ job: job.name, err: error }, 'job failed')
  }
}

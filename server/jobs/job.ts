/** What a job did, or on a dry run would do: counts and names for the log and the command line. */
export type JobReport = Readonly<Record<string, unknown>>

/** One node-cron job. It is safe to run twice, and its spec says so. */
export interface Job {
  readonly name: string
  /** Minute, hour, day of month, month, day of week; UTC. With a sixth field in front: seconds. */
  readonly schedule: string
  /** Runs so often that its success is nothing to tell of. */
  readonly isQuiet?: boolean
  run(options: { dryRun: boolean }): Promise<JobReport>
}

/** Runs one at a time across all nodes; answers `undefined` where another node holds the lock. */
export type LockedRun = <T>(name: string, run: () => Promise<T>) => Promise<T | undefined>

import type { Logger } from 'pino'

/** Work behind an answer, that nobody waits for but the end of the process. */
export const createLater = (log: Logger) => {
  const running = new Set<Promise<void>>()
  return {
    later(work: () => Promise<void>): void {
      const run = work()
        .catch((error: unknown) => log.error({ err: error }, 'work behind an answer failed'))
        .finally(() => running.delete(run))
      running.add(run)
    },
    async settled(): Promise<void> {
      await Promise.all(running)
    },
  }
}

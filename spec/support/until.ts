import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until something is so. `what`: said where it is not so in time. */
export const until = async (
  isTrue: () => unknown | Promise<unknown>,
  withinMs = 20_000,
  what: string = String(isTrue),
): Promise<void> => {
  for (const deadline = Date.now() + withinMs; !(await isTrue()); await sleep(20))
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`)
}

import { Problem } from '../domain/problem.ts'

/** A flood of costly work takes memory and processors up to here; whoever comes after it is told to come again. */
export const createTurns = (atOnce: number, waiting: number) => {
  let running = 0
  const queue: (() => void)[] = []

  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < atOnce) running += 1
    else {
      if (queue.length >= waiting) throw new Problem('unavailable')
      await new Promise<void>((resolve) => queue.push(resolve)) // takes over the place of the one that ends
    }
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else running -= 1
    }
  }
}

/** Long work in small steps: each `yield` is a place where it may be interrupted. The same input comes to the same end. */
export type Stepwise<T> = Generator<void, T, void>

/**
 * Does long work so that nobody else on this processor has to wait for it: little at once, and only a few of them beside
 * one another. Throws `unavailable` where too many wait for their turn already.
 */
export type Unhurried = <T>(work: Stepwise<T>) => Promise<T>

/** Does all of it in one go, where nobody waits. */
export const finish = <T>(work: Stepwise<T>): T => {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

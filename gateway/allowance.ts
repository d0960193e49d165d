/** What a socket may still send: a bucket that fills again, and the refusals that count against it. */
export interface Budget {
  readonly burst: number
  readonly perSecond: number
  readonly strikes: number
}

const forgiveMs = 10_000

export class Allowance {
  #tokens: number
  #filledAt: number
  #strikes = 0
  #struckAt = 0
  readonly #budget: Budget

  constructor(budget: Budget) {
    this.#budget = budget
    this.#tokens = budget.burst
    this.#filledAt = performance.now()
  }

  take(now = performance.now()): boolean {
    const { burst, perSecond } = this.#budget
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1000) * perSecond)
    this.#filledAt = now
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }

  /** Counts one refusal. False once there were too many. */
  strike(now = performance.now()): boolean {
    const forgiven = Math.floor((now - this.#struckAt) / forgiveMs)
    this.#strikes = Math.max(0, this.#strikes - forgiven) + 1
    this.#struckAt = now
    return this.#strikes < this.#budget.strikes
  }
}

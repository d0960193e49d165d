/** Does things in order and no faster than they may be done: so many at once, then so many a second. */
export class Pace {
  readonly #waiting: (() => void)[] = []
  readonly #burst: number
  readonly #everyMs: number
  #credit: number
  #at = performance.now()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(burst: number, perSecond: number) {
    this.#burst = burst
    this.#credit = burst
    this.#everyMs = 1000 / perSecond
  }

  do(act: () => void): void {
    this.#waiting.push(act)
    if (!this.#timer) this.#go()
  }

  stop(): void {
    this.#waiting.length = 0
    clearTimeout(this.#timer)
  }

  #go(): void {
    const now = performance.now()
    this.#credit = Math.min(this.#burst, this.#credit + (now - this.#at) / this.#everyMs)
    this.#at = now
    for (; this.#credit >= 1 && this.#waiting.length > 0; this.#credit--) this.#waiting.shift()!()
    this.#timer = undefined
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#go(), this.#everyMs)
  }
}

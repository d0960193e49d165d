import type { Id } from '../../domain/schema.ts'
import type { PeerView } from '../../domain/sessions/schema.ts'
import { Meter } from './meter.ts'
import { heard, type Speaking, silent } from './speaking.ts'

interface Heard extends Speaking {
  /** In steps, so that nobody is told of every breath. */
  readonly level: number
}

const nobody: Heard = { ...silent, level: 0 }
/** No divisor of a second: a short sound that comes back regularly would fall between the looks for good. */
const everyMs = 97
const steps = 20

/** Who speaks, and how loud: ourselves, and the others. */
export class Loudness {
  own: Heard = nobody
  readonly #others = new Map<Id, Heard>()
  readonly #meter: Meter | undefined
  readonly #onOwn: (isSpeaking: boolean) => void
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(microphone: MediaStream | undefined, onOwn: (isSpeaking: boolean) => void) {
    this.#meter = microphone && new Meter(microphone)
    this.#onOwn = onOwn
  }

  start(measure: () => void): void {
    clearInterval(this.#timer)
    this.#timer = setInterval(measure, everyMs)
  }

  of(id: Id): Heard | undefined {
    return this.#others.get(id)
  }

  /** Answers whether anything is to be shown differently. */
  measure(isMuted: boolean, peers: Iterable<PeerView>, levelOf: (peer: PeerView) => number): boolean {
    const before = this.own
    this.own = after(before, isMuted ? 0 : (this.#meter?.level() ?? 0))
    if (isMuted) this.own = nobody
    let isOther = isShownOther(before, this.own)
    if (before.isSpeaking !== this.own.isSpeaking) this.#onOwn(this.own.isSpeaking)
    const gone = new Set(this.#others.keys())
    for (const peer of peers) {
      gone.delete(peer.id)
      const was = this.#others.get(peer.id) ?? nobody
      const is = peer.is_muted ? nobody : after(was, levelOf(peer))
      this.#others.set(peer.id, is)
      isOther ||= isShownOther(was, is)
    }
    for (const id of gone) this.#others.delete(id)
    return isOther
  }

  close(): void {
    clearInterval(this.#timer)
    this.#meter?.close()
  }
}

const after = (was: Heard, level: number): Heard => ({
  ...heard(was, level, performance.now()),
  level: Math.round(level * steps) / steps,
})

const isShownOther = (was: Heard, is: Heard): boolean =>
  was.isSpeaking !== is.isSpeaking || was.level !== is.level

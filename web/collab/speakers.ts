import type { Id } from '../../domain/schema.ts'

/** Lets voices be heard: one audio element each, which is on no page. */
export class Speakers {
  readonly #players = new Map<Id, HTMLAudioElement>()
  readonly #unlock = (): void => {
    for (const player of this.#players.values()) if (player.paused) void player.play().catch(() => {})
  }

  constructor() {
    // A browser that lets no page sound by itself does so once somebody has touched it.
    for (const name of ['pointerdown', 'keydown'] as const) document.addEventListener(name, this.#unlock)
  }

  play(id: Id, stream: MediaStream | null): void {
    const player = this.#players.get(id)
    if (player?.srcObject === stream) return
    if (!stream) {
      this.stop(id)
      return
    }
    const next = player ?? new Audio()
    next.autoplay = true
    next.srcObject = stream
    this.#players.set(id, next)
    next.play().catch(() => {}) // until somebody touches the page
  }

  stop(id: Id): void {
    const player = this.#players.get(id)
    if (!player) return
    player.pause()
    player.srcObject = null
    this.#players.delete(id)
  }

  close(): void {
    for (const id of [...this.#players.keys()]) this.stop(id)
    for (const name of ['pointerdown', 'keydown'] as const) document.removeEventListener(name, this.#unlock)
  }
}

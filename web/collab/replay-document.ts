import * as Y from 'yjs'

/** A state is remembered every so many changes. */
const rememberedEvery = 200

/** The shared document as it was: going on applies what comes, going back begins at a state that is remembered. */
export class ReplayDocument {
  #updates: readonly string[] = []
  #remembered: Uint8Array[] = []
  #doc = new Y.Doc()
  #made = 0

  /** Base64, in order. What was there before may have others in between now. */
  set updates(updates: readonly string[]) {
    if (updates === this.#updates) return
    const isLonger = this.#updates.every((one, i) => one === updates[i])
    this.#updates = updates
    if (isLonger) return
    this.#remembered = []
    this.#begin(0)
  }

  /** After so many changes. Good until it is asked again. */
  at(count: number): Y.Doc {
    if (count < this.#made) this.#begin(count)
    while (this.#made < Math.min(count, this.#updates.length)) {
      if (this.#made > 0 && this.#made % rememberedEvery === 0)
        this.#remembered[this.#made / rememberedEvery] ??= Y.encodeStateAsUpdate(this.#doc)
      Y.applyUpdate(this.#doc, bytesOf(this.#updates[this.#made++]!))
    }
    return this.#doc
  }

  close(): void {
    this.#doc.destroy()
  }

  #begin(count: number): void {
    const place = Math.min(Math.floor(count / rememberedEvery), this.#remembered.length - 1)
    const known = this.#remembered[place]
    this.#doc.destroy()
    this.#doc = new Y.Doc()
    if (known) Y.applyUpdate(this.#doc, known)
    this.#made = known ? place * rememberedEvery : 0
  }
}

const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

import type { Language } from '../../domain/problem.ts'
import { type Settings, settingsOf } from './home.ts'
import { createHttp, FleetingError, type Http } from './http.ts'
import { languageOf, sdkWords } from './words.ts'

export interface CommonEvents {
  readonly error: FleetingError
}
export type Handler<T> = (value: T) => void
/** An element, or where it is to be found. */
export type Place = Element | string

/** What everything in here has in common: listeners, a language, the service, words that are seen and heard, an end. */
export abstract class Widget<Events extends CommonEvents> {
  protected readonly home: string
  protected readonly lang: Language
  protected readonly http: Http
  protected isDestroyed = false
  readonly #settings: Settings
  readonly #handlers = new Map<keyof Events, Set<Handler<never>>>()

  constructor(settings: Settings) {
    this.#settings = settingsOf(settings)
    this.home = this.#settings.url!
    this.lang = languageOf(this.#settings.lang)
    this.http = createHttp(this.home, this.lang)
  }

  /** Answers how to stop listening. */
  on<E extends keyof Events>(event: E, handler: Handler<Events[E]>): () => void {
    const handlers = this.#handlers.get(event) ?? new Set()
    this.#handlers.set(event, handlers.add(handler))
    return () => this.off(event, handler)
  }

  off<E extends keyof Events>(event: E, handler: Handler<Events[E]>): void {
    this.#handlers.get(event)?.delete(handler)
  }

  /** The `token` of the options, or whatever a class that extends this one knows better. */
  getAuthToken(): string | null | undefined | Promise<string | null | undefined> {
    const { token } = this.#settings
    return typeof token === 'function' ? token() : token
  }

  destroy(): void {
    this.isDestroyed = true
    this.#handlers.clear()
  }

  protected get words() {
    return sdkWords[this.lang]
  }

  protected emit<E extends keyof Events>(event: E, value: Events[E]): void {
    for (const handler of [...(this.#handlers.get(event) ?? [])]) (handler as Handler<Events[E]>)(value)
  }

  /** Tells whoever listens, and answers the words for whoever looks. */
  protected fail(error: unknown): string {
    if (!(error instanceof FleetingError) && !this.isDestroyed) console.error(error) // a fault of a page's own handler
    const known = error instanceof FleetingError ? error : new FleetingError('failed', this.words.failed)
    if (!this.isDestroyed) this.emit('error', known as Events['error'])
    return known.message
  }

  protected find(place: Place): Element {
    const found = typeof place === 'string' ? document.querySelector(place) : place
    if (!found) throw new FleetingError('container_missing', `${this.words.noContainer} ${place}`)
    return found
  }
}

/** Runs when whoever makes something has finished making it: a class that extends ours has its fields by then. */
export const afterwards = (begin: () => unknown): void => queueMicrotask(() => void begin())

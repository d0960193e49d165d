import { element } from './dom.ts'
import type { Settings } from './home.ts'
import { partsOf } from './home.ts'
import { FleetingError } from './http.ts'
import type { EndReason, LiveView, Theme } from './live-view.ts'
import { afterwards, type CommonEvents, type Place, Widget } from './widget.ts'

export interface LiveMapOptions extends Omit<Settings, 'token'> {
  /** The link's token. */
  readonly token: string
  /** Of a link with a password: what unlocking it answered. */
  readonly accessToken?: string
  /** `light`, `dark`, or as the reader's device has it. */
  readonly theme?: Theme
}
export interface LiveMapEvents extends CommonEvents {
  /** Something moved, or was renamed, or the connection came or went. */
  readonly change: LiveView
  readonly ended: { readonly reason: EndReason }
}

/** A map that follows what a link shows, in a shadow of its own, until the link ends. */
export class LiveMap extends Widget<LiveMapEvents> {
  readonly #options: LiveMapOptions
  readonly #place: Place | ShadowRoot
  #host: HTMLElement | undefined
  #close: (() => void) | undefined

  constructor(container: Place | ShadowRoot, options: LiveMapOptions) {
    super({ ...(options.url && { url: options.url }), ...(options.lang && { lang: options.lang }) })
    this.#place = container
    this.#options = options
    afterwards(() => this.init())
  }

  async init(): Promise<void> {
    if (this.isDestroyed) return
    let root: ShadowRoot | undefined
    try {
      root = this.#root()
      const { openLiveView } = await (await partsOf(this.home)).liveView()
      if (this.isDestroyed) return
      const { token, accessToken, theme = 'auto' } = this.#options
      this.#close = openLiveView(root, {
        ...{ home: this.home, lang: this.lang, token, accessToken, theme },
        onChange: (view) => this.emit('change', view),
        onEnded: (reason) => this.emit('ended', { reason }),
        onRefused: (code, message) => void this.fail(new FleetingError(code, message)),
      })
    } catch (error) {
      const cause =
        error instanceof FleetingError ? error : new FleetingError('unreachable', this.words.unreachable)
      const message = this.fail(cause)
      root?.replaceChildren(element('p', { role: 'status' }, message))
    }
  }

  override destroy(): void {
    super.destroy()
    this.#close?.()
    this.#host?.remove()
  }

  #root(): ShadowRoot {
    if (this.#place instanceof ShadowRoot) return this.#place
    const container = this.find(this.#place)
    this.#host = element('div')
    this.#host.style.setProperty('height', '100%')
    this.#host.style.setProperty('min-height', '16rem') // in a container that waits to be filled, 100 % is nothing
    container.append(this.#host)
    return this.#host.attachShadow({ mode: 'open' })
  }
}

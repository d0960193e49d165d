import { FleetingError } from './http.ts'
import { LiveMap } from './live-map.ts'
import type { Theme } from './live-view.ts'

/** `<fleeting-live token="…" url="…" theme="light|dark" lang="es" height="24rem">`. It tells its events as its own. */
export const defineFleetingLive = (): void => {
  if (customElements.get('fleeting-live')) return // a page may load the script twice, or both builds of it

  class FleetingLive extends HTMLElement {
    static readonly observedAttributes = ['token', 'access-token', 'url', 'theme', 'lang', 'height']
    readonly #root = this.attachShadow({ mode: 'open' })
    #map: LiveMap | undefined
    #isDue = false

    connectedCallback(): void {
      this.#begin()
    }

    disconnectedCallback(): void {
      this.#end()
    }

    attributeChangedCallback(name: string, before: string | null, after: string | null): void {
      if (name === 'height') this.#size()
      else if (before !== after && this.isConnected) this.#begin()
    }

    /** Many attributes that change together begin one map. */
    #begin(): void {
      if (this.#isDue) return
      this.#isDue = true
      queueMicrotask(() => {
        this.#isDue = false
        this.#end()
        const token = this.getAttribute('token')
        if (!this.isConnected || !token) return
        this.#size()
        const given = (name: string) => this.getAttribute(name) ?? undefined
        const [url, lang, accessToken, theme] = [
          given('url'),
          given('lang'),
          given('access-token'),
          given('theme'),
        ]
        try {
          this.#map = new LiveMap(this.#root, {
            token,
            ...(url && { url }),
            ...(lang && { lang }),
            ...(accessToken && { accessToken }),
            ...(isTheme(theme) && { theme }),
          })
        } catch (error) {
          const detail = new FleetingError('bad_url', (error as Error).message)
          this.dispatchEvent(new CustomEvent('fleeting:error', { detail }))
          return
        }
        for (const name of ['change', 'ended', 'error'] as const)
          this.#map.on(name, (detail) => this.dispatchEvent(new CustomEvent(`fleeting:${name}`, { detail })))
      })
    }

    #end(): void {
      this.#map?.destroy()
      this.#map = undefined
      this.#root.replaceChildren()
    }

    #size(): void {
      this.style.setProperty('display', 'block')
      this.style.setProperty('height', lengthOf(this.getAttribute('height')))
    }
  }
  customElements.define('fleeting-live', FleetingLive)
}

const isTheme = (text: string | undefined): text is Theme =>
  text === 'light' || text === 'dark' || text === 'auto'

/** A bare number is one of pixels, as elsewhere in HTML. */
const lengthOf = (text: string | null): string => (text ? (/^\d+$/.test(text) ? `${text}px` : text) : '24rem')

import type { CreatedShare, ShareOptions } from '../../domain/share-links/schema.ts'
import { fill } from '../pages/words.ts'
import { element, randomKey, statusLine } from './dom.ts'
import type { Settings } from './home.ts'
import { adopt } from './sheet.ts'
import { afterwards, type CommonEvents, type Place, Widget } from './widget.ts'

/** The options of a share, as the service takes them, and beside them those of the widget. */
export interface ShareWidgetOptions extends ShareOptions, Settings {
  /** Where the buttons go; `#share-buttons` unless said otherwise. */
  readonly container?: Place
}
export interface ShareWidgetEvents extends CommonEvents {
  readonly share: CreatedShare
  /** The link is in the clipboard. */
  readonly copied: string
}

/** Makes a share of an asset as soon as it is made itself, and shows the ways to send it. */
export class ShareWidget extends Widget<ShareWidgetEvents> {
  readonly assetId: number
  /** What the share is made with. */
  readonly options: ShareOptions
  readonly #place: Place
  #shown: HTMLElement[] = []
  #status: HTMLElement | undefined
  #key = randomKey()

  constructor(assetId: number, options: ShareWidgetOptions = {}) {
    const { url, token, lang, container = '#share-buttons', ...share } = options
    super({ ...(url && { url }), ...(token && { token }), ...(lang && { lang }) })
    this.assetId = assetId
    this.options = share
    this.#place = container
    afterwards(() => this.init())
  }

  async init(): Promise<void> {
    try {
      const shareData = await this.createShareLink()
      if (this.isDestroyed) return
      this.renderShareButtons(shareData)
      this.emit('share', shareData)
    } catch (error) {
      this.#showFailure(this.fail(error))
    }
  }

  /** Each call makes a link of its own; one that failed and is tried again makes no second one. */
  async createShareLink(): Promise<CreatedShare> {
    const shareData = await this.http.call<CreatedShare>(`/api/v3/assets/${this.assetId}/share/`, {
      method: 'POST',
      token: await this.getAuthToken(),
      body: this.options,
      headers: { 'Idempotency-Key': this.#key },
    })
    this.#key = randomKey()
    return shareData
  }

  renderShareButtons(shareData: Pick<CreatedShare, 'social_links' | 'qr_code_data' | 'share_url'>): void {
    const { words } = this
    adopt(rules)
    const links = Object.entries(shareData.social_links).map(([platform, url]) => {
      const name = platform.charAt(0).toUpperCase() + platform.slice(1)
      return element(
        'a',
        {
          href: url,
          target: '_blank',
          rel: 'noopener noreferrer',
          class: `share-btn share-${platform}`,
          'aria-label': fill(words.newTab, { name }),
        },
        name,
      )
    })
    const picture = element('img', { src: shareData.qr_code_data, alt: words.qr, class: 'share-qr' })
    const copy = element('button', { type: 'button', class: 'share-btn share-copy' }, words.copyLink)
    copy.addEventListener('click', () => void this.copyToClipboard(shareData.share_url))
    this.#show(...links, picture, copy)
  }

  /** Says in words what became of it; where the clipboard is closed, leaves the link selected instead. */
  async copyToClipboard(text: string): Promise<boolean> {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      this.#offerByHand(text)
      return false
    }
    if (this.#status) this.#status.textContent = this.words.copied
    if (!this.isDestroyed) this.emit('copied', text)
    return true
  }

  override destroy(): void {
    super.destroy()
    for (const one of this.#shown.splice(0)) one.remove()
  }

  #show(...elements: HTMLElement[]): void {
    const container = this.find(this.#place)
    for (const one of this.#shown) one.remove()
    this.#status = statusLine('share-status')
    this.#shown = [...elements, this.#status]
    container.append(...this.#shown)
  }

  #showFailure(message: string): void {
    if (this.isDestroyed) return
    adopt(rules)
    const again = element('button', { type: 'button', class: 'share-btn share-retry' }, this.words.retry)
    again.addEventListener('click', () => void this.init())
    try {
      this.#show(again)
      this.#status!.textContent = message
    } catch {
      // There is no place for it on the page, which is what the listeners have heard.
    }
  }

  #offerByHand(text: string): void {
    const { words } = this
    const field = element('input', {
      readonly: '',
      value: text,
      class: 'share-link',
      'aria-label': words.link,
    })
    this.#status?.before(field)
    this.#shown.push(field)
    field.select()
    if (this.#status) this.#status.textContent = words.copyByHand
  }
}

const rules = `
:where(.share-btn) {
  display: inline-block; box-sizing: border-box; min-height: 2.75rem; padding: .6rem 1rem; margin: 0 .35rem .35rem 0;
  border: 1px solid currentcolor; border-radius: .5rem; background: transparent; color: inherit; font: inherit;
  text-decoration: none; cursor: pointer;
}
:where(.share-btn:hover) { text-decoration: underline; }
:where(.share-qr) { display: block; width: 10rem; height: 10rem; margin: .35rem 0; background: #fff; }
:where(.share-link) { font: inherit; width: min(100%, 28rem); padding: .6rem; }
:where(.share-status) { margin: .35rem 0; min-height: 1.5em; }
`

import type { Browser, Page, Response } from 'playwright-core'
import type { Behaviour } from './behaviour.ts'
import { openAs, type Who } from './open-as.ts'
import type { MeasuredPage } from './pages.ts'

/** One answer that a page got, as far as it is looked at. */
export interface Got {
  readonly url: string
  readonly status: number
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: number
}

/** A picture, link or field of the document, in words. */
export interface Picture {
  readonly src: string
  readonly hasAlt: boolean
  readonly hasSize: boolean
  readonly isBroken: boolean
}

export interface Loaded {
  readonly page: MeasuredPage
  /** The document as it came, before any script. */
  readonly html: string
  readonly answers: readonly Got[]
  readonly pictures: readonly Picture[]
  readonly links: readonly { href: string | null; target: string; rel: string; text: string }[]
  readonly twice: readonly string[]
  readonly quirks: boolean
  readonly lang: string
  readonly title: string
  /** What the page did at once that is not asked for: to write into the document, to ask for a place. */
  readonly forward: readonly string[]
  readonly noPaste: readonly string[]
  /** What the browser's own auditor noticed: things that go away, policies that were broken. */
  readonly issues: readonly string[]
  readonly console: readonly string[]
}

export type Seen = Loaded & Behaviour

/** Opens a page once, and writes down all that can be read from it. */
export const gather = async (browser: Browser, page: MeasuredPage, member: Who): Promise<Loaded> => {
  const opened = await openAs(browser, page.who === 'member' ? member : null, page.url)
  try {
    const { page: tab } = opened
    const responses: Response[] = []
    tab.on('response', (response) => responses.push(response))
    const issues: string[] = []
    const session = await opened.context.newCDPSession(tab)
    session.on('Audits.issueAdded', ({ issue }) =>
      issues.push(`${issue.code} ${JSON.stringify(issue.details)}`),
    )
    await session.send('Audits.enable')
    await tab.addInitScript(listen)
    const answer = await tab.goto(page.url, { waitUntil: 'load' })
    await settle(tab, page)
    const html = await answer!.text()
    const answers = await Promise.all(responses.map(gotOf))
    return { page, html, answers, issues, console: opened.faults, ...(await tab.evaluate(read)) }
  } finally {
    await opened.context.close()
  }
}

/** Until the page can be used, and what follows of itself has come. */
export const settle = async (tab: Page, { readyWhen }: MeasuredPage): Promise<void> => {
  if (readyWhen) await tab.locator(readyWhen).first().waitFor()
  else await tab.waitForFunction(() => performance.getEntriesByName('fleeting:ready').length > 0)
  await tab.waitForLoadState('networkidle', { timeout: 8_000 }).catch(() => {}) // a stream never rests
}

const gotOf = async (response: Response): Promise<Got> => {
  const headers = await response.allHeaders()
  const body = await response.body().catch(() => Buffer.alloc(0)) // of a redirect, or of one that was given up
  return {
    url: response.url(),
    status: response.status(),
    type: headers['content-type'] ?? '',
    headers,
    bytes: body.length,
  }
}

/** In the page, before any of its own script. */
const listen = () => {
  const forward: string[] = []
  Object.assign(window, { forwardByCheck: forward })
  const note = (on: object, name: string) =>
    Object.defineProperty(on, name, { value: () => void forward.push(name), configurable: true })
  note(document, 'write')
  note(document, 'writeln')
  if (navigator.geolocation)
    for (const name of ['getCurrentPosition', 'watchPosition']) note(navigator.geolocation, name)
  if ('Notification' in window) note(Notification, 'requestPermission')
}

/** In the page, once it has settled. */
const read = () => {
  const all = <T extends Element>(selector: string) => [...document.querySelectorAll<T>(selector)]
  const ids = all('[id]').map(({ id }) => id)
  const refuses = (field: Element) =>
    !field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true }))
  return {
    pictures: all<HTMLImageElement>('img').map((img) => ({
      src: img.src,
      hasAlt: img.hasAttribute('alt'),
      hasSize: img.hasAttribute('width') && img.hasAttribute('height'),
      isBroken: img.complete && img.naturalWidth === 0,
    })),
    links: all<HTMLAnchorElement>('a').map((a) => ({
      href: a.getAttribute('href'),
      target: a.target,
      rel: a.rel,
      text: a.textContent.trim(),
    })),
    twice: ids.filter((id, i) => ids.indexOf(id) !== i),
    quirks: document.compatMode !== 'CSS1Compat',
    lang: document.documentElement.lang,
    title: document.title,
    forward: (window as unknown as { forwardByCheck: string[] }).forwardByCheck,
    noPaste: all('input, textarea')
      .filter(refuses)
      .map(({ outerHTML }) => outerHTML.slice(0, 80)),
  }
}

import type { Browser, BrowserContextOptions } from 'playwright-core'

/** Whom a page may be opened as. */
export interface Who {
  readonly email: string
  readonly password: string
}

export const phone = { width: 390, height: 844 }

/** An empty page on a phone that was never there, signed in where somebody is named; and what goes wrong on it. */
export const openAs = async (
  browser: Browser,
  who: Who | null,
  url: string,
  options: BrowserContextOptions = {},
) => {
  const { origin } = new URL(url)
  const context = await browser.newContext({ viewport: phone, isMobile: true, locale: 'en-GB', ...options })
  if (who) await context.request.post(`${origin}/api/auth/login`, { data: { ...who, cookies: true } })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', ({ message }) => faults.push(message))
  page.on('console', (message) => {
    // Streets are another house's; without a way there the outlines do. That a link has ended is an answer, no fault.
    const { url: from } = message.location()
    const text = message.text()
    const isOurs = from.startsWith(`${origin}/`) && !isAnswer(text, from, url) && !isDriver(text)
    if (isOurs && ['error', 'warning'].includes(message.type())) faults.push(text)
  })
  return { context, page, faults }
}

/** Browsers write into their console when a page itself is answered by 401 or 410, which is what it is for. */
const isAnswer = (text: string, from: string, url: string): boolean =>
  from === url && /the server responded with a status of 4\d\d/.test(text)

/** A machine without a graphics card says how slow it is at drawing maps. */
const isDriver = (text: string): boolean => text.includes('GL Driver Message')

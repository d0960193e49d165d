import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { build } from '../../../scripts/build.ts'
import { launchChromium } from '../../support/chromium.ts'

export const phone = { width: 390, height: 844 }

/** A browser for the specs of one file, over pages that are freshly built where anything has changed. */
export const openBrowser = async (): Promise<Browser> => {
  await build(() => {})
  return launchChromium()
}

/** A page of its own, which remembers what went wrong on it. */
export const openPage = async (browser: Browser, options: BrowserContextOptions = {}) => {
  const context = await browser.newContext({
    viewport: phone,
    locale: 'en-GB',
    timezoneId: 'UTC',
    serviceWorkers: 'block', // one more that answers would come between a spec and what it looks at
    ...options,
  })
  context.setDefaultTimeout(25_000) // shorter than a spec's, so that a fault names what was waited for
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', ({ message }) => faults.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  return { page, context, faults }
}

export const textOf = (page: Page, selector: string): Promise<string> => page.locator(selector).innerText()

import { type Browser, chromium as playwright } from 'playwright-core'
import { endWithSpecs } from './leftovers.ts'
import { chromium, getProgram } from './programs.ts'

/** The machine's own Chromium, without a window and without calls home. */
export const launchChromium = async (more: readonly string[] = []): Promise<Browser> => {
  const browser = await playwright.launch({
    executablePath: getProgram(chromium),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  })
  browser.once(
    'disconnected',
    endWithSpecs(() => browser.close()),
  )
  return browser
}

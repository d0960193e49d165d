import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { axeFaults, tooWide } from '../../spec/support/axe.ts'
import type { Check } from './checks.ts'
import { settle } from './gather.ts'
import { openAs, type Who } from './open-as.ts'
import type { MeasuredPage } from './pages.ts'

/** How a page is in use. */
export interface Behaviour {
  readonly axe: readonly string[]
  readonly wide: readonly string[]
  readonly small: readonly string[]
  /** What is read without a script. */
  readonly withoutScript: string
  /** Why the browser asks anew where somebody goes back. */
  readonly notRestored: readonly string[]
}

export const atBehaviour = async (browser: Browser, page: MeasuredPage, member: Who): Promise<Behaviour> => {
  const { context, page: tab } = await openAs(browser, page.who === 'member' ? member : null, page.url, {
    reducedMotion: 'reduce',
  })
  try {
    await tab.goto(page.url)
    await settle(tab, page)
    const axe = [...(await axeFaults(tab)).map((one) => `by day ${one}`)]
    const small = [
      ...(await axeFaults(tab, ['target-size'])).filter(isNoPin),
      ...(await tab.evaluate(smallPins)),
    ]
    await tab.emulateMedia({ colorScheme: 'dark' })
    axe.push(...(await axeFaults(tab, ['color-contrast'])).map((one) => `by night ${one}`))
    const wide = await tooWide(tab)
    return {
      axe,
      small,
      wide,
      withoutScript: await wordsWithoutScript(browser, page),
      notRestored: await reasonsOnWayBack(tab),
    }
  } finally {
    await context.close()
  }
}

/** Places lie as close together as they do (WCAG 2.5.8, "Essential"), and each is in the list; but each has its size. */
const isNoPin = (fault: string): boolean => !fault.includes('maplibregl-marker')

const smallPins = (): string[] =>
  [...document.querySelectorAll('button.maplibregl-marker')]
    .filter((pin) => Math.min(pin.getBoundingClientRect().width, pin.getBoundingClientRect().height) < 24)
    .map((pin) => pin.outerHTML.slice(0, 120))

const wordsWithoutScript = async (browser: Browser, { url }: MeasuredPage): Promise<string> => {
  const { context, page } = await openAs(browser, null, url, { javaScriptEnabled: false })
  try {
    await page.goto(url)
    return await page.locator('body').innerText()
  } finally {
    await context.close()
  }
}

/** Those that are the page's own, or that one should know of: that this browser keeps no pages at all is neither. */
const reasonsOnWayBack = async (tab: Page): Promise<string[]> => {
  const session = await tab.context().newCDPSession(tab)
  const told = new Promise<string[]>((resolve) =>
    session.on('Page.backForwardCacheNotUsed', ({ notRestoredExplanations }) =>
      resolve(
        notRestoredExplanations.filter(({ type }) => type !== 'Circumstantial').map(({ reason }) => reason),
      ),
    ),
  )
  await session.send('Page.enable')
  await tab.goto(new URL('/readyz', tab.url()).href.replace('localhost', '127.0.0.1'))
  await tab.goBack()
  return Promise.race([told, sleep(5_000, ['the browser said nothing'])])
}

export const behaviourChecks: readonly Check[] = [
  { name: 'axe: nothing serious, day and night', faults: ({ axe }) => axe },
  { name: '320 px wide, no sideways scrolling', faults: ({ wide }) => wide },
  { name: 'targets of 24 px (WCAG 2.5.8)', faults: ({ small }) => small },
  {
    name: 'without a script',
    faults: ({ page, withoutScript }) =>
      page.says.test(withoutScript) ? [] : [`it says: ${withoutScript.slice(0, 200)}`],
  },
  { name: 'nothing hinders the way back', faults: ({ notRestored }) => notRestored },
]

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect } from 'chai'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { type Person, register } from '../../support/client.ts'
import { sharedService } from '../../support/service.ts'
import { openBrowser, openPage } from './browser.ts'

const desk = { width: 1280, height: 800 }
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The real service with its pages built, a browser, and an organization of one's own. */
export const openHouse = async () => {
  const browser = await openBrowser()
  const { url } = await sharedService()
  const owner = await register(url)
  return { browser, url, owner, close: () => browser.close() }
}

/** The members' app as somebody who is signed in sees it, at a place of it: `/fleet`. */
export const openApp = async (
  browser: Browser,
  person: Person,
  place = '/',
  options: BrowserContextOptions = {},
) => {
  const opened = await openPage(browser, { viewport: desk, ...options })
  await signInTo(opened.page, person)
  await opened.page.goto(`${person.url}/#${place}`)
  await opened.page.locator('main h1').first().waitFor()
  return opened
}

/** Signs in as the page's own script would: by cookies. */
export const signInTo = async (page: Page, { url, email, password }: Person): Promise<void> => {
  const answer = await page.request.post(`${url}/api/auth/login`, {
    data: { email, password, cookies: true },
  })
  expect(answer.status()).to.equal(200)
}

/** What axe finds that is serious or critical, as `rule: element`; by these rules alone, where some are named. */
export const axeFaults = async (page: Page, rules?: readonly string[]): Promise<string[]> => {
  await page.evaluate(axeSource)
  // A colour on its way from day to night is neither.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((one) => one instanceof CSSTransition)
        .map(({ finished }) => finished),
    ),
  )
  return page.evaluate(async (rules) => {
    interface Found {
      readonly id: string
      readonly impact: string
      readonly nodes: readonly { html: string }[]
    }
    const { axe } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: Found[] }> }
    }
    const { violations } = await axe.run(rules ? { runOnly: rules } : {})
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
  }, rules)
}

/** What reaches over the right edge of the narrowest screen that is promised, 320 px; nothing should. */
export const tooWide = async (page: Page): Promise<string[]> => {
  const before = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  const found = await page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return []
    const wide = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > innerWidth + 1,
    )
    return wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 200))
  })
  if (before) await page.setViewportSize(before)
  return found
}

/** Until colours have changed to those of the night: on their way they are neither. */
const settled = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    const onTheWay = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
    await Promise.allSettled(onTheWay.map(({ finished }) => finished))
  })

/** No fault of axe in light and dark, and nothing over the edge of a small phone. */
export const expectKindness = async (page: Page): Promise<void> => {
  expect(await axeFaults(page), 'light').to.deep.equal([])
  await page.emulateMedia({ colorScheme: 'dark' })
  await settled(page)
  expect(await axeFaults(page, ['color-contrast']), 'dark').to.deep.equal([]) // all else is the same by lamplight
  await page.emulateMedia({ colorScheme: 'light' })
  expect(await tooWide(page)).to.deep.equal([])
}

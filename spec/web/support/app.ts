import { expect } from 'chai'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { axeFaults, tooWide } from '../../support/axe.ts'
import { type Person, register } from '../../support/client.ts'
import { sharedService } from '../../support/service.ts'
import { openBrowser, openPage } from './browser.ts'

const desk = { width: 1280, height: 800 }

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

/** No fault of axe in light and dark, and nothing over the edge of a small phone. */
export const expectKindness = async (page: Page): Promise<void> => {
  expect(await axeFaults(page), 'light').to.deep.equal([])
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await axeFaults(page, ['color-contrast']), 'dark').to.deep.equal([]) // all else is the same by lamplight
  await page.emulateMedia({ colorScheme: 'light' })
  expect(await tooWide(page)).to.deep.equal([])
}

import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Person } from '../../support/client.ts'
import { openPage } from './browser.ts'

export interface SessionPage {
  readonly page: Page
  readonly context: BrowserContext
  readonly faults: string[]
}
type Prepare = (context: BrowserContext) => Promise<unknown>

const wide = { width: 1280, height: 800 }

/** A page of somebody who is signed in. */
export const memberPage = async (
  browser: Browser,
  person: Person,
  path: string,
  prepare?: Prepare,
): Promise<SessionPage> => {
  const opened = await openPage(browser, { viewport: wide })
  await prepare?.(opened.context)
  await opened.context.addCookies([{ name: 'fleeting_access', value: person.token!, url: person.url }])
  await opened.page.goto(person.url + path)
  return opened
}

/** The page of a guest, who has said their name at the door. */
export const guestPage = async (
  browser: Browser,
  url: string,
  token: string,
  name: string,
  prepare?: Prepare,
): Promise<SessionPage> => {
  const opened = await openPage(browser, { viewport: wide })
  await prepare?.(opened.context)
  await opened.page.goto(`${url}/collaborate/${token}/`)
  await opened.page.locator('input[name=name]').fill(name)
  await opened.page.locator('.door-form button').click()
  return opened
}

export const sessionPath = (id: string): string => `/collaborate/session/${id}/`
export const replayPath = (id: string): string => `/collaborate/session/${id}/replay/`

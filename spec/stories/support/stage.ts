import { expect } from 'chai'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { build } from '../../../scripts/build.ts'
import { launchChromium } from '../../support/chromium.ts'
import { sharedService, type TestService } from '../../support/service.ts'
import { openPage, phone } from '../../web/support/browser.ts'
import { fakeMedia } from '../../web/support/call-page.ts'

export type Opened = Awaited<ReturnType<typeof openPage>>

const desk = { width: 1280, height: 800 }
/** Nobody waits for what slides in. */
const calm = { reducedMotion: 'reduce' } as const
export const password = 'correct horse battery'

let browser: Promise<Browser> | undefined

/**
 * Where a story takes place: the real service, and people who each come with a browser of their own. All stories of a run
 * share one Chromium, which ends with the specs; a story that needs settings of its own brings its service.
 */
export const openStage = async (start: () => Promise<Pick<TestService, 'url'>> = sharedService) => {
  browser ??= build(() => {}).then(() => launchChromium(fakeMedia))
  const chromium = await browser // the service reads at its start what the pages were built to
  const { url } = await start()
  const people: Opened[] = []
  const enter = async (options: BrowserContextOptions = {}): Promise<Opened> => {
    const opened = await openPage(chromium, { ...calm, ...options })
    people.push(opened)
    return opened
  }
  return {
    url,
    /** Somebody at a desk. */
    atDesk: (options: BrowserContextOptions = {}) => enter({ viewport: desk, ...options }),
    /** Somebody with a phone. */
    onPhone: (options: BrowserContextOptions = {}) => enter({ viewport: phone, hasTouch: true, ...options }),
    /** Nothing broke on anybody's page; `but`: what a browser reports of answers that the story is about. */
    async close(but?: RegExp): Promise<void> {
      const faults = people.flatMap(({ faults }) => faults).filter((fault) => !but?.test(fault))
      for (const { context } of people.splice(0)) await context.close()
      expect(faults).to.deep.equal([])
    },
  }
}
export type Stage = Awaited<ReturnType<typeof openStage>>

/** An address for mails that nobody else has. */
export const anEmail = (name: string): string =>
  `${name
    .normalize('NFD')
    .replace(/\P{ASCII}/gu, '')
    .toLowerCase()}-${Math.random().toString(36).slice(2, 10)}@example.org`

/** Makes an account at the door, as somebody who has never been here, and arrives at the first steps. */
export const signUp = async (
  { url }: Stage,
  { page }: Opened,
  name: string,
  organization?: string,
): Promise<{ readonly email: string }> => {
  await page.goto(url)
  const other = button(page, 'New here? Make an account')
  await other.or(heading(page, 'Make the first account')).first().waitFor() // whoever comes first is asked at once
  if (await other.isVisible()) await other.click()
  const email = await fillAccount(page, name, organization)
  await page.getByRole('heading', { level: 1, name: `Welcome, ${name.split(' ')[0]}` }).waitFor()
  return { email }
}

/** The form of an account, filled and sent. */
export const fillAccount = async (page: Page, name: string, organization?: string): Promise<string> => {
  const email = anEmail(name.split(' ')[0]!)
  await page.getByLabel('Your name').fill(name)
  if (organization) await page.getByLabel('Organization').fill(organization)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await button(page, 'Make account').click()
  return email
}

export const button = (within: Page | Locator, name: string | RegExp): Locator =>
  within.getByRole('button', { name })
export const link = (within: Page | Locator, name: string | RegExp): Locator =>
  within.getByRole('link', { name })
export const heading = (within: Page | Locator, name: string | RegExp): Locator =>
  within.getByRole('heading', { name })
export const dialogOf = (page: Page, name: string | RegExp): Locator => page.getByRole('dialog', { name })

/** Makes a link in the open share dialog, and takes its address along. */
export const makeLink = async (dialog: Locator): Promise<string> => {
  await button(dialog, /^Create link/).click()
  await heading(dialog, 'The link is ready').waitFor()
  return dialog.getByLabel('Link', { exact: true }).first().inputValue()
}

import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { MadeSession } from '../../server/a-session.ts'
import { openPage } from './browser.ts'
import { memberPage, type SessionPage, sessionPath } from './session-pages.ts'

/** The pages of those who are in one session; closed when the spec is over. */
export const aRoom = (browser: () => Browser, url: () => string) => {
  const opened: SessionPage[] = []

  return {
    /** Says a name at the door, and comes in. */
    async guest(
      { token }: Pick<MadeSession, 'token'>,
      name: string,
      options: BrowserContextOptions = {},
    ): Promise<Page> {
      const one = await openPage(browser(), { viewport: { width: 1280, height: 800 }, ...options })
      opened.push(one)
      await one.page.goto(`${url()}/collaborate/${token}/`)
      await one.page.locator('input[name=name]').fill(name)
      await one.page.locator('.door-form button').click()
      await one.page.locator('.collab').waitFor()
      if (options.javaScriptEnabled !== false) await one.page.locator('.tools').waitFor()
      return one.page
    },
    async member({ id }: Pick<MadeSession, 'id'>, person: Parameters<typeof memberPage>[1]): Promise<Page> {
      const one = await memberPage(browser(), person, sessionPath(id))
      opened.push(one)
      await one.page.locator('.tools').waitFor()
      return one.page
    },
    /** What went wrong on any of the pages. */
    faults: () => opened.flatMap(({ faults }) => faults),
    async close(): Promise<void> {
      for (const { context } of opened.splice(0)) await context.close()
    },
  }
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Where on the medium something is, in pixels of the window. */
export const placeOn = async (page: Page, x: number, y: number): Promise<[number, number]> => {
  const box = (await page.locator('#stage-box').boundingBox())!
  return [box.x + box.width * x, box.y + box.height * y]
}

/** Comments a place with the pointer. */
export const pinAt = async (page: Page, x: number, y: number, text: string): Promise<void> => {
  await button(page, 'Comment a place').click()
  await page.mouse.click(...(await placeOn(page, x, y)))
  await page.getByLabel('Comment on this place').fill(text)
  await button(page, 'Send').click()
}

/** A thread, by what stands in it. */
export const thread = (page: Page, text: string) => page.locator('.thread', { hasText: text })

import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { aSession, type MadeSession, sessionsPath } from '../../server/a-session.ts'
import { type Person, register } from '../../support/client.ts'
import { startService, type TestService } from '../../support/service.ts'
import { openBrowser } from './browser.ts'
import { guestPage, memberPage, type SessionPage, sessionPath } from './session-pages.ts'

/** A service with a new session for each spec, which may be recorded, and people on pages of it. */
export const recordedSessions = () => {
  let browser: Browser
  let service: TestService
  let owner: Person
  let session: MadeSession
  const opened: SessionPage[] = []

  before(async () => {
    browser = await openBrowser()
    service = await startService()
    owner = await register(service.url)
  })
  beforeEach(async () => {
    session = await aSession(owner, { recording: true })
  })
  afterEach(async () => {
    for (const { context } of opened.splice(0)) await context.close()
  })
  after(async () => {
    await browser?.close()
    await service?.stop()
  })

  const host = async (path = sessionPath(session.id)) => {
    const one = await memberPage(browser, owner, path)
    opened.push(one)
    return one.page
  }
  const guest = async (name = 'Bo') => {
    const one = await guestPage(browser, service.url, session.token, name)
    opened.push(one)
    return one.page
  }
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
  const sign = (page: Page) => page.locator('.recording-now', { hasText: 'Recording' })
  /** Presses a button that asks whether it is meant. */
  const sure = async (page: Page, name: string) => {
    await button(page, name).click()
    await page.locator('dialog .button.danger').click()
  }
  const point = async (page: Page, x: number, y: number) => {
    const box = (await page.locator('#stage-box').boundingBox())!
    await page.mouse.move(box.x + box.width * x, box.y + box.height * y)
  }
  const replay = async (query = '') =>
    (await owner.call('GET', `${sessionsPath}/${session.id}/recording${query}`)).body
  const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100)) if (await isSo()) return
    expect.fail(`it did not come to this: ${what}`)
  }
  const lastCursor = async () =>
    (await replay()).events.findLast(({ type }: { type: string }) => type === 'cursor') as
      | { x: number; y: number; t: number }
      | undefined

  /** Ana records, Bo agrees and points at two places, and says something in between. */
  const recorded = async () => {
    const [ana, bo] = [await host(), await guest()]
    await sure(ana, 'Record')
    await button(bo, 'Yes').click()
    await bo.getByText('Your cursor is kept').waitFor()
    await point(bo, 0.2, 0.3)
    await until('the first place is kept', async () => Math.abs(((await lastCursor())?.x ?? 0) - 0.2) < 0.01)
    const { t: first } = (await lastCursor())!
    await owner.call('POST', `/api/v3/assets/${session.assetId}/comments`, {
      content: 'Too small',
      position_x: 0.5,
      position_y: 0.5,
    })
    await point(bo, 0.8, 0.6)
    await until('the second place is kept', async () => Math.abs(((await lastCursor())?.x ?? 0) - 0.8) < 0.01)
    await sleep(1_000)
    await sure(ana, 'Stop recording')
    await sign(ana).waitFor({ state: 'detached' })
    return { ana, bo, first }
  }

  return {
    owner: () => owner,
    session: () => session,
    url: () => service.url,
    opened,
    ...{ host, guest, button, sign, sure, point, replay, until, lastCursor, recorded },
  }
}

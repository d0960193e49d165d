import type { Browser, Page } from 'playwright-core'
import { build } from '../../../scripts/build.ts'
import { aSession, type MadeSession, sessionsPath } from '../../server/a-session.ts'
import { aFile } from '../../server/a-shared-file.ts'
import { launchChromium } from '../../support/chromium.ts'
import { type Person, register } from '../../support/client.ts'
import { startService, type TestService } from '../../support/service.ts'
import { guestPage, memberPage, type SessionPage, sessionPath } from './session-pages.ts'

/** A service, a browser and the pages of those who take part: freshly built where anything has changed. */
export const workTogether = async () => {
  await build(() => {})
  const [browser, service]: [Browser, TestService] = await Promise.all([launchChromium(), startService()])
  const owner: Person = await register(service.url)
  const opened: SessionPage[] = []
  const keep = async (one: SessionPage): Promise<Page> => {
    opened.push(one)
    await one.page.locator('#notes-text').waitFor({ state: 'attached' }) // the session has let them in
    return one.page
  }
  return {
    owner,
    service,
    opened,
    session: (): Promise<MadeSession> => aSession(owner),
    /** A session on a file of these bytes. */
    async sessionOn(bytes: Uint8Array, name: string): Promise<MadeSession> {
      const asset_id = await aFile(owner, bytes, name)
      const { body } = await owner.call('POST', sessionsPath, { asset_id })
      const { uuid, token } = body.share_link
      return { id: body.session_id, assetId: asset_id, linkId: uuid, token, body }
    },
    host: async ({ id }: MadeSession) => keep(await memberPage(browser, owner, sessionPath(id))),
    guest: async ({ token }: MadeSession, name = 'Bo') =>
      keep(await guestPage(browser, service.url, token, name)),
    leave: async () => {
      for (const { context } of opened.splice(0)) await context.close()
    },
    close: async () => {
      await browser.close()
      await service.stop()
    },
  }
}
export type WorkingTogether = Awaited<ReturnType<typeof workTogether>>

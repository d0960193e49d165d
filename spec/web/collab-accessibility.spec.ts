import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { build } from '../../scripts/build.ts'
import { comment } from '../server/a-comment.ts'
import { aSession, type MadeSession } from '../server/a-session.ts'
import { axeFaults } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { type Person, register } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'
import { aRoom, button, placeOn } from './support/a-room.ts'
import { openPage, phone } from './support/browser.ts'

describe('what axe finds on the page of a session', function () {
  this.timeout(90_000)
  let browser: Browser
  let service: TestService
  let owner: Person
  let session: MadeSession
  const room = aRoom(
    () => browser,
    () => service.url,
  )

  before(async () => {
    await build(() => {})
    ;[browser, service] = await Promise.all([launchChromium(), startService()])
    owner = await register(service.url)
    session = await aSession(owner)
    const first = await comment(owner, session.assetId, {
      content: 'Too dark',
      position_x: 0.3,
      position_y: 0.4,
    })
    await comment(owner, session.assetId, { content: 'And here', parent_comment_id: first.id })
    await comment(owner, session.assetId, { content: 'In general: fine' })
  })
  afterEach(() => room.close())
  after(async () => {
    await browser?.close()
    await service?.stop()
  })

  const isWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth)

  for (const colorScheme of ['light', 'dark'] as const)
    for (const viewport of [phone, { width: 1280, height: 800 }])
      it(`is nothing serious in the room (${colorScheme}, ${viewport.width} wide) [CP-19]`, async () => {
        const other = await room.guest(session, `Ana ${colorScheme} ${viewport.width}`)
        const page = await room.guest(session, 'Zé', { colorScheme, viewport, reducedMotion: 'reduce' })
        await other.mouse.move(...(await placeOn(other, 0.6, 0.6)))
        await page.locator('.cursor bdi').waitFor()

        for (const tab of ['Comments', 'Notes', 'People']) {
          await page.getByRole('tab', { name: tab }).click()
          expect(await axeFaults(page), tab).to.deep.equal([])
          expect(await isWide(page), `${tab} scrolls sideways`).to.equal(false)
        }
        await button(page, 'Comment a place').click()
        await page.mouse.click(...(await placeOn(page, 0.2, 0.2)))
        await page.getByLabel('Comment on this place').waitFor()
        expect(await axeFaults(page), 'a place').to.deep.equal([])
        const [stage, tools] = [page.locator('.stage'), page.locator('.tools')]
        if (viewport === phone) {
          expect((await stage.boundingBox())!.height).to.be.at.most(phone.height * 0.45)
          const { y, height } = (await tools.boundingBox())!
          expect(y + height).to.be.closeTo(phone.height, 1)
        }
        expect(room.faults()).to.deep.equal([])
      })

  for (const colorScheme of ['light', 'dark'] as const)
    it(`is nothing serious at the door, where no script runs, and at the end (${colorScheme})`, async () => {
      const { page, context } = await openPage(browser, { colorScheme })
      await page.goto(`${service.url}/collaborate/${session.token}/`)
      expect(await axeFaults(page), 'the door').to.deep.equal([])
      await page.goto(`${service.url}/share/${session.token}/`)
      await page.getByRole('heading', { name: 'Comments' }).waitFor()
      expect(await axeFaults(page), 'under the file').to.deep.equal([])
      expect(await isWide(page), 'under the file').to.equal(false)
      await context.close()

      // Without scripts axe cannot run either: the room as it comes, with those of the page left out.
      const still = await openPage(browser, { colorScheme })
      await still.context.route('**/*.js', (route) => route.abort())
      await still.page.goto(`${service.url}/collaborate/${session.token}/`)
      await still.page.getByLabel('Your name').fill('Bo')
      await button(still.page, 'Come in').click()
      await still.page.locator('.thread').first().waitFor()
      expect(await axeFaults(still.page), 'without a script').to.deep.equal([])
      await still.context.close()

      const over = await aSession(owner)
      const guest = await room.guest(over, 'Bo', { colorScheme })
      await owner.call('POST', `/api/v3/collaboration/sessions/${over.id}/end`)
      await guest.getByRole('heading', { name: 'This session is over' }).waitFor()
      expect(await axeFaults(guest), 'the end').to.deep.equal([])
    })
})

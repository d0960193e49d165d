import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { build } from '../../scripts/build.ts'
import { aSession, type MadeSession, sessionsPath } from '../server/a-session.ts'
import { aFile } from '../server/a-shared-file.ts'
import { launchChromium } from '../support/chromium.ts'
import { type Person, register } from '../support/client.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { startService, type TestService } from '../support/service.ts'
import { aRoom, button, pinAt, placeOn, thread } from './support/a-room.ts'
import { aSound } from './support/a-sound.ts'

const generous = 15_000

describe('the page of a session', function () {
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
    browser = await launchChromium(['--autoplay-policy=no-user-gesture-required'])
    service = await startService()
    owner = await register(service.url)
  })
  beforeEach(async () => {
    session = await aSession(owner)
  })
  afterEach(() => room.close())
  after(async () => {
    await browser?.close()
    await service?.stop()
  })

  const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click()
  const person = (page: Page, name: string) => page.locator('.person', { hasText: name })
  const seen = (page: Page, text: string) => page.getByText(text).waitFor({ timeout: generous })
  const gone = (page: Page, selector: string) =>
    page.locator(selector).waitFor({ state: 'detached', timeout: generous })

  it('lets a guest in who says a name, and shows each where the other points, by name [CP-1] [CP-5]', async () => {
    const rosa = await room.guest(session, 'Rosa')
    const bo = await room.guest(session, 'Bo')

    await bo.mouse.move(...(await placeOn(bo, 0.25, 0.75)))

    const cursor = rosa.locator('.cursor')
    await cursor.getByText('Bo', { exact: true }).waitFor({ timeout: generous })
    const box = (await rosa.locator('#stage-box').boundingBox())!
    const at = await cursor.evaluate((element) => element.getBoundingClientRect().toJSON())
    expect((at.x - box.x) / box.width).to.be.closeTo(0.25, 0.02)
    expect((at.y - box.y) / box.height).to.be.closeTo(0.75, 0.02)
    await bo.context().close()
    await gone(rosa, '.cursor')
    expect(room.faults()).to.deep.equal([])
  })

  it('shows what one pins as a pin and a thread to the other, and all that becomes of it [CP-6]', async () => {
    const host = await room.member(session, owner)
    const bo = await room.guest(session, 'Bo')

    await pinAt(bo, 0.3, 0.4, 'Too dark here')
    await seen(host, 'Too dark here')
    const pin = host.locator('.pin')
    expect(await pin.getAttribute('aria-label')).to.equal('Comment 1 by Bo')
    const [left, top] = await pin.evaluate(({ style }) => [style.left, style.top].map(Number.parseFloat))
    expect(left).to.be.closeTo(30, 0.5)
    expect(top).to.be.closeTo(40, 0.5)

    await thread(host, 'Too dark').getByRole('button', { name: 'Answer' }).click()
    await host.getByLabel('Answer').fill('I will lift the shadows')
    await thread(host, 'Too dark').getByRole('button', { name: 'Send' }).click()
    await bo.locator('.answers').getByText('I will lift the shadows').waitFor({ timeout: generous })

    const mine = bo.locator('.comment', { hasText: 'Too dark' })
    await mine.getByRole('button', { name: 'Edit' }).click()
    await bo.getByLabel('Edit').fill('Far too dark here')
    await button(bo, 'Save').click()
    await seen(host, 'Far too dark here')

    await button(host, 'Resolve').click()
    await gone(bo, '.pin')
    await bo.getByLabel('Show resolved (1)').check()
    await seen(bo, 'Resolved by A Person')

    await mine.getByRole('button', { name: 'Delete' }).click()
    await bo.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect(await mine.count()).to.equal(1)
    await mine.getByRole('button', { name: 'Delete' }).click()
    await bo.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await bo.locator('.thread').getByText('Deleted').waitFor({ timeout: generous })
    expect(await bo.locator('.answers').innerText()).to.contain('I will lift the shadows')
    expect(room.faults()).to.deep.equal([])
  })

  it('pins by the keyboard alone, and reads on in another language without losing what is written [CP-7] [CP-20] [CP-22]', async () => {
    const bo = await room.guest(session, 'Bo')

    await button(bo, 'Comment a place').focus()
    await bo.keyboard.press('Enter')
    await bo.locator('#stage-scroll').focus()
    await bo.keyboard.press('Enter')
    await bo.getByLabel('Comment on this place').waitFor()
    expect(await bo.evaluate(() => document.activeElement?.tagName)).to.equal('TEXTAREA')
    await bo.keyboard.type('In the middle')
    await bo.keyboard.press('Control+Enter')

    await bo.locator('.pin:not(.draft)').waitFor({ timeout: generous })
    const { results } = (await owner.call('GET', `/api/v3/assets/${session.assetId}/comments`)).body
    expect(results[0]).to.include({ content: 'In the middle' })
    expect(results[0].position_x).to.be.closeTo(0.5, 0.01)
    expect(results[0].position_y).to.be.closeTo(0.5, 0.01)

    await bo.getByLabel('Write a comment').fill('Half a thought')
    const asked = bo.waitForEvent('dialog')
    await bo.getByLabel('More', { exact: true }).click()
    const leaving = button(bo, 'Español').click()
    await (await asked).dismiss()
    await leaving
    expect(await bo.getByLabel('Write a comment').inputValue()).to.equal('Half a thought')
    await bo.getByLabel('Write a comment').fill('')
    await bo.getByLabel('More', { exact: true }).click()
    await button(bo, 'Español').click()
    await bo.getByLabel('Escriba un comentario').waitFor({ timeout: generous })
  })

  it('follows somebody: as near as they look, and at the same place [CP-8]', async () => {
    const rosa = await room.guest(session, 'Rosa')
    const bo = await room.guest(session, 'Bo')
    await tab(rosa, 'People')
    await person(rosa, 'Bo').getByRole('button', { name: 'Follow' }).click()
    await bo.getByText('Rosa see what you see.').waitFor({ timeout: generous })

    await button(bo, 'Nearer').click()
    await button(bo, 'Nearer').click()
    await bo.locator('#stage-scroll').evaluate((scroll) => scroll.scrollTo(0, 0))

    await rosa
      .getByRole('button', { name: 'Whole picture' })
      .getByText('225 %')
      .waitFor({ timeout: generous })
    await rosa.waitForFunction(() => document.querySelector('#stage-scroll')!.scrollLeft < 5, undefined, {
      timeout: generous,
    })
    await button(rosa, 'Stop following').click()
    await gone(bo, 'text=Rosa see what you see.')
  })

  it('says who is there, and who has gone or looks elsewhere [CP-9]', async () => {
    const rosa = await room.guest(session, 'Rosa')
    const bo = await room.guest(session, 'Bo')
    await tab(rosa, 'People')
    await person(rosa, 'Bo').getByText('here').waitFor({ timeout: generous })

    await bo.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await person(rosa, 'Bo').getByText('idle').waitFor({ timeout: generous })
    await bo.context().close()
    await person(rosa, 'Bo').getByText('away').waitFor({ timeout: generous })
  })

  it('takes the pen from whoever becomes a viewer, at once [CP-10] [T-49]', async () => {
    const host = await room.member(session, owner)
    const bo = await room.guest(session, 'Bo')
    await tab(host, 'People')

    await host.getByLabel('Role of Bo').selectOption('viewer')

    await gone(bo, '.composer')
    await gone(bo, '.tools')
    await host.getByLabel('Role of Bo').selectOption('commenter')
    await bo.getByLabel('Write a comment').waitFor({ timeout: generous })
  })

  it('has nothing of the session any more for whoever is sent away [CP-11] [T-53]', async () => {
    const host = await room.member(session, owner)
    const bo = await room.guest(session, 'Bo')
    await pinAt(bo, 0.3, 0.4, 'A secret of the house')
    await seen(host, 'A secret of the house')
    await tab(host, 'People')

    await person(host, 'Bo').getByRole('button', { name: 'Remove' }).click()
    await host.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()

    await bo
      .getByRole('heading', { name: 'You are not in this session any more' })
      .waitFor({ timeout: generous })
    const left = await bo.content()
    for (const secret of ['A secret of the house', 'sea', session.id, 'A Person'])
      expect(left).to.not.contain(secret)
    await bo.reload()
    await bo.getByRole('heading', { name: 'You are not in this session any more' }).waitFor()
    await gone(host, '.person:has-text("Bo")')
  })

  it('ends for everybody, after a question [CP-11] [CP-12]', async () => {
    const host = await room.member(session, owner)
    const bo = await room.guest(session, 'Bo')

    await host.getByLabel('More', { exact: true }).click()
    await button(host, 'End for everybody').click()
    await host.getByRole('dialog').getByRole('button', { name: 'End for everybody' }).click()

    for (const page of [host, bo])
      await page.getByRole('heading', { name: 'This session is over' }).waitFor({ timeout: generous })
    await host.reload()
    await host.getByRole('heading', { name: 'This session is over' }).waitFor()
  })

  it('plays for all what one plays, from the same place [CP-13]', async () => {
    const assetId = await aFile(owner, aSound(60), 'tone.wav')
    const { body } = await owner.call('POST', sessionsPath, { asset_id: assetId })
    const heard = { id: body.session_id, token: body.share_link.token }
    const [rosa, bo] = [await room.guest(heard, 'Rosa'), await room.guest(heard, 'Bo')]
    const at = (page: Page) =>
      page
        .locator('audio')
        .evaluate((player: HTMLAudioElement) => [player.currentTime, player.paused] as const)

    await rosa.locator('audio').evaluate(async (player: HTMLAudioElement) => {
      player.muted = true
      player.currentTime = 20
      await player.play()
    })

    const isPlaying = () => {
      const player = document.querySelector('audio')!
      return !player.paused && player.currentTime > 20
    }
    await bo.waitForFunction(isPlaying, undefined, { timeout: generous })
    const [[theirs], [ours]] = await Promise.all([at(rosa), at(bo)])
    expect(Math.abs(theirs - ours)).to.be.lessThan(2)
    await bo.locator('audio').evaluate((player: HTMLAudioElement) => player.pause())
    await rosa.waitForFunction(() => document.querySelector('audio')!.paused, undefined, {
      timeout: generous,
    })
  })

  it('is read and written without a script [CP-3] [CP-4]', async () => {
    const host = await room.member(session, owner)
    await pinAt(host, 0.3, 0.4, 'Brighter, please')
    await seen(host, 'Brighter, please')
    const bo = await room.guest(session, 'Bo', { javaScriptEnabled: false })

    expect(await bo.locator('.threads').innerText()).to.contain('Brighter, please')
    await bo.getByLabel('Write a comment').fill('As bright as it gets')
    await button(bo, 'Send').click()

    await bo.locator('.thread', { hasText: 'As bright as it gets' }).waitFor()
    expect(new URL(bo.url()).pathname).to.equal(`/collaborate/${session.token}/`)
    await seen(host, 'As bright as it gets')
  })
})

describe('the page of a session, while the service is away', function () {
  this.timeout(90_000)
  let browser: Browser
  let database: TestDatabase

  before(async () => {
    await build(() => {})
    ;[browser, database] = await Promise.all([launchChromium(), createDatabase()])
  })
  after(async () => {
    await browser?.close()
    await database?.drop()
  })

  it('says so, keeps what is being written, and goes on [CP-14]', async () => {
    const env = { PORT: String(await freePort()) }
    let service = await startService(env, database)
    const room = aRoom(
      () => browser,
      () => service.url,
    )
    try {
      const session = await aSession(await register(service.url))
      const bo = await room.guest(session, 'Bo')
      await bo.getByLabel('Write a comment').fill('Half a thought')

      await service.stop()
      await bo.getByText('Connection lost.').waitFor({ timeout: generous })
      await button(bo, 'Send').click()
      await bo.getByRole('alert').waitFor()
      expect(await bo.getByLabel('Write a comment').inputValue()).to.equal('Half a thought')

      service = await startService(env, database)
      await gone(bo)
      await button(bo, 'Send').click()
      await bo.locator('.thread', { hasText: 'Half a thought' }).waitFor({ timeout: generous })
      expect(await bo.locator('.thread').count()).to.equal(1)
    } finally {
      await room.close()
      await service.stop()
    }
  })

  const gone = (page: Page) =>
    page.getByText('Connection lost.').waitFor({ state: 'detached', timeout: 30_000 })
})

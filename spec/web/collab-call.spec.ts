import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { build } from '../../scripts/build.ts'
import { aSession, type MadeSession } from '../server/a-session.ts'
import { launchChromium } from '../support/chromium.ts'
import { type Person, register } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'
import { countCalls, fakeMedia, incoming } from './support/call-page.ts'
import { guestPage, memberPage, type SessionPage, sessionPath } from './support/session-pages.ts'

/** A beep; what silence is coded to is a thousand times quieter. */
const audible = 0.01

describe('the call on the page of a session', function () {
  this.timeout(120_000)
  let browser: Browser
  let service: TestService
  let owner: Person
  let session: MadeSession
  const opened: SessionPage[] = []

  before(async () => {
    await build(() => {})
    ;[browser, service] = await Promise.all([launchChromium(fakeMedia), startService()])
    owner = await register(service.url)
  })
  beforeEach(async () => {
    session = await aSession(owner)
  })
  afterEach(async () => {
    for (const { context } of opened.splice(0)) await context.close()
  })
  after(async () => {
    await browser?.close()
    await service?.stop()
  })

  const host = async () => {
    const one = await memberPage(browser, owner, sessionPath(session.id), countCalls)
    opened.push(one)
    return one.page
  }
  const guest = async (name = 'Bo') => {
    const one = await guestPage(browser, service.url, session.token, name, countCalls)
    opened.push(one)
    return one.page
  }
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
  const tile = (page: Page, name: string) => page.locator('.call-tile', { hasText: name })
  const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100)) if (await isSo()) return
    expect.fail(`it did not come to this: ${what}`)
  }
  const hears = (page: Page) => async () => (await incoming(page)).audioLevel > audible
  /** Longer than the pauses between the beeps. */
  const isSilent = (page: Page) => async () => {
    const before = (await incoming(page)).energy
    await sleep(3_000)
    return (await incoming(page)).energy - before < 1e-5
  }
  const inCall = async () => {
    const [ana, bo] = [await host(), await guest()]
    await button(ana, 'Join the call').click()
    await button(ana, 'Leave the call').waitFor()
    await button(bo, 'Join the call').click()
    await button(bo, 'Leave the call').waitFor()
    return { ana, bo }
  }

  it('lets each hear the other, shows who speaks, and says who came [CA-14] [CA-15]', async () => {
    const { ana, bo } = await inCall()

    await until('the host hears the guest', hears(ana))
    await until('the guest hears the host', hears(bo))
    await tile(ana, 'Bo').and(ana.locator('.speaking')).waitFor()
    await tile(bo, 'A Person').and(bo.locator('.speaking')).waitFor()
    expect(await ana.locator('.call [role=status]').first().innerText()).to.include('Bo is in the call.')
    expect(await ana.locator('.call-tile').count()).to.equal(2)
    for (const { faults } of opened) expect(faults).to.deep.equal([])
  })

  it('is silent after the button or the key M, which writes where one writes [CA-15]', async () => {
    const { ana, bo } = await inCall()
    await until('the host hears the guest', hears(ana))

    await bo.locator('#stage-scroll').focus()
    await bo.keyboard.press('m')
    await tile(ana, 'Bo').locator('.call-muted').waitFor()
    expect(await button(bo, 'Mute').getAttribute('aria-pressed')).to.equal('true')
    await until('the host hears nothing', isSilent(ana))

    await button(bo, 'Mute').click()
    await tile(ana, 'Bo').locator('.call-muted').waitFor({ state: 'detached' })
    await bo.locator('.composer textarea').first().fill('')
    await bo.locator('.composer textarea').first().press('m')
    expect(await button(bo, 'Mute').getAttribute('aria-pressed')).to.equal('false')
    expect(await bo.locator('.composer textarea').first().inputValue()).to.equal('m')
  })

  it('shows a shared screen in the place of the file, with a way back [CA-15]', async () => {
    const { ana, bo } = await inCall()

    await button(ana, 'Share your screen').click()
    await bo.locator('.shared-screen video').waitFor()
    await until('its frames are decoded', async () => (await incoming(bo)).framesDecoded > 0)
    await until('they are shown', () =>
      bo.locator('.shared-screen video').evaluate((video) => (video as HTMLVideoElement).videoWidth > 0),
    )

    await button(bo, 'Back to the file').click()
    await bo.locator('.shared-screen').waitFor({ state: 'detached' })
    await button(bo, 'Show the screen of A Person').click()
    await bo.locator('.shared-screen video').waitFor()

    await button(ana, 'Share your screen').click()
    await bo.locator('.shared-screen').waitFor({ state: 'detached' })
    expect(await button(bo, 'Show the screen of A Person').count()).to.equal(0)
    await until('the voice is still there', hears(bo))
  })

  it('tells somebody whom a host has muted, and lets them speak again [CA-12]', async () => {
    const { ana, bo } = await inCall()
    await ana.locator('#tab-people').click()

    await ana.locator('.person', { hasText: 'Bo' }).getByRole('button', { name: 'Mute' }).click()

    await bo.getByText('The host has muted you.').waitFor()
    expect(await button(bo, 'Mute').getAttribute('aria-pressed')).to.equal('true')
    await button(bo, 'Mute').click()
    await tile(ana, 'Bo').locator('.call-muted').waitFor({ state: 'detached' })
  })

  it('is looked on by viewers, who see who speaks and why they do not [CA-1] [CA-15] [T-49]', async () => {
    const [ana, bo] = [await host(), await guest()]
    await button(ana, 'Join the call').click()
    await button(ana, 'Leave the call').waitFor()
    await ana.locator('#tab-people').click()
    await ana.locator('.person', { hasText: 'Bo' }).locator('select').selectOption('viewer')

    await bo.getByText('You are here to look.').waitFor()
    expect(await button(bo, 'Join the call').count()).to.equal(0)
    await tile(bo, 'A Person').and(bo.locator('.speaking')).waitFor()
  })

  it('may be listened to without a microphone, and says so kindly [CA-14]', async () => {
    const ana = await host()
    await button(ana, 'Join the call').click()
    await button(ana, 'Leave the call').waitFor()
    const bo = await guest()
    await bo.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
    })

    await button(bo, 'Join the call').click()

    await bo.getByText('You listen only').waitFor()
    expect(await button(bo, 'Mute').count()).to.equal(0)
    await until('they hear', hears(bo))
  })

  it('is not there at all where the session has no voice [CA-1]', async () => {
    session = await aSession(owner, { voice_chat: false })
    const ana = await host()

    await ana.locator('#tab-people').waitFor()

    expect(await ana.locator('#call-bar').innerHTML()).to.equal('')
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '../support/chromium.ts'
import { openPage } from './support/browser.ts'
import type { Harness } from './support/call-harness.ts'
import { type CallWire, startCallWire } from './support/call-wire.ts'

/** A microphone that beeps, and a screen to share, that nobody is asked about. */
const fakeMedia = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
]

/** A beep; what silence is coded to is a thousand times quieter. */
const audible = 0.01

describe('a call in two browsers', function () {
  this.timeout(90_000)
  let browser: Browser
  let wire: CallWire
  const opened: Page[] = []

  before(async () => {
    browser = await launchChromium(fakeMedia)
  })
  beforeEach(async () => {
    wire = await startCallWire()
  })
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close()
    await wire.close()
  })
  after(() => browser.close())

  const open = async () => {
    const { page, faults } = await openPage(browser)
    opened.push(page)
    await page.goto(wire.origin)
    await page.locator('body[data-state=ready]').waitFor()
    const ask = <K extends keyof Harness>(name: K, ...args: Parameters<Harness[K]>) =>
      page.evaluate(([name, args]) => (window.harness[name] as (...args: unknown[]) => unknown)(...args), [
        name,
        args,
      ] as const) as Promise<Awaited<ReturnType<Harness[K]>>>
    return { page, faults, ask, id: await ask('seatId') }
  }
  type Somebody = Awaited<ReturnType<typeof open>>

  const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100)) if (await isSo()) return
    expect.fail(`it did not come to this: ${what}`)
  }
  const hears = async (one: Somebody, from: string): Promise<boolean> =>
    (await one.ask('heard')).some(
      (in_) => in_.from === from && in_.kind === 'audio' && in_.audioLevel > audible,
    )
  /** Longer than the pauses between the beeps. */
  const isSilent = async (one: Somebody, from: string): Promise<boolean> => {
    const energy = async () =>
      (await one.ask('heard')).find((in_) => in_.from === from && in_.kind === 'audio')!.energy
    const before = await energy()
    await sleep(3_000)
    const after = await energy()
    return after - before < 1e-5
  }
  const sees = async (one: Somebody, from: string): Promise<boolean> =>
    (await one.ask('heard')).some((in_) => in_.from === from && in_.framesDecoded > 0)

  it('lets each hear the other, and tells who speaks [CA-14]', async () => {
    const [anna, ben] = [await open(), await open()]

    expect(await anna.ask('join')).to.equal('joined')
    expect(await ben.ask('join')).to.equal('joined')

    await until('Anna hears Ben', () => hears(anna, ben.id))
    await until('Ben hears Anna', () => hears(ben, anna.id))
    await until('Ben sees that Anna speaks', async () => (await ben.ask('view')).peers[0]!.isSpeaking)
    await until('Anna knows that she speaks', async () => (await anna.ask('view')).isSpeaking)
    await until('others are told', async () =>
      wire
        .seat(ben.id)
        .told('rtc:state')
        .some(({ id, speaking }) => id === anna.id && speaking === true),
    )
    expect([anna.faults, ben.faults]).to.deep.equal([[], []])
  })

  it('shows a screen to the others until it is shared no more [CA-14] [CA-10]', async () => {
    const [anna, ben] = [await open(), await open()]
    await anna.ask('join')
    await ben.ask('join')

    await anna.page.click('button')
    expect(await anna.page.evaluate(() => window.shared)).to.equal('shared')
    await until('Ben sees it', () => sees(ben, anna.id))
    const late = await open()
    await late.ask('join')
    await until('so does whoever comes later', () => sees(late, anna.id))
    expect((await ben.ask('view')).peers.find(({ id }) => id === anna.id)).to.include({
      hasScreen: true,
      sharesScreen: true,
    })

    await anna.ask('stopScreen')
    await until('it is gone', async () =>
      (await ben.ask('view')).peers.every((peer) => !peer.hasScreen && !peer.sharesScreen),
    )
    await until('the voice is not', () => hears(ben, anna.id))
  })

  it('is silent once a microphone is closed, by its owner or by a host [CA-12]', async () => {
    const [host, ben] = [await open(), await open()]
    await host.ask('join')
    await ben.ask('join')
    await until('the host hears Ben', () => hears(host, ben.id))

    await wire.seat(host.id).ask('participant:mute', { id: wire.seat(ben.id).participantId })

    await until('Ben is silent', () => isSilent(host, ben.id))
    expect(await ben.ask('view')).to.include({ isMuted: true, isSpeaking: false })
    expect(await ben.ask('muted')).to.equal(1)
    expect((await host.ask('view')).peers[0]).to.include({ isMuted: true, isSpeaking: false })
    await ben.ask('mute', false)
    await until('the host hears Ben again', () => hears(host, ben.id))
  })

  it('goes on after a search for another way, and after a connection that was lost [CA-14]', async () => {
    const [anna, ben] = [await open(), await open()]
    await anna.ask('join')
    await ben.ask('join')
    await until('they hear each other', () => hears(ben, anna.id))

    await anna.ask('restartAll')
    await ben.ask('restartAll')
    await until('both are connected', async () => (await anna.ask('ways')).join() === 'connected')
    await until('Ben hears Anna', () => hears(ben, anna.id))

    await anna.ask('loseConnection')
    await until('Anna is somebody new', async () => (await anna.ask('seatId')) !== anna.id)
    const again = await anna.ask('seatId')
    await until('Ben hears who came back', () => hears(ben, again))
    await until('and nobody else', async () => (await ben.ask('view')).peers.length === 1)
    await until('who hears Ben', () => hears(anna, ben.id))
  })

  it('may be listened to without a microphone [CA-14]', async () => {
    const [anna, listener] = [await open(), await open()]
    await anna.ask('join')
    await listener.ask('refuseMicrophone')

    expect(await listener.ask('join')).to.equal('joined')

    await until('the listener hears Anna', () => hears(listener, anna.id))
    expect(await listener.ask('view')).to.include({ hasMicrophone: false, isMuted: true, state: 'in' })
    expect((await anna.ask('view')).peers[0]).to.include({ isMuted: true })
  })

  it('is over for whoever leaves, or may no longer talk [CA-8]', async () => {
    const [anna, ben, cleo] = [await open(), await open(), await open()]
    for (const one of [anna, ben, cleo]) await one.ask('join')
    await until('all are there', async () => (await anna.ask('view')).peers.length === 2)

    await ben.ask('leave')
    wire.seat(cleo.id).become('viewer')

    await until('Anna is alone', async () => (await anna.ask('view')).peers.length === 0)
    expect(await ben.ask('view')).to.include({ state: 'out' })
    expect(await ben.ask('ended')).to.equal(0)
    await until('Cleo is told', async () => (await cleo.ask('ended')) === 1)
    expect(await cleo.ask('join')).to.equal('role_too_small')
    expect((await cleo.ask('view')).state).to.equal('out')
  })
})

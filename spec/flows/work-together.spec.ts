import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { build } from '../../scripts/build.ts'
import { aSession, type MadeSession, sessionsPath } from '../server/a-session.ts'
import { launchChromium } from '../support/chromium.ts'
import { clientOf } from '../support/client.ts'
import { startMailServer, type TestMailServer } from '../support/smtp.ts'
import { until } from '../support/until.ts'
import { button, pinAt, placeOn, thread } from '../web/support/a-room.ts'
import { openPage } from '../web/support/browser.ts'
import { countCalls, fakeMedia, incoming } from '../web/support/call-page.ts'
import { memberPage, replayPath, type SessionPage, sessionPath } from '../web/support/session-pages.ts'
import { startTwoNodes, type TwoNodes } from './support/seats.ts'
import { type Answer, connect, disconnectAll, refusal } from './support/sockets.ts'

/** A beep; what silence is coded to is a thousand times quieter. */
const audible = 0.01
const patience = 45_000

describe('two people who work on a picture together, each on a node of their own', function () {
  this.timeout(120_000)
  this.bail(true) // one story, told in order
  let browser: Browser
  let nodes: TwoNodes
  let mails: TestMailServer
  let session: MadeSession
  let host: Page
  let ana: Page
  let anaId: string
  /** The moment at which Ana first pointed while it was recorded. */
  let pointedAt: number
  const opened: SessionPage[] = []
  /** What came to Ana's browser over her sockets. */
  const arrived: unknown[] = []

  before(async () => {
    await build(() => {})
    mails = await startMailServer()
    ;[browser, nodes] = await Promise.all([launchChromium(fakeMedia), startTwoNodes({ SMTP_URL: mails.url })])
    session = await aSession(nodes.owner, { recording: true, voice_chat: true, screen_sharing: true }, [
      { email: 'ana@example.org' },
    ])
  })
  after(async () => {
    disconnectAll()
    for (const { context } of opened) await context.close()
    await browser?.close()
    await nodes?.stop()
    await mails?.close()
  })

  const keep = (one: SessionPage): Page => {
    one.context.setDefaultTimeout(patience)
    opened.push(one)
    return one.page
  }
  const prepare = async (context: BrowserContext) => {
    context.setDefaultTimeout(patience)
    await countCalls(context)
  }
  const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click()
  const pointer = (page: Page, name: string) => page.locator('.cursor', { hasText: name })
  const point = async (page: Page, x: number, y: number) => page.mouse.move(...(await placeOn(page, x, y)))
  /** Where a pointer is shown, in parts of the medium. */
  const placeOf = async (page: Page, name: string): Promise<number[]> => {
    const box = (await page.locator('#stage-box').boundingBox())!
    const at = await pointer(page, name).evaluate((one) => one.getBoundingClientRect().toJSON())
    return [(at.x - box.x) / box.width, (at.y - box.y) / box.height]
  }
  const isNear = (place: readonly number[], ...wanted: readonly number[]) =>
    place.every((part, i) => Math.abs(part - wanted[i]!) < 0.03)
  const sure = async (page: Page) => page.locator('dialog .button.danger').click()
  /** What went wrong on the pages. A browser that makes up a screen takes it for a camera, and uses it all the same. */
  const faults = (isMeant: (page: Page) => boolean = () => true): string[] =>
    opened
      .flatMap(({ page, faults }) => (isMeant(page) ? faults : []))
      .filter((fault) => !fault.includes('camera is not allowed'))
  const replay = async (): Promise<Answer> =>
    (await nodes.owner.call('GET', `${sessionsPath}/${session.id}/recording`)).body
  const cursorsOfAna = async (): Promise<Answer[]> =>
    (await replay()).events.filter(({ type, id }: Answer) => type === 'cursor' && id === anaId)

  it('come in: one signed in on the first node, the other by the mail that invited her on the second [SE-3] [SE-5]', async () => {
    host = keep(await memberPage(browser, nodes.owner, sessionPath(session.id), prepare))
    const [mail] = await mails.mailsTo('ana@example.org', 1)
    const [, path] = /(\/collaborate\/[\w-]+\/)/.exec(mail!.text)!
    const visitor = await openPage(browser, { viewport: { width: 1280, height: 800 } })
    ana = keep(visitor)
    await prepare(visitor.context)
    ana.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => arrived.push(payload)))

    await ana.goto(nodes.b.url + path)
    await ana.locator('input[name=name]').fill('Ana')
    await ana.locator('.door-form button').click()
    for (const page of [host, ana]) await page.locator('.tools').waitFor()

    for (const [page, name] of [
      [host, 'Ana'],
      [ana, 'A Person'],
    ] as const) {
      await tab(page, 'People')
      await page.locator('.person', { hasText: name }).getByText('here').waitFor()
      await tab(page, 'Comments')
      const picture = page.locator('#stage-box img')
      await until(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth === 8), patience)
    }
    const { body } = await nodes.owner.call('GET', `${sessionsPath}/${session.id}`)
    const them = body.participants.find(({ email }: Answer) => email === 'ana@example.org')
    expect(them).to.include({ name: 'Ana', kind: 'guest', presence: 'active' })
    anaId = them.id
  })

  it('see that it is recorded, and are asked [RE-16] [RE-5] [T-66]', async () => {
    await button(host, 'Record').click()
    await sure(host)
    for (const page of [host, ana]) await page.locator('.recording-now', { hasText: 'Recording' }).waitFor()
    await button(host, 'No').click()
    await button(ana, 'Yes').click()
    await ana.getByText('Your cursor is kept').waitFor()
  })

  it('see each other point [CP-5] [CO-25]', async () => {
    await point(ana, 0.25, 0.75)
    await point(host, 0.7, 0.2)

    for (const [page, name, x, y] of [
      [host, 'Ana', 0.25, 0.75],
      [ana, 'A Person', 0.7, 0.2],
    ] as const) {
      await pointer(page, name).getByText(name, { exact: true }).waitFor()
      await until(async () => isNear(await placeOf(page, name), x, y), patience)
    }
    await until(async () => (await cursorsOfAna()).some(({ x, y }) => isNear([x, y], 0.25, 0.75)), patience)
    pointedAt = (await cursorsOfAna()).find(({ x, y }) => isNear([x, y], 0.25, 0.75)).t
  })

  it('comment places of the picture, and answer [CP-6]', async () => {
    await pinAt(ana, 0.3, 0.4, 'Too dark here')
    await thread(host, 'Too dark here').waitFor()
    const pin = host.locator('.pin')
    expect(await pin.getAttribute('aria-label')).to.equal('Comment 1 by Ana')
    const place = await pin.evaluate(({ style }) => [style.left, style.top].map(Number.parseFloat))
    expect(isNear([place[0]! / 100, place[1]! / 100], 0.3, 0.4)).to.equal(true)

    await thread(host, 'Too dark').getByRole('button', { name: 'Answer' }).click()
    await host.getByLabel('Answer').fill('I will lift the shadows')
    await thread(host, 'Too dark').getByRole('button', { name: 'Send' }).click()
    await ana.locator('.answers').getByText('I will lift the shadows').waitFor()
  })

  it('write notes at once, which are the same for both [ND-1]', async () => {
    const fields = [host, ana].map((page) => page.locator('#notes-text'))
    for (const page of [host, ana]) await tab(page, 'Notes')
    await fields[0]!.fill('Shadows:\n\nLogo:')
    await until(async () => (await fields[1]!.inputValue()) === 'Shadows:\n\nLogo:', patience)

    for (const [i, at] of [8, 15].entries())
      await fields[i]!.evaluate((area: HTMLTextAreaElement, at) => {
        area.focus()
        area.setSelectionRange(at, at)
      }, at)
    await Promise.all([
      host.keyboard.type(' lift them', { delay: 20 }),
      ana.keyboard.type(' top right', { delay: 20 }),
    ])

    const both = 'Shadows: lift them\n\nLogo: top right'
    for (const field of fields) await until(async () => (await field.inputValue()) === both, patience)
  })

  it('draw on it [ND-9] [ND-10]', async () => {
    await button(host, 'Draw').click()
    await button(host, 'Rectangle').click()
    const box = (await host.locator('#stage-catch').boundingBox())!
    const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const
    await host.mouse.move(...at(0.2, 0.3))
    await host.mouse.down()
    await host.mouse.move(...at(0.7, 0.8), { steps: 8 })
    await host.mouse.up()

    const drawn = ana.locator('.drawings-drawn .shape')
    await drawn.waitFor({ state: 'attached' })
    const parts = await drawn.evaluate((shape: SVGGraphicsElement) => {
      const { x, y, width, height } = shape.getBBox()
      return [x, y, width, height]
    })
    expect(isNear(parts, 0.2, 0.3, 0.5, 0.5)).to.equal(true)
  })

  it('hear each other, and see a screen [CA-14] [CA-15]', async () => {
    for (const page of [host, ana]) {
      await button(page, 'Join the call').click()
      await button(page, 'Leave the call').waitFor()
    }
    for (const page of [host, ana])
      await until(async () => (await incoming(page)).audioLevel > audible, patience)

    await button(host, 'Share your screen').click()
    const screen = ana.locator('.shared-screen video')
    await screen.waitFor()
    await until(async () => (await incoming(ana)).framesDecoded > 2, patience)
    await until(() => screen.evaluate((video: HTMLVideoElement) => video.videoWidth > 0), patience)
    await button(host, 'Share your screen').click()
    await screen.waitFor({ state: 'detached' })
    expect(faults()).to.deep.equal([])
  })

  it('are one fewer when the host removes the guest, who sees and hears nothing more [CP-11] [SE-13] [T-46] [T-47]', async () => {
    const [, path] = new URL(ana.url()).pathname.match(/(\/collaborate\/[\w-]+)/)!
    const token = path!.split('/').at(-1)!
    await tab(host, 'People')
    await host.locator('.person', { hasText: 'Ana' }).getByRole('button', { name: 'Remove' }).click()
    await sure(host)

    await ana.getByText('The host has removed you.').waitFor()
    await host.locator('.person', { hasText: 'Ana' }).waitFor({ state: 'detached' })
    const told = arrived.length
    expect(told).to.be.greaterThan(0)
    await tab(host, 'Comments')
    await host.locator('.composer textarea').first().fill('Now that we are alone')
    await button(host, 'Send').click()
    await thread(host, 'Now that we are alone').waitFor()
    await point(host, 0.9, 0.9)
    const whole = await ana.evaluate(() => document.documentElement.outerHTML)
    for (const word of ['A Person', 'Too dark', 'shadows', 'Logo', 'sea', 'alone'])
      expect(whole).to.not.include(word)
    expect(await ana.locator('.collab, .pin, .cursor, .thread, video, #stage-box').count()).to.equal(0)
    // Of connections that are closed nothing is counted: she hears nobody.
    expect([arrived.length, (await incoming(ana)).energy]).to.deep.equal([told, 0])

    const tickets = (await ana.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    for (const { url } of [nodes.a, nodes.b]) {
      const own = { extraHeaders: { cookie: tickets, origin: url } }
      const again = connect(url, '/collab', { session_id: session.id, token, name: 'Ana' }, own)
      expect(await refusal(again)).to.equal('session_left')
      const join = await clientOf(url).call('POST', `/share/${token}/join`, { name: 'Somebody else' })
      expect([join.status, join.body.code]).to.deep.equal([403, 'session_left'])
    }
    await ana.reload()
    await ana.getByText('The host has removed you.').waitFor()
    expect(await ana.content()).to.not.include('Too dark')
  })

  it('can be seen again: over REST, and on the other node’s page [RE-9] [RE-10] [RE-17]', async () => {
    await button(host, 'Stop recording').click()
    await sure(host)
    await host.locator('.recording-now', { hasText: 'Recording' }).waitFor({ state: 'detached' })
    const { chapters, events } = await replay()
    expect(chapters.map(({ title }: Answer) => title)).to.deep.equal([
      'Ana: Too dark here',
      'A Person: Now that we are alone',
    ])
    expect(
      new Set(events.filter(({ type }: Answer) => type === 'cursor').map(({ id }: Answer) => id)),
    ).to.deep.equal(new Set([anaId]))

    const there = { ...nodes.owner, url: nodes.b.url }
    const seen = keep(await memberPage(browser, there, replayPath(session.id)))
    await seen.locator('.chapters button', { hasText: 'Ana: Too dark here' }).click()
    await seen.locator('.pin').waitFor()
    await seen.getByRole('slider', { name: 'Position' }).evaluate((input: HTMLInputElement, t) => {
      input.value = String(t)
      input.dispatchEvent(new Event('input', { bubbles: true }))
    }, pointedAt + 50)
    await pointer(seen, 'Ana').getByText('Ana', { exact: true }).waitFor()
    await until(async () => isNear(await placeOf(seen, 'Ana'), 0.25, 0.75), patience)
    expect(await seen.locator('.pin').count()).to.equal(0)
    expect(nodes.errors()).to.deep.equal([])
    expect(faults((page) => page !== ana)).to.deep.equal([]) // hers says that it was refused
  })
})

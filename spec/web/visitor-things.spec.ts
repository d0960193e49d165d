import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import type { VisitorView } from '../../web/pages/visitor.ts'
import { openBrowser, openPage } from './support/browser.ts'
import { aDoor, anAlbumView, anAssetView, aTripView } from './support/visitor-views.ts'
import { sendHtml, startWire, visitorPageHtml, type Wire } from './support/wire.ts'

const home = '/share/abcdefghijklmnopqrstuv/'

describe('files, albums and doors, in a browser', () => {
  let browser: Browser
  let wire: Wire
  let view: VisitorView
  /** What pages sent, by path. */
  let sent: { path: string; type: string | undefined; body: string }[]

  before(async () => {
    const picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#1b7255' } })
      .png()
      .toBuffer()
    browser = await openBrowser()
    wire = await startWire(async (request, response) => {
      const { pathname } = new URL(request.url!, 'http://localhost')
      if (request.method === 'POST') {
        sent.push({ path: pathname, type: request.headers['content-type'], body: await text(request) })
        return response.writeHead(pathname.endsWith('events') ? 204 : 303, { Location: home }).end()
      }
      if (/preview|thumbnail/.test(pathname))
        return response.writeHead(200, { 'Content-Type': 'image/png' }).end(picture)
      if (!pathname.startsWith('/share/')) return sendHtml(response, 'elsewhere')
      return sendHtml(response, await visitorPageHtml(view))
    })
  })
  beforeEach(() => {
    sent = []
  })
  after(async () => {
    await browser.close()
    await wire.close()
  })

  const soon = () => ({ serverTime: new Date().toISOString(), expiresAt: inSeconds(2300) })
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()
  const visit = async (of: VisitorView, options?: Parameters<typeof openPage>[1], init?: () => void) => {
    view = of
    const opened = await openPage(browser, options)
    if (init) await opened.page.addInitScript(init)
    await opened.page.goto(wire.origin + home)
    return opened
  }
  const told = async (page: Page, until: () => boolean) => {
    for (let tries = 0; !until() && tries < 150; tries++) await page.waitForTimeout(100)
  }

  it('goes through an album by arrow keys, closes by Escape, and comes back to where it was [VP-10]', async () => {
    const { page, context, faults } = await visit(anAlbumView(soon()))
    await page.locator('.thumb', { hasText: 'Gulls' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2 of 5').waitFor()
    expect(new URL(page.url()).search).to.equal('?item=2')

    await page.keyboard.press('ArrowLeft')
    await dialog.getByText('1 of 5').waitFor()
    expect(await dialog.getByRole('button', { name: 'Previous' }).isDisabled()).to.equal(true)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await dialog.getByText('3 of 5').waitFor()
    expect(await dialog.locator('video').count()).to.equal(1)
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('Tab')
      const isInside = () =>
        document.activeElement === document.body || !!document.activeElement?.closest('dialog')
      expect(await page.evaluate(isInside)).to.equal(true)
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.waitForURL(wire.origin + home)
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal('item-3')
    expect(faults.filter((fault) => !fault.includes('media'))).to.deep.equal([])
    await context.close()
  })

  it('closes an item by the browser’s own way back [VP-10]', async () => {
    const { page, context } = await visit(anAlbumView(soon()))
    await page.locator('.thumb', { hasText: 'Gulls' }).click()
    await page.getByRole('dialog').waitFor()

    await page.goBack()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(page.url()).to.equal(wire.origin + home)
    await page.goForward()
    await page.getByRole('dialog').getByText('2 of 5').waitFor()
    await context.close()
  })

  it('goes on at a swipe', async () => {
    const { page, context } = await visit(anAlbumView(soon()), { hasTouch: true })
    await page.locator('.thumb', { hasText: 'Gulls' }).click()
    const stage = page.locator('.lightbox-stage')
    await stage.waitFor()
    await stage.evaluate((element) => {
      const touch = (x: number) => new Touch({ identifier: 1, target: element, clientX: x, clientY: 300 })
      const fire = (type: string, x: number, touches: Touch[]) =>
        element.dispatchEvent(new TouchEvent(type, { touches, changedTouches: [touch(x)], bubbles: true }))
      fire('touchstart', 300, [touch(300)])
      fire('touchend', 120, [])
    })

    await page.getByRole('dialog').getByText('3 of 5').waitFor()
    await context.close()
  })

  it('needs no script to go through an album, or to give a password [VP-1]', async () => {
    const { page, context } = await visit(anAlbumView(soon()), { javaScriptEnabled: false })
    view = anAssetView(
      { title: 'Gulls' },
      { title: 'By the sea', place: { at: 2, of: 5, before: null, after: null } },
    )
    await page.locator('.thumb', { hasText: 'Gulls' }).click()
    await page.getByRole('heading', { name: 'Gulls' }).waitFor()

    view = aDoor()
    await page.goto(wire.origin + home)
    await page.getByLabel('Password').fill('open sesame')
    await page.getByRole('button', { name: 'Open' }).click()
    await page.waitForURL(wire.origin + home)
    expect(sent).to.deep.equal([
      { path: `${home}unlock`, type: 'application/x-www-form-urlencoded', body: 'password=open+sesame' },
    ])
    await context.close()
  })

  it('shows the password to whoever types it, when asked', async () => {
    const { page, context, faults } = await visit(aDoor())
    const field = page.getByLabel('Password', { exact: true })
    await page.getByRole('button', { name: 'Show the password' }).click()
    expect(await field.getAttribute('type')).to.equal('text')

    await page.getByRole('button', { name: 'Show the password', pressed: true }).click()
    expect(await field.getAttribute('type')).to.equal('password')
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('asks again once the pause is over [VP-14]', async () => {
    const door = aDoor({ reason: 'too_many', retryAfterS: 3, serverTime: new Date().toISOString() })
    const { page, context } = await visit(door)

    await page.getByText(/Try again in \d second/).waitFor()
    await page.getByLabel('Password', { exact: true }).waitFor()
    await context.close()
  })

  it('opens by itself when its time has come [VP-14]', async () => {
    const door = {
      reason: 'not_started',
      startsAt: inSeconds(2),
      serverTime: new Date().toISOString(),
    } as const
    const { page, context } = await visit(aDoor(door))
    await page.getByText('to go').waitFor()
    view = anAssetView({}, soon())

    await page.getByRole('heading', { name: 'Harbour at dusk' }).waitFor()
    await context.close()
  })

  it('asks for its last page when its time is over [VP-2]', async () => {
    const { page, context } = await visit(
      aTripView({ serverTime: new Date().toISOString(), expiresAt: inSeconds(1) }),
    )
    view = anAssetView({}, { ...soon(), title: 'what the server says then' })

    await page.getByRole('heading', { name: 'what the server says then' }).waitFor()
    await context.close()
  })

  it('tells how long it was looked at when it is left [VP-7]', async () => {
    const { page, context } = await visit(anAssetView({}, soon()))
    await page.getByText('Time left').waitFor()
    await page.waitForTimeout(1200)
    await page.goto(`${wire.origin}/elsewhere`)

    await told(page, () => sent.length > 0)
    expect(sent).to.have.length(1)
    expect([sent[0]!.path, sent[0]!.type]).to.deep.equal([`${home}events`, 'application/json'])
    const { seconds, load_ms, ...rest } = JSON.parse(sent[0]!.body)
    expect(seconds).to.be.at.least(1)
    expect(load_ms).to.be.at.least(0)
    expect(rest).to.deep.equal({})
    await context.close()
  })

  it('tells nothing of those who ask not to be followed [VP-7] [T-67]', async () => {
    for (const property of ['doNotTrack', 'globalPrivacyControl']) {
      view = anAssetView({}, soon())
      const { page, context } = await openPage(browser)
      await page.addInitScript((property) => {
        Object.defineProperty(navigator, property, { value: property === 'doNotTrack' ? '1' : true })
        const { sendBeacon } = navigator
        navigator.sendBeacon = (...told) => {
          sessionStorage.setItem('told', 'yes')
          return sendBeacon.apply(navigator, told)
        }
      }, property)
      await page.goto(wire.origin + home)
      await page.waitForTimeout(1200)
      await page.goto(`${wire.origin}/elsewhere`)
      expect(await page.evaluate(() => sessionStorage.getItem('told')), property).to.equal(null)
      await context.close()
    }
    expect(sent).to.deep.equal([])
  })
})

import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { axeFaults } from '../support/axe.ts'
import { openBrowser, openPage, phone } from './support/browser.ts'
import { aShare, aSubject } from './support/builders.ts'
import { aVisitPage, ratePageHtml, visitPageHtml } from './support/visit-pages.ts'
import { aDoor, anAlbumView, anAssetView, aQuoteView, aTripView } from './support/visitor-views.ts'
import {
  endedPageHtml,
  sendHtml,
  sharePageHtml,
  startWire,
  visitorPageHtml,
  type Wire,
} from './support/wire.ts'

/** All but colours is the same by lamplight. */
const rulesBy = (colorScheme: 'light' | 'dark') => (colorScheme === 'dark' ? ['color-contrast'] : undefined)

describe('what axe finds on the pages', () => {
  let browser: Browser
  let wire: Wire

  before(async () => {
    browser = await openBrowser()
    wire = await startWire(async (request, response) => {
      const { pathname } = new URL(request.url!, 'http://localhost')
      if (pages[pathname]) sendHtml(response, await pages[pathname]())
      else response.writeHead(404).end()
    })
  })
  after(async () => {
    await browser.close()
    await wire.close()
  })

  const soon = () => ({
    serverTime: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 300_000).toISOString(),
  })
  const pages: Record<string, () => Promise<string>> = {
    '/share': () => sharePageHtml(aShare(soon())),
    '/several': () =>
      sharePageHtml(aShare({ ...soon(), subjects: [aSubject(), aSubject({ id: 'b', position: null })] })),
    '/ended': () => endedPageHtml({ lang: 'pt-BR', reason: 'expired' }),
    '/refused': () => endedPageHtml({ lang: 'es', reason: 'rate_limited', retryAfterS: 30 }),
    '/file': () => visitorPageHtml(anAssetView({}, soon())),
    '/document': () => visitorPageHtml(anAssetView({ kind: 'pdf', thumbnail: null }, soon())),
    '/video': () => visitorPageHtml(anAssetView({ kind: 'video' }, soon())),
    '/item': () =>
      visitorPageHtml(
        anAssetView({}, { ...soon(), place: { at: 2, of: 3, before: '/file', after: '/video' } }),
      ),
    '/album': () => visitorPageHtml(anAlbumView(soon())),
    '/trip': () => visitorPageHtml(aTripView(soon())),
    '/quote': () => visitorPageHtml(aQuoteView()),
    '/quote-again': () =>
      visitorPageHtml(
        aQuoteView(
          {},
          { lang: 'es', attempt: { trouble: 'name', decision: 'reject', name: ' ', comment: 'No' } },
        ),
      ),
    '/quote-decided': () =>
      visitorPageHtml(
        aQuoteView({ status: 'approved', decided_by: 'Ana', decided_at: '2030-06-02T12:00:00Z' }),
      ),
    '/quote-over': () => visitorPageHtml(aQuoteView({ status: 'expired' }, { lang: 'pt-BR' })),
    '/quote-frame': () => visitorPageHtml(aQuoteView({}, { isEmbedded: true })),
    '/visit': () => visitPageHtml(aVisitPage({}, soon())),
    '/visit-there': () => visitPageHtml(aVisitPage({ status: 'on_site', eta: null }, soon())),
    '/visit-planned': () =>
      visitPageHtml(aVisitPage({ status: 'scheduled', eta: null }, { ...soon(), lang: 'pt-BR' })),
    '/rate': () => ratePageHtml({ lang: 'es', home: '/share/abc/' }),
    '/rated': () =>
      ratePageHtml({ lang: 'en', home: '/share/abc/', given: { score: 4, comment: 'Very kind' } }),
    '/password': () => visitorPageHtml(aDoor()),
    '/wrong': () => visitorPageHtml(aDoor({ reason: 'wrong_password', lang: 'es' })),
    '/pause': () => visitorPageHtml(aDoor({ ...soon(), reason: 'too_many', retryAfterS: 40 })),
    '/sign-in': () => visitorPageHtml(aDoor({ reason: 'sign_in', lang: 'pt-BR' })),
    '/not-yet': () => visitorPageHtml(aDoor({ reason: 'not_started', startsAt: '2030-06-01T18:00:00Z' })),
    '/frame': () => visitorPageHtml(anAlbumView({ ...soon(), isEmbedded: true })),
    '/moving-frame': () => sharePageHtml(aShare({ ...soon(), isEmbedded: true })),
  }

  const still = [
    ...['/file', '/document', '/video', '/item', '/album', '/trip', '/frame', '/moving-frame'],
    ...['/quote', '/quote-again', '/quote-decided', '/quote-over', '/quote-frame'],
    ...['/visit', '/visit-there', '/visit-planned', '/rate', '/rated'],
    ...['/password', '/wrong', '/pause', '/sign-in', '/not-yet'],
  ]

  const ready: Record<string, (page: Page) => Promise<void>> = {
    '/share': (page) => page.locator('.marker').waitFor(),
    '/several': (page) => page.locator('.marker').first().waitFor(),
    '/album': (page) => page.getByText('5 items').waitFor(),
    '/password': (page) => page.getByRole('button', { name: 'Show the password' }).waitFor(),
    '/visit': (page) => page.locator('.marker').waitFor(),
    '/moving-frame': (page) => page.locator('.marker').waitFor(),
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const path of ['/share', '/several', '/ended', '/refused'])
      it(`is nothing serious: ${path} (${colorScheme})`, async () => {
        const { page, context } = await openPage(browser, { colorScheme, reducedMotion: 'reduce' })
        await page.goto(wire.origin + path)
        await ready[path]?.(page)

        expect(await axeFaults(page)).to.deep.equal([])
        await context.close()
      })

    for (const viewport of [phone, { width: 1280, height: 800 }])
      it(`is nothing serious: what does not move, and its doors (${colorScheme}, ${viewport.width} wide)`, async () => {
        const { page, context } = await openPage(browser, { colorScheme, viewport, reducedMotion: 'reduce' })
        for (const path of still) {
          await page.goto(wire.origin + path)
          await ready[path]?.(page)
          expect(await axeFaults(page, rulesBy(colorScheme)), path).to.deep.equal([])
          const isWide = () => document.documentElement.scrollWidth > innerWidth
          expect(await page.evaluate(isWide), `${path} scrolls sideways`).to.equal(false)
        }
        await page.goto(`${wire.origin}/album`)
        await page.locator('.thumb').first().click()
        await page.getByRole('dialog').waitFor()
        expect(await axeFaults(page), 'one by one').to.deep.equal([])
        await context.close()
      }).timeout(90_000)
  }
})

import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { render } from 'preact-render-to-string'
import { html, type Node } from '../../web/pages/html.ts'
import { QuoteSheet } from '../../web/pages/quote-sheet.ts'
import type { VisitorView } from '../../web/pages/visitor.ts'
import { visitorPage } from '../../web/pages/visitor-pages.ts'
import { openBrowser, openPage, phone } from './support/browser.ts'
import { aQuoteView } from './support/visitor-views.ts'
import { sendHtml, startWire, visitorPageHtml, type Wire } from './support/wire.ts'

const drawn = (view: VisitorView) => render(visitorPage(view)).replace(/\u00a0|\u202f/g, ' ')
const decided = { decided_by: 'Ana Souza', decided_at: '2030-06-02T12:00:00.000Z' }

describe('the page of a quote, before any script', () => {
  it('is a letter: from whom, what, how much, until when [QT-13]', () => {
    const page = drawn(aQuoteView())

    for (const words of ['Frio &amp; Cia', 'Quote ORC-2030-0007', 'New compressor', 'July 1, 2030', '0.75'])
      expect(page).to.include(words)
    expect(page).to.include('R$299.00').and.include('−10%').and.include('Tax 5% on R$112.50')
    expect(page).to.match(/class="total">.*Total.*R\$455\.23/)
    expect(page).to.include('Half on order, half when it is done.\nTwelve months')
  })

  it('writes money, days and words as its reader does', () => {
    const page = drawn(aQuoteView({}, { lang: 'pt-BR' }))

    expect(page).to.include('R$ 455,23').and.include('1 de julho de 2030').and.include('2,5')
    expect(page).to.include('Aceito este orçamento de R$ 455,23.')
  })

  it('has columns and sums for discounts and taxes where there are any', () => {
    const [item] = aQuoteView().props.quote.items
    const plain = { ...item!, discount_percent: 0, tax_percent: 0 }
    const page = drawn(aQuoteView({ items: [plain], discount_cents: 0, taxes: [], tax_cents: 0 }))

    expect(page.match(/<th role="columnheader"/g)).to.have.length(4)
    expect(page).to.not.match(/Subtotal|Discount|Tax/)
    expect(drawn(aQuoteView()).match(/<th role="columnheader"/g)).to.have.length(6)
  })

  it('asks for a name and a tick to approve, by a plain form, and for one step more to reject [QT-9]', () => {
    const page = drawn(aQuoteView())
    const [approve, reject] = page.split('<details')

    expect(page.match(/<form class="decide" method="post" action="[^"]*\/decision"/g)).to.have.length(2)
    expect(approve)
      .to.match(/name="decision" value="approve"/)
      .and.match(/name="name" required/)
    expect(approve).to.match(/type="checkbox" name="accept" required/)
    expect(reject)
      .to.match(/^ class="reject"><summary>/)
      .and.match(/name="decision" value="reject"/)
    expect(reject).to.not.include('checkbox')
  })

  it('asks for nothing once it is decided or over, and says who decided when [QT-9]', () => {
    const approved = drawn(aQuoteView({ status: 'approved', ...decided }))
    const rejected = drawn(aQuoteView({ status: 'rejected', ...decided }, { lang: 'es' }))
    const over = drawn(aQuoteView({ status: 'expired' }))

    expect(approved).to.include('Approved by Ana Souza on June 2, 2030 at 9:00 AM') // in São Paulo
    expect(rejected).to.include('Rechazado por Ana Souza el 2 de junio de 2030')
    expect(over).to.include('This quote was valid until July 1, 2030.')
    for (const page of [approved, rejected, over, drawn(aQuoteView({}, { isEmbedded: true }))])
      expect(page).to.not.match(/\/decision"|name="(decision|name|comment)"/)
  })

  it('says what was wrong beside what was typed, and where [QT-9]', () => {
    const attempt = { trouble: 'accept', decision: 'approve', name: 'Ana', comment: 'Two\nlines' } as const
    const page = drawn(aQuoteView({}, { attempt }))
    const [approve, reject] = page.split('<details')
    const late = drawn(
      aQuoteView({ status: 'rejected', ...decided }, { attempt: { ...attempt, trouble: 'decided' } }),
    )

    expect(approve)
      .to.include('Tick the box')
      .and.include('value="Ana"')
      .and.include('>Two\nlines</textarea>')
    expect(approve).to.match(/name="accept" required aria-describedby="approve-trouble"/)
    expect(reject)
      .to.not.include('Tick the box')
      .and.not.include('value="Ana"')
      .and.not.match(/^[^>]* open/)
    expect(late).to.include('<p class="banner" role="alert">This quote has been decided already.')
  })

  it('shows what people wrote as text in its own direction [QT-13] [T-44]', () => {
    const hostile = '<img src=x onerror=alert(1)>\u202egnp'
    const [item] = aQuoteView().props.quote.items
    const written = { organization: hostile, title: hostile, notes: hostile, decided_by: hostile }
    const items = [{ ...item!, description: hostile, unit: hostile }]
    const page = drawn(aQuoteView({ ...written, items, status: 'approved', decided_at: decided.decided_at }))

    expect(page).to.not.include('<img').and.not.include('\u202e')
    expect(page.match(/&lt;img src=x/g)).to.have.length(6)
  })

  it('names its customer on the office’s own print, and a draft as what it is [QT-13]', () => {
    const { quote, timeZone } = aQuoteView({ status: 'draft' }).props
    const sheet = render(
      html`<${QuoteSheet} ...${{ lang: 'en', quote, timeZone, customer: 'Zé & Sons' }} />` as Node,
    )

    expect(sheet).to.include('Zé &amp; Sons').and.include('<p class="quote-verdict">Draft</p>')
    expect(drawn(aQuoteView())).to.not.include('Draft')
  })
})

describe('the page of a quote, in a browser', () => {
  let browser: Browser
  let wire: Wire
  let view: VisitorView
  before(async () => {
    browser = await openBrowser()
    wire = await startWire(async (_request, response) => sendHtml(response, await visitorPageHtml(view)))
  })
  after(async () => {
    await browser.close()
    await wire.close()
  })

  it('keeps a long table readable on a phone: nothing leaves the screen, every amount stands at its end [VP-6]', async () => {
    const [item] = aQuoteView().props.quote.items
    const long = { ...item!, description: 'Unpronounceable'.repeat(12), unit_price_cents: 123_456_789_00 }
    const items = Array.from({ length: 40 }, (_, i) => ({ ...long, position: i + 1 }))
    view = aQuoteView({ items, organization: 'Refrigeração'.repeat(9), title: 'Compressor '.repeat(15) })
    const { page, context, faults } = await openPage(browser, { viewport: { width: 320, height: 700 } })
    await page.goto(`${wire.origin}/`)
    const right = (selector: string) =>
      page
        .locator(selector)
        .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().right)))

    expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.equal(320)
    expect(new Set(await right('.amount'))).to.have.property('size', 1)
    expect(await page.getByRole('cell').count()).to.be.above(200) // a table still, to those who hear it
    expect(faults).to.deep.equal([])
    await context.close()
    expect(gzipSync(await visitorPageHtml(view)).length).to.be.below(15_000)
  })

  it('prints on white, without what can be pressed [QT-13]', async () => {
    view = aQuoteView({ status: 'sent' })
    const { page, context } = await openPage(browser, { colorScheme: 'dark', viewport: phone })
    await page.goto(`${wire.origin}/`)
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    const colours = await page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.documentElement)
      return [backgroundColor, color]
    })

    expect(colours).to.deep.equal(['rgb(255, 255, 255)', 'rgb(0, 0, 0)'])
    for (const name of ['Approve the quote', 'Print'])
      expect(await page.getByRole('button', { name }).count(), name).to.equal(0)
    expect(await page.getByRole('columnheader').count()).to.equal(6)
    expect((await page.pdf({ preferCSSPageSize: true })).subarray(0, 4).toString()).to.equal('%PDF')
    await context.close()
  })
})

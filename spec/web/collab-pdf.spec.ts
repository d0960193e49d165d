import { expect } from 'chai'
import type { Page } from 'playwright-core'
import type { MadeSession } from '../server/a-session.ts'
import { aPdf } from './support/a-pdf.ts'
import { type WorkingTogether, workTogether } from './support/working-together.ts'

describe('a PDF on the page of a session', function () {
  this.timeout(120_000)
  let together: WorkingTogether

  before(async () => {
    together = await workTogether()
  })
  afterEach(() => together.leave())
  after(() => together?.close())

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
  const offer = async (): Promise<MadeSession> =>
    together.sessionOn(await aPdf(['The first page', 'The second page']), 'offer.pdf')
  const shows = (page: Page, number: number) => page.locator(`#pdf-page[data-page="${number}"]`).waitFor()
  /** How many pixels of the canvas have the green of the fixture, and how many are of ink. */
  const inkOf = (page: Page) =>
    page.locator('#pdf-page').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      let [green, black] = [0, 0]
      for (let i = 0; i < data.length; i += 4) {
        const [r, g, b] = [data[i]!, data[i + 1]!, data[i + 2]!]
        if (r < 60 && g > 100 && b > 80) green++
        if (r + g + b < 90) black++
      }
      return { green, black, width: canvas.width, shown: canvas.clientWidth }
    })

  it('is drawn as sharp as the screen, with the fonts it leaves out, without a fault of the policy [ND-16]', async () => {
    const page = await together.host(await offer())
    await shows(page, 1)

    const { green, black, width, shown } = await inkOf(page)
    expect(width).to.be.within(shown - 1, shown + 1)
    expect(green / width ** 2).to.be.closeTo((300 * 200) / 595 ** 2, 0.005)
    expect(black).to.be.above(500)
    await page.getByText('Page 1 of 2').waitFor()
    expect(together.opened[0]!.faults).to.deep.equal([])
  })

  it('turns its pages, tells them to screen readers, and is drawn anew when one looks nearer [ND-16] [ND-17]', async () => {
    const page = await together.guest(await offer())
    await shows(page, 1)
    const text = page.getByRole('region', { name: 'Text of page 1' })
    expect(await text.innerText()).to.include('The first page')

    await button(page, 'Next page').click()
    await shows(page, 2)
    expect(await page.getByRole('region', { name: 'Text of page 2' }).innerText()).to.include(
      'The second page',
    )
    const before = await inkOf(page)
    await button(page, 'Nearer').click()
    await page.waitForFunction(
      (width) => document.querySelector<HTMLCanvasElement>('#pdf-page')!.width > width * 1.4,
      before.width,
    )
    expect(together.opened[0]!.faults).to.deep.equal([])
  })

  it('has the drawings of the page that is looked at, and no others [ND-10]', async () => {
    const session = await offer()
    const [ana, bo] = await Promise.all([together.host(session), together.guest(session)])
    await Promise.all([shows(ana, 1), shows(bo, 1)])
    await button(ana, 'Next page').click()
    await button(ana, 'Draw').click()
    await button(ana, 'Line').click()
    const box = (await ana.locator('#stage-scroll').boundingBox())!
    await ana.mouse.move(box.x + 100, box.y + 100)
    await ana.mouse.down()
    await ana.mouse.move(box.x + 300, box.y + 200, { steps: 5 })
    await ana.mouse.up()
    await ana.locator('.drawings-drawn .shape').waitFor({ state: 'attached' })

    await button(bo, 'Next page').click()
    await bo.locator('.drawings-drawn .shape').waitFor({ state: 'attached' })
    await button(bo, 'Previous page').click()
    await bo.locator('.drawings-drawn .shape').waitFor({ state: 'detached' })
    expect(await ana.locator('.drawings-drawn .shape').count()).to.equal(1)
  })

  it('says what is wrong where it cannot be shown [ND-18]', async () => {
    const page = await together.host(await offer())
    await shows(page, 1)
    await page.route(/\/(file|preview)(\?|$)/, (route) =>
      route.fulfill({ body: '%PDF-1.7 and then nothing' }),
    )
    await page.reload()
    await page.getByRole('alert').getByText('This document cannot be shown here.').waitFor()

    const locked = Buffer.from(await aPdf(['Secret'], 'a password'))
    await page.unrouteAll()
    await page.route(/\/(file|preview)(\?|$)/, (route) =>
      route.fulfill({ body: locked, contentType: 'application/pdf' }),
    )
    await page.reload()
    await page.getByRole('alert').getByText('This document is protected by a password').waitFor()

    await page.unrouteAll()
    await page.route(/\/(file|preview)(\?|$)/, (route) => route.fulfill({ status: 503 }))
    await page.reload()
    await page.getByRole('alert').getByText('The document could not be fetched.').waitFor()
  })

  it('is fetched with its program only where there is a PDF [ND-16]', async () => {
    const page = await together.host(await together.session())
    const programs = () =>
      page.evaluate(
        () =>
          performance.getEntriesByType('resource').filter(({ name }) => /pdf-document|pdf\.worker/.test(name))
            .length,
      )

    await page.locator('#drawings').waitFor({ state: 'attached' })
    await page.waitForLoadState('networkidle')
    expect(await programs()).to.equal(0)
  })
})

import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { aSentQuote, quotesPath, withQuotes } from '../server/a-quote.ts'
import { type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { openBrowser, openPage } from '../web/support/browser.ts'

describe('a customer decides a quote', () => {
  let browser: Browser
  let owner: Person
  before(async () => {
    browser = await openBrowser()
    owner = await withQuotes(await register((await sharedService()).url, 'Frio & Cia'))
  })
  after(() => browser.close())

  const statusOf = async (id: string) => (await owner.call('GET', `${quotesPath}/${id}`)).body

  for (const [colorScheme, javaScriptEnabled] of [
    ['light', true],
    ['dark', false],
  ] as const)
    it(`approves it by keyboard alone, by one tap less never (${colorScheme}, ${javaScriptEnabled ? 'with' : 'without'} scripts) [QT-9] [QT-12]`, async () => {
      const quote = await aSentQuote(owner)
      const { page, context, faults } = await openPage(browser, { colorScheme, javaScriptEnabled })
      await page.goto(quote.share.share_url)
      const name = page.getByLabel('Your name').first()
      await name.focus()

      await page.keyboard.type('Ana Souza')
      await page.keyboard.press('Enter') // no tick yet: the browser asks for it, and nothing is sent
      expect((await statusOf(quote.id)).status).to.equal('sent')
      await name.focus()
      await page.keyboard.press('Tab')
      await page.keyboard.type('Come on Monday.')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Space')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')

      await page.getByText('Approved by Ana Souza on ').waitFor()
      expect(new URL(page.url()).pathname).to.equal(`${quote.path}/`)
      expect(await statusOf(quote.id)).to.include({
        status: 'approved',
        decided_by: 'Ana Souza',
        decision_comment: 'Come on Monday.',
      })
      expect(await page.getByRole('button', { name: 'Approve the quote' }).count()).to.equal(0)
      expect(faults).to.deep.equal([])
      await context.close()
    })

  it('rejects it behind one more step, and reads so when it comes back [QT-9]', async () => {
    const quote = await aSentQuote(owner)
    const { page, context, faults } = await openPage(browser)
    await page.goto(quote.share.share_url)
    expect(await page.getByRole('button', { name: 'Reject the quote' }).isVisible()).to.equal(false)

    await page.getByText('Reject it instead').click()
    await page.getByLabel('Your name').nth(1).fill('Ana')
    await page.getByRole('button', { name: 'Reject the quote' }).click()
    await page.getByText('Rejected by Ana on ').waitFor()
    await page.reload()

    await page.getByText('Rejected by Ana on ').waitFor()
    expect((await statusOf(quote.id)).status).to.equal('rejected')
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('is told so on the page that stayed open while somebody else decided [QT-9]', async () => {
    const quote = await aSentQuote(owner)
    const { page, context } = await openPage(browser)
    await page.goto(quote.share.share_url)
    const said = await owner.call('POST', `${quote.path}/decision`, { decision: 'reject', name: 'Boss' })

    await page.getByLabel('Your name').first().fill('Ana')
    await page.getByLabel('I accept this quote').check()
    await page.getByRole('button', { name: 'Approve the quote' }).click()

    await page.getByRole('alert').getByText('This quote has been decided already.').waitFor()
    await page.getByText('Rejected by Boss on ').waitFor()
    expect(said.status).to.equal(200)
    await context.close()
  })
})

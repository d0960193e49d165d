import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import sharp from 'sharp'
import { words } from '../../web/pages/words.ts'
import { aFollowedVisit } from '../server/a-customer-link.ts'
import { aSentQuote, withQuotes } from '../server/a-quote.ts'
import { aFile, anAlbum, share } from '../server/a-shared-file.ts'
import { switchOnTracking } from '../server/a-technician.ts'
import { aTrip } from '../server/a-trip.ts'
import { assignmentsPath } from '../server/an-assignment.ts'
import { type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { aPdf } from './support/a-pdf.ts'
import { openBrowser, openPage } from './support/browser.ts'

describe('a visitor whose browser runs no script', function () {
  this.timeout(120_000)
  let browser: Browser
  let url: string
  let owner: Person
  let page: Page
  let context: BrowserContext
  before(async () => {
    browser = await openBrowser()
    url = (await sharedService()).url
    owner = await register(url, 'Frio & Cia')
  })
  beforeEach(async () => {
    ;({ page, context } = await openPage(browser, { javaScriptEnabled: false }))
  })
  afterEach(() => context.close())
  after(() => browser.close())

  const open = (token: string) => page.goto(`${url}/share/${token}/`)
  const isSeen = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor()
  const download = async (name: string | RegExp) => {
    const saving = page.waitForEvent('download')
    await page.getByRole('link', { name }).click()
    const saved = await saving
    return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) }
  }

  it('chooses a language, gives a password, goes through an album, says something and takes all along [VP-1] [VP-10] [VP-13]', async () => {
    const picture = await sharp({ create: { width: 900, height: 600, channels: 3, background: 'teal' } })
      .jpeg()
      .toBuffer()
    const pdf = await aPdf(['Timetable'])
    const files = [await aFile(owner, picture, 'gulls.jpg'), await aFile(owner, pdf, 'timetable.pdf')]
    const { token } = await share(owner, 'album', await anAlbum(owner, files), {
      ...{ share_type: 'protected', password: 'open sesame', title: 'By the sea' },
      ...{ allow_download: true, allow_comments: true },
    })
    await open(token)
    await page.getByRole('button', { name: 'Português' }).click()
    await isSeen('Este link tem uma senha')
    await page.getByLabel('Senha').fill('sesame')
    await page.getByRole('button', { name: 'Abrir' }).click()
    await page.getByText('A senha está errada.').waitFor()
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByLabel('Password').fill('open sesame')
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await isSeen('By the sea')
    expect((await download('Download all')).name).to.equal('Sea.zip') // as its owner calls it

    await page.getByRole('link', { name: 'gulls' }).click()
    await isSeen('gulls')
    const shown = page.getByRole('img', { name: 'gulls' })
    await expectLoaded(shown)
    const { name, bytes } = await download(/^Download \(/)
    expect([name, (await sharp(bytes).metadata()).width]).to.deep.equal(['gulls.jpg', 900])

    await page.getByLabel('Your name').fill('Zoë <b>')
    await page.getByLabel('Write a comment').fill('Look at the second one!')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Look at the second one!').waitFor()
    await page.getByText('Zoë <b>').waitFor()
    await isSeen('gulls')

    await page.getByRole('link', { name: 'Next' }).click()
    await isSeen('timetable')
    const read = await page.request.get(
      new URL((await page.getByRole('link', { name: /^Open/ }).getAttribute('href'))!, url).href,
    )
    expect([read.headers()['content-type'], read.status()]).to.deep.equal(['application/pdf', 200])
    await page.getByRole('link', { name: 'Back to By the sea' }).click()
    await isSeen('By the sea')
  })

  it('reads a trip, place by place [VP-1] [VP-11]', async () => {
    const place = { notes: 'At sunrise', latitude: 13.4125, longitude: 103.867 }
    const { tripId } = await aTrip(owner, place)
    const { token } = await share(owner, 'trip', tripId)
    await open(token)
    await isSeen('Summer Vacation')
    const stop = page.getByRole('listitem').filter({ hasText: 'Angkor Wat' })
    await stop.getByText('At sunrise').waitFor()
    await stop.getByRole('link', { name: /OpenStreetMap/ }).waitFor()
    expect(await page.getByRole('region', { name: 'All places' }).count()).to.equal(0) // no empty frame for a map that does not come
  })

  it('decides a quote, and says how a visit was [VP-1]', async () => {
    await withQuotes(owner)
    await switchOnTracking(owner)
    const quote = await aSentQuote(owner)
    await page.goto(quote.share.share_url)
    await page.getByLabel('Your name').first().fill('Ana Souza')
    await page.getByLabel('I accept this quote').check()
    await page.getByRole('button', { name: 'Approve the quote' }).click()
    await page.getByText('Approved by Ana Souza on ').waitFor()

    const visit = await aFollowedVisit(owner)
    await page.goto(`${url}${visit.path}/`)
    await page.getByText('Ana is on the way').waitFor()
    await visit.move('on_site')
    await visit.move('done')
    await page.reload()
    await isSeen('How was the visit?')
    await page.getByRole('button', { name: 'Español' }).click()
    await isSeen('¿Cómo fue la visita?')
    await page.getByRole('button', { name: 'English' }).click()
    await isSeen('How was the visit?')
    await page.getByRole('radio', { name: '4 stars' }).check()
    await page.getByLabel('Comment (optional)').fill('Very kind')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('4 stars').first().waitFor()
    const { body } = await owner.call('GET', `${assignmentsPath}/${visit.id}/rating`)
    expect(body).to.include({ score: 4, comment: 'Very kind' })
  })

  it('reads in their language that a link is over [VP-22]', async () => {
    const { tripId } = await aTrip(owner)
    const { token, linkId } = await share(owner, 'trip', tripId)
    await owner.call('DELETE', `/api/v3/shares/${linkId}`)
    await open(token)
    await isSeen('This link was withdrawn')
    await page.getByRole('button', { name: 'Português' }).click()
    await isSeen(words['pt-BR'].revokedTitle)
    expect(new URL(page.url()).pathname).to.equal(`/share/${token}/`)
  })

  it('is told before they go there that signing in needs a script [VP-18]', async () => {
    const { tripId } = await aTrip(owner)
    const { token } = await share(owner, 'trip', tripId, { share_type: 'private' })
    await open(token)
    expect(await page.getByRole('main').innerText()).to.include('Signing in needs JavaScript')
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.waitForURL(/\?next=/)
    expect(await page.getByRole('main').innerText()).to.include('needs JavaScript')
  })
})

/** Without a script in the page there is nobody to ask the picture itself: its box has the picture's shape. */
const expectLoaded = async (picture: ReturnType<Page['getByRole']>): Promise<void> => {
  const { width, height } = (await picture.boundingBox())!
  expect(width / height).to.be.closeTo(1.5, 0.02)
}

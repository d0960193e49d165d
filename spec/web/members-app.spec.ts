import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { openBrowser, openPage } from './support/browser.ts'
import { aMembersFace, answerMember } from './support/members.ts'
import { appPageHtml, sendHtml, startWire, type Wire } from './support/wire.ts'

describe('the members’ app, in a browser', () => {
  let browser: Browser
  let wire: Wire
  let face = aMembersFace()
  let firstRun = false

  before(async () => {
    browser = await openBrowser()
    wire = await startWire(async (request, response) => {
      if (request.url!.startsWith('/api/')) {
        if (!(await answerMember(face, request, response))) response.writeHead(404).end('{}')
      } else {
        const map = { styleUrl: null, pmtilesUrl: null }
        const session = face.signedIn ? 'open' : 'none'
        sendHtml(response, await appPageHtml({ lang: 'en', firstRun, session, map }))
      }
    })
  })
  beforeEach(() => {
    firstRun = false
    face = aMembersFace()
  })
  after(async () => {
    await browser.close()
    await wire.close()
  })

  const asked = (line: string) => face.asked.find((one) => one.line === line)

  it('makes the first account on a new server', async () => {
    firstRun = true
    face = aMembersFace({ signedIn: false })
    const { page, context, faults } = await openPage(browser)
    await page.goto(wire.origin)
    await page.getByRole('heading', { name: 'Make the first account' }).waitFor()
    expect(await page.getByText('Already have an account?').count()).to.equal(0)
    await page.getByLabel('Your name').fill('Ana')
    await page.getByLabel('E-mail').fill('ana@example.com')
    await page.getByLabel('Password').fill('correct horse')
    await page.getByRole('button', { name: 'Make account', exact: true }).click()

    await page.getByRole('heading', { name: 'No vehicles yet' }).waitFor()
    expect(asked('POST /api/auth/register')!.body).to.deep.equal({
      full_name: 'Ana',
      email: 'ana@example.com',
      password: 'correct horse',
      cookies: true,
    })
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('leads back to where somebody came from to sign in', async () => {
    face = aMembersFace({ signedIn: false })
    const { page, context } = await openPage(browser)
    await page.goto(`${wire.origin}/?next=%2Fshare%2Fabc%2F`)
    await page.getByLabel('E-mail').fill('ana@example.com')
    await page.getByLabel('Password').fill('correct horse')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()

    await page.waitForURL(`${wire.origin}/share/abc/`)
    await context.close()
  })

  it('leads to no other site after signing in [T-30]', async () => {
    const { page, context } = await openPage(browser)
    await page.goto(`${wire.origin}/?next=%2F%2Fevil.example%2F`)

    await page.getByRole('heading', { name: 'No vehicles yet' }).waitFor()
    await context.close()
  })

  it('says in the service’s words why a sign-in was refused', async () => {
    face = aMembersFace({ signedIn: false })
    const { page, context } = await openPage(browser)
    await page.goto(wire.origin)
    await page.getByLabel('E-mail').fill('ana@example.com')
    await page.getByLabel('Password').fill('wrong')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()

    await page.getByRole('alert').getByText('E-mail or password is wrong.').waitFor()
    await page.getByLabel('Password').fill('correct horse')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { name: 'Rápido Entregas' }).waitFor()
    await context.close()
  })
})

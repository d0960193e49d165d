import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { openBrowser, openPage } from './support/browser.ts'
import { aMembersFace, answerMember, aVehicle } from './support/members.ts'
import { appPageHtml, sendHtml, startWire, type Wire } from './support/wire.ts'

describe('the members’ app, in a browser', () => {
  let browser: Browser
  let wire: Wire
  let face = aMembersFace()
  let firstRun = false
  const van = aVehicle()
  const position = () => ({
    id: van.id,
    t: Date.now(),
    seq: Date.now(),
    lat: -23.55,
    lon: -46.64,
    spd: 40,
    hdg: 90,
  })

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
    wire.live.on('connection', (socket) =>
      socket.on('subscribe', (wish, acknowledge) => {
        expect(wish).to.deep.equal({ fleet: true, kinds: ['vehicle'] })
        const { id, name, icon, color } = van
        const subject = { id, kind: 'vehicle', name, icon, color, handle: 1, position: position() }
        acknowledge({ ok: true, snapshot: { subjects: [subject], server_time: new Date().toISOString() } })
        socket.emit('viewers', { id, count: 3 })
      }),
    )
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

  it('adds a vehicle and hands out its address, once', async () => {
    const { page, context } = await openPage(browser)
    await page.goto(wire.origin)
    await page.getByRole('button', { name: 'Add vehicle' }).click()
    await page.getByLabel('Name').fill('Van 12')
    await page.getByLabel('Device identifier').fill('356938035643809')
    await page.getByRole('button', { name: 'Save' }).click()

    const address = page.getByLabel('Address for OsmAnd or Traccar Client', { exact: true })
    expect(await address.inputValue()).to.equal(`${wire.origin}/ingest/osmand/k3y`)
    const { csrf, body } = asked('POST /api/fleet/vehicles')!
    expect(csrf).to.equal('csrf-1')
    expect(body).to.include({ name: 'Van 12', imei: '356938035643809', icon: 'car' })
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Share Van 12' }).waitFor()
    await context.close()
  })

  it('shows the fleet moving, who watches, and where it has driven', async () => {
    face = aMembersFace({ vehicles: [van] })
    const { page, context, faults } = await openPage(browser)
    await page.goto(wire.origin)
    await page.getByText('40 km/h, heading east').waitFor()
    await page.getByText('3 watching now').waitFor({ state: 'attached' })
    await page.locator('button.marker').click()

    expect(
      await page.getByRole('button', { name: 'Show Van 12 on the map' }).getAttribute('aria-pressed'),
    ).to.equal('true')
    expect(asked('GET /api/fleet/history')).to.not.equal(undefined)
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('shares for a while, gives the link more time, and withdraws it after asking', async () => {
    face = aMembersFace({ vehicles: [van] })
    const { page, context } = await openPage(browser, { permissions: ['clipboard-read', 'clipboard-write'] })
    await page.goto(wire.origin)
    await page.getByRole('button', { name: 'Share Van 12' }).click()
    await page.getByLabel('30 min').check()
    await page.getByRole('button', { name: 'Create link' }).click()

    await page.getByText(/^(30|29) min left$/).waitFor()
    expect(asked('POST /api/fleet/share-track/create')!.body).to.deep.equal({
      imei: van.imei,
      duration_minutes: 30,
    })
    await page.getByRole('button', { name: 'Copy: Link' }).click()
    await page.getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).to.equal(face.link!.share_url)

    await page.getByLabel('2 hr', { exact: true }).check()
    await page.getByRole('button', { name: 'Set new end' }).click()
    await page.getByText(/^(2 hr|1 hr 59 min) left$/).waitFor()

    await page.getByRole('button', { name: 'Stop sharing' }).click()
    expect(face.link).to.not.equal(null)
    await page.getByRole('button', { name: 'Yes, stop' }).click()
    await page.getByText('Sharing has stopped.').waitFor()
    expect(face.link).to.equal(null)

    await page.getByLabel('Until…').check()
    await page.getByRole('button', { name: 'Create link' }).click()
    await page.getByText(/left$/).waitFor()
    expect(face.asked.at(-1)!.body).to.have.keys('imei', 'scheduled_for')
    await context.close()
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '../support/chromium.ts'
import { clientOf } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { busDrive, type Fix, reportByOsmand } from './support/drives.ts'
import { markerOf, type Visit, visit } from './support/pages.ts'

const imei = '356938035643809'
const ana = { email: 'ana@example.org', password: 'correct horse battery' }
const rui = { email: 'rui@example.org', password: 'correct horse staple' }

/** One story in chapters: each begins where the one before ended. */
describe('a member who shares a vehicle', function () {
  this.timeout(60_000)
  this.bail(true)
  let browser: Browser
  let service: TestService
  let visitor: Visit
  let page: Page
  let ingestKey: string
  let shareUrl: string
  const drive = busDrive(10)

  before(async () => {
    ;[browser, service] = await Promise.all([launchChromium(), startService()])
    visitor = await visit(browser, service.url, { permissions: ['clipboard-read', 'clipboard-write'] })
    page = visitor.page
  })
  after(async () => {
    await browser?.close()
    await service?.stop()
  })

  const report = async (fix: Fix) =>
    expect(await reportByOsmand(service.url, { imei, ingestKey }, fix)).to.equal(200)
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const statusOf = async (path: string) => (await clientOf(service.url).call('GET', path)).status

  it('makes the first account on a new server, and is signed in by cookies that no script can read', async () => {
    await page.getByRole('heading', { name: 'Make the first account' }).waitFor()
    await page.getByLabel('Your name').fill('Ana')
    await page.getByLabel('Organization').fill('Rápido Entregas')
    await page.getByLabel('E-mail').fill(ana.email)
    await page.getByLabel('Password').fill(ana.password)
    await button('Make account').click()
    await page.getByRole('heading', { name: 'Welcome, Ana' }).waitFor()

    const cookies = await page.context().cookies()
    expect(cookies.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite }))).to.deep.equal(
      cookies.map(() => ({ httpOnly: true, sameSite: 'Lax' })),
    )
    expect(cookies).not.to.have.length(0)
    expect(await page.evaluate(() => document.cookie)).to.equal('')
  })

  it('is still signed in when the page is loaded again', async () => {
    await page.reload()

    await page.getByRole('heading', { name: 'Welcome, Ana' }).waitFor()
    await page.getByText('Rápido Entregas').waitFor()
  })

  it('adds a vehicle, and learns its key this once', async () => {
    await button('Add a vehicle').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Van 7')
    await dialog.getByLabel('Plate').fill('MU 7')
    await dialog.getByText('More: the device identifier').click()
    await dialog.getByRole('textbox', { name: 'Device identifier' }).fill(imei)
    await dialog.getByRole('button', { name: 'Add and connect a device' }).click()
    await dialog.getByRole('tab', { name: 'Another' }).click()
    ingestKey = await dialog.getByLabel('Ingest key', { exact: true }).inputValue()
    const address = await dialog.getByLabel('Server URL', { exact: true }).inputValue()
    expect(address).to.equal(`${service.url}/ingest/osmand/${ingestKey}`)

    await report(drive[0]!)
    await dialog.getByText('It works: a position has arrived.').waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.goto(`${service.url}/#/fleet`)
    await page.getByRole('link', { name: /Van 7/ }).waitFor()
    expect(await page.content()).not.to.contain(ingestKey)
  })

  it('sees it appear and move on the map of the fleet', async () => {
    await page.getByRole('link', { name: /Van 7/ }).click()
    await page.locator('.marker').waitFor()
    await sleep(1_000) // the camera arrives
    const before = await markerOf(page)

    await report(drive[1]!)
    await until(async () => (await markerOf(page)).x > before.x + 10, 20_000, 'the marker moves east')

    expect(await page.getByRole('status').filter({ hasText: 'No live connection' }).count()).to.equal(0)
    await page.goBack()
  })

  it('shares it for half an hour and copies the link', async () => {
    await button('Share Van 7').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('radio', { name: '30 min' }).check()
    await dialog.getByRole('button', { name: 'Create link' }).click()
    await dialog.getByRole('heading', { name: 'The link is ready' }).waitFor()
    shareUrl = await dialog.getByLabel('Link', { exact: true }).inputValue()
    await dialog.getByRole('button', { name: 'Copy: Link' }).click()
    await dialog.getByText('Copied').waitFor()

    expect(shareUrl).to.match(new RegExp(`^${service.url}/share/[A-Za-z0-9_-]{22}/$`))
    expect(await page.evaluate(() => navigator.clipboard.readText())).to.equal(shareUrl)
    expect(await statusOf(new URL(shareUrl).pathname)).to.equal(200)
    expect(await dialog.getByText(/(29|30) min left/).count()).to.equal(1)
  })

  it('finds the same link again with the time that is left, and gives it more', async () => {
    await button('Done').click()
    await page.reload()
    await button('Share Van 7').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/(29|30) min left/).waitFor()
    const address = dialog.getByRole('link', { name: 'Open', exact: true })
    const found = await address.getAttribute('href')
    await dialog.getByRole('button', { name: /^More time/ }).click()
    await dialog.getByRole('button', { name: '+1 hour' }).click()
    await dialog.getByText(/1 hr (29|30) min left/).waitFor()

    expect(found).to.equal(shareUrl)
    expect(await address.getAttribute('href')).to.equal(shareUrl)
  })

  it('sees that a friend is looking, and shuts the door on them', async () => {
    const friend = await visit(browser, shareUrl)
    await friend.page.locator('.marker').waitFor()
    await page.getByText('1 watching now').waitFor({ state: 'attached' })

    const dialog = page.getByRole('dialog', { name: 'Share Van 7' })
    await dialog.getByRole('button', { name: 'Withdraw', exact: true }).click()
    await page.getByRole('button', { name: 'Withdraw it' }).click()
    await dialog.getByText('The link was withdrawn.').waitFor()
    await friend.page.getByRole('heading', { name: 'This link was withdrawn' }).waitFor({ timeout: 15_000 })
    await friend.close()

    expect(await statusOf(new URL(shareUrl).pathname)).to.equal(410)
  })

  it('signs out, and the session is over for whoever kept its cookies', async () => {
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    await button('Close').click()
    await page.getByLabel('Account of Ana').click()
    await button('Sign out').click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()

    const kept = await clientOf(service.url).call('GET', '/api/auth/me/', undefined, { cookie })
    expect(kept.status).to.equal(401)
    expect(await page.context().cookies()).to.deep.equal([])
    expect(visitor.errors.filter((error) => !/status of 404/.test(error))).to.deep.equal([])
  })

  it('has a colleague of a lesser role, who sees the fleet and can share nothing', async () => {
    const { body } = await clientOf(service.url).call('POST', '/api/auth/login', ana)
    const owner = clientOf(service.url, body.access_token)
    await owner.call('POST', '/api/tenants/members', { ...rui, full_name: 'Rui', role: 'member' })

    await page.getByLabel('E-mail').fill(rui.email)
    await page.getByLabel('Password').fill(rui.password)
    await button('Sign in').click()
    await page.getByRole('link', { name: /Van 7/ }).waitFor()

    expect(await button('Add vehicle').count()).to.equal(0)
    await button('Share Van 7').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Your role lets you pass on a link').waitFor()
    expect(await dialog.getByRole('button', { name: 'Create link' }).count()).to.equal(0)
    const existing = await owner.call('GET', `/api/fleet/share-track/existing/${imei}`)
    expect(existing.status).to.equal(404)
  })
})

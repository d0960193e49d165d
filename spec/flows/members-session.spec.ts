import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '../support/chromium.ts'
import { addMember, addVehicle, clientOf, type Person, register } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'
import { visit } from './support/pages.ts'

const over = 'Your session has ended. Sign in again to go on.'

describe('a member’s session in a browser', function () {
  this.timeout(60_000)
  let browser: Browser
  let service: TestService
  let owner: Person

  before(async () => {
    ;[browser, service] = await Promise.all([launchChromium(), startService()])
    owner = await register(service.url, 'Rápido')
    await addVehicle(owner, { name: 'Van 7' })
  })
  after(async () => {
    await browser?.close()
    await service?.stop()
  })

  const account = (page: Page) => page.getByLabel(/^Account of /)
  const signIn = async (page: Page, { email, password }: Person) => {
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await account(page).waitFor()
  }
  const signedIn = async (who: Person) => {
    const visitor = await visit(browser, service.url)
    await signIn(visitor.page, who)
    return visitor
  }
  /** Comes to a page that asks the service. */
  const askAgain = async (page: Page) => {
    await page.goto(`${service.url}/#/nowhere`)
    await page.goto(`${service.url}/#/start`)
    await page.getByRole('button', { name: 'Add a vehicle' }).waitFor()
  }
  const signOut = async (page: Page) => {
    await account(page).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
  }
  /** What happens to a browser 15 minutes after the last renewal. */
  const loseAccess = (page: Page) => page.context().clearCookies({ name: 'fleeting_access' })
  const countOf = (page: Page, path: string) => {
    const asked: number[] = []
    page.context().on('response', (response) => {
      if (new URL(response.url()).pathname.startsWith(path)) asked.push(response.status())
    })
    return asked
  }

  it('is not asked for where there surely is none: the door opens without an error', async () => {
    const visitor = await visit(browser, service.url)
    const asked = countOf(visitor.page, '/api/')
    await visitor.page.reload()
    await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await sleep(500)

    expect(asked).to.deep.equal([])
    expect(visitor.errors).to.deep.equal([])
    await visitor.close()
  })

  it('goes on after a pause, without an error', async () => {
    const visitor = await signedIn(owner)
    await visitor.page.goto('about:blank') // nothing of the page is under way any more
    await loseAccess(visitor.page)
    await visitor.page.goto(service.url)
    await account(visitor.page).waitFor()

    expect(visitor.errors).to.deep.equal([])
    await visitor.close()
  })

  it('is renewed by several tabs in turn that find it stale at once [AC-12] [T-46]', async () => {
    const visitor = await signedIn(owner)
    const pages = [visitor.page, await visitor.page.context().newPage()]
    await pages[1]!.goto(service.url)
    await account(pages[1]!).waitFor()
    const renewals = countOf(visitor.page, '/api/auth/refresh')
    // Slow enough that two tabs would certainly ask at once.
    await visitor.page.context().route('**/api/auth/refresh', async (route) => {
      await sleep(700)
      await route.continue()
    })

    await loseAccess(visitor.page)
    await Promise.all(pages.map(askAgain))

    // Browsers tell other tabs of localStorage a little later: the second may renew once more, but never with a used token.
    expect(renewals.length).to.be.within(1, 2)
    expect(new Set(renewals)).to.deep.equal(new Set([200]))
    await pages[1]!.reload()
    await account(pages[1]!).waitFor()
    await visitor.close()
  })

  it('outlives a service that cannot be reached', async () => {
    const visitor = await signedIn(owner)
    const { page } = visitor
    await page.context().route('**/api/**', (route) => route.abort())
    await loseAccess(page)
    await page.reload()
    await page.getByText('That did not work.').waitFor()

    await page.context().unroute('**/api/**')
    await page.getByRole('button', { name: 'Try again' }).click()

    await account(page).waitFor()
    await visitor.close()
  })

  it('does not seem to have ended when it could not be ended', async () => {
    const visitor = await signedIn(owner)
    const { page } = visitor
    await page.context().route('**/api/auth/logout', (route) => route.abort())
    await signOut(page)

    await page.getByText('That did not work.').waitFor()
    await account(page).waitFor()
    await visitor.close()
  })

  it('ends on the screen when the member is removed, with a word why [T-46]', async () => {
    const rui = await addMember(owner, 'dispatcher')
    const visitor = await signedIn(rui)
    const { page } = visitor
    await owner.call('DELETE', `/api/tenants/members/${rui.userId}`)

    await page.getByRole('status').getByText(over).waitFor()
    expect(await account(page).count()).to.equal(0)
    expect(await page.context().cookies()).to.deep.equal([])
    await visitor.close()
  })

  it('ends in every tab when one of them signs out; that one needs no word', async () => {
    const visitor = await signedIn(owner)
    const other = await visitor.page.context().newPage()
    await other.goto(service.url)
    await account(other).waitFor()
    await sleep(500) // the socket stands
    await signOut(visitor.page)

    await other.getByRole('status').getByText(over).waitFor()
    await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(visitor.errors).to.deep.equal([])
    expect(await visitor.page.getByText(over).count()).to.equal(0)
    await visitor.close()
  })

  it('goes on when another of the member’s ends, or the role changes, and shows what may be done now', async () => {
    const rui = await addMember(owner, 'dispatcher')
    const elsewhere = await addMember(owner, 'dispatcher')
    const visitor = await signedIn(rui)
    const { page } = visitor
    const add = page.getByRole('button', { name: 'Add vehicle' })
    await add.waitFor()
    await sleep(1_000) // the sockets stand
    await owner.call('PATCH', `/api/tenants/members/${rui.userId}`, { role: 'member' })
    await add.waitFor({ state: 'detached' })
    await clientOf(service.url, rui.token).call('POST', '/api/auth/logout')
    await owner.call('DELETE', `/api/tenants/members/${elsewhere.userId}`)
    await sleep(500)

    expect(await page.getByText(over).count()).to.equal(0)
    await account(page).waitFor()
    await visitor.close()
  })
})

import { expect } from 'chai'
import { aSession } from '../server/a-session.ts'
import { addMember, clientOf } from '../support/client.ts'
import { expectKindness, openApp, openHouse } from './support/app.ts'

describe('sessions, notifications and analytics in the members’ app', function () {
  this.timeout(120_000)
  let house: Awaited<ReturnType<typeof openHouse>>
  before(async () => {
    house = await openHouse()
  })
  after(() => house.close())

  it('lists sessions, and begins and ends one [SN-1] [SN-3] [SN-4] [SN-5]', async () => {
    const { assetId } = await aSession(house.owner)
    const { page, context, faults } = await openApp(house.browser, house.owner, '/sessions')
    await page.getByText('Nobody is in it at the moment').waitFor()
    await expectKindness(page)
    await page.goto(`${house.url}/#/sessions/new?asset=${assetId}`)
    await page.getByLabel('Who is invited').fill('ana@example.org, nobody')
    await page.getByRole('button', { name: 'Start the session' }).click()
    await page.getByText('This is not an e-mail address: nobody').waitFor()
    await page.getByLabel('Who is invited').fill('Ana <ana@example.org>')
    await expectKindness(page)
    await page.getByRole('button', { name: 'Start the session' }).click()
    await page.getByRole('heading', { name: 'The session is ready' }).waitFor()
    await page.getByText('(ana@example.org)').waitFor()
    await page.getByRole('link', { name: 'All sessions' }).click()
    const end = page.getByRole('button', { name: /^End it: / })
    await end.first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'End the session' }).click()
    await page.getByText('The session has ended.').waitFor()
    await page.getByRole('link', { name: 'Over' }).click()
    await page.getByText('Ended', { exact: true }).waitFor()
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('tells what is new as it comes [NP-1] [NP-4]', async () => {
    const colleague = await addMember(house.owner, 'member')
    const invite = () => aSession(house.owner, {}, [{ email: colleague.email }])
    await invite()
    const { page, context, faults } = await openApp(house.browser, colleague, '/notifications')
    await page.getByText('Unread: 1', { exact: true }).waitFor()
    await page.getByLabel('Notifications, 1 unread').waitFor()
    await expectKindness(page)
    await invite()
    await page.getByText('Unread: 2', { exact: true }).waitFor()

    const other = await context.newPage() // one is read in another tab, the rest there as well
    await other.goto(`${house.url}/#/notifications`)
    await other
      .getByRole('button', { name: /^Mark as read/ })
      .first()
      .click()
    await page.getByText('Unread: 1', { exact: true }).waitFor()
    await page.getByLabel('Notifications, 1 unread').waitFor()
    await other.getByRole('button', { name: 'Mark all as read' }).click()
    await page.getByLabel('Notifications', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Mark all as read' }).waitFor({ state: 'detached' })
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('shows who came, day by day, and as a file [CT-1] [CT-3] [CT-6]', async () => {
    const { linkId, token } = await aSession(house.owner)
    const { page, context, faults } = await openApp(
      house.browser,
      house.owner,
      `/analytics/links/${linkId}?days=30`,
    )
    await page.getByRole('heading', { name: 'Nobody has looked yet' }).waitFor()
    await clientOf(house.url).call('GET', `/share/${token}/`)
    await page.getByRole('link', { name: '7 days' }).click()
    const days = page.getByRole('slider', { name: /^Day/ })
    await days.waitFor({ timeout: 40_000 })
    expect(await days.getAttribute('aria-valuetext')).to.match(/views 1/)
    await days.press('ArrowLeft')
    expect(await days.getAttribute('aria-valuenow')).to.equal('6')
    await page.getByRole('button', { name: 'As a table' }).click()
    await expectKindness(page)
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as CSV' }).click(),
    ])
    expect(file.suggestedFilename()).to.equal(`analytics-${linkId}.csv`)
    expect(faults).to.deep.equal([])
    await context.close()
  })
})

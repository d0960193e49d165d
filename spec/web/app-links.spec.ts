import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { addMember, addVehicle, clientOf } from '../support/client.ts'
import { until } from '../support/until.ts'
import { expectKindness, openApp, openHouse } from './support/app.ts'

const shares = '/api/v3/shares'

describe('links in the members’ app', function () {
  this.timeout(120_000)
  let house: Awaited<ReturnType<typeof openHouse>>
  let vehicle: Awaited<ReturnType<typeof addVehicle>>
  before(async () => {
    house = await openHouse()
    vehicle = await addVehicle(house.owner, { name: 'Van 7' })
  })
  after(() => house.close())

  // biome-ignore lint/suspicious/noExplicitAny: an answer, as in the client
  const share = async (options: object = {}): Promise<any> =>
    (
      await house.owner.call('POST', shares, {
        resource_type: 'vehicle',
        resource_id: vehicle.id,
        ...options,
      })
    ).body
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

  it('are made in two presses, with a password for whom it may concern, and given more time [LP-1] [LP-12] [LP-14]', async () => {
    const { page, context, faults } = await openApp(house.browser, house.owner, '/fleet', {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await button(page, 'Share Van 7').click()
    const dialog = page.getByRole('dialog', { name: 'Share Van 7' })
    await dialog.getByLabel('30 min').check()
    await dialog.getByRole('button', { name: 'Create link' }).click()
    await dialog.getByRole('heading', { name: 'The link is ready' }).waitFor()
    await dialog.getByRole('button', { name: 'Copy: Link' }).click()
    await dialog.getByText('Copied').waitFor()
    const address = await page.evaluate(() => navigator.clipboard.readText())
    expect((await clientOf(house.url).call('GET', new URL(address).pathname)).status).to.equal(200)
    await expectKindness(page)

    await dialog.getByRole('button', { name: 'Another link' }).click()
    await dialog.getByText('Who can open it').click()
    await dialog.getByLabel('With a password').check()
    const password = dialog.getByLabel('Password', { exact: true })
    await until(async () => /^...-...-...$/.test(await password.inputValue()))
    await dialog.getByLabel('Password', { exact: true }).fill('1234')
    await dialog.getByRole('button', { name: 'Create link' }).click()
    await dialog.getByText('is among the first that anybody would try').waitFor()
    expect(await dialog.getByLabel('Password', { exact: true }).getAttribute('aria-invalid')).to.equal('true')
    await expectKindness(page)
    await dialog.getByRole('button', { name: 'Suggest one' }).click()
    await dialog.getByText('For whom').click()
    await dialog.getByLabel('Names or e-mails').fill('Ana <ana@example.org>, Bo')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog.getByRole('button', { name: 'Create links: 2' }).click()
    await dialog.getByRole('heading', { name: 'The links are ready: 2' }).waitFor()
    await dialog.getByText('Sent to ana@example.org').waitFor()
    await dialog.getByRole('button', { name: 'Another link' }).click()

    await dialog.getByRole('button', { name: 'Show all: 3' }).click()
    const first = dialog.getByRole('listitem', { name: /^Made/ })
    await first.getByRole('button', { name: /^More time/ }).click()
    await first.getByRole('button', { name: '+1 hour' }).click()
    await dialog.getByText(/^It now ends/).waitFor()
    await first.getByText(/^1 hr (29|30) min left$/).waitFor()
    await first.getByRole('button', { name: 'Withdraw', exact: true }).click()
    await page
      .getByRole('dialog', { name: 'Withdraw this link?' })
      .getByRole('button', { name: 'Withdraw it' })
      .click()
    await dialog.getByText('The link was withdrawn.').waitFor()
    expect((await clientOf(house.url).call('GET', new URL(address).pathname)).status).to.equal(410)
    expect(faults.filter((fault) => !/422/.test(fault))).to.deep.equal([]) // the password that anybody would try
    await context.close()
  })

  it('are found, and withdrawn together with a truthful report [LP-15] [LP-16]', async () => {
    const [one, two] = [await share({ title: 'Harbour tour' }), await share({ title: 'Harbour cruise' })]
    const { page, context, faults } = await openApp(house.browser, house.owner, '/links')
    await page.getByRole('link', { name: 'Harbour tour' }).waitFor()
    await page.getByLabel('Search', { exact: true }).fill('HARBOUR')
    await page.waitForURL(/search=HARBOUR/)
    await page.getByText('Links: 2', { exact: true }).last().waitFor()
    await expectKindness(page)
    await page.getByLabel('Select all that are shown').check()
    await house.owner.call('DELETE', `${shares}/${two.uuid}`)
    await button(page, 'Withdraw: 2').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw them' }).click()
    await page.getByText('Withdrawn: 1. Withdrawn before: 1').waitFor()
    const { body } = await house.owner.call('GET', `${shares}/${one.uuid}`)
    expect(body.status).to.equal('revoked')
    await page.getByLabel('Search', { exact: true }).fill('nothing like it')
    await page.getByRole('heading', { name: 'Nothing like this' }).waitFor()
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('have a page each: what happened, a change that meets another, a new address, and paper [LP-13] [LP-14] [LP-18] [LP-19]', async () => {
    const link = await share({ title: 'Delivery', recipients: [{ name: 'Bea' }, { name: 'Caio' }] })
    await clientOf(house.url).call('GET', `/share/${link.token}/?utm_source=qr`)
    await until(
      async () => (await house.owner.call('GET', `${shares}/${link.uuid}/accesses`)).body.count === 1,
    )
    const { page, context, faults } = await openApp(house.browser, house.owner, `/links/${link.uuid}`)
    await page.getByRole('heading', { level: 1, name: 'Bea' }).waitFor()
    await page.getByRole('link', { name: 'Caio' }).waitFor()
    await page.getByText('Opened', { exact: true }).waitFor()
    await expectKindness(page)
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.getByRole('navigation').count()).to.equal(0)
    expect(await page.getByRole('button').count()).to.equal(0)
    const paper = () => getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()
    expect(await page.evaluate(paper)).to.equal('#f4efe4')
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' })

    await button(page, 'Change').click()
    const dialog = page.getByRole('dialog', { name: 'Change the link' })
    await dialog.getByText('How often').click()
    await dialog.getByLabel('Most views').fill('9')
    await house.owner.call('PATCH', `${shares}/${link.uuid}`, { title: 'Meanwhile' }, { 'if-match': '*' })
    await dialog.getByRole('button', { name: 'Save changes' }).click()
    await dialog.getByText(/^Somebody changed this link meanwhile/).waitFor()
    await dialog.getByRole('button', { name: 'Load it again' }).click()
    await dialog.getByText('Meanwhile').waitFor()
    await dialog.getByText('How often').click()
    await dialog.getByLabel('Most views').fill('9')
    await dialog.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('The link was changed.').waitFor()
    await page.getByText('Views: 1 of 9').first().waitFor()

    await button(page, 'New address').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Give a new one' }).click()
    await page.getByText('The link has a new address.').waitFor()
    expect((await clientOf(house.url).call('GET', `/share/${link.token}/`)).status).to.equal(404)
    expect(faults.filter((fault) => !/412/.test(fault))).to.deep.equal([])
    await context.close()
  })

  it('are passed on by those who may not make them [LP-10]', async () => {
    const made = await house.owner.call('POST', '/api/fleet/share-track/create', {
      imei: vehicle.imei,
      duration_minutes: 30,
    })
    const { page, context } = await openApp(house.browser, await addMember(house.owner, 'member'), '/fleet')
    await button(page, 'Share Van 7').click()
    await page.getByText('Your role lets you pass on a link').waitFor()
    expect(await page.getByLabel('Link', { exact: true }).inputValue()).to.equal(made.body.share_url)
    expect(await button(page, 'Create link').count()).to.equal(0)
    await context.close()
  })
})

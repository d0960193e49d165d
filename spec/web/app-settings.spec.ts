import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { auditQuery } from '../../web/app/settings/audit-query.ts'
import { said, tagsIn } from '../../web/app/settings/social-preview.ts'
import { addMember, addVehicle, clientOf } from '../support/client.ts'
import { expectKindness, openApp, openHouse } from './support/app.ts'

describe('days of the audit', () => {
  it('begin and end with the organization’s midnight, also when the clock changes [SP-13]', () => {
    const query = auditQuery('Europe/Berlin', { name: 'share.created', from: '2030-03-31', to: '2030-03-31' })
    expect(Object.fromEntries(new URLSearchParams(query))).to.deep.equal({
      name: 'share.created',
      from: '2030-03-30T23:00:00.000Z',
      to: '2030-03-31T22:00:00.000Z',
    })
    expect(auditQuery('UTC', {})).to.equal('')
  })
})

describe('messages to networks', () => {
  const draft = { messages: {}, tags: '#fast, safe;fast', via: '@fleeting', title: 'Delivery' }

  it('are shown as they will be read [SP-14]', () => {
    expect(tagsIn(draft.tags)).to.deep.equal(['fast', 'safe'])
    expect(said({ ...draft, platform: 'twitter' })).to.equal('Delivery #fast #safe via @fleeting')
    expect(said({ ...draft, platform: 'facebook' })).to.equal('')
    const messages = { whatsapp: 'See {title}: {url}' }
    expect(said({ ...draft, messages, platform: 'whatsapp' })).to.match(/^See Delivery: https:\S+$/)
  })
})

describe('the settings', function () {
  this.timeout(120_000)
  let house: Awaited<ReturnType<typeof openHouse>>
  let opened: Awaited<ReturnType<typeof openApp>>
  let page: Page
  before(async () => {
    house = await openHouse()
    opened = await openApp(house.browser, house.owner, '/settings')
    page = opened.page
  })
  after(async () => {
    // What is refused on purpose is told in the console as well.
    expect(opened.faults).to.deep.equal([])
    await house.close()
  })

  const open = async (section: string, title: string) => {
    await page.goto(`${house.url}/#/settings/${section}`)
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
  }
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const says = (text: string) => page.getByText(text).first().waitFor()

  it('show members their account and nothing of the house’s [SP-1]', async () => {
    const colleague = await addMember(house.owner, 'member')
    const theirs = await openApp(house.browser, colleague, '/settings')
    await theirs.page.getByRole('link', { name: /Your account/ }).waitFor()
    expect(await theirs.page.getByRole('link', { name: /Members|Audit|API keys/ }).count()).to.equal(0)
    await theirs.page.goto(`${house.url}/#/settings/audit`)
    await theirs.page.getByText('There is nothing here for you').waitFor()
    await theirs.page.goto(`${house.url}/#/settings/account`)
    await theirs.page.getByText('Never').click()
    await theirs.page.getByText('Saved: Never.').waitFor()
    await theirs.page.getByLabel('Current password').fill('wrong and wrong')
    await theirs.page.getByLabel('New password').fill('another long password')
    await theirs.page.getByRole('button', { name: 'Change password' }).click()
    await theirs.page.getByText('is wrong', { exact: true }).waitFor()
    await expectKindness(theirs.page)
    await theirs.context.close()
  })

  it('ask before what was typed is lost, and follow a time zone [SP-3] [SP-14]', async () => {
    await expectKindness(page)
    await open('organization', 'Organization')
    await page.getByLabel('Time zone').fill('Asia/Kolkata')
    await says('There it is now:')
    await page.getByRole('link', { name: 'Members' }).click()
    await press('Stay here')
    await page.locator('form', { hasText: 'Time zone' }).getByRole('button', { name: 'Save' }).click()
    await says('Saved.')
    expect((await house.owner.call('GET', '/api/tenants/current')).body.timezone).to.equal('Asia/Kolkata')
    await expectKindness(page)
  })

  it('add somebody, give them a role, and let them go [SP-5] [SP-6] [SP-4]', async () => {
    await open('members', 'Members')
    await press('Add somebody')
    await page.getByLabel('E-mail').fill(`new-${Date.now()}@example.org`)
    await page.getByLabel('Name', { exact: true }).fill('Noor Newcomer')
    await page.getByLabel('First password').fill('a long first password')
    await press('Add')
    await says('Noor Newcomer belongs to the organization now')
    await page.getByLabel('Role of Noor Newcomer').selectOption('dispatcher')
    await says('Noor Newcomer is Dispatcher now.')
    await expectKindness(page)
    await press('Remove Noor Newcomer')
    await press('Remove')
    await says('Noor Newcomer does not belong to the organization any more.')
    await page.getByLabel('Role of Noor Newcomer').waitFor({ state: 'detached' })
  })

  it('switch features, and take it back [SP-7] [SP-4]', async () => {
    await open('features', 'Features')
    const [fieldService, quotes] = [/^Field service/, /^Quotes/].map((name) =>
      page.getByRole('switch', { name }),
    )
    expect(await quotes!.isDisabled()).to.equal(true)
    await fieldService!.check()
    await says('Field service is on.')
    await quotes!.check()
    await says('Quotes is on.')
    await expectKindness(page)
    await page.locator('.toast', { hasText: 'Quotes is on.' }).getByRole('button', { name: 'Undo' }).click()
    await says('Quotes is off.')
    expect(await quotes!.isChecked()).to.equal(false)
  })

  it('show what a policy does to links before it is saved [SP-8]', async () => {
    const { id } = await addVehicle(house.owner)
    const link = { resource_type: 'vehicle', resource_id: id, expires_in_hours: 500, title: 'Long ride' }
    const { body } = await house.owner.call('POST', '/api/v3/shares', link)
    await open('links', 'Policy for links')
    await page.getByLabel('At most').selectOption('24')
    await press('See what this changes')
    await page.getByText('Long ride').waitFor()
    await page.getByText('Make them follow at once').click()
    await expectKindness(page)
    await press('Save and apply to all')
    await says('The policy is saved. Links with less time or rights: 1')
    const kept = await house.owner.call('GET', `/api/v3/shares/${body.uuid}`)
    expect(Date.parse(kept.body.expires_at)).to.be.below(Date.now() + 25 * 3_600_000)
  })

  it('make a key that is shown once, works, and ends [SP-10] [AK-2] [AK-6]', async () => {
    await open('api-keys', 'API keys')
    await press('New key')
    await page.getByLabel('What is it for?').fill('Till')
    await press('Make the key')
    const secret = await page.getByLabel('Secret', { exact: true }).inputValue()
    const status = async () => (await clientOf(house.url, secret).call('GET', '/api/v3/shares')).status
    expect(await status()).to.equal(200)
    await expectKindness(page)
    await press('I have kept it')
    await press('Revoke Till')
    await press('Revoke the key')
    await says('The key “Till” is revoked.')
    expect(await status()).to.equal(401)
    expect(await page.content()).not.to.include(secret)
  })

  it('show everything that a webhook was sent [SP-10] [SP-11]', async () => {
    await open('webhooks', 'Webhooks')
    await press('New webhook')
    await page.getByLabel('Address').fill('https://hooks.example.com/fleeting')
    await page.getByLabel(/What it is for/).fill('Warehouse')
    await press('Make it')
    await press('I have kept it')
    await page.getByRole('heading', { name: 'Warehouse' }).waitFor()
    await press('Send a test')
    await says('The test was not taken')
    await page.locator('summary', { hasText: 'webhook.test' }).first().click()
    await page.getByText('webhook-id').waitFor()
    await press('Send once more')
    await says('It is sent once more')
    await expectKindness(page)
    await press('Pause')
    await says('The webhook is paused.')
  })

  it('erase nobody who is not typed out, and write it down [SP-12] [SP-13]', async () => {
    const gone = await addMember(house.owner, 'member', { full_name: 'Gone Soon' })
    await open('privacy', 'Privacy')
    const person = page.locator('form', { hasText: 'E-mail or number' })
    await person.getByLabel('E-mail or number').fill('nobody@example.org')
    await person.getByRole('button', { name: 'Erase…' }).click()
    await says('No member has this e-mail.')
    await person.getByLabel('E-mail or number').fill(gone.email.toUpperCase())
    await person.getByRole('button', { name: 'Erase…' }).click()
    const sure = page.getByRole('button', { name: 'Erase for good' })
    await page.getByLabel('To confirm, type the e-mail').fill('somebody@example.org')
    expect(await sure.isDisabled()).to.equal(true)
    await page.getByLabel('To confirm, type the e-mail').fill(gone.email)
    await expectKindness(page)
    await sure.click()
    await says('It is done. This went:')

    await open('audit', 'Audit')
    await page.getByLabel('What', { exact: true }).selectOption('person.erased')
    await says('Entries: 1')
    await page.getByText('Somebody was erased').last().click()
    await page.getByText('aggregate_id').or(page.getByText('person.erased')).last().waitFor()
    expect(page.url()).to.include('name=person.erased')
    await expectKindness(page)
  })
})

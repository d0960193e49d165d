import { expect } from 'chai'
import { clientOf } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'
import { openReceiver } from './support/receiver.ts'
import { button, dialogOf, openStage, type Stage, signUp } from './support/stage.ts'

const shares = '/api/v3/shares'

describe('story 6: a program makes, extends, counts and revokes links', function () {
  this.timeout(200_000)
  let service: TestService
  let stage: Stage
  before(async () => {
    stage = await openStage(async () => {
      service = await startService({ OUTBOUND_ALLOW_PRIVATE: 'on' }) // its receiver is on this machine
      return service
    })
  })
  after(() => service.stop())

  it('from signing up to the log of what it was told', async () => {
    const olu = await stage.atDesk()
    const { page } = olu
    await signUp(stage, olu, 'Olu Ade', 'Shop')
    const takeSecret = async (dialog: ReturnType<typeof dialogOf>) => {
      const secret = await dialog.getByLabel('Secret', { exact: true }).inputValue()
      await button(dialog, 'I have kept it').click()
      return secret
    }

    // A key, shown once.
    await page.goto(`${stage.url}/#/settings/api-keys`)
    await button(page, 'New key').click()
    const making = dialogOf(page, 'New key')
    await making.getByLabel('What is it for?').fill('Checkout')
    await making.getByLabel('What it may do').selectOption({ label: 'Dispatcher' })
    await button(making, 'Make the key').click()
    const key = await takeSecret(dialogOf(page, 'The key “Checkout” is made'))
    expect(key).to.match(/^flk_/)
    await page.getByText('never used').waitFor()

    // An address that is told about links.
    const receiver = await openReceiver()
    await page.goto(`${stage.url}/#/settings/webhooks`)
    await button(page, 'New webhook').click()
    const adding = dialogOf(page, 'New webhook')
    await adding.getByLabel('Address').fill(receiver.url)
    await adding.getByLabel('Only this:').check()
    await button(adding, 'Make it').click()
    const secret = await takeSecret(dialogOf(page, 'The webhook is made'))
    await button(page, 'Send a test').click()
    await page.getByText('The test was taken (204).').waitFor()

    // The program at work.
    const program = clientOf(stage.url, key)
    const van = await program.call('POST', '/api/fleet/vehicles', {
      imei: `shop-${Date.now()}`,
      name: 'Parcel 12',
    })
    expect(van.status).to.equal(201)
    const made = await program.call('POST', shares, {
      resource_type: 'vehicle',
      resource_id: van.body.id,
      expires_in_hours: 2,
    })
    expect(made.status, JSON.stringify(made.body)).to.equal(201)
    const { uuid, share_url, expires_at } = made.body
    const path = `${shares}/${uuid}`
    const later = new Date(Date.parse(expires_at) + 3_600_000).toISOString()
    const extended = await program.call('PATCH', path, { expires_at: later }, { 'if-match': '*' })
    expect(extended.body.expires_at).to.equal(later)
    const customer = await stage.onPhone()
    expect((await customer.page.goto(share_url))?.status()).to.equal(200)
    expect((await program.call('GET', path)).body.counts.views).to.equal(1)
    expect((await program.call('DELETE', path)).status).to.be.oneOf([200, 204])
    await customer.page.getByRole('heading', { name: 'This link was withdrawn' }).waitFor()

    // It was told everything, signed and in order; the log says the same to people.
    const names = await receiver.namesUntil('share.revoked', secret)
    expect([...new Set(names)].filter((name) => name !== 'share.accessed')).to.deep.equal([
      'webhook.test',
      'share.created',
      'share.updated',
      'share.revoked',
    ])
    await button(page, 'Read again').click()
    const revoked = page.getByRole('listitem').filter({ hasText: 'share.revoked' })
    await revoked.getByText('taken').waitFor()
    await revoked.getByText('share.revoked').click()
    await page.getByRole('region', { name: 'Every try' }).getByText('204').waitFor()

    // A key that is revoked opens nothing any more.
    await page.goto(`${stage.url}/#/settings/api-keys`)
    await button(page, 'Revoke Checkout').click()
    await button(dialogOf(page, 'Revoke the key “Checkout”?'), 'Revoke the key').click()
    await page.getByText('The key “Checkout” is revoked.').waitFor()
    expect((await program.call('GET', path)).status).to.equal(401)
    receiver.close()
    await stage.close()
  })
})

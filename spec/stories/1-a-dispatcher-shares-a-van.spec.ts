import { expect } from 'chai'
import { button, dialogOf, heading, link, makeLink, openStage, type Stage, signUp } from './support/stage.ts'

describe('story 1: a dispatcher shares a van for two hours', function () {
  this.timeout(150_000)
  let stage: Stage
  before(async () => {
    stage = await openStage()
  })

  it('from signing up to the customer who reads that it is over', async () => {
    const dora = await stage.atDesk()
    const { page } = dora
    await signUp(stage, dora, 'Dora Silva', 'Parcels & Co.')

    // A van, and the phone in it, which is told where to report.
    await button(page, 'Add a vehicle').click()
    const adding = page.getByRole('dialog')
    await adding.getByLabel('Name').fill('Van 7')
    await button(adding, 'Add and connect a device').click()
    await adding.getByText('Waiting for the first position…').waitFor()
    await adding.getByRole('tab', { name: 'Traccar Client' }).press('End')
    const told = (label: string) => adding.getByLabel(label, { exact: true }).inputValue()
    const [server, id] = [await told('Server URL'), await told('Device identifier')]
    const report = async (lon: number, knots: number) => {
      const form = new URLSearchParams({
        id,
        lat: '-23.55',
        lon: String(lon),
        speed: String(knots),
        bearing: '90',
      })
      expect((await fetch(server, { method: 'POST', body: form })).status).to.equal(200)
    }
    await report(-46.64, 20)
    await adding.getByText('It works: a position has arrived.').waitFor()
    await link(adding, 'Show on the map').click()
    await heading(page, 'Van 7').waitFor()
    await page.getByText('Moving', { exact: true }).first().waitFor()
    expect(await page.title()).to.equal('Van 7 · Fleeting')

    // For two hours.
    await button(page, /^Share/)
      .first()
      .click()
    const sharing = dialogOf(page, 'Share Van 7')
    await sharing.getByLabel('2 hr', { exact: true }).check()
    const address = await makeLink(sharing)
    await sharing
      .getByText(/^1 hr 59 min left$|^2 hr left$/)
      .first()
      .waitFor()

    // The customer opens it on a phone, and sees it move.
    const customer = await stage.onPhone()
    await customer.page.goto(address)
    await heading(customer.page, 'Van 7').waitFor()
    await customer.page.getByText('37 km/h').first().waitFor()
    const left = customer.page.getByRole('region', { name: 'Time left' }).getByRole('timer')
    expect(await left.innerText()).to.match(/^(1 hr 59 min|2 hr)/)
    await customer.page.getByText('Live', { exact: true }).first().waitFor()
    await report(-46.6399, 30)
    await customer.page.getByText('56 km/h').first().waitFor()

    // An hour more: the customer's page knows at once. Somebody has looked.
    await button(sharing, 'Another link').click()
    await button(sharing, /^More time/).click()
    await button(sharing, '+1 hour').click()
    await sharing.getByText(/^It now ends/).waitFor()
    await customer.page
      .getByText(/^(2 hr 59 min|3 hr)/)
      .first()
      .waitFor()
    await sharing.getByText('Views: 1').waitFor()

    // And back it is taken, before the eyes of whoever looks.
    await button(sharing, /^Withdraw$/).click()
    await button(dialogOf(page, 'Withdraw this link?'), 'Withdraw it').click()
    await sharing.getByText('The link was withdrawn.').waitFor()
    await heading(customer.page, 'This link was withdrawn').waitFor()
    const latecomer = await stage.onPhone()
    expect((await latecomer.page.goto(address))?.status()).to.equal(410)
    await stage.close(/status of 410/)
  })
})

import { expect } from 'chai'
import {
  button,
  dialogOf,
  fillAccount,
  heading,
  link,
  openStage,
  type Stage,
  signUp,
} from './support/stage.ts'

describe('story 4: a traveller shares a trip with friends who sign in', function () {
  this.timeout(150_000)
  let stage: Stage
  before(async () => {
    stage = await openStage()
  })

  it('from signing up to the friend who cannot look any more', async () => {
    const ines = await stage.atDesk()
    await signUp(stage, ines, 'Inês Rocha')
    const { page } = ines

    // Days and places, by clicking.
    await link(page, 'Plan a trip').click()
    await button(page, 'New trip').first().click()
    await page.getByLabel('Name').fill('Lisbon in June')
    await page.getByLabel('From').fill('2031-06-01')
    await page.getByLabel('To', { exact: true }).fill('2031-06-02')
    await button(page, 'Create trip').click()
    await heading(page, 'Lisbon in June').waitFor()
    const plan = [
      ['Sunday, June 1', 'Torre de Belém', '38.6916, -9.216'],
      ['Sunday, June 1', 'Alfama', '38.7139, -9.1335'],
      ['Monday, June 2', 'Sintra', '38.7978, -9.3904'],
    ] as const
    for (const [day, name, where] of plan) {
      await button(page, `Add a place: ${day}`).click()
      await page.getByLabel('Name').fill(name)
      await page.getByLabel('Position').fill(where)
      await button(page.getByRole('dialog'), /^Add a place$/).click()
      await button(page, new RegExp(`^${name}$`)).waitFor()
    }
    await button(page, /^Move Alfama, number 2/).press('ArrowUp')
    await page.getByText('Now number 1 of the trip.').waitFor()

    await button(page, 'Share').click()
    const sharing = dialogOf(page, 'Share Lisbon in June')
    await sharing.getByLabel('How long it lasts').selectOption('7')
    await button(sharing, 'Create link').click()
    await sharing.getByText('Nobody has opened the link yet.').waitFor()
    const address = await sharing.getByLabel('Link to the trip', { exact: true }).inputValue()

    // The friend has no account yet; the link waits until there is one.
    const friend = await stage.onPhone()
    await friend.page.goto(address)
    await heading(friend.page, 'Sign in to see this').waitFor()
    expect(await friend.page.getByText('Alfama').count()).to.equal(0)
    await link(friend.page, 'Sign in').click()
    await button(friend.page, 'New here? Make an account').click()
    await fillAccount(friend.page, 'Noor Haddad')
    await heading(friend.page, 'Lisbon in June').waitFor()
    const places = await friend.page
      .getByRole('heading', { name: /^(Torre de Belém|Alfama|Sintra)$/ })
      .allInnerTexts()
    expect(places).to.deep.equal(['Alfama', 'Torre de Belém', 'Sintra'])

    // Inês sees who looked, and takes it back.
    await page.keyboard.press('Escape')
    await button(page, 'Share').click()
    await sharing.getByText('Noor Haddad').waitFor()
    await button(sharing, 'Take the link back').click()
    await button(dialogOf(page, 'Take the link back?'), 'Take the link back').click()
    await page.getByText('The link works no more.').waitFor()
    await friend.page.reload()
    await heading(friend.page, 'This link was withdrawn').waitFor()
    expect(await friend.page.getByText('Alfama').count()).to.equal(0)
    await stage.close(/status of (401|403|404|410)/)
  })
})

import { expect } from 'chai'
import { register } from '../support/client.ts'
import { expectKindness, openApp, openHouse } from './support/app.ts'

describe('trips in the members’ app', function () {
  this.timeout(120_000)
  let house: Awaited<ReturnType<typeof openHouse>>
  before(async () => {
    house = await openHouse()
  })
  after(() => house.close())

  it('are planned, put in order and moved by keys, with places that come back [TP-1] [TP-4] [TP-6] [TP-7] [TP-9]', async () => {
    const { owner } = house
    const { page, context, faults } = await openApp(house.browser, owner, '/trips')
    await page.getByRole('heading', { name: 'No trips yet' }).waitFor()
    await expectKindness(page)
    await page.getByRole('button', { name: 'New trip' }).click()
    await page.getByLabel('Name').fill('Summer <b>in</b> Lisbon')
    await page.getByLabel('From').fill('2031-06-01')
    await page.getByLabel('To', { exact: true }).fill('2031-06-03')
    await page.getByRole('button', { name: 'Create trip' }).click()
    await page.getByRole('heading', { level: 1, name: 'Summer <b>in</b> Lisbon' }).waitFor()

    const addPlace = async (day: string, name: string, where: string) => {
      await page.getByRole('button', { name: `Add a place: ${day}` }).click()
      await page.getByLabel('Name').fill(name)
      await page.getByLabel('Position').fill(where)
      await page.getByRole('button', { name: 'Add a place', exact: true }).click()
    }
    await addPlace('Sunday, June 1', 'Torre de Belém', 'nowhere')
    await page.getByText('No position can be read from this.').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'Leave without saving?' }).waitFor()
    await page.getByRole('button', { name: 'Stay here' }).click()
    await page.getByLabel('Position').fill('38.6916, -9.216')
    await page.getByRole('button', { name: 'Add a place', exact: true }).click()
    await page.getByRole('button', { name: 'Torre de Belém', exact: true }).waitFor()
    await addPlace('Sunday, June 1', 'Alfama', 'https://maps.example/@38.7139,-9.1335,17z')
    await page.getByRole('button', { name: 'Alfama', exact: true }).waitFor()
    await addPlace('Tuesday, June 3', 'Sintra', '')
    await page.getByRole('button', { name: 'Sintra', exact: true }).waitFor()
    await expectKindness(page)

    await page.getByRole('button', { name: /^Move Alfama, number 2/ }).press('ArrowUp')
    await page.getByText('Now number 1 of the trip.').waitFor()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).to.match(
      /^Move Alfama/,
    )
    await page.getByRole('button', { name: /^Move Torre de Belém, number 2/ }).click()
    await page.getByLabel('To which day').selectOption('2031-06-03')
    await page.getByLabel('Where on that day').selectOption('0')
    await page.getByRole('button', { name: 'Move', exact: true }).click()
    const third = page.getByRole('listitem', { name: /Tuesday, June 3/ })
    await third.getByRole('button', { name: 'Torre de Belém', exact: true }).waitFor()

    await page.getByLabel('Actions: Torre de Belém').click()
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByText('Torre de Belém was removed.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await third.getByRole('button', { name: 'Torre de Belém', exact: true }).waitFor()
    const [{ trip_id }] = (await owner.call('GET', '/api/trip')).body.data.results
    const { days } = (await owner.call('GET', `/api/trip/${trip_id}`)).body.data
    expect(
      days.map(({ places }: { places: { place_name: string }[] }) =>
        places.map(({ place_name }) => place_name),
      ),
    ).to.deep.equal([['Alfama'], ['Torre de Belém', 'Sintra']])
    expect(days[1].places[0]).to.include({ latitude: 38.6916, longitude: -9.216 })
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('are shared by a link that is made when it is asked for, and say who has looked [TP-8]', async () => {
    const { owner, url } = house
    const trip = { trip_name: 'Angkor', start_date: '2030-03-01', end_date: '2030-03-30' }
    const { trip_id } = (await owner.call('POST', '/api/trip', trip)).body.data
    const { page, context, faults } = await openApp(house.browser, owner, `/trips/${trip_id}`)
    const linksOf = async () =>
      (await owner.call('GET', `/api/v3/shares?resource_type=trip&resource_id=${trip_id}`)).body.results
    await page.getByText('30 free days').waitFor()
    await page.getByRole('button', { name: 'Share' }).click()
    await page.getByLabel('How long it lasts').selectOption('7')
    expect(await linksOf()).to.deep.equal([])
    await page.getByRole('button', { name: 'Create link' }).click()
    await page.getByText('Nobody has opened the link yet.').waitFor()
    const [link] = await linksOf()
    expect(await page.getByLabel('Link to the trip', { exact: true }).inputValue()).to.equal(link.share_url)
    const friend = await register(url)
    await friend.call('GET', `/api/trip/share/${link.token}`)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Share' }).click()
    await page.getByText(friend.email).waitFor()
    await expectKindness(page)
    await page.getByRole('button', { name: 'Take the link back' }).click()
    await page
      .getByRole('dialog', { name: 'Take the link back?' })
      .getByRole('button', { name: 'Take the link back' })
      .click()
    await page.getByText('The link works no more.').waitFor()
    expect((await linksOf())[0].status).to.equal('revoked')
    expect(faults).to.deep.equal([])
    await context.close()
  })
})

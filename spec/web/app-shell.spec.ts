import { expect } from 'chai'
import { matchPath, placeOf } from '../../web/app/router.ts'
import { instantOf, isoDay, wallClock } from '../../web/app/ui/time.ts'
import { addMember } from '../support/client.ts'
import { expectKindness, openApp, openHouse } from './support/app.ts'

describe('addresses of the members’ app', () => {
  it('are a path and what is asked for, decoded', () => {
    const { path, query } = placeOf('#/assets/a%20b?comment=7')!
    expect(path).to.deep.equal(['assets', 'a b'])
    expect(query.get('comment')).to.equal('7')
    expect(placeOf('')!.path).to.deep.equal([])
    expect(placeOf('#/%')!.path).to.deep.equal(['%'])
    expect(placeOf('#reset=x')).to.equal(null)
  })

  it('belong to the page whose pattern they fill', () => {
    expect(matchPath('/assets/:id', ['assets', '7'])).to.deep.equal({ id: '7' })
    expect(matchPath('/assets/:id?', ['assets'])).to.deep.equal({})
    expect(matchPath('/assets/:id', ['assets'])).to.equal(null)
    expect(matchPath('/assets', ['assets', '7'])).to.equal(null)
    expect(matchPath('/', [])).to.deep.equal({})
  })
})

describe('times in the organization’s zone', () => {
  const berlin = 'Europe/Berlin'

  it('are its wall clock and its calendar', () => {
    expect(wallClock(berlin, Date.parse('2030-07-01T22:30:00Z'))).to.equal('2030-07-02T00:30')
    expect(isoDay(berlin, Date.parse('2030-07-01T22:30:00Z'))).to.equal('2030-07-02')
  })

  it('are instants again, also around the change to and from summer', () => {
    expect(instantOf(berlin, '2030-07-02T00:30')).to.equal(Date.parse('2030-07-01T22:30:00Z'))
    expect(instantOf(berlin, '2030-01-02T00:30')).to.equal(Date.parse('2030-01-01T23:30:00Z'))
    // 2030-03-31: two o'clock is three; 2030-10-27: half past two comes twice.
    expect(instantOf(berlin, '2030-03-31T02:30')).to.equal(Date.parse('2030-03-31T01:30:00Z'))
    expect(instantOf(berlin, '2030-10-27T02:30')).to.equal(Date.parse('2030-10-27T00:30:00Z'))
  })
})

describe('the shell of the members’ app', function () {
  this.timeout(60_000)
  let house: Awaited<ReturnType<typeof openHouse>>
  before(async () => {
    house = await openHouse()
  })
  after(() => house.close())

  it('says kindly what is not there', async () => {
    const { page, context, faults } = await openApp(house.browser, house.owner, '/nowhere')
    await page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor()
    await expectKindness(page)
    expect(await page.title()).to.equal('There is no such page · Fleeting')
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('shows who one is, and lets one go', async () => {
    const colleague = await addMember(house.owner, 'member', { full_name: 'Zoë Colleague' })
    const { page, context } = await openApp(house.browser, colleague, '/nowhere')
    await page.getByLabel('Account of Zoë Colleague').click()
    await page.getByText(colleague.email).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText(colleague.email).waitFor({ state: 'hidden' })
    await page.getByLabel('Account of Zoë Colleague').click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await context.close()
  })
})

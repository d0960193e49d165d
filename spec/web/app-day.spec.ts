import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { addMember, type Person } from '../support/client.ts'
import { expectKindness, openApp, openHouse } from './support/app.ts'

const base = '/api/trakservice'
const features = {
  'trakservice.enabled': true,
  'trakservice.dispatch': true,
  'trakservice.tracking': true,
}
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true }

/** No line, and the page says so. */
const loseTheLine = async (page: Page): Promise<void> => {
  await page.context().setOffline(true)
  await page.getByText('You are offline').waitFor()
}

describe('a technician’s day on the phone', function () {
  this.timeout(120_000)
  let house: Awaited<ReturnType<typeof openHouse>>
  let joana: Person
  let technician: string
  before(async () => {
    house = await openHouse()
    await ok('PUT', '/api/tenants/features', { features })
    joana = await addMember(house.owner, 'technician', { full_name: 'Joana Silva' })
    const hours = { work_start_time: '00:00', work_end_time: '00:00' }
    const made = await ok('POST', `${base}/technicians/`, { user_id: joana.userId, ...hours })
    technician = made.id
  })
  after(() => house.close())

  const ok = async (method: string, path: string, body?: object) => {
    const reply = await house.owner.call(method, path, body)
    expect(reply.status, JSON.stringify(reply.body)).to.be.lessThan(300)
    return reply.body
  }
  const plan = async (customer: string, scheduled_start: string | null) => {
    const order = await ok('POST', `${base}/work-orders/`, {
      description: 'Check the boiler',
      asset_location: 'Isarring 4',
      latitude: 48.1,
      longitude: 11.5,
      customer: { name: customer, phone: '+49 89 1234' },
    })
    const today = new Date().toISOString().slice(0, 10) // organizations begin in UTC
    const scheduled = { work_order: order.id, technician, scheduled_date: today, scheduled_start }
    return (await ok('POST', `${base}/assignments/`, scheduled)).id as string
  }
  const visitOf = (id: string) => ok('GET', `${base}/assignments/${id}/`)

  it('leads through the visits, also without a line [DY-1] [DY-3] [DY-6] [DY-7]', async () => {
    const first = await plan('Bakery Huber', '08:00')
    const second = await plan('Hotel Drei Löwen', '15:00')
    const { page, context, faults } = await openApp(house.browser, joana, '/day', phone)
    const next = page.getByRole('region', { name: 'Bakery Huber' })
    await next.getByRole('button', { name: 'On my way' }).waitFor()
    expect(await next.getByRole('link', { name: 'Call Bakery Huber' }).getAttribute('href')).to.equal(
      'tel:+49891234',
    )
    await expectKindness(page)

    // A slip of the thumb is taken back, and nobody has heard of it.
    await next.getByRole('button', { name: 'On my way' }).click()
    await next.getByRole('button', { name: 'Undo' }).click()
    await next.getByRole('button', { name: 'On my way' }).waitFor()
    expect((await visitOf(first)).status).to.equal('scheduled')

    const placeOf = () => next.getByRole('button', { name: 'On my way' }).boundingBox()
    const place = await placeOf()
    await loseTheLine(page)
    expect(await placeOf(), 'nothing moves under the thumb').to.deep.equal(place)
    await next.getByRole('button', { name: 'On my way' }).click()
    await next.getByRole('button', { name: 'Arrived' }).click()
    await page.getByText('2 steps are not sent yet').waitFor()
    await expectKindness(page)
    expect((await visitOf(first)).status).to.equal('scheduled')

    await context.setOffline(false)
    await page.getByText('2 steps are not sent yet').waitFor({ state: 'hidden' })
    await next.getByRole('button', { name: 'Undo' }).waitFor({ state: 'hidden' })
    const visit = await visitOf(first)
    expect(visit.status).to.equal('on_site')
    const { results } = await ok('GET', `${base}/assignments/${first}/history/`)
    expect(results.map(({ to }: { to: string }) => to)).to.deep.equal(['scheduled', 'en_route', 'on_site'])

    // Dispatch calls the second one off: it goes by itself.
    const later = page.getByText('Hotel Drei Löwen')
    await later.first().waitFor()
    await ok('POST', `${base}/assignments/${second}/status/`, { status: 'canceled', reason: 'Closed' })
    await page.getByRole('region', { name: 'Later today' }).waitFor({ state: 'hidden' })
    expect(faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(fault))).to.deep.equal(
      [],
    )
    await context.close()
  })

  it('says what was refused, and how the visit really stands [DY-9]', async () => {
    const id = await plan('Café Luitpold', '06:00')
    const { page, context } = await openApp(house.browser, joana, '/day', phone)
    const job = page.getByText('Café Luitpold').first()
    await job.waitFor()
    await job.click() // another visit is under way: this one stands below
    const row = page.locator('.day-later', { hasText: 'Café Luitpold' })
    await loseTheLine(page)
    await row.getByRole('button', { name: 'On my way' }).click()
    await page.getByText('One step is not sent yet').waitFor()
    await ok('POST', `${base}/assignments/${id}/status/`, { status: 'canceled', reason: 'Closed' })
    await context.setOffline(false)
    await page.getByText('Not taken: On my way').waitFor()
    await page.getByRole('button', { name: 'Understood' }).click()
    await page.getByText('Not taken: On my way').waitFor({ state: 'hidden' })
    expect((await visitOf(id)).status).to.equal('canceled')
    await context.close()
  })

  it('shares where one is by consent alone, and stops at once [DY-11] [DY-13] [DY-16]', async () => {
    const { page, context, faults } = await openApp(house.browser, joana, '/day', {
      ...phone,
      permissions: ['geolocation'],
      geolocation: { latitude: 48.137, longitude: 11.575, accuracy: 8 },
    })
    await page.getByRole('button', { name: 'I agree' }).click()
    await page.getByRole('switch', { name: 'Share my position' }).click()
    const bar = page.getByRole('region', { name: 'Your position is shared' })
    await bar.getByText('last at').waitFor()
    await expectKindness(page)
    const seen = await ok('GET', `${base}/technicians/${technician}/location/latest/`)
    expect([Number(seen.latitude), Number(seen.longitude)]).to.deep.equal([48.137, 11.575])

    await page.goto(`${house.url}/#/fleet`)
    await bar.waitFor()
    await page.goto(`${house.url}/#/day/looks`)
    await page.getByText('where you are, once').waitFor()
    await expectKindness(page)

    await page.goto(`${house.url}/#/day`)
    await page.getByRole('button', { name: 'Withdraw my consent' }).click()
    await page.getByRole('button', { name: 'I agree' }).waitFor()
    expect(await bar.count()).to.equal(0)
    const gone = await house.owner.call('GET', `${base}/technicians/${technician}/location/latest/`)
    expect(gone.status).to.equal(404)
    expect(faults).to.deep.equal([])
    await context.close()
  })
})

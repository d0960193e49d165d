import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { addMember, type Person } from '../support/client.ts'
import { expectKindness, openApp, openHouse } from './support/app.ts'

const base = '/api/trakservice'
const day = '2031-06-03'
/** So that colours are there at once when day and night are tried one after the other. */
const calm = { reducedMotion: 'reduce' } as const

/** Waits until the service says what it should. */
const until = async (read: () => Promise<unknown>, wanted: unknown): Promise<void> => {
  const deadline = Date.now() + 15_000
  let last: unknown
  while (Date.now() < deadline) {
    last = await read()
    if (JSON.stringify(last) === JSON.stringify(wanted)) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  expect(last).to.deep.equal(wanted)
}

/** A plan as the service answers it, with forty technicians and twelve visits for each, made of those that it has. */
const fortyTimes = ({ technicians, visits }: { technicians: object[]; visits: object[] }) => {
  const two = (n: number) => String(n + 1).padStart(2, '0')
  const crew = Array.from({ length: 40 }, (_, i) => ({
    ...technicians[0],
    id: `00000000-0000-7000-8000-0000000000${two(i)}`,
    full_name: `Technician ${two(i)}`,
  }))
  const all = crew.flatMap(({ id, full_name }, i) =>
    Array.from({ length: 12 }, (_, k) => ({
      ...visits[0],
      id: `00000000-0000-7000-8000-00000000${two(i)}${two(k)}`,
      technician: { id, full_name, email: '', is_active: true },
      status: 'scheduled',
      scheduled_start: `${two(k + 6)}:00:00`,
      scheduled_end: `${two(k + 6)}:45:00`,
      customer: { name: `Customer ${two(i)}-${two(k)}`, phone: null, email: null },
    })),
  )
  return { technicians: crew, visits: all, count: all.length }
}

describe('the dispatch board', function () {
  this.timeout(120_000)
  let house: Awaited<ReturnType<typeof openHouse>>
  let owner: Person
  before(async () => {
    house = await openHouse()
    owner = house.owner
    const features = Object.fromEntries(
      ['enabled', 'dispatch', 'routing', 'tracking'].map((name) => [`trakservice.${name}`, true]),
    )
    await owner.call('PUT', '/api/tenants/features', { features })
  })
  after(() => house.close())

  const post = async (path: string, body: object) => {
    const answer = await owner.call('POST', `${base}${path}`, body)
    expect(answer.status, JSON.stringify(answer.body)).to.be.oneOf([200, 201])
    return answer.body
  }
  const technician = async (full_name: string): Promise<string> => {
    const { userId } = await addMember(owner, 'technician', { full_name })
    return (await post('/technicians', { user_id: userId })).id
  }
  const job = (name: string, north: number) =>
    post('/work-orders', {
      description: 'Yearly check',
      customer: { name, phone: '+49 89 5550 0001', email: null },
      latitude: 48.1 + north / 100,
      longitude: 11.5,
    })
  const planOf = async (id: string) => {
    const { body } = await owner.call('GET', `${base}/assignments/${id}`)
    return [body.technician.full_name, body.scheduled_date, body.scheduled_start, body.scheduled_end]
  }
  const block = (page: Page, name: string) =>
    page.getByRole('button', { name: new RegExp(`^[^,]*${name} ?, `) })

  it('says how to begin where there is nobody and nothing [DP-18]', async () => {
    const { page, context, faults } = await openApp(house.browser, owner, `/dispatch/day/${day}`, calm)
    await page.getByRole('heading', { name: 'No technicians yet' }).waitFor()
    await page.getByRole('heading', { name: 'Everything has somebody' }).waitFor()
    await expectKindness(page)
    await page.getByRole('button', { name: 'New work order' }).first().click()
    await page.getByLabel('What is to be done').fill('Look at the roof')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('dialog', { name: 'New visit' }).getByText('Add a technician').waitFor() // planned at once, were there anybody
    await owner.call(
      'DELETE',
      `${base}/work-orders/${(await owner.call('GET', `${base}/work-orders`)).body.results[0].id}`,
    )
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('plans by dragging, by keys and by a form, and takes it back [DP-8] [DP-10] [DP-11] [DP-12]', async () => {
    const [ana, bia] = [await technician('Ana Silva'), await technician('Bia Souza')]
    const mill = await job('Mill', 1)
    await job('Hotel', 2)
    const span = { scheduled_start: '09:00', scheduled_end: '10:00' }
    const visit = await post('/assignments', {
      work_order: mill.id,
      technician: ana,
      scheduled_date: day,
      ...span,
    })
    const { page, context, faults } = await openApp(house.browser, owner, `/dispatch/day/${day}`, calm)

    await block(page, 'Mill').waitFor()
    const lane = (index: number) => page.getByRole('list', { name: 'Visits' }).nth(index)
    await block(page, 'Mill').dragTo(lane(1), {
      sourcePosition: { x: 8, y: 10 },
      targetPosition: { x: 300, y: 20 },
    })
    await page.getByText(/^Mill is now at Bia Souza/).waitFor()
    expect((await planOf(visit.id))[0]).to.equal('Bia Souza')
    await page.getByRole('button', { name: 'Undo' }).click()
    await until(() => planOf(visit.id), ['Ana Silva', day, '09:00:00', '10:00:00'])

    await page.getByRole('button', { name: /Mill ?, 9:00.*Scheduled, Ana Silva/ }).waitFor()
    await block(page, 'Mill').focus()
    for (const key of ['Enter', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'Enter'])
      await page.keyboard.press(key)
    await until(() => planOf(visit.id), ['Bia Souza', day, '09:30:00', '10:30:00'])

    await page.getByRole('button', { name: 'Plan: Hotel' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Technician', { exact: true }).selectOption(bia)
    await dialog.getByLabel('Begins').fill('10:00')
    await dialog.getByRole('button', { name: 'Plan the visit' }).click()
    await page.getByText('The technician has another assignment at this time.').waitFor()
    await page.getByRole('button', { name: /Hotel ?, .*overlaps another visit/ }).waitFor()
    await expectKindness(page)
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('is moved by a finger, and what has no time is put in order by mouse and keys [DP-19] [DP-20]', async () => {
    const eva = await technician('Eva Maia')
    const date = '2031-06-05'
    for (const name of ['Attic', 'Barn'])
      await post('/assignments', {
        work_order: (await job(name, 6)).id,
        technician: eva,
        scheduled_date: date,
      })
    const tall = { viewport: { width: 1280, height: 1300 }, hasTouch: true, ...calm }
    const { page, context, faults } = await openApp(house.browser, owner, `/dispatch/day/${date}`, tall)
    await block(page, 'Barn').focus()
    await page.keyboard.press('Alt+ArrowUp')
    await page.getByText('Barn is now number 1 of 2 without a time.').first().waitFor()
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('Barn'))
    await block(page, 'Attic').dragTo(block(page, 'Barn'), { targetPosition: { x: 40, y: 4 } })
    await page.getByText('Attic is now number 1 of 2 without a time.').first().waitFor()
    const order = async () => {
      const { body } = await owner.call('GET', `${base}/assignments/plan?date_from=${date}&date_to=${date}`)
      return body.visits.map((one: { customer: { name: string } }) => one.customer.name)
    }
    await until(order, ['Attic', 'Barn'])

    const finger = await context.newCDPSession(page)
    const touch = (type: string, ...touchPoints: object[]) =>
      finger.send('Input.dispatchTouchEvent', { type, touchPoints } as never)
    const from = (await block(page, 'Barn').boundingBox())!
    const lane = (await page.getByRole('list', { name: 'Visits' }).first().boundingBox())!
    await touch('touchStart', { x: from.x + 20, y: from.y + 20 })
    await page.locator('.visit.in-hand').waitFor()
    await touch('touchMove', { x: from.x + 60, y: from.y })
    await touch('touchMove', { x: lane.x + 200, y: lane.y + 20 })
    await page.locator('.ghost').waitFor()
    await touch('touchEnd')
    await page.getByText(/^Barn is now at Ana Silva/).waitFor()
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('stays of use with forty technicians who have twelve visits each [DP-4]', async () => {
    const { page, context, faults } = await openApp(house.browser, owner, '/dispatch/week', calm)
    await page.route('**/assignments/plan?*', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, json: fortyTimes(await answer.json()) })
    })
    await page.goto(`${house.url}/#/dispatch/day/${day}`)
    const region = page.getByRole('region', { name: 'Plan of the day' })
    await block(page, 'Customer 40-12').waitFor()
    expect(await page.locator('.plan-row').count()).to.equal(40)
    expect(await page.locator('.plan-row .visit').count()).to.equal(480)

    await block(page, 'Customer 40-12').focus()
    const [inner, outer] = await Promise.all([
      page.locator('.visit:focus').boundingBox(),
      region.boundingBox(),
    ])
    const names = (await region.locator('.plan-head').last().boundingBox())!
    expect(inner!.y + inner!.height).to.be.at.most(outer!.y + outer!.height + 1)
    expect(inner!.x).to.be.at.least(names.x + names.width - 1)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).to.equal(true)
    await page.getByPlaceholder('Name or skill').fill('Technician 07')
    await page.waitForFunction(() => document.querySelectorAll('.plan-row').length === 1)
    expect(faults).to.deep.equal([])
    await page.unrouteAll({ behavior: 'wait' }) // the plan is read again every few seconds, so now as well
    await context.close()
  })

  it('opens a visit from its address, goes on with it and hears of others [DP-2] [DP-13] [DP-15] [DP-16]', async () => {
    const carla = await technician('Carla Reis')
    const tower = await job('Tower', 3)
    const visit = await post('/assignments', { work_order: tower.id, technician: carla, scheduled_date: day })
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, ...calm }
    const { page, context, faults } = await openApp(
      house.browser,
      owner,
      `/dispatch?visit=${visit.id}`,
      phone,
    )

    const dialog = page.getByRole('dialog', { name: 'Tower' })
    await dialog.getByRole('button', { name: 'Set out' }).click()
    await dialog.getByRole('button', { name: 'Arrived' }).waitFor()
    await dialog.getByLabel('Link', { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'Cancel the visit' }).click()
    await dialog.getByLabel('Why it is canceled').fill('Nobody there')
    await dialog.getByRole('button', { name: 'Cancel the visit' }).click()
    await dialog.getByRole('definition').filter({ hasText: 'Nobody there' }).waitFor()
    await expectKindness(page)
    await dialog.getByRole('button', { name: 'Close' }).click()
    await until(async () => new URL(page.url()).hash, `#/dispatch/day/${day}`)
    await expectKindness(page)
    expect(faults).to.deep.equal([])

    // What a customer says of a visit comes into its open panel.
    const shop = await post('/assignments', {
      work_order: (await job('Shop', 4)).id,
      technician: carla,
      scheduled_date: day,
    })
    const { customer_link } = await post(`/assignments/${shop.id}/status`, { status: 'en_route' })
    for (const status of ['on_site', 'done']) await post(`/assignments/${shop.id}/status`, { status })
    await page.goto(`${house.url}/#/dispatch/day/${day}?visit=${shop.id}`)
    const rating = page
      .getByRole('dialog', { name: 'Shop' })
      .getByRole('region', { name: 'What the customer said' })
    await rating.getByText('Nothing so far', { exact: false }).waitFor()
    const said = await fetch(`${customer_link.share_url}rating`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ score: 5, comment: 'Very kind' }),
    })
    expect(said.status).to.equal(200)
    await rating.getByText('Very kind').waitFor()
    await rating.getByText('5 of 5 stars').waitFor()
    await context.close()
  })

  it('shows a better order of a day, and keeps it when it is taken [DP-17]', async () => {
    const dora = await technician('Dora Lima')
    const order: string[] = []
    for (const [name, north] of [
      ['Far', 9],
      ['Near', 1],
      ['Middle', 5],
    ] as const) {
      const { id } = await job(name, north)
      const made = await post('/assignments', { work_order: id, technician: dora, scheduled_date: day })
      await owner.call('PATCH', `${base}/assignments/${made.id}`, { route_place: order.push(made.id) })
    }
    const { page, context, faults } = await openApp(
      house.browser,
      owner,
      `/dispatch/day/${day}?technician=${dora}`,
      calm,
    )
    await page.getByRole('button', { name: 'Better order' }).click()
    await page.getByRole('heading', { name: 'Order of the day: Dora Lima' }).waitFor()
    await page.getByText(/^Saves /).waitFor()
    await expectKindness(page)
    await page.getByRole('button', { name: 'Take this order' }).click()
    await page.getByText('The day is in the new order.').waitFor()
    const { body } = await owner.call('GET', `${base}/assignments/plan?date_from=${day}&date_to=${day}`)
    const places = body.visits
      .filter((one: { technician: { id: string } }) => one.technician.id === dora)
      .sort((a: { route_place: number }, b: { route_place: number }) => a.route_place - b.route_place)
      .map((one: { customer: { name: string } }) => one.customer.name)
    expect(places).to.deep.equal(['Far', 'Middle', 'Near'])
    expect(faults).to.deep.equal([])
    await context.close()
  })
})

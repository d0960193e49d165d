import { expect } from 'chai'
import { addMember } from '../support/client.ts'
import { expectKindness, openApp, openHouse } from './support/app.ts'

const base = '/api/trakservice'
const features = ['enabled', 'dispatch', 'tracking', 'km', 'quotes']

describe('the lists of field service', function () {
  this.timeout(120_000)
  let house: Awaited<ReturnType<typeof openHouse>>
  before(async () => {
    house = await openHouse()
    const on = Object.fromEntries(features.map((name) => [`trakservice.${name}`, true]))
    await house.owner.call('PUT', '/api/tenants/features', { features: on })
  })
  after(() => house.close())

  it('make a technician, a work order, and a visit [FE-2] [FE-3] [FE-6] [FE-10]', async () => {
    const joana = await addMember(house.owner, 'technician', { full_name: 'Joana Silva' })
    const { page, context, faults } = await openApp(house.browser, house.owner, '/technicians')
    await page.getByText('No technicians yet').waitFor()
    await page.getByRole('button', { name: 'New technician' }).click()
    await page.getByLabel('Member of the organization').selectOption(String(joana.userId))
    await page.getByRole('radio').last().check({ force: true }) // a colour: what was chosen before stays chosen
    await page.getByLabel('Skills').fill('Heating, Cooling')
    await page.getByLabel('Work begins').fill('22:00')
    await page.getByLabel('Work ends').fill('06:00')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: 'Joana Silva' }).waitFor()
    await page.getByText('across midnight').waitFor()
    await expectKindness(page)

    // Somebody else was faster: what is typed stays.
    await page.getByRole('button', { name: 'Edit' }).click()
    const id = page.url().split('/').at(-1)!
    await house.owner.call('PATCH', `${base}/technicians/${id}/`, { phone: '1' })
    await page.getByLabel('Phone', { exact: true }).fill('+49 89 1234')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('button', { name: 'Save mine over it' }).click()
    await page.getByRole('link', { name: '+49 89 1234' }).waitFor()

    // What is edited next is what was saved, and nothing typed is lost by a key.
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('Skills').fill('Heating')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Stay here' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Heating', { exact: true }).waitFor()
    await page.waitForFunction(() => document.activeElement?.textContent === 'Edit')

    await page.goto(`${house.url}/#/work-orders`)
    await page.getByRole('button', { name: 'New work order' }).click()
    await page.getByRole('dialog').getByLabel('Priority').selectOption('URGENT')
    await page.getByLabel('What is to be done').fill('Check the boiler')
    await page.getByLabel('Customer: Name').fill('Bakery Huber')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: /^OS-/ }).waitFor()
    await page.getByText('Urgent', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Plan a visit' }).click()
    await page.getByLabel('Technician', { exact: true }).selectOption(id)
    await page.getByRole('dialog').getByRole('button', { name: 'Plan a visit' }).click()
    await page.getByRole('link', { name: 'Joana Silva' }).waitFor()
    await expectKindness(page)

    await page.goto(`${house.url}/#/work-orders?status=DONE`)
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByRole('link', { name: 'Check the boiler' }).waitFor()
    expect(page.url()).to.contain('DONE%2COPEN')
    await expectKindness(page)
    // Browsers write down every answer that is a refusal, the one that was expected as well.
    expect(faults.filter((fault) => !/409/.test(fault))).to.deep.equal([])
    await context.close()
  })

  it('write a quote to the cent, and send it [FE-7] [FE-8]', async () => {
    const { page, context, faults } = await openApp(house.browser, house.owner, '/quotes/new')
    await page.getByLabel('Title', { exact: true }).fill('New filters')
    await page.getByLabel('Customer', { exact: true }).fill('Bakery Huber')
    await page.getByLabel('Description').fill('Filter')
    await page.getByLabel('Quantity').fill('1.5')
    await page.getByLabel('Price').fill('1,234.50')
    await page.getByLabel('Tax %').fill('19')
    await page.getByText('$2,203.58').waitFor()
    await page.getByLabel('Discount %').fill('much')
    await page.getByText('Some numbers cannot be read').waitFor()
    await page.getByLabel('Discount %').fill('')
    await expectKindness(page)
    await page.getByRole('button', { name: 'Save the draft' }).click()
    await page.getByRole('heading', { level: 1, name: /^ORC-/ }).waitFor()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click()
    const link = await page.getByLabel('The customer’s link', { exact: true }).inputValue()
    await page.getByRole('heading', { name: 'New filters' }).waitFor()
    await expectKindness(page)

    const customer = await context.newPage()
    await customer.goto(link)
    await customer.getByText('2,203.58').first().waitFor()
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('say how far somebody went, for a month at most [FE-9]', async () => {
    const { page, context, faults } = await openApp(house.browser, house.owner, '/mileage')
    await page.getByText('Nobody went anywhere').waitFor()
    await page.getByLabel('From').fill('2020-01-01')
    await page.getByText('at most 31 days.', { exact: false }).last().waitFor()
    await expectKindness(page)
    expect(faults).to.deep.equal([])
    await context.close()
  })
})

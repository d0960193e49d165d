import { expect } from 'chai'
import {
  anEmail,
  button,
  dialogOf,
  heading,
  link,
  openStage,
  password,
  type Stage,
  signUp,
} from './support/stage.ts'

const onTheRoad = { latitude: 48.1, longitude: 11.5 }

describe('story 2: a technician goes en route', function () {
  this.timeout(200_000)
  let stage: Stage
  before(async () => {
    stage = await openStage()
  })

  it('from switching field service on to the stars that the customer gives', async () => {
    const otto = await stage.atDesk()
    const { page } = otto
    await signUp(stage, otto, 'Otto Brandt', 'Lifts & Sons')
    await button(page, 'Switch it on').click()
    await link(page, 'To the technicians').waitFor()

    // A member, who becomes a technician.
    const email = anEmail('joana')
    await page.goto(`${stage.url}/#/settings/members`)
    await button(page, 'Add somebody').click()
    const adding = dialogOf(page, 'Add somebody')
    await adding.getByLabel('E-mail').fill(email)
    await adding.getByLabel('Role').selectOption({ label: 'Technician' })
    await button(adding, /^Add$/).click()
    await adding.getByLabel('Name', { exact: true }).fill('Joana Silva')
    await adding.getByLabel('First password').fill(password)
    await button(adding, /^Add$/).click()
    await page.getByText(/^Joana Silva belongs to the organization now/).waitFor()
    await page.goto(`${stage.url}/#/technicians`)
    await button(page, 'New technician').click()
    const profile = dialogOf(page, 'New technician')
    await profile.getByLabel('Member of the organization').selectOption({ label: `Joana Silva (${email})` })
    for (const end of ['Work begins', 'Work ends']) await profile.getByLabel(end).fill('00:00') // all day
    await button(profile, 'Save').click()
    await heading(page, 'Joana Silva').waitFor()

    // Work, and somebody who is sent to it.
    await page.goto(`${stage.url}/#/work-orders`)
    await button(page, 'New work order').click()
    const order = dialogOf(page, 'New work order')
    await order.getByLabel('What is to be done').fill('The door of the lift closes too fast')
    await order.getByLabel('Latitude').fill('48.13')
    await order.getByLabel('Longitude').fill('11.52')
    await order.getByLabel('Customer: Name').fill('Hotel am Tor')
    await button(order, 'Save').click()
    await order.waitFor({ state: 'detached' })
    await page.goto(`${stage.url}/#/dispatch`)
    await button(page, 'Plan: Hotel am Tor').click()
    const planning = dialogOf(page, 'New visit')
    await button(planning, 'Plan the visit').click()
    await page.getByText('The visit is planned.').waitFor()

    // On her phone she decides that she may be seen, and sets out.
    const joana = await stage.onPhone({ geolocation: onTheRoad, permissions: ['geolocation'] })
    const phone = joana.page
    await phone.goto(stage.url)
    await phone.getByLabel('E-mail').fill(email)
    await phone.getByLabel('Password', { exact: true }).fill(password)
    await button(phone, /^Sign in$/).click()
    await link(phone, 'My day').click()
    await heading(phone, 'Hotel am Tor').waitFor()
    expect(await phone.title()).to.equal('My day · Fleeting')
    await button(phone, 'I agree').click()
    await phone.getByText('Thank you. Nothing is shared until you switch it on.').waitFor()
    await button(phone, 'On my way').click()
    await button(phone, 'Arrived').waitFor()

    // The board shows her on the way, and gives the customer's link.
    await button(page, /Hotel am Tor.*En route/i)
      .first()
      .click()
    const visit = dialogOf(page, 'Hotel am Tor')
    const field = visit.getByLabel('Link', { exact: true })
    await field.waitFor()
    const address = await field.inputValue()
    await joana.context.setGeolocation({ ...onTheRoad, latitude: 48.105 }) // as she drives
    await phone.getByLabel('Share my position').check({ force: true })
    const customer = await stage.onPhone()
    await customer.page.goto(address)
    await heading(customer.page, 'Joana is on the way').waitFor()
    await customer.page
      .getByText(/^Arrives about/)
      .first()
      .waitFor()
    expect(await customer.page.getByText('Silva').count()).to.equal(0) // a first name is enough

    // There; then done: the link is over, and asks how it was.
    await button(phone, 'Arrived').click()
    await heading(customer.page, 'Joana is there').waitFor()
    await button(phone, /^Done$/).click()
    await heading(customer.page, 'How was the visit?').waitFor()
    await customer.page.getByRole('radio', { name: '5 stars' }).check({ force: true })
    await customer.page.getByLabel('Comment (optional)').fill('Quick and kind')
    await button(customer.page, 'Send').click()
    await heading(customer.page, 'Thank you').waitFor()

    await button(visit, 'Close').click()
    await button(page, /Hotel am Tor.*Done/i)
      .first()
      .click()
    await visit.getByText('5 of 5 stars').first().waitFor()
    await visit.getByText('Quick and kind').waitFor()
    await stage.close(/status of (404|422)/) // more is asked of a new member; there is no arrival before she is heard of
  })
})

import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { secretsOfAna } from '../server/a-customer-link.ts'
import { aTechnician, sendPing, type TrackedPerson } from '../server/a-technician.ts'
import { assignmentsPath, aVisit, aWorkOrderOf, moveOn } from '../server/an-assignment.ts'
import { launchChromium } from '../support/chromium.ts'
import { type Person, register } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'
import { startMailServer, type TestMailServer } from '../support/smtp.ts'
import { until } from '../support/until.ts'
import { heapOf, markerOf, type Visit, visit } from './support/pages.ts'
import { ask, collect, disconnectAll, next, watch } from './support/sockets.ts'

const second = 1000
const bia = 'bia@example.org'
/** Where Ana was before she left: two places that nobody outside may ever read of. */
const placesBefore = ['-23.5249001', '-23.5259002']

describe('a customer who follows the technician', function () {
  this.timeout(90_000)
  let browser: Browser
  let mailServer: TestMailServer
  let service: TestService
  let owner: Person
  let ana: TrackedPerson
  let visitId: string
  const pages: Visit[] = []

  before(async () => {
    browser = await launchChromium()
    mailServer = await startMailServer()
    service = await startService({ SMTP_URL: mailServer.url })
    owner = await register(service.url, 'Frio Certo')
    const names = ['enabled', 'dispatch', 'tracking', 'routing']
    const features = Object.fromEntries(names.map((name) => [`trakservice.${name}`, true]))
    await owner.call('PUT', '/api/tenants/features', { features })
    ana = await aTechnician(owner, { phone: secretsOfAna.phone }, secretsOfAna.full_name)
    const work_order = await aWorkOrderOf(owner, {
      latitude: -23.55,
      longitude: -46.63,
      customer: { ...secretsOfAna.customer, email: bia },
    })
    const scheduled_date = new Date().toISOString().slice(0, 10)
    const plan = { work_order, technician: ana.technicianId, scheduled_date, notes: secretsOfAna.notes }
    visitId = (await aVisit(owner, plan)).id
  })
  after(async () => {
    disconnectAll()
    for (const { close } of pages) await close()
    await service.stop()
    await mailServer.close()
    await browser.close()
  })

  /** `after`: milliseconds from now; phones may be ahead of us. */
  const ping = async (latitude: string, after = 0) => {
    const recorded_at = new Date(Date.now() + after).toISOString()
    const { status, body } = await sendPing(ana, { latitude, longitude: '-46.6300000', recorded_at })
    expect(status, JSON.stringify(body)).to.equal(201)
  }

  it('sees where she is and when she comes, until she is there; and says afterwards how it was [CL-1] [CL-6] [CL-8] [CL-13] [CL-15] [T-15]', async () => {
    await ping(placesBefore[0]!, -60 * second)
    await ping(placesBefore[1]!, -30 * second)
    await moveOn(ana, visitId, 'en_route')

    // The mail, and what is behind its link
    const [mail] = await mailServer.mailsTo(bia, 1)
    const link = /http:\S+\/share\/([\w-]{22})\/\S*/.exec(mail!.text)!
    const token = link[1]!
    expect(mail!.subject).to.equal('Ana is on the way')
    const customer = await visit(browser, link[0])
    pages.push(customer)
    const { page } = customer
    const viewer = await watch(service.url, token)
    const statuses = collect(viewer.socket, 'assignment:status')
    const etas = collect(viewer.socket, 'eta')
    const removed = collect(viewer.socket, 'subject:removed')
    await page.getByRole('heading', { name: 'Ana is on the way' }).waitFor()
    expect(viewer.snapshots[0]!.subjects).to.have.length(1)
    expect(viewer.snapshots[0]!.subjects[0]).to.deep.include({
      name: 'Ana',
      kind: 'technician',
      position: null,
    })

    // On the way
    await ping('-23.5270000', second)
    await page.locator('.marker').waitFor()
    await page.getByText('Connecting…').waitFor({ state: 'detached' })
    await page.locator('.eta').getByText('Arrives about').waitFor()
    const start = await markerOf(page)
    await ping('-23.5300000', 30 * second)
    await until(
      async () => {
        const { x, y } = await markerOf(page)
        return Math.hypot(x - start.x, y - start.y) > 5 || (await page.locator('.follow').count()) > 0
      },
      20 * second,
      'the marker moves, or the map with it',
    )
    await until(() => viewer.seen.length >= 2 && etas.length > 0)
    expect(viewer.seen.map(({ lat }) => lat)).to.deep.equal([-23.527, -23.53])
    expect(etas[0]).to.include({ id: visitId, method: 'straight_line' })
    const { positions: missed } = await ask(viewer.socket, 'resume', { since: { [ana.technicianId]: 0 } })
    expect(missed.map(({ lat }: { lat: number }) => lat)).to.deep.equal([-23.527, -23.53])

    // There
    await moveOn(ana, visitId, 'on_site')
    await page.getByRole('heading', { name: 'Ana is there' }).waitFor()
    await ping('-23.5310000', 60 * second)
    await until(() => statuses.length > 0)
    expect(statuses.at(-1)).to.include({ id: visitId, status: 'on_site' })
    expect(removed).to.deep.equal([{ id: ana.technicianId }])
    expect(await page.locator('canvas, .marker, #map').count()).to.equal(0)

    // Done, and how it was
    const ended = next(viewer.socket, 'link:ended')
    await moveOn(ana, visitId, 'done')
    expect(await ended).to.deep.equal({ reason: 'done' })
    await page.getByRole('heading', { name: 'How was the visit?' }).waitFor()
    await page.getByLabel('5 stars').check()
    await page.getByLabel('Comment (optional)').fill('Kind\nand quick')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: 'Thank you' }).waitFor()
    const rating = await owner.call('GET', `${assignmentsPath}/${visitId}/rating`)
    expect(rating.body).to.include({ score: 5, comment: 'Kind\nand quick' })
    const last = await page.goto(link[0])
    expect(last?.status()).to.equal(410)

    // What never reached the customer
    expect(viewer.seen).to.have.length(2)
    const told = JSON.stringify([viewer.snapshots, viewer.seen, etas, statuses, missed])
    const everything = `${await customer.received()} ${await heapOf(page)} ${told} ${mail!.text} ${mail!.html}`
    const secrets = ['Silva', ana.email, secretsOfAna.phone, secretsOfAna.notes, 'Chiller', '-23.531']
    for (const secret of [...placesBefore.map((latitude) => latitude.slice(0, 8)), ...secrets])
      expect(everything.includes(secret), secret).to.equal(false)
    expect(customer.errors.filter((text) => !text.includes('410'))).to.deep.equal([])
  })
})

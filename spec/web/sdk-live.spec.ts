import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { report } from '../server/a-house.ts'
import { addVehicle, clientOf } from '../support/client.ts'
import { type AnotherSite, anotherSite } from './support/another-site.ts'

describe('the SDK’s live maps, on a page of another site', function () {
  this.timeout(120_000)
  let site: AnotherSite
  before(async () => {
    site = await anotherSite()
  })
  afterEach(() => site.leave())
  after(() => site.close())

  describe('<fleeting-live>', () => {
    const aSharedBus = async (options: object = {}) => {
      const vehicle = await addVehicle(site.owner, { name: 'Bus 14', icon: 'bus' })
      await report(site.owner, { imei: vehicle.imei, latitude: -33.4489, longitude: -70.6693, speed: 10 })
      const made = await site.share({ resource_type: 'vehicle', resource_id: vehicle.id, ...options })
      return { vehicle, ...made }
    }
    const positionOf = (page: Page, nth = 0) =>
      page
        .locator('fleeting-live .marker')
        .nth(nth)
        .evaluate((one) => (one as HTMLElement).style.transform)

    it('follows a vehicle, on a page with a strict policy, and shows the end [SDK-18] [SDK-19] [SDK-9]', async () => {
      const { vehicle, token, uuid } = await aSharedBus({ title: 'Our bus', expires_in_hours: 1 })
      const script = `document.querySelector('fleeting-live').addEventListener('fleeting:ended', ({ detail }) => { document.title = detail.reason })`
      const { page, faults } = await site.open(
        `<fleeting-live token="${token}" height="500"></fleeting-live>`,
        script,
      )
      const region = page.getByRole('region', { name: 'Our bus' })

      await region.getByText('Bus 14', { exact: true }).waitFor()
      await region.locator('canvas').waitFor()
      await region.getByRole('img', { name: /^Bus 14,/ }).waitFor()
      await region.getByRole('timer').waitFor()
      const before = await positionOf(page)
      await report(site.owner, { imei: vehicle.imei, latitude: -33.4479, longitude: -70.6683, speed: 42 })
      await region.getByText('42 km/h').first().waitFor()
      await page.waitForFunction(
        (was) =>
          document.querySelector('fleeting-live')!.shadowRoot!.querySelector<HTMLElement>('.marker')!.style
            .transform !== was,
        before,
      )

      await site.owner.call('DELETE', `/api/v3/shares/${uuid}`)
      await page.getByText('This link was withdrawn').waitFor()
      expect(await page.title()).to.equal('revoked')
      expect(await page.locator('fleeting-live canvas').count()).to.equal(0)
      expect(await page.locator('fleeting-live').innerText()).to.not.include('Bus 14')
      expect(faults).to.deep.equal([])
    })

    it('stands on a page several times, each with its own link, theme and language [SDK-20] [SDK-21]', async () => {
      const [one, two] = [await aSharedBus({ title: 'One' }), await aSharedBus({ title: 'Two' })]
      const body = `<fleeting-live token="${one.token}" theme="dark"></fleeting-live><fleeting-live token="${two.token}" theme="light" lang="es"></fleeting-live>`
      const { page } = await site.open(body, '')
      await page.getByRole('region', { name: 'One' }).waitFor()
      await page.getByRole('region', { name: 'Two' }).getByText('Tiempo restante').waitFor()

      const colours = await page
        .locator('fleeting-live .frame')
        .evaluateAll((frames) => frames.map((frame) => getComputedStyle(frame).backgroundColor))
      expect(colours).to.deep.equal(['rgb(23, 33, 36)', 'rgb(255, 253, 248)'])

      await page
        .locator('fleeting-live')
        .first()
        .evaluate((first, token) => first.setAttribute('token', token), two.token)
      await page.getByRole('region', { name: 'One' }).waitFor({ state: 'detached' })
      await page.getByRole('region', { name: 'Two' }).nth(1).waitFor()
    })

    it('says why a link does not open here, and offers its page [SDK-7] [SDK-22]', async () => {
      const { token } = await aSharedBus({ share_type: 'protected', password: 'open sesame' })
      const script = `document.querySelector('fleeting-live').addEventListener('fleeting:error', ({ detail }) => { document.title = detail.code })`
      const { page } = await site.open(`<fleeting-live token="${token}"></fleeting-live>`, script)

      const link = page.getByRole('link', { name: 'Open in a new tab' })
      await link.waitFor()
      expect(await link.getAttribute('href')).to.equal(`${site.service.url}/share/${token}/`)
      expect(await page.title()).to.equal('password_required')
    })

    it('opens what a program has unlocked for its page; the page itself asks for no password [SDK-22]', async () => {
      const { token } = await aSharedBus({ share_type: 'protected', password: 'open sesame', title: 'Ours' })
      const unlock = await clientOf(site.service.url).call('POST', `/share/${token}/unlock`, {
        password: 'open sesame',
      })
      const script = `window.map = new LiveMap('#here', { token: '${token}', accessToken: '${unlock.body.access_token}' });
        fetch('${site.service.url}/share/${token}/unlock', {
          method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
          body: JSON.stringify({ password: 'open sesame' }),
        }).then((answer) => answer.json()).then(({ code }) => { document.title = code })`
      const { page } = await site.open('<div id="here"></div>', script)

      await page.getByRole('region', { name: 'Ours' }).getByText('Bus 14', { exact: true }).waitFor()
      await page.waitForFunction(() => document.title === 'csrf_failed')
      await page.evaluate('map.destroy()')
      expect(await page.locator('#here > *').count()).to.equal(0)
    })
  })
})

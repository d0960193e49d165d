import { expect } from 'chai'
import { upload } from '../support/uploads.ts'
import { type AnotherSite, anotherSite } from './support/another-site.ts'

describe('the SDK’s shares and numbers, on a page of another site', function () {
  this.timeout(120_000)
  let site: AnotherSite
  let assetId: number
  before(async () => {
    site = await anotherSite()
    assetId = (await upload(site.owner, 'Hello', { name: 'note.txt', title: 'A note' })).body.id
  })
  afterEach(() => site.leave())
  after(() => site.close())

  describe('the share widget', () => {
    /** Word for word as the customer's document has it. */
    const usage = (id: number) => `const shareWidget = new ShareWidget(${id}, {
    share_type: 'public',
    allow_download: true,
    expires_in_hours: 168
});`

    it('makes a link with a bearer token, and shows the ways to send it [SDK-13] [SDK-14]', async () => {
      const { page, faults } = await site.open(
        '<div id="share-buttons"></div>',
        site.signedIn + usage(assetId),
      )
      const buttons = page.locator('#share-buttons')

      await buttons.getByRole('img', { name: 'QR Code for sharing' }).waitFor()
      const facebook = buttons.locator('a.share-btn.share-facebook')
      expect(await facebook.textContent()).to.equal('Facebook')
      expect(await facebook.getAttribute('rel')).to.include('noopener')
      expect(await facebook.getAttribute('target')).to.equal('_blank')
      expect(await facebook.getAttribute('href')).to.match(/^https:\/\/www\.facebook\.com\/sharer/)
      for (const platform of ['twitter', 'linkedin', 'whatsapp', 'telegram', 'reddit'])
        expect(await buttons.locator(`.share-${platform}`).count(), platform).to.equal(1)
      const { count, results } = (await site.owner.call('GET', `/api/v3/shares?resource_id=${assetId}`)).body
      expect(count).to.equal(1)
      expect(results[0].permissions).to.include({ download: true })
      expect(faults).to.deep.equal([])
    })

    it('copies the link and says so in words, without a window in the way [SDK-14]', async () => {
      const script = `${site.signedIn}${usage(assetId)}; shareWidget.on('share', (made) => { window.made = made })`
      const { page, context } = await site.open('<div id="share-buttons"></div>', script)
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])

      await page.getByRole('button', { name: 'Copy Link' }).click()
      await page.getByRole('status').getByText('Share link copied to clipboard!').waitFor()
      const [copied, made] = await page.evaluate(async () => [
        await navigator.clipboard.readText(),
        (window as unknown as { made: { share_url: string } }).made.share_url,
      ])
      expect(copied).to.equal(made)
    })

    it('says why there is no link, in the reader’s language, and tells the code [SDK-6] [SDK-7]', async () => {
      const script = `const w = new ShareWidget(${assetId}, { lang: 'es' });
        w.on('error', ({ code, status }) => { document.title = code + ' ' + status })`
      const { page } = await site.open('<div id="share-buttons"></div>', script)

      await page.getByRole('status').getByText('Inicie sesión primero.').waitFor()
      expect(await page.title()).to.equal('not_signed_in 401')
      await page.getByRole('button', { name: 'Intentar de nuevo' }).waitFor()
    })

    it('leaves nothing behind [SDK-8]', async () => {
      const { page } = await site.open('<div id="share-buttons"></div>', site.signedIn + usage(assetId))
      await page.getByRole('img', { name: 'QR Code for sharing' }).waitFor()

      await page.evaluate('shareWidget.destroy()')
      expect(await page.locator('#share-buttons > *').count()).to.equal(0)
    })

    it('comes as a module as well, and asks for a token whenever it needs one [SDK-1] [SDK-6]', async () => {
      const script = `import { ShareWidget } from '${site.service.url}/sdk/fleeting.js'
        new ShareWidget(${assetId}, { container: document.querySelector('main'), token: async () => ${JSON.stringify(site.owner.token)} })`
      const { page, faults } = await site.open('<main></main>', script, { how: 'module' })

      await page.locator('main').getByRole('img', { name: 'QR Code for sharing' }).waitFor()
      expect(faults).to.deep.equal([])
    })
  })

  describe('on the service’s own pages', () => {
    it('works by the session that somebody is signed in with, as the document has it [SDK-15]', async () => {
      const { page, faults } = await site.visit(`${site.service.url}/sdk/example.html`)
      const { email, password } = site.owner
      await page.evaluate(
        (body) =>
          fetch('/api/auth/login', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ ...body, cookies: true }),
          }),
        { email, password },
      )
      const { uuid } = await site.share({ resource_type: 'asset', resource_id: assetId })
      await page.goto(`${site.service.url}/sdk/example.html?asset=${assetId}&share=${uuid}`)

      await page.getByRole('img', { name: 'QR Code for sharing' }).waitFor()
      await page.getByText('Views by country').first().waitFor()
      expect(faults).to.deep.equal([])
    })
  })

  describe('the dashboard', () => {
    it('fills in the numbers, and draws them with a table for each drawing [SDK-16] [SDK-17]', async () => {
      const { uuid, token } = await site.share({ resource_type: 'asset', resource_id: assetId })
      const visit = await fetch(`${site.service.url}/share/${token}/`, {
        headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
      })
      expect(visit.status).to.equal(200)
      const body = `<p id="total-views"></p><p id="total-downloads"></p><p id="unique-visitors"></p><p id="conversion-rate"></p>
        <canvas id="geographic-chart"></canvas><div id="device-chart"></div><div id="timeline-chart"></div>`
      const script = `${site.signedIn}let dashboard;
        const begin = () => { dashboard?.destroy(); dashboard = new AnalyticsDashboard('${uuid}');
          dashboard.on('data', ({ summary }) => { if (summary.total_views === 0) setTimeout(begin, 500) }) };
        begin()`
      const { page, faults } = await site.open(body, script)

      await page.locator('#total-views').getByText('1', { exact: true }).waitFor()
      expect(await page.locator('#total-downloads').textContent()).to.equal('0')
      expect(await page.locator('#conversion-rate').textContent()).to.equal('0.0%')
      expect(await page.locator('#geographic-chart').isHidden()).to.equal(true)
      expect(await page.locator('figure.fleeting-chart svg').count()).to.equal(3)
      await page.getByText('As a table').nth(1).click()
      const table = page.getByRole('table', { name: 'Views by device' })
      expect(await table.getByRole('row').allTextContents()).to.deep.equal(['DeviceViews', 'Computer1'])
      expect(await page.locator('#timeline-chart tbody tr').count()).to.equal(30)
      expect(faults).to.deep.equal([])
    })

    it('makes its own places in a container, and says what went wrong there [SDK-7] [SDK-16]', async () => {
      const { uuid } = await site.share({ resource_type: 'asset', resource_id: assetId })
      const script = `${site.signedIn}
        new AnalyticsDashboard('${uuid}', { container: '#here', days: 7, lang: 'pt-BR' });
        new AnalyticsDashboard('00000000-0000-4000-8000-000000000000', { container: '#there' })`
      const { page } = await site.open('<div id="here"></div><div id="there"></div>', script)

      await page.locator('#here').getByText('Visualizações por país').waitFor()
      expect(await page.locator('#here dt').allTextContents()).to.include('Visitantes')
      await page
        .locator('#there')
        .getByRole('status')
        .getByText(/nothing here/i)
        .waitFor()
    })
  })
})

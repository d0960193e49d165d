import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { aSession, sessionsPath } from '../server/a-session.ts'
import { type AnotherSite, anotherSite } from './support/another-site.ts'

describe('the SDK’s sessions, on a page of another site', function () {
  this.timeout(120_000)
  let site: AnotherSite
  before(async () => {
    site = await anotherSite()
  })
  afterEach(() => site.leave())
  after(() => site.close())

  describe('the collaboration client', () => {
    const asOwner = (id: string, assetId: number) => `${site.signedIn}
      window.heard = [];
      window.client = new CollaborationClient('${id}', ${assetId});
      client.on('state', ({ you }) => { document.title = you.role });
      client.on('comment', ({ content }) => heard.push(content));`
    const asGuest = (id: string, assetId: number, link: string) => `
      window.heard = [];
      class Mine extends CollaborationClient {
        handleMessage(data) { heard.push(data.type); super.handleMessage(data) }
      }
      window.client = new Mine('${id}', ${assetId}, { link: '${link}', name: 'Ana', container: '#here' });
      client.on('state', ({ you }) => { document.title = you.role });
      client.on('guest', (ticket) => { window.ticket = ticket });`
    const area = '<div id="here"></div>'
    const isIn = (page: Page) => page.waitForFunction(() => !['A blog', ''].includes(document.title))

    it('shows members and guests where the others point and what they write [SDK-23] [SDK-25]', async () => {
      const session = await aSession(site.owner, { cursor_tracking: true })
      const host = await site.open(area, asOwner(session.id, session.assetId))
      await isIn(host.page)
      const guest = await site.open(area, asGuest(session.id, session.assetId, session.token))
      await isIn(guest.page)
      expect(await host.page.title()).to.equal('host')
      await guest.page.waitForFunction(() => 'ticket' in window)
      await guest.page.evaluate(() =>
        document.querySelector<HTMLElement>('#here')!.style.setProperty('height', '300px'),
      )

      await host.page.mouse.move(90, 70)
      const pointer = guest.page.locator('.fleeting-cursor')
      await pointer.waitFor({ state: 'attached' })
      expect(await pointer.getAttribute('style')).to.match(/left: 10%; top: 10%/)

      await host.page.keyboard.down('Shift')
      await host.page.mouse.click(450, 350)
      await host.page.keyboard.up('Shift')
      await host.page.getByLabel('Your comment').fill('Please update the logo')
      await host.page.getByRole('button', { name: 'Save' }).click()
      const pin = guest.page.locator('details.fleeting-comment')
      await pin.locator('summary').click()
      await pin.getByText('Please update the logo').waitFor()
      expect(await pin.getAttribute('style')).to.match(/left: 50%; top: 50%/)
      const heard = await guest.page.evaluate('heard')
      expect(heard).to.include('cursor_position').and.include('comment')
      expect([...host.faults, ...guest.faults]).to.deep.equal([])
    })

    it('takes the messages of the document, and hears each comment once, also after it was away [SDK-24] [T-54]', async () => {
      const session = await aSession(site.owner)
      const { page, context } = await site.open(area, asOwner(session.id, session.assetId))
      await isIn(page)
      const sent = await page.evaluate(`client.sendMessage({ type: 'comment', comment: {
        content: 'One', position_x: 0.1, position_y: 0.2, timestamp: new Date().toISOString() } })`)
      expect(sent).to.equal(true)
      await page.waitForFunction(() => (window as unknown as { heard: string[] }).heard.length === 1)

      await page.evaluate('client.websocket.io.engine.close()')
      await context.setOffline(true)
      const path = `/api/v3/assets/${session.assetId}/comments`
      expect((await site.owner.call('POST', path, { content: 'Two' })).status).to.equal(201)
      await context.setOffline(false)
      await page.waitForFunction(() => (window as unknown as { heard: string[] }).heard.length === 2)
      expect((await site.owner.call('POST', path, { content: 'Three' })).status).to.equal(201)
      await page.waitForFunction(() => (window as unknown as { heard: string[] }).heard.length >= 3)
      expect(await page.evaluate('heard')).to.deep.equal(['One', 'Two', 'Three'])
    })

    it('says when the session is over, and why somebody is not let in [SDK-7] [SDK-26]', async () => {
      const session = await aSession(site.owner)
      const script = `${asOwner(session.id, session.assetId)}
        client.on('ended', ({ reason }) => { document.title = reason });`
      const { page } = await site.open(area, script)
      await isIn(page)
      await site.owner.call('POST', `${sessionsPath}/${session.id}/end`)
      await page.getByRole('status').getByText('The session is over.').waitFor()
      expect(await page.title()).to.equal('ended')

      const stranger = await site.open(
        area,
        `window.client = new CollaborationClient('${session.id}', 1);
         client.on('error', ({ code }) => { document.title = code });`,
      )
      await stranger.page.waitForFunction(() => document.title === 'not_signed_in')
    })
  })
})

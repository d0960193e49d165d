import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { aSession } from '../server/a-session.ts'
import { launchChromium } from '../support/chromium.ts'
import { type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { until } from '../support/until.ts'

/** The content document's own client, word for word. What it leaves out is in `Whole`, as any page would write it. */
const documents = new URL('../fixtures/collaboration.js.txt', import.meta.url)
const whole = `
  class Whole extends CollaborationClient {
    getUserId() { return 'whoever' }
    createCursorElement(id) {
      const cursor = document.createElement('i')
      cursor.dataset.user = id
      document.body.append(cursor)
      return cursor
    }
    displayComment(comment) { window.shown.push(comment) }
  }
  window.shown = []
  window.client = new Whole(session, asset)
`

// biome-ignore lint/suspicious/noExplicitAny: what a page answers
type Any = any

describe('the content document’s client, unchanged', function () {
  this.timeout(90_000)
  let browser: Browser
  let url: string
  let owner: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url, 'Atelier')
    browser = await launchChromium()
  })
  after(() => browser.close())

  /** A page of the service's own, under its policy for browsers, that does nothing by itself. */
  const aPage = async (): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1000, height: 500 } })
    const page = await context.newPage()
    await page.goto(`${url}/healthz`)
    return page
  }
  const post = (page: Page, path: string, body: object): Promise<Any> =>
    page.evaluate(
      async ([to, text]) => {
        const headers = { 'content-type': 'application/json' }
        return (await fetch(to!, { method: 'POST', headers, body: text! })).json()
      },
      [path, JSON.stringify(body)],
    )
  const begin = async (page: Page, session: string, asset: number) => {
    const source = await readFile(documents, 'utf8')
    await page.evaluate(
      `(() => { const session = '${session}'; const asset = ${asset}; ${source}; ${whole} })()`,
    )
    await until(() => page.evaluate('window.client.websocket.readyState === 1') as Promise<boolean>, 15_000)
  }
  const shown = (page: Page): Promise<Any[]> => page.evaluate('window.shown')

  it('shows two people each other’s pointers and comments [PS-12] [PS-13] [PS-15]', async () => {
    const { id, token, assetId } = await aSession(owner)
    const [guest, host] = [await aPage(), await aPage()]
    const { participant } = await post(guest, `/share/${token}/join`, { name: 'Ana' })
    await post(host, '/api/auth/login', { email: owner.email, password: owner.password, cookies: true })
    for (const page of [guest, host]) await begin(page, id, assetId)

    const at = `document.querySelector('[data-user="${participant.id}"]')?.style`
    await until(async () => {
      // They may still be on their way in: a hand does not hold still either.
      await guest.mouse.move(100, 100)
      await guest.mouse.move(250, 100)
      return host.evaluate(`${at}?.left === '25%' && ${at}?.top === '20%'`) as Promise<boolean>
    }, 15_000)
    guest.on('dialog', (dialog) => void dialog.accept('Please update the logo'))
    await guest.keyboard.down('Shift')
    await guest.mouse.click(850, 75)
    await guest.keyboard.up('Shift')
    for (const page of [guest, host]) await until(async () => (await shown(page)).length > 0, 15_000)

    for (const page of [guest, host]) {
      const [comment, ...more] = await shown(page)
      expect(more).to.deep.equal([])
      expect(comment).to.include({
        content: 'Please update the logo',
        position_x: 0.85,
        position_y: 0.15,
        timestamp: null,
        is_mine: page === guest,
      })
      expect(comment.author).to.include({ name: 'Ana', kind: 'guest' })
    }
    const stored = await owner.call('GET', `/api/v3/assets/${assetId}/comments/`)
    expect(stored.body.results.map(({ content }: Any) => content)).to.deep.equal(['Please update the logo'])
    for (const page of [guest, host]) await page.context().close()
  })
})

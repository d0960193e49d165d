import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { openApiOf } from '../../server/openapi.ts'
import { allRoutes, type RouteContext } from '../../server/routes/index.ts'
import { type ApiDocument, DocsPage } from '../../web/pages/docs.ts'
import { html } from '../../web/pages/html.ts'
import { renderPage } from '../../web/pages/render.ts'
import { launchChromium } from '../support/chromium.ts'
import { clientOf } from '../support/client.ts'
import { sharedService } from '../support/service.ts'

const unused = new Proxy({}, { get: () => unused }) as RouteContext
const api = openApiOf(allRoutes(unused), '9.9.9') as unknown as ApiDocument
const render = (document: ApiDocument) =>
  renderPage(html`<${DocsPage} api=${document} />`, {
    lang: 'en',
    title: 'The API',
    assets: { script: null, styles: [], preloads: [] },
  })
const idsIn = (page: string) => [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
const anchorsIn = (page: string) => [...page.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id)

describe('the reference of the API', () => {
  const page = render(api)

  it('has every route, with a place of its own that the contents lead to', () => {
    const operations = Object.values(api.paths).flatMap((methods) => Object.values(methods))

    expect(operations.length).to.be.greaterThan(30)
    for (const { operationId } of operations) {
      expect(page).to.contain(`<article class="call" id="${operationId}"`)
      expect(anchorsIn(page).filter((id) => id === operationId).length, operationId).to.be.at.least(2)
    }
  })

  it('says of each whom it is for, what it takes, and every way it refuses', () => {
    const article = page.split('id="post_api_fleet_share_track_create"')[1]!.split('</article>')[0]!

    for (const part of [
      'For the role dispatcher and those above it.',
      'Idempotency-Key',
      '#schema-CreateShareTrack',
    ])
      expect(article).to.contain(part)
    for (const status of [200, 201, 400, 401, 403, 404, 409, 413, 415, 422, 429, 503])
      expect(article).to.match(new RegExp(`<dt[^>]*>${status}</dt>`))
    expect(page.split('id="get_healthz"')[1]).to.contain('Open to anyone.')
  })

  it('has every schema, folded, under the name that leads to it', () => {
    for (const name of Object.keys(api.components.schemas))
      expect(page).to.contain(`<div id="schema-${name}">`)
    const track = page.split('id="schema-CreateShareTrack"')[1]!.split('</details>')[0]!
    expect(track).to.contain('exactly one of duration_minutes, scheduled_for').and.contain('10…1440')
    expect(page.match(/<details class="schema" open/)).to.equal(null)
  })

  it('has no link that leads nowhere, and no place twice', () => {
    const ids = idsIn(page)

    expect(new Set(ids).size).to.equal(ids.length)
    expect(anchorsIn(page).filter((id) => !ids.includes(id))).to.deep.equal([])
  })

  it('writes out what the document says, and runs nothing of it', () => {
    const hostile = '<img src=x onerror=alert(1)>'
    const call = {
      operationId: 'x',
      summary: hostile,
      tags: [hostile],
      parameters: [],
      responses: { 200: { description: hostile } },
    }
    const shown = render({
      ...api,
      info: { ...api.info, description: hostile },
      paths: { [`/${hostile}`]: { get: call } },
    })

    expect(shown).to.not.contain('<img')
    expect(shown).to.contain('&lt;img')
  })
})

describe('GET /docs', () => {
  it('is a page without a script, styled, and asked for again cheaply', async () => {
    const client = clientOf((await sharedService()).url)

    const { status, body, headers } = await client.call('GET', '/docs')
    const styles = [...body.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, href]) => href)
    const sheets = await Promise.all(styles.map((href) => client.call('GET', href)))
    const known = { 'if-none-match': headers.get('etag') ?? '', 'cache-control': 'max-age=0' }
    const again = await client.call('GET', '/docs', undefined, known)

    expect([status, headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8'])
    expect(body).to.not.contain('<script')
    expect(sheets.map((sheet) => [sheet.status, sheet.headers.get('content-type')])).to.deep.equal(
      styles.map(() => [200, 'text/css; charset=utf-8']),
    )
    expect(sheets.map((sheet) => sheet.body).join(''))
      .to.contain('.docs')
      .and.contain('--accent')
    expect(again.status).to.equal(304)
  })
})

describe('the reference, in a browser', function () {
  this.timeout(60_000)
  let browser: Browser
  before(async () => {
    browser = await launchChromium()
  })
  after(() => browser.close())
  const open = async (options: object, path = '/docs') => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 }, ...options })
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto((await sharedService()).url + path)
    return { page, complaints }
  }

  for (const colorScheme of ['light', 'dark'] as const)
    it(`fits the smallest phone, and axe finds nothing on it, ${colorScheme}`, async () => {
      const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
      const { page, complaints } = await open({ colorScheme })
      await page.locator('details').evaluateAll((all) => {
        for (const one of all) one.setAttribute('open', '')
      })

      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      await page.evaluate(axe)
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run: () => Promise<{ violations: { id: string }[] }> }
        }
        return (await axe.run()).violations.map(({ id }) => id)
      })

      expect(width).to.equal(320)
      expect(found).to.deep.equal([])
      expect(complaints).to.deep.equal([]) // the policy has nothing to refuse
    })

  it('opens a schema for whoever is sent to it', async () => {
    const { page } = await open({}, '/docs#schema-CreateShareTrack')

    await page.locator('#schema-CreateShareTrack').waitFor({ state: 'visible' })

    expect(await page.locator('details.schema[open]').count()).to.equal(1)
  })

  it('has its contents open beside it where there is room, and folded where there is not', async () => {
    const isShown = async (width: number) => {
      const { page } = await open({ viewport: { width, height: 800 } })
      return page.locator('.docs-nav a[href="#get_healthz"]').isVisible()
    }

    expect([await isShown(320), await isShown(1280)]).to.deep.equal([false, true])
  })
})

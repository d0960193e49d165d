import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { render } from 'preact-render-to-string'
import type { Socket } from 'socket.io'
import { languages } from '../../domain/problem.ts'
import { assetsOf, assetsPath, entries } from '../../web/pages/assets.ts'
import { html } from '../../web/pages/html.ts'
import { RatePage, type RateProps } from '../../web/pages/rate.ts'
import { type ShownVisit, VisitPage, type VisitProps } from '../../web/pages/visit.ts'
import { visitAnnouncer } from '../../web/pages/visit-eta.ts'
import { openBrowser, openPage } from './support/browser.ts'
import { noon } from './support/builders.ts'
import { anEta, aVisitPage, visitPageHtml } from './support/visit-pages.ts'
import { readManifest, sendHtml, startWire, type Wire } from './support/wire.ts'

const minute = 60_000
const page = (visit: Partial<ShownVisit> = {}, of: Partial<VisitProps> = {}) =>
  render(html`<${VisitPage} ...${aVisitPage(visit, of)} />`)
const textOf = (markup: string) => markup.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')

describe('the page of a visit, before any script', () => {
  it('says who is on the way, when they arrive, how sure that is and of when [CL-16]', () => {
    const text = textOf(page())

    expect(text).to.include('Ana is on the way').and.include('Frio Certo').and.include('OS-2030-0042')
    expect(text)
      .to.match(/Arrives about 9:12\sAM GMT-3/)
      .and.include('in 12 min')
    expect(text).to.include('as of 1 minute ago · estimated as the crow flies · fairly certain')
    expect(text).to.include('Last seen 12 seconds ago').and.include('-23.54894, -46.63882')
    expect(textOf(page({ eta: anEta({ method: 'osrm', confidence: 'high' }) }))).to.include(
      'reckoned by road · quite certain',
    )
  })

  it('speaks the language it is asked for', () => {
    const [pt, es] = [page({}, { lang: 'pt-BR' }), page({}, { lang: 'es' })].map(textOf)

    expect(pt).to.include('Ana está a caminho').and.include('Chega por volta de 09:12')
    expect(es)
      .to.include('Ana está en camino')
      .and.match(/Llega hacia las 0?9:12/)
  })

  it('says so where nobody can tell when, or where the time has come [CL-16]', () => {
    expect(textOf(page({ eta: null }))).to.include('When Ana arrives cannot be said yet.')
    const now = new Date(noon.getTime() + 20_000).toISOString()
    expect(textOf(page({ eta: anEta({ arrives_at: now }) }))).to.include('any moment now')
  })

  it('shows how far the visit has come, to eyes and to screen readers [CL-16]', () => {
    const steps = (status: ShownVisit['status']) => {
      const markup = page({ status })
      return [
        markup.split('step-past').length - 1,
        /aria-current="step"[^>]*>.*?<\/span>([^<]+)/.exec(markup)?.[1],
      ]
    }

    expect(steps('scheduled')).to.deep.equal([0, undefined])
    expect(steps('en_route')).to.deep.equal([0, 'On the way'])
    expect(steps('on_site')).to.deep.equal([1, 'There'])
    expect(steps('done')).to.deep.equal([2, 'Done'])
    expect(page({ status: 'canceled' }))
      .to.include('was canceled')
      .and.not.include('class="steps"')
  })

  it('has a map on the way and no longer, and then no place either [CL-7] [CL-16]', () => {
    expect(page()).to.include('id="map"')
    for (const status of ['scheduled', 'on_site', 'done', 'canceled'] as const)
      expect(page({ status, eta: null }), status)
        .to.not.include('id="map"')
        .and.not.match(/coordinates|-23\.|Arrives/)
    expect(textOf(page({ status: 'on_site', at: '2030-06-01T11:31:00Z' }))).to.match(
      /Ana is there since 8:31\sAM GMT-3/,
    )
  })

  it('says for when a visit is planned that has not begun', () => {
    const text = (visit: Partial<ShownVisit>) => textOf(page({ status: 'scheduled', eta: null, ...visit }))

    expect(text({})).to.include('Planned for Saturday, June 1, 09:00 to 11:00')
    expect(text({ end: null }))
      .to.include('Planned for Saturday, June 1, 09:00')
      .and.not.include(' to ')
    expect(text({ start: null, end: null })).to.include('Planned for Saturday, June 1 ')
  })

  it('shows names as text in their own direction [VP-3] [T-44]', () => {
    const markup = page({ name: '<b>Ana\u202e', organization: '"><script>' })

    expect(markup).to.not.match(/<b>|<script|\u202e/)
    expect(markup).to.include('<bdi>')
  })
})

describe('the page that asks how it was', () => {
  const rate = (of: Partial<RateProps> = {}) =>
    render(html`<${RatePage} ...${{ lang: 'en' as const, home: '/share/abc/', ...of }} />`)

  it('is a plain form with five stars that have names, in every language [CL-14] [VP-1]', () => {
    for (const lang of languages) {
      const markup = rate({ lang })

      expect(markup).to.include('method="post" action="/share/abc/rating"')
      expect(markup.match(/type="radio" name="score" value="[1-5]" required/g)).to.have.length(5)
      expect(markup.match(/class="visually-hidden"/g)).to.have.length(5)
    }
  })

  it('shows what was said, as text, to be changed [CL-14] [T-44]', () => {
    const markup = rate({ given: { score: 4, comment: 'Kind\n<b>and</b> quick' } })

    expect(textOf(markup)).to.include('Thank you').and.include('4 stars').and.include('Change it')
    expect(markup)
      .to.match(/value="4" required checked/)
      .and.not.include('<b>')
  })

  it('says what was wrong', () => {
    expect(textOf(rate({ isRefused: true }))).to.include('Choose one to five stars')
    expect(textOf(rate())).to.not.include('Choose one to five stars')
  })
})

describe('what a screen reader hears of a visit', () => {
  it('is a new state at once, and another time only where it matters [CL-16]', () => {
    const say = visitAnnouncer('en')
    const { visit } = aVisitPage()
    const at = (minutes: number) => noon.getTime() + minutes * minute
    const arriving = (minutes: number) => ({
      ...visit,
      eta: anEta({ arrives_at: new Date(at(minutes)).toISOString() }),
    })

    const first = say(arriving(12), at(0))
    const sooner = say(arriving(11), at(0.5))
    const later = say(arriving(20), at(1))
    const muchLater = say(arriving(20), at(3))
    const there = say({ ...visit, status: 'on_site', eta: null }, at(3.1))

    expect(first).to.match(/^Ana arrives about .*, in 12 min\.$/)
    expect([sooner, later]).to.deep.equal([first, first])
    expect(muchLater).to.include('in 17 min')
    expect(there).to.equal('Ana is there')
  })

  it('is the time once there is one', () => {
    const say = visitAnnouncer('en')
    const { visit } = aVisitPage({ eta: null })

    expect(say(visit, noon.getTime())).to.equal('Ana is on the way')
    expect(say({ ...visit, eta: anEta() }, noon.getTime() + 1000)).to.include('Ana arrives about')
  })
})

describe('the page of a visit, in a browser', function () {
  this.timeout(60_000)
  let browser: Browser
  let wire: Wire
  let props: VisitProps

  before(async () => {
    browser = await openBrowser()
    wire = await startWire(async (_, response) => sendHtml(response, await visitPageHtml(props)))
    wire.live.on('connection', (socket) => socket.emit('snapshot', snapshot()))
  })
  beforeEach(() => {
    const now = Date.now()
    const eta = anEta({}, now)
    props = aVisitPage(
      { eta },
      { serverTime: new Date(now).toISOString(), expiresAt: new Date(now + 38 * minute).toISOString() },
    )
    props = {
      ...props,
      subjects: props.subjects.map((one) => ({ ...one, position: at(-23.55, -46.64, now - 4000) })),
    }
  })
  after(async () => {
    await browser.close()
    await wire.close()
  })

  const at = (lat: number, lon: number, t: number) => ({ lat, lon, t, spd: 40, hdg: 90 })
  const live = ({ lat, lon, t }: ReturnType<typeof at>) => {
    return { id: aVisitPage().subjects[0]!.id, lat, lon, t, seq: t }
  }
  const snapshot = () => ({
    link: { expires_at: props.expiresAt, title: null, permissions: {} },
    server_time: new Date().toISOString(),
    subjects: props.subjects.map(({ plate: _, position, ...one }) => ({
      ...one,
      handle: 1,
      position: position && live(position as ReturnType<typeof at>),
      trail: [],
    })),
  })
  const visit = async () => {
    const opened = await openPage(browser)
    const connected = once(wire.live, 'connection') as Promise<[Socket]>
    await opened.page.goto(wire.origin)
    const [socket] = await connected
    return { ...opened, socket }
  }
  const status = (status: string) => ({ id: crypto.randomUUID(), status, at: new Date().toISOString() })

  it('follows the technician until they are there, and has no map from then on [CL-7] [CL-16]', async () => {
    const { page, context, socket, faults } = await visit()
    await page.locator('.marker').waitFor()
    const before = await page.locator('.marker').boundingBox()

    socket.emit('positions', [live(at(-23.55, -46.63, Date.now()))])
    socket.emit('eta', { id: crypto.randomUUID(), ...anEta({ duration_s: 300 }, Date.now() - 7 * minute) })
    await page.getByText('in 5 min').waitFor()
    await page.waitForFunction(
      (x) => (document.querySelector('.marker')?.getBoundingClientRect().x ?? x) !== x,
      before?.x ?? 0,
    )
    const { id } = props.subjects[0]!
    socket.emit('subject:removed', { id })
    socket.emit('assignment:status', status('on_site'))
    await page.getByRole('heading', { name: 'Ana is there' }).waitFor()

    expect(await page.locator('canvas, .marker, #map').count()).to.equal(0)
    expect(await page.content()).to.not.match(/-23\.55|-46\.6/)
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('begins to follow when the technician leaves', async () => {
    const moving = props
    props = {
      ...aVisitPage({ status: 'scheduled', eta: null }),
      serverTime: props.serverTime,
      expiresAt: props.expiresAt,
    }
    const { page, context, socket, faults } = await visit()
    await page.getByRole('heading', { name: 'Ana is coming' }).waitFor()

    props = moving
    socket.emit('snapshot', snapshot())
    socket.emit('assignment:status', status('en_route'))
    await page.getByRole('heading', { name: 'Ana is on the way' }).waitFor()
    await page.locator('.marker').waitFor()

    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('asks how it was when the visit is done, and nothing of it stays on the page [CL-14] [T-15]', async () => {
    const { page, context, socket } = await visit()
    await page.locator('.marker').waitFor()

    socket.emit('assignment:status', status('done'))
    socket.emit('link:ended', { reason: 'done' })
    await page.getByRole('heading', { name: 'How was the visit?' }).waitFor()
    await page.getByLabel('4 stars').check()

    expect(await page.getByRole('radio', { checked: true }).count()).to.equal(1)
    expect(await page.content()).to.not.match(/Ana|Frio Certo|OS-2030|-23\.5/)
    expect(await page.locator('[action="/language"] [name=to]').inputValue()).to.equal(props.home)
    expect(await page.locator('canvas, .marker').count()).to.equal(0)
    await context.close()
  })

  it('says that it has ended where nobody is to be asked', async () => {
    props = { ...props, mayRate: false }
    const { page, context, socket } = await visit()

    socket.emit('link:ended', { reason: 'done' })
    await page.getByRole('heading', { name: 'All done' }).waitFor()
    await page.getByRole('group', { name: 'Language' }).getByRole('button', { name: 'Español' }).waitFor()
    await context.close()
  })

  it('weighs no more than a page should, but for the map [VP-5]', async () => {
    const { script, styles, preloads } = assetsOf(await readManifest(), entries.visit)
    const files = await Promise.all(
      [...styles, ...preloads, script!].map((path) =>
        readFile(fileURLToPath(new URL(`../../web/dist/${path.slice(assetsPath.length)}`, import.meta.url))),
      ),
    )
    const bytes = [Buffer.from(await visitPageHtml(props)), ...files].map((file) => gzipSync(file).length)

    expect(bytes.reduce((sum, each) => sum + each)).to.be.lessThan(60_000)
    // The library of maps is named there, for later; it is not there itself.
    expect(files.join('')).to.not.match(/WebGL2/i)
    expect([...preloads, ...styles].join()).to.not.match(/maplibre/)
  })
})

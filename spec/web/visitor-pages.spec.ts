import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { render } from 'preact-render-to-string'
import { build } from '../../scripts/build.ts'
import { nextIn } from '../../web/app/door/next.ts'
import { assetsOf, assetsPath, entries } from '../../web/pages/assets.ts'
import { captionsOf } from '../../web/pages/captions.ts'
import { lockedReasons, type VisitorView } from '../../web/pages/visitor.ts'
import { visitorPage } from '../../web/pages/visitor-pages.ts'
import { visitorWords } from '../../web/pages/visitor-words.ts'
import { aShare, aSubject } from './support/builders.ts'
import { aVisitPage, visitPageHtml } from './support/visit-pages.ts'
import {
  aDoor,
  anAlbumView,
  anAssetView,
  aQuoteView,
  aTripView,
  aVisitorAsset,
  aVisitorPlace,
} from './support/visitor-views.ts'
import { endedPageHtml, readManifest, sharePageHtml, visitorPageHtml } from './support/wire.ts'

const drawn = (view: VisitorView) => render(visitorPage(view))

describe('the page of a shared file, before any script', () => {
  it('shows a picture with its size, so that nothing jumps, and says what it is [VP-9]', () => {
    const page = drawn(anAssetView())

    expect(page).to.match(
      /<img [^>]*src="[^"]*\/preview"[^>]*alt="Harbour at dusk"[^>]*width="1600" height="1067"/,
    )
    expect(page).to.include('Picture · 1600 × 1067 · 2.4 MB').and.include('Taken from the old crane.')
    expect(page).to.include('38 min').and.include('Anyone who has this link can open it.')
  })

  it('plays video and sound with the browser’s own controls, and fetches no more than it must [VP-9]', () => {
    for (const kind of ['video', 'audio'] as const)
      expect(drawn(anAssetView({ kind, durationS: 83 }))).to.match(
        new RegExp(`<${kind} [^>]*aria-label="Harbour at dusk"[^>]* controls[^>]* preload="metadata"`),
      )
  })

  it('offers a film’s captions, in the languages that their names say [VP-23]', () => {
    const named = (filename: string) => ({ filename, preview: `/${filename}` })
    const beside = ['tour.vtt', 'Tour.pt-br.VTT', 'tour.final cut.vtt', 'tour2.vtt', 'tour.txt'].map(named)
    const captions = captionsOf({ filename: 'tour.mp4' }, [
      ...beside,
      { filename: 'tour.es.vtt', preview: null },
    ])
    expect(captions).to.deep.equal([
      { src: '/tour.vtt', language: null },
      { src: '/Tour.pt-br.VTT', language: 'pt-BR' },
    ])
    const page = drawn(anAssetView({ kind: 'video', captions }))
    expect(page).to.match(/<track kind="captions" src="\/tour.vtt" label="Captions"/)
    expect(page).to.match(/<track [^>]*srclang="pt-BR" label="Brazilian Portuguese"/)
    expect(page).to.not.contain('default')
  })

  it('runs nothing of a document: it opens by itself [VP-9]', () => {
    const page = drawn(anAssetView({ kind: 'pdf' }))

    expect(page).to.match(/<a class="button primary" href="[^"]*\/preview" target="_blank" rel="noopener">/)
    expect(page).to.not.match(/<(iframe|object|embed)/)
  })

  it('offers what the link gives and nothing else [VP-8] [T-15]', () => {
    const sealed = drawn(anAssetView({ thumbnail: null, preview: null, download: null }))

    expect(drawn(anAssetView())).to.include('/download"')
    expect(drawn(anAssetView({ download: null }))).to.not.include('/download"')
    expect(sealed).to.not.match(/preview"|thumbnail"|download"/)
    expect(sealed).to.include(visitorWords.en.noLook)
  })

  it('shows names as text in their own direction [VP-3] [T-44]', () => {
    const hostile = '<img src=x onerror=alert(1)>\u202egnp.exe'
    const views = [
      anAssetView(
        { title: hostile, filename: hostile, preview: null },
        { title: hostile, description: hostile },
      ),
      anAlbumView({ title: hostile, items: [aVisitorAsset({ title: hostile })] }),
      aTripView({
        title: hostile,
        days: [{ number: 1, date: '2030-06-01', places: [aVisitorPlace({ name: hostile, notes: hostile })] }],
      }),
    ]

    for (const view of views) {
      const page = drawn(view)
      expect(page).to.not.include('<img src=x').and.not.include('\u202e')
      expect(page).to.include('<bdi>&lt;img src=x')
    }
  })
})

describe('the page of an album, before any script', () => {
  it('leads from each small picture to its own page, and loads them as they come into sight [VP-10]', () => {
    const page = drawn(anAlbumView())

    expect(page.match(/<a class="thumb"/g)).to.have.length(5)
    expect(page).to.include('href="/share/abcdefghijklmnopqrstuv/?item=2"').and.include('Gulls')
    const loading = [...page.matchAll(/<img [^>]*items\/(\d)\/thumbnail[^>]*loading="(\w+)"/g)]
    expect(loading.map(([, id, when]) => `${id} ${when}`)).to.deep.equal(['1 eager', '2 eager', '5 lazy'])
    expect(page)
      .to.include('5 items')
      .and.include('1:23')
      .and.match(/href="[^"]*\/zip"/)
  })

  it('leads from an item to its neighbours and back', () => {
    const place = { at: 2, of: 5, before: '/share/x/?item=1', after: null }
    const page = drawn(anAssetView({ title: 'Gulls' }, { title: 'By the sea', place }))

    expect(page).to.include('rel="prev" href="/share/x/?item=1"').and.not.include('rel="next"')
    expect(page).to.include('2 of 5').and.include('Back to By the sea')
    expect(page).to.match(/<h1[^>]*><bdi>Gulls/)
  })

  it('says so when it is empty, and has nothing to take along then', () => {
    const page = drawn(anAlbumView({ items: [] }))

    expect(page)
      .to.include(visitorWords.en.emptyAlbum)
      .and.not.match(/\/zip"/)
  })

  it('stays within its frame on another site, and leads out of it in a tab', () => {
    const here = '/embed/abcdefghijklmnopqrstuv/'
    const page = drawn(anAlbumView({ isEmbedded: true, here }))

    expect(page).to.match(/href="\/share\/abcdefghijklmnopqrstuv\/" target="_blank" rel="noopener"/)
    expect(page).to.not.include('Shared with you')
  })
})

describe('the page of a trip, before any script', () => {
  it('names its days in the visitor’s language [VP-11]', () => {
    expect(drawn(aTripView({ lang: 'pt-BR' })))
      .to.include('Dia 1')
      .and.include('sábado, 1 de junho')
      .and.include('Nada planejado ainda.')
    expect(drawn(aTripView())).to.include('★ 4.6 of 5, 1,234 reviews').and.include('Free entry')
  })

  it('leads to other sites without telling them where from, and loads nothing of theirs [VP-4] [T-31]', () => {
    const page = drawn(aTripView())

    const outside = [...page.matchAll(/<a [^>]*href="https?:[^>]*>/g)].map(([link]) => link)
    expect(outside.length).to.be.greaterThan(5)
    for (const link of outside)
      expect(link).to.include('rel="noopener noreferrer"').and.include('target="_blank"')
    expect(page).to.not.match(/ (src|srcset|poster)=/)
  })

  it('follows no address that runs something', () => {
    const place = aVisitorPlace({ mapUrl: 'javascript:alert(1)', pictureUrl: 'data:text/html,x' })
    const page = drawn(aTripView({ days: [{ number: 1, date: '2030-06-01', places: [place] }] }))

    expect(page).to.not.match(/javascript:|data:text/)
  })
})

describe('the door of a link', () => {
  it('says in every language what opens it, without a script', () => {
    for (const lang of ['en', 'pt-BR', 'es'] as const)
      for (const reason of lockedReasons) {
        const page = drawn(aDoor({ lang, reason, startsAt: '2030-06-02T09:00:00Z', retryAfterS: 30 }))
        expect(page)
          .to.include(visitorWords[lang][`${reason}Title`])
          .and.not.match(/undefined|null|\{/)
      }
  })

  it('takes the password in the body of a plain form, and nowhere else [VP-13] [T-9]', () => {
    const page = drawn(aDoor())

    expect(page).to.match(/<form [^>]*method="post" action="\/share\/abcdefghijklmnopqrstuv\/unlock"/)
    expect(page).to.match(/<label for="password">.*<input id="password" name="password" type="password"/s)
  })

  it('ties what went wrong to the field that it is about', () => {
    const page = drawn(aDoor({ reason: 'wrong_password' }))

    expect(page).to.match(/aria-invalid="true" aria-describedby="wrong"/)
    expect(page).to.match(/<p id="wrong" role="alert"[^>]*>The password is wrong/)
    expect(drawn(aDoor())).to.not.include('aria-invalid')
  })

  it('says how long to wait, and when it opens', () => {
    expect(drawn(aDoor({ reason: 'too_many', retryAfterS: 45 }))).to.include('Try again in 45 seconds.')
    expect(drawn(aDoor({ reason: 'not_started', startsAt: '2030-06-01T14:30:00Z' }))).to.match(
      /<time datetime="2030-06-01T14:30:00Z">It opens 2:30\sPM UTC\./,
    )
  })

  it('leads to the sign-in with the way back [VP-15] [T-30]', () => {
    expect(drawn(aDoor({ reason: 'sign_in' }))).to.include(
      'href="/?next=%2Fshare%2Fabcdefghijklmnopqrstuv%2F"',
    )
  })

  it('asks for no password inside of another site [VP-16]', () => {
    for (const reason of ['password', 'wrong_password', 'sign_in'] as const) {
      const page = drawn(aDoor({ reason, isEmbedded: true }))
      expect(page).to.not.match(/<form|next=/)
      expect(page).to.match(/href="\/share\/abcdefghijklmnopqrstuv\/" target="_blank" rel="noopener"/)
    }
  })
})

describe('the way back after signing in', () => {
  const origin = 'https://share.example'
  const next = (path: string) => nextIn(`?next=${encodeURIComponent(path)}`, origin)

  it('is a path of our own', () => {
    expect(next('/share/abc/?item=3')).to.equal('https://share.example/share/abc/?item=3')
  })

  it('is nowhere else [T-30]', () => {
    for (const path of [
      ...['', 'share', 'https://evil.example', '//evil.example', '/\\evil.example', '\\\\evil.example'],
      ...['/\t/evil.example', '/\n/evil.example', ' //evil.example', 'javascript:alert(1)', '/a\\..\\b'],
    ])
      expect(next(path), path).to.equal(null)
    expect(nextIn('', origin)).to.equal(null)
    expect(new URL(next('/.//evil.example')!).origin).to.equal(origin)
  })
})

describe('what a visitor’s page weighs', () => {
  before(() => build(() => {}))

  it('is less than 60 kB without a map: words, look and script together [VP-5]', async () => {
    const { script, styles, preloads } = assetsOf(await readManifest(), entries.visitor)
    const files = [...styles, ...preloads, script!].map((path) =>
      readFile(fileURLToPath(new URL(`../../web/dist/${path.slice(assetsPath.length)}`, import.meta.url))),
    )
    const items = Array.from({ length: 100 }, (_, i) =>
      aVisitorAsset({ id: i + 1, title: `Picture ${i + 1}` }),
    )
    const page = await visitorPageHtml(anAlbumView({ items }))

    const bytes = [Buffer.from(page), ...(await Promise.all(files))].map((file) => gzipSync(file).length)
    expect(bytes.reduce((sum, each) => sum + each)).to.be.lessThan(60_000)
    // The library of maps is named there, for later; it is not there itself, nor is what keeps a line open.
    expect((await Promise.all(files)).join('')).to.not.match(/WebGL2|socket\.io/i)
    expect([...preloads, ...styles].join()).to.not.match(/maplibre|plan-map|pdf-document/)
  })

  it('is looked at first by the styles that all others build on', async () => {
    const manifest = await readManifest()
    for (const entry of [entries.share, entries.visit, entries.visitor, entries.app, entries.collab])
      expect(assetsOf(manifest, entry).styles[0], entry).to.match(/\/base-[^/]*\.css$/)
  })

  it('is less than 60 kB of script before the map, where something moves [VP-19]', async () => {
    const manifest = await readManifest()
    for (const entry of [entries.share, entries.visit]) {
      const { script, preloads } = assetsOf(manifest, entry)
      const files = [...preloads, script!].map((path) =>
        readFile(fileURLToPath(new URL(`../../web/dist/${path.slice(assetsPath.length)}`, import.meta.url))),
      )
      const bytes = (await Promise.all(files)).map((file) => gzipSync(file).length)
      expect(
        bytes.reduce((sum, each) => sum + each),
        entry,
      ).to.be.lessThan(60_000)
      expect(preloads.join(), entry).to.not.match(/maplibre|live-map/)
    }
  })

  it('comes whole within one round trip, with plenty on it [VP-20]', async () => {
    const named = (i: number) =>
      `${['Fröhliche', 'Morning', 'Última', 'Old'][i % 4]} ${words[i % 7]} ${i * 37}`
    const words = ['harbour', 'fonte', 'Abendrot', 'market', 'ribeira', 'gulls', 'lantern']
    const items = Array.from({ length: 100 }, (_, i) => aVisitorAsset({ id: 4000 + i * 13, title: named(i) }))
    const places = (day: number) =>
      Array.from({ length: 6 }, (_, i) => {
        const [id, latitude, longitude] = [day * 6 + i, -22.9 + day / 91 + i / 770, -43.2 - i / 93 - day / 47]
        return aVisitorPlace({
          id,
          latitude,
          longitude,
          name: named(id),
          notes: `${named(id + 3)} at ${i + 9}.`,
        })
      })
    const days = Array.from({ length: 10 }, (_, i) => ({
      number: i + 1,
      date: `2030-06-${String(i + 1).padStart(2, '0')}`,
      places: places(i),
    }))
    const subjects = Array.from({ length: 10 }, (_, i) =>
      aSubject({
        id: `0189-${i}`,
        name: named(i),
        position: { lat: i / 7, lon: i / 3, spd: i * 9.7, t: i * 9973 },
      }),
    )
    const pages = {
      vehicles: await sharePageHtml(aShare({ subjects })),
      picture: await visitorPageHtml(anAssetView()),
      album: await visitorPageHtml(anAlbumView({ items })),
      trip: await visitorPageHtml(aTripView({ days })),
      quote: await visitorPageHtml(aQuoteView()),
      visit: await visitPageHtml(aVisitPage()),
      door: await visitorPageHtml(aDoor()),
      end: await endedPageHtml({ lang: 'pt-BR', reason: 'expired' }),
    }

    for (const [name, page] of Object.entries(pages))
      expect(asSent(page), name).to.be.lessThan(oneRoundTrip - headers)
  })
})

/** Ten segments: https://www.rfc-editor.org/rfc/rfc6928. With the words come the headers, a cookie among them. */
const oneRoundTrip = 14_600
const headers = 2_000

/** As small as the server makes it while somebody waits. */
const asSent = (page: string): number =>
  brotliCompressSync(page, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }).length

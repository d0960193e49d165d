import { expect } from 'chai'
import { render } from 'preact-render-to-string'
import { AppPage } from '../../web/pages/app.ts'
import { assetsOf, stylesOnly } from '../../web/pages/assets.ts'
import { cspFor } from '../../web/pages/csp.ts'
import { EndedPage, type LastReason } from '../../web/pages/ended.ts'
import { html } from '../../web/pages/html.ts'
import { jsonForHtml, renderPage } from '../../web/pages/render.ts'
import { SharePage, type ShareProps } from '../../web/pages/share.ts'
import { words } from '../../web/pages/words.ts'
import { aShare, aSubject, noon } from './support/builders.ts'

const share = (of: Partial<ShareProps> = {}) => render(html`<${SharePage} ...${aShare(of)} />`)
const assets = { script: '/assets/a.js', styles: ['/assets/a.css'], preloads: [] }

describe('the page of a shared vehicle, before any script', () => {
  it('says who, where, how fast, when and for how long', () => {
    const page = share()

    expect(page).to.include('Van 12').and.include('BRA2E19').and.include('43 km/h').and.include('north-east')
    expect(page).to.include('-23.548943, -46.638818')
    expect(page).to.include('href="geo:-23.548943,-46.638818?q=-23.548943,-46.638818"')
    expect(page).to.match(/openstreetmap\.org\/\?mlat=-23\.548943&amp;mlon=-46\.638818/)
    expect(page).to.include('datetime="2030-06-01T11:59:48.000Z"').and.include('Last seen 12 seconds ago')
    expect(page)
      .to.include('38 min')
      .and.match(/Ends 12:38\sPM UTC/)
  })

  it('speaks the language it is asked for', () => {
    expect(share({ lang: 'pt-BR' }))
      .to.include('Tempo restante')
      .and.include('há 12 segundos')
      .and.include('nordeste')
    expect(share({ lang: 'es' }))
      .to.include('Tiempo restante')
      .and.include('hace 12 segundos')
      .and.include('noreste')
  })

  it('calls a place that is older than a minute history', () => {
    const position = { lat: 1, lon: 2, spd: 43, hdg: 47, t: noon.getTime() - 180_000 }
    const [old, other] = [aSubject({ position }), aSubject({ id: 'b', position })]

    for (const subjects of [[old], [old, other]])
      expect(share({ subjects }))
        .to.include('1.000000, 2.000000')
        .and.not.match(/km\/h|north-east/)
    expect(share({ subjects: [old] }))
      .to.include('No signal, last seen 3 minutes ago')
      .and.include('state-stale')
  })

  it('says so where there is no position yet, and no speed that nobody measured', () => {
    expect(share({ subjects: [aSubject({ position: null })] }))
      .to.include('No position yet')
      .and.not.include('geo:')
    const { spd: _, ...still } = aSubject().position!
    expect(share({ subjects: [aSubject({ position: still })] })).to.not.include('km/h')
  })

  it('lists several subjects, each with its place', () => {
    const page = share({ subjects: [aSubject(), aSubject({ id: 'other', name: 'Truck 4', plate: null })] })

    expect(page).to.include('Van 12').and.include('Truck 4')
    expect(page.match(/href="geo:/g)).to.have.length(2)
  })

  it('says what its owner has to say about it', () => {
    expect(share({ description: 'Ring twice.\nThe bell is loud.' })).to.include(
      'Ring twice.\nThe bell is loud.',
    )
  })

  it('counts down from nothing when a link has no end', () => {
    expect(share({ expiresAt: null })).to.include('Until it is withdrawn')
  })
})

describe('a name that means harm', () => {
  const hostile = '<script>alert(1)</script>\u202egnp.exe\u0000 "><img src=x onerror=alert(1)>'

  it('is text, runs in its own direction and hides nothing [T-44]', () => {
    const page = renderPage(
      html`<${SharePage} ...${aShare({ title: hostile, subjects: [aSubject({ name: hostile, plate: hostile })] })} />`,
      {
        lang: 'en',
        title: hostile,
        assets,
        props: aShare({ title: hostile, subjects: [aSubject({ name: hostile })] }),
      },
    )

    expect(page).to.not.include('<script>alert').and.not.include('<img').and.not.include('\u0000')
    expect(page.replace(/<script type="application\/json".*?<\/script>/s, '')).to.not.include('\u202e')
    expect(page).to.include('<bdi>&lt;script>alert(1)')
    expect(page.match(/<\/script>/g)).to.have.length(2)
  })

  it('cannot leave the JSON that travels to the browser', () => {
    const json = jsonForHtml({ name: '</script><!--\u2028' })

    expect(json).to.not.match(/[<>\u2028]/)
    expect(JSON.parse(json)).to.deep.equal({ name: '</script><!--\u2028' })
  })

  it('cannot paint with a colour that is none', () => {
    const page = share({ subjects: [aSubject({ color: 'red" onload="alert(1)' })] })

    expect(page).to.not.include('onload').and.not.include('red"')
  })
})

describe('a whole document', () => {
  const page = (of: Partial<Parameters<typeof renderPage>[1]> = {}) =>
    renderPage(html`<${SharePage} ...${aShare()} />`, {
      lang: 'pt-BR',
      title: 'Van 12',
      assets,
      props: aShare(),
      ...of,
    })

  it('has a language, no referrer, no place in search engines [T-31] [T-32]', () => {
    expect(page()).to.match(/^<!doctype html><html lang="pt-BR">/)
    expect(page()).to.include('<meta name="referrer" content="no-referrer"/>')
    expect(page()).to.include('<meta name="robots" content="noindex, nofollow"/>')
  })

  it('asks again by itself only where there is no script', () => {
    expect(page({ refreshS: 15 })).to.include(
      '<noscript><meta http-equiv="refresh" content="15"/></noscript>',
    )
    expect(page()).to.not.include('http-equiv')
  })

  it('needs neither inline script nor inline style', () => {
    expect(page()).to.not.match(/<style|\sstyle=|\son\w+=/i)
    for (const [tag] of page().matchAll(/<script[^>]*>/g))
      expect(tag).to.match(/ src=| type="application\/json"/)
  })

  it('never knows the device identifier', () => {
    expect(page()).to.not.match(/imei/i)
  })
})

describe('a last page', () => {
  const reasons: LastReason[] = [
    'expired',
    'revoked',
    'arrived',
    'done',
    'limit',
    'not_found',
    'no_downloads',
    'not_given',
    'rate_limited',
    'unavailable',
  ]

  it('has words for every reason, in every language, and needs no script', () => {
    for (const lang of ['en', 'pt-BR', 'es'] as const)
      for (const reason of reasons) {
        const page = render(html`<${EndedPage} lang=${lang} reason=${reason} />`)
        expect(page).to.include(words[lang][`${reason}Title`]).and.not.include('undefined')
      }
  })

  it('says when to try again', () => {
    const page = render(html`<${EndedPage} lang="en" reason="rate_limited" retryAfterS=${30} />`)

    expect(page)
      .to.include('Try again in 30 seconds.')
      .and.match(/<a [^>]*href>/)
  })
})

describe('the members’ shell', () => {
  it('says that it needs JavaScript', () => {
    const page = render(
      html`<${AppPage} lang="en" firstRun=${false} session="none" map=${{ styleUrl: null, pmtilesUrl: null }} />`,
    )

    expect(page).to.match(/<noscript>.*needs JavaScript.*<\/noscript>/s)
  })
})

describe('the files of a page', () => {
  const manifest = {
    'a.ts': { file: 'a-1.js', css: ['a-1.css'], imports: ['_shared'] },
    _shared: { file: 'shared-1.js', css: ['base-1.css'], imports: ['_deep'] },
    _deep: { file: 'deep-1.js', imports: ['_shared'] },
  }

  it('are read from the manifest, with what they import, but not what is lazy', () => {
    expect(assetsOf(manifest, 'a.ts')).to.deep.equal({
      script: '/assets/a-1.js',
      styles: ['/assets/base-1.css', '/assets/a-1.css'],
      preloads: ['/assets/deep-1.js', '/assets/shared-1.js'],
    })
    expect(stylesOnly(assetsOf(manifest, 'a.ts')).script).to.equal(null)
  })

  it('are missed with a word on what to do', () => {
    expect(() => assetsOf({}, 'a.ts')).to.throw('npm run build')
  })
})

describe('the policy of pages', () => {
  it('allows our own files and nothing inline', () => {
    const policy = cspFor({ publicUrl: 'https://share.example' })

    expect(policy.defaultSrc).to.deep.equal(["'none'"])
    expect(policy.scriptSrc).to.deep.equal(["'self'"])
    expect(policy.styleSrc).to.deep.equal(["'self'"])
    expect(policy.workerSrc).to.deep.equal(["'self'"])
    expect(policy.connectSrc).to.deep.equal(["'self'", 'wss://share.example'])
  })

  it('adds the server that carries calls [CA-3]', () => {
    const { connectSrc } = cspFor({
      publicUrl: 'https://share.example',
      callServerUrl: 'wss://calls.example/',
    })

    expect(connectSrc).to.deep.equal([
      "'self'",
      'wss://share.example',
      'wss://calls.example',
      'https://calls.example',
    ])
  })

  it('adds the hosts of maps, once each', () => {
    const policy = cspFor({
      mapStyleUrl: 'https://maps.example/style.json',
      pmtilesUrl: '/assets/city.pmtiles',
      mapHosts: ['https://tiles.example', 'https://maps.example'],
      publicUrl: 'http://localhost:3000',
    })

    expect(policy.connectSrc).to.deep.equal([
      "'self'",
      'ws://localhost:3000',
      'https://maps.example',
      'https://tiles.example',
    ])
    expect(policy.imgSrc).to.include('https://tiles.example')
  })
})

import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import {
  curlLine,
  identifierFor,
  isOnlyHere,
  osmandTemplate,
  owntracksLink,
  randomTail,
  traccarLink,
} from '../../web/app/connect/devices.ts'
import { squaresOf } from '../../web/app/connect/qr-code.ts'
import { strengthOf } from '../../web/app/door/strength.ts'
import { mayWait, mostShared, planFor } from '../../web/app/worker/plan.ts'
import { iconColors } from '../../web/icons/draw.ts'
import { themeColors, webManifest } from '../../web/pages/installed.ts'

const line = { origin: 'https://fleet.example', imei: 'van-7', ingestKey: 'a+key/&?=' }

describe('what a device is told', () => {
  it('opens Traccar Client with its address and its identifier, and is no web address [ST-15]', () => {
    const url = new URL(traccarLink(line))
    expect(url.protocol).to.equal('org.traccar.client:')
    expect(Object.fromEntries(url.searchParams)).to.deep.equal({
      url: 'https://fleet.example/ingest/osmand/a+key/&?=',
      id: 'van-7',
    })
  })

  it('sets OwnTracks to HTTP, with the device as its user [ST-15]', () => {
    const link = owntracksLink(line)
    expect(link).to.match(/^owntracks:\/\/\/config\?inline=[^+ ]+$/)
    const inline = decodeURIComponent(link.split('inline=')[1]!)
    expect(JSON.parse(atob(inline))).to.deep.include({
      _type: 'configuration',
      mode: 3,
      url: 'https://fleet.example/ingest/owntracks',
      username: 'van-7',
      password: 'a+key/&?=',
    })
  })

  it('is a line to paste, for OsmAnd and for a program', () => {
    expect(osmandTemplate(line)).to.match(/\?id=van-7&lat=\{0\}&lon=\{1\}&timestamp=\{2\}/)
    expect(osmandTemplate(line)).to.not.contain('speed') // m/s there, knots here
    expect(curlLine(line)).to.match(/^curl -d 'id=van-7&lat=/)
  })

  it('is in vain under an address that only this computer knows', () => {
    for (const host of ['localhost', 'a.localhost', '127.0.0.1', '[::1]'])
      expect(isOnlyHere(host), host).to.be.true
    for (const host of ['fleet.example', '192.168.1.5', 'localhost.example'])
      expect(isOnlyHere(host), host).to.be.false
  })

  it('names it after the vehicle, and never the same twice [ST-13]', () => {
    expect(identifierFor('Furgão Nº 7', 'abcde')).to.equal('furgao-no-7-abcde')
    expect(identifierFor('  ', 'abcde')).to.equal('device-abcde')
    expect(identifierFor('🚲', 'abcde')).to.equal('device-abcde')
    expect(identifierFor('x'.repeat(300), 'abcde')).to.have.length(46)
    expect(randomTail()).to.match(/^[a-km-z2-9]{5}$/)
  })

  it('is drawn as a code of dark squares', () => {
    const { path, size } = squaresOf('fleeting')
    expect(size).to.equal(21)
    expect(path).to.match(/^M0 0h7v1h-7z/) // the finder in the corner
  })
})

describe('how good a password is', () => {
  it('goes by its length first, and what repeats or stands in the e-mail counts little [ST-5]', () => {
    expect(strengthOf('1234567')).to.equal('short')
    expect(strengthOf('aaaaaaaaaaaaaaaa')).to.equal('weak')
    expect(strengthOf('hello hello 1')).to.equal('weak')
    expect(strengthOf('anabanana12', 'anabanana@example.org')).to.equal('weak')
    expect(strengthOf('correct horse')).to.equal('fair')
    expect(strengthOf('correct horse battery')).to.equal('strong')
  })
})

describe('the service worker', () => {
  const origin = 'https://fleet.example'
  const plan = (method: string, path: string, mode = 'cors') =>
    planFor({ method, mode, url: new URL(path, origin).href }, origin)

  it('keeps the page and hashed code, and lets all else by [ST-33]', () => {
    expect(plan('GET', '/', 'navigate')).to.equal('page')
    expect(plan('GET', '/?next=/docs', 'navigate')).to.equal('page')
    expect(plan('GET', '/assets/main-CcXRrYKA.js')).to.equal('code')
    expect(plan('POST', '/share-target', 'navigate')).to.equal('share')
    for (const path of ['/share/abc/', '/collaborate/abc/', '/docs'])
      expect(plan('GET', path, 'navigate'), path).to.equal('leave')
    for (const path of [
      ...['/', '/api/auth/me/', '/live/', '/socket.io/?EIO=4', '/assets/land/1/2/3.pbf?v=1'],
      ...['/assets/icons/icon-192.png?v=1', 'https://tiles.example/assets/main-CcXRrYKA.js'],
    ])
      expect(plan('GET', path), path).to.equal('leave')
    expect(plan('POST', '/language', 'navigate')).to.equal('leave')
  })
})

describe('the installed app', () => {
  it('has the colours of its pages', () => {
    const [day, night] = readFileSync('web/tokens.css', 'utf8').split('prefers-color-scheme: dark')
    const of = (sheet: string, name: string) => new RegExp(`--${name}: (#\\w+);`).exec(sheet)![1]
    expect(themeColors).to.deep.equal({ light: of(day!, 'paper'), dark: of(night!, 'paper') })
    expect(iconColors).to.deep.equal({
      paper: of(day!, 'paper'),
      accent: of(day!, 'accent'),
    })
  })

  it('takes files from other apps, and has icons for every launcher [ST-30]', () => {
    const { icons, share_target, shortcuts } = webManifest('pt-BR')
    expect(icons.map(({ purpose, sizes }) => `${purpose} ${sizes}`)).to.deep.equal([
      'any 192x192',
      'any 512x512',
      'maskable 512x512',
      'monochrome 512x512',
    ])
    expect(share_target).to.deep.include({ action: '/share-target', method: 'POST' })
    expect(shortcuts.map(({ name }) => name)).to.deep.equal(['Frota', 'Arquivos', 'Links'])
  })
})

describe('files that another app shares', () => {
  it('wait up to a number and a size, however they came [ST-35] [T-60]', () => {
    const { files, bytes } = mostShared
    expect(mayWait([], Array(files).fill(1))).to.equal(true)
    expect(mayWait([1], Array(files).fill(1))).to.equal(false)
    expect(mayWait([bytes - 5], [5])).to.equal(true)
    expect(mayWait([bytes - 5], [6])).to.equal(false)
  })
})

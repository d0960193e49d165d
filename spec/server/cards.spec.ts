import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { render } from 'preact-render-to-string'
import sharp from 'sharp'
import type { Problem } from '../../domain/problem.ts'
import { type CardToDraw, createCards } from '../../server/cards.ts'
import { cardPicture } from '../../web/pages/card-picture.ts'
import { cardTagsOf } from '../../web/pages/card-tags.ts'
import { html } from '../../web/pages/html.ts'

const card: CardToDraw = {
  title: 'Van 7',
  label: 'Live position',
  host: 'fleeting.example',
  icon: 'van',
  color: '#2563eb',
  glimpse: undefined,
}

const region = async (picture: Buffer, left: number, top: number, width: number, height: number) => {
  const { data } = await sharp(picture)
    .extract({ left, top, width, height })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return Array.from({ length: data.length / 3 }, (_, i) => [...data.subarray(i * 3, i * 3 + 3)])
}
/** As many pixels as are about this colour. */
const count = (pixels: readonly number[][], [r, g, b]: readonly [number, number, number]) =>
  pixels.filter((p) => Math.abs(p[0]! - r) + Math.abs(p[1]! - g) + Math.abs(p[2]! - b) < 40).length
const ink = [0x1b, 0x2a, 0x2f] as const
const titleOf = (picture: Buffer) => region(picture, 80, 178, 600, 300)

const aPhoto = (r: number, g: number, b: number) =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: { r, g, b } } })
    .webp()
    .toBuffer()

describe('the card of a link', () => {
  it('is a picture of 1200 × 630 with the title, and a disc in the thing’s colour [HO-8]', async () => {
    const draw = createCards()
    const picture = await draw(card)
    const { width, height, format } = await sharp(picture).metadata()

    expect({ width, height, format }).to.deep.equal({ width: 1200, height: 630, format: 'png' })
    expect(picture.length).to.be.below(300_000)
    expect(count(await titleOf(picture), ink)).to.be.above(1000)
    const disc = await region(picture, 830, 280, 20, 20)
    expect(count(disc, [0x25, 0x63, 0xeb])).to.equal(disc.length)
  })

  it('holds titles of every length and script within their place, and markup as it is written [HO-8] [T-44]', async () => {
    const draw = createCards()
    const titles = [
      'W'.repeat(200),
      'a title of many words '.repeat(9),
      'שלום עולם '.repeat(19),
      '</span><span size="500pt">BIG &amp; <b>',
      '\ufffe\u0001\ud800 ok',
      'x'.repeat(10_240),
    ]
    for (const title of titles) {
      const picture = await draw({ ...card, title })
      expect(count(await titleOf(picture), ink), title.slice(0, 20)).to.be.above(300)
      const below = await region(picture, 80, 480, 560, 30)
      expect(count(below, ink), title.slice(0, 20)).to.equal(0)
    }
  })

  it('shows a glimpse of the thing where there is one, and goes without one that cannot be read [HO-8]', async () => {
    const draw = createCards()
    const glimpse = { etag: '"1"', read: () => aPhoto(10, 200, 30) }
    const shown = await region(await draw({ ...card, glimpse }), 900, 250, 100, 100)
    const broken = { etag: '"2"', read: async () => Buffer.from('no picture') }
    const without = await draw({ ...card, glimpse: broken })

    expect(count(shown, [10, 200, 30])).to.equal(shown.length)
    expect(without.equals(await draw(card))).to.equal(true)
  })

  it('is drawn once for all who ask, and anew for what has changed [HO-9] [T-62]', async () => {
    const draw = createCards()
    let reads = 0
    const read = () => {
      reads += 1
      return aPhoto(1, 2, 3)
    }
    const ask = (etag: string) => draw({ ...card, glimpse: { etag, read } })

    const [first, second] = await Promise.all([ask('"1"'), ask('"1"')])
    const third = await ask('"1"')

    expect(first).to.equal(second)
    expect(third).to.equal(first)
    expect(reads).to.equal(1)
    await ask('"2"')
    expect(reads).to.equal(2)
  })

  it('makes a flood wait, and sends away what is more than may wait [HO-9] [T-62]', async () => {
    const draw = createCards({ atOnce: 1, waiting: 2 })
    const asked = Array.from({ length: 6 }, (_, i) => draw({ ...card, title: `Title ${i}` }))

    const results = await Promise.allSettled(asked)

    const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason)
    expect(refused).to.have.length(3)
    for (const reason of refused) expect((reason as Problem).code).to.equal('unavailable')
    expect(await draw({ ...card, title: 'Title 5' }), 'a refusal is not remembered').to.be.instanceOf(Buffer)
  })

  it('is one that can be sent where the machine has no fonts [HO-8]', async function () {
    this.timeout(60_000)
    const folder = await mkdtemp(join(tmpdir(), 'no-fonts-'))
    const file = join(folder, 'fonts.conf')
    await writeFile(file, `<fontconfig><cachedir>${folder}</cachedir></fontconfig>`)
    const source = fileURLToPath(new URL('../../server/cards.ts', import.meta.url))
    const script = `import { createCards } from ${JSON.stringify(source)}
      process.stdout.write((await createCards()(${JSON.stringify(card)})).toString('base64'))`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, FONTCONFIG_FILE: file },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const parts: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    const [code] = await once(child, 'close')
    await rm(folder, { recursive: true })

    expect(code).to.equal(0)
    const picture = Buffer.from(Buffer.concat(parts).toString(), 'base64')
    const disc = await region(picture, 500, 280, 20, 20)
    expect(count(disc, [0x25, 0x63, 0xeb])).to.equal(disc.length)
    expect(count(await titleOf(picture), ink), 'empty boxes').to.equal(0)
  })

  it('is drawn from markup that no label or host breaks, and no unknown sign or colour [T-44]', () => {
    const hostile = `"/><image href="file:///etc/passwd"/><text x='`
    const svg = cardPicture({
      label: hostile,
      host: hostile,
      icon: 'constructor',
      color: hostile,
      form: 'usual',
    })

    expect(svg).to.not.include('<image')
    expect(svg).to.not.include('undefined')
    expect(svg.match(/<text /g)).to.have.length(2)
  })
})

describe('the tags of a card', () => {
  const tags = (title: string | null, oembedUrl: string | null = null, lang: 'en' | 'pt-BR' = 'en') =>
    render(
      html`<head>${cardTagsOf({
        lang,
        card: { title, description: null, kind: title === null ? null : 'vehicle', hasGlimpse: false },
        url: 'https://fleeting.example/share/t/',
        imageUrl: 'https://fleeting.example/share/t/card.png',
        oembedUrl,
      })}</head>`,
    )

  it('name the page, its picture and its oEmbed answer [HO-7]', () => {
    const head = tags('Van 7', 'https://fleeting.example/oembed?format=json&url=x')

    for (const [property, content] of [
      ['og:title', 'Van 7'],
      ['og:url', 'https://fleeting.example/share/t/'],
      ['og:image', 'https://fleeting.example/share/t/card.png'],
      ['og:image:width', '1200'],
      ['og:image:height', '630'],
      ['og:locale', 'en_US'],
    ])
      expect(head).to.include(`<meta property="${property}" content="${content}"/>`)
    expect(head).to.include('<meta name="twitter:card" content="summary_large_image"/>')
    expect(head).to.include(
      '<link rel="alternate" type="application/json+oembed" href="https://fleeting.example/oembed?format=json&amp;url=x" title="Van 7"/>',
    )
  })

  it('tell nothing where there is nothing to tell [HO-7] [T-45]', () => {
    const head = tags(null, null, 'pt-BR')

    expect(head).to.include('<meta property="og:title" content="Algo compartilhado com você"/>')
    expect(head).to.not.include('oembed')
  })

  it('are not left by what a title says [T-44]', () => {
    expect(tags('"/><script>alert(1)</script>')).to.not.include('<script>')
  })
})

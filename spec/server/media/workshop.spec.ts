import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import sharp from 'sharp'
import { createApart } from '../../../server/media/apart.ts'
import { applied } from '../../../server/media/edited.ts'
import { findTools, type Tools } from '../../../server/media/tools.ts'
import { createWorkshop } from '../../../server/media/workshop.ts'
import { expectRefusal } from '../../support/refusals.ts'
import * as fixtures from './fixtures.ts'

const noTools = await findTools('')
const tools = await findTools(process.env.PATH)

describe('the workshop for files', () => {
  let folder: string
  const apart = createApart({ atOnce: 1, waiting: 10, timeoutMs: 60_000 })
  const workshop = (with_: Tools = noTools) => createWorkshop({ apart, tools: with_, atOnce: 1 })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fleeting-'))
  })
  afterEach(() => rm(folder, { recursive: true }))
  after(() => apart.close())

  const prepare = async (content: string | Uint8Array, with_ = noTools) => {
    const path = join(folder, 'file')
    await writeFile(path, content)
    const { facts, made } = await workshop(with_).prepare(path)
    const files = await Promise.all(made.map(async ({ part, path }) => [part, await readFile(path)] as const))
    return { facts, made: Object.fromEntries(files) as Record<string, Buffer> }
  }

  it('makes pictures of an image that carry nothing but pixels, the right way up [T-41]', async () => {
    const { facts, made } = await prepare(await fixtures.aJpeg(6, 3000, 1500))

    expect(facts).to.include({ contentType: 'image/jpeg', kind: 'image', width: 1500, height: 3000 })
    expect(facts.clean.as).to.equal('edits')
    const shown = await Promise.all(['thumbnail', 'preview'].map((part) => sharp(made[part]).metadata()))
    expect(shown.map(({ format, width, height }) => [format, width, height])).to.deep.equal([
      ['webp', 256, 512],
      ['webp', 1024, 2048],
    ])
    for (const [part, bytes] of Object.entries(made)) {
      expect(bytes.includes('SECRET'), part).to.equal(false)
      expect((await sharp(bytes).metadata()).exif, part).to.equal(undefined)
    }
  })

  it('leaves a small image as its own preview', async () => {
    const { facts } = await prepare(await fixtures.aPng())

    expect([facts.thumbnail?.type, facts.preview]).to.deep.equal(['image/webp', null])
  })

  for (const [name, make, type, kind, clean] of [
    ['a film', () => fixtures.anMp4(), 'video/mp4', 'video', 'edits'],
    ['a film of an iPhone', () => fixtures.anMp4('qt  '), 'video/quicktime', 'video', 'edits'],
    ['a recording', fixtures.aWebm, 'video/webm', 'video', 'edits'],
    ['a sound', fixtures.aWav, 'audio/wav', 'audio', 'edits'],
    ['a HEIC', fixtures.aHeic, 'image/heic', 'image', 'edits'],
    ['an AVIF', fixtures.anAvif, 'image/avif', 'image', 'edits'],
    ['a GIF', fixtures.aGif, 'image/gif', 'image', 'edits'],
    ['a TIFF', fixtures.aTiff, 'image/tiff', 'image', 'stored'],
    ['a PDF', fixtures.aPdf, 'application/pdf', 'pdf', 'stored'],
    ['a text', () => 'Só um texto.\n', 'text/plain', 'document', 'same'],
    [
      'a text of Windows',
      () => Buffer.from('S\xf3 um texto.\r\n', 'latin1'),
      'text/plain; charset=windows-1252',
      'document',
      'same',
    ],
    ['a table', () => 'a;b;c\n1;2;3\n', 'text/csv', 'document', 'same'],
    ['JSON', () => '{"a": [1]}', 'application/json', 'document', 'same'],
    ['Markdown', () => '# Title\n\nText\n', 'text/markdown', 'document', 'same'],
    ['a page', () => '\n<!-- x --><!DOCTYPE html><p>', 'text/html', 'document', 'same'],
    ['a script in a drawing', () => '<svg onload="alert(1)">', 'image/svg+xml', 'document', 'same'],
    ['a drawing behind a prolog', () => '<?xml version="1.0"?><svg/>', 'image/svg+xml', 'document', 'same'],
    ['nothing', () => '', 'text/plain', 'document', 'same'],
    ['bytes', () => Buffer.from([0, 1, 2, 3, 0, 255]), 'application/octet-stream', 'other', 'same'],
    [
      'a program',
      () => Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(64)]),
      'application/x-elf',
      'other',
      'same',
    ],
  ] as const)
    it(`knows ${name} by its content, without any tool [T-35]`, async () => {
      const file = Buffer.from(await make()) // an encoder may not make the same bytes twice
      const { facts, made } = await prepare(file)

      expect([facts.contentType, facts.kind, facts.clean.as]).to.deep.equal([type, kind, clean])
      if (facts.clean.as === 'stored') {
        expect(facts.clean.size).to.equal(made.clean!.length)
        expect(made.clean!.includes('SECRET')).to.equal(false)
      }
      if (facts.clean.as === 'edits')
        expect(applied(file, facts.clean.edits).includes('SECRET')).to.equal(false)
    })

  it('says what a film is by itself, and makes no picture of it without ffmpeg', async () => {
    const { facts, made } = await prepare(fixtures.anMp4())

    expect(facts).to.include({ width: 1920, height: 1080, durationS: 10, thumbnail: null, preview: null })
    expect(made).to.deep.equal({})
  })

  it('makes no picture of a PDF without pdftoppm', async () => {
    expect((await prepare(await fixtures.aPdf())).facts.thumbnail).to.equal(null)
  })

  it('refuses an image of too many pixels, however few its bytes [T-37]', async () => {
    const bomb = Buffer.from(await fixtures.aPng())
    bomb.writeUInt32BE(20_000, 16)
    bomb.writeUInt32BE(20_000, 20)

    await expectRefusal('image_too_large', prepare(bomb))
  })

  it('refuses what only begins like an image or a film', async () => {
    for (const content of [
      Buffer.concat([(await fixtures.aJpeg()).subarray(0, 12), Buffer.alloc(100)]),
      (await fixtures.aPng()).subarray(0, 24),
      Buffer.concat([
        fixtures.box('ftyp', 'isom', [0, 0, 0, 0], 'isom'),
        Buffer.from([0, 0, 0, 4]),
        Buffer.from('moov'),
      ]),
    ])
      await expectRefusal('file_unreadable', prepare(content))
  })

  it('lets visitors have nothing of a PDF that it cannot clean', async () => {
    const { facts } = await prepare('%PDF-1.7\nnothing that follows is one')

    expect([facts.kind, facts.clean]).to.deep.equal(['pdf', { as: 'none' }])
  })

  it('ends work that takes too long, and goes on with the next [T-37]', async () => {
    const hurried = createApart({ atOnce: 1, waiting: 10, timeoutMs: 1 })
    const path = join(folder, 'file')
    await writeFile(path, await fixtures.aJpeg())

    await expectRefusal('file_unreadable', hurried.run('inspect', path))
    await expectRefusal('file_unreadable', hurried.run('inspect', path))

    hurried.close()
    expect((await apart.run('inspect', path)).kind).to.equal('image')
  })

  it('opens no address that a file names [T-40]', async () => {
    const asked: string[] = []
    const server = createServer((req, res) => {
      asked.push(req.url!)
      res.end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const own = join(folder, 'own.txt')
    await writeFile(own, 'SECRET')

    for (const content of [
      `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${url}/a.ts\n#EXTINF:10,\nfile://${own}\n`,
      `ffconcat version 1.0\nfile '${url}/b.mp4'\nfile '${own}'\n`,
      `<svg xmlns="http://www.w3.org/2000/svg"><image href="${url}/c.png"/></svg>`,
      `<?xml version="1.0"?><MPD><BaseURL>${url}/d</BaseURL></MPD>`,
    ]) {
      const { facts } = await prepare(content, tools)
      expect([facts.kind, facts.thumbnail]).to.deep.equal(['document', null])
    }

    server.close()
    expect(asked).to.deep.equal([])
  })

  if (tools.ffmpeg && tools.ffprobe)
    describe('with ffmpeg', () => {
      const film = async (...options: string[]) => {
        const path = join(folder, `made.${options.at(-1)}`)
        const source = ['-f', 'lavfi', '-i', 'testsrc=duration=2:size=640x360:rate=10']
        await promisify(execFile)(tools.ffmpeg!, [
          '-v',
          'error',
          ...source,
          ...options.slice(0, -1),
          '-y',
          path,
        ])
        const content = await readFile(path)
        await rm(path)
        return content
      }

      it('shows a frame of a film, whose clean copy plays and has nothing of where it was taken [T-41]', async () => {
        const place = ['-metadata', `location=+38.7223-009.1393/`, '-metadata', `comment=${fixtures.secret}`]
        const content = await film('-c:v', 'mpeg4', ...place, 'mov')

        const { facts, made } = await prepare(content, tools)

        expect(facts).to.include({
          contentType: 'video/quicktime',
          width: 640,
          height: 360,
          durationS: 2,
          preview: null,
        })
        expect(await sharp(made.thumbnail).metadata()).to.include({ format: 'webp', width: 512, height: 288 })
        if (facts.clean.as !== 'edits') return expect.fail(facts.clean.as)
        const clean = applied(content, facts.clean.edits)
        expect([content, clean].map((bytes) => bytes.includes('+38.7223'))).to.deep.equal([true, false])
        expect(clean.includes('SECRET')).to.equal(false)
        expect((await prepare(clean, tools)).made.thumbnail).to.deep.equal(made.thumbnail)
      })

      it('reads how long a sound is that does not say it itself, and leaves its folder as it was', async () => {
        const { facts } = await prepare(fixtures.aWav(), tools)

        expect([facts.kind, facts.durationS]).to.deep.equal(['audio', 1])
        expect(await readdir(folder)).to.deep.equal(['file'])
      })
    })

  if (tools.pdftoppm)
    describe('with pdftoppm', () => {
      it('shows the first page of a PDF', async () => {
        const { made } = await prepare(await fixtures.aPdf(), tools)

        expect(await sharp(made.thumbnail).metadata()).to.include({ format: 'webp', width: 512, height: 256 })
      })
    })
})

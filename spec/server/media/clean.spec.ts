import { PDFDocument } from '@cantoo/pdf-lib'
import { expect } from 'chai'
import sharp from 'sharp'
import { editedSize } from '../../../domain/assets/edits.ts'
import { type Bytes, bytesOf, Malformed } from '../../../server/media/bytes.ts'
import { readFilm } from '../../../server/media/clean/film.ts'
import { cleanGif } from '../../../server/media/clean/gif.ts'
import { cleanJpeg } from '../../../server/media/clean/jpeg.ts'
import { readMatroska } from '../../../server/media/clean/matroska.ts'
import { cleanPdf } from '../../../server/media/clean/pdf.ts'
import { cleanPng } from '../../../server/media/clean/png.ts'
import { cleanRiff, cleanWebp } from '../../../server/media/clean/riff.ts'
import { applied } from '../../../server/media/edited.ts'
import * as fixtures from './fixtures.ts'

type Clean = (bytes: Bytes) => ReturnType<typeof cleanJpeg>

const film: Clean = (bytes) => readFilm(bytes).edits
const matroska: Clean = (bytes) => readMatroska(bytes).edits

/** In plain, and as UTF-16, which Exif of some systems uses. */
const holdsSecret = (bytes: Buffer) =>
  [fixtures.secret, '38/1', 'SECRET'].some(
    (word) => bytes.includes(word) || bytes.includes(Buffer.from(word, 'utf16le')),
  )

const cleaned = (content: Buffer, clean: Clean): Buffer => {
  const edits = clean(bytesOf(content))
  const result = applied(content, edits)
  expect(result.length).to.equal(editedSize(content.length, edits))
  return result
}

const files: Readonly<Record<string, { make: () => Promise<Buffer> | Buffer; clean: Clean }>> = {
  JPEG: { make: fixtures.aJpeg, clean: cleanJpeg },
  PNG: { make: fixtures.aPng, clean: cleanPng },
  WebP: { make: fixtures.aWebp, clean: cleanWebp },
  GIF: { make: fixtures.aGif, clean: cleanGif },
  AVIF: { make: fixtures.anAvif, clean: film },
  HEIC: { make: fixtures.aHeic, clean: film },
  MP4: { make: fixtures.anMp4, clean: film },
  QuickTime: { make: () => fixtures.anMp4('qt  '), clean: film },
  WebM: { make: fixtures.aWebm, clean: matroska },
  WAV: { make: fixtures.aWav, clean: cleanRiff },
}

describe('the clean copy', () => {
  for (const [name, { make, clean }] of Object.entries(files)) {
    it(`of ${name} has no byte of place, camera or person, which the file had [T-41]`, async () => {
      const content = await make()

      const result = cleaned(content, clean)

      expect(holdsSecret(content)).to.equal(true)
      expect(holdsSecret(result)).to.equal(false)
      expect(holdsSecret(cleaned(result, clean)), 'cleaned twice').to.equal(false)
    })

    it(`of ${name} is refused or made, never half made, wherever the file breaks off`, async () => {
      const content = await make()

      for (let length = 0; length < content.length; length += Math.max(1, Math.floor(content.length / 200))) {
        const part = content.subarray(0, length)
        try {
          expect(holdsSecret(applied(part, clean(bytesOf(part)))), `of ${length} bytes`).to.equal(false)
        } catch (error) {
          if (!(error instanceof Malformed)) throw error
        }
      }
    })
  }

  for (const name of ['JPEG', 'PNG', 'WebP'])
    for (const orientation of [1, 6])
      it(`of ${name} shows the same pixels, the same way up, where that is ${orientation} [T-41]`, async () => {
        const { make, clean } = files[name]!
        const source = await make()
        const content = orientation === 6 ? source : await upright(source, name)

        const result = cleaned(content, clean)

        const [before, after] = await Promise.all([content, result].map(seen))
        expect(after!.pixels.equals(before!.pixels)).to.equal(true)
        expect(after!.size).to.deep.equal(before!.size)
        expect((await sharp(result).metadata()).orientation ?? 1).to.equal(orientation)
      })

  it('of JPEG keeps its colour profile and loses its embedded thumbnail', async () => {
    const result = await sharp(cleaned(await fixtures.aJpeg(), cleanJpeg)).metadata()

    expect(result.icc).to.be.instanceOf(Buffer)
    expect([result.xmp, result.iptc]).to.deep.equal([undefined, undefined])
    expect(result.exif?.length).to.equal(32)
  })

  it('of a film leaves sound and picture where they were, and every box its length', () => {
    const content = fixtures.anMp4()

    const result = cleaned(content, film)

    expect(result.length).to.equal(content.length)
    for (const word of ['PICTURE-DATA', 'SOUND-DATA'])
      expect(result.indexOf(word)).to.equal(content.indexOf(word)).and.be.greaterThan(0)
    for (const name of ['\xa9xyz', 'loci', 'udta', 'uuid', 'meta', 'gpmd', 'ISO6709'])
      expect(result.includes(Buffer.from(name, 'latin1')), name).to.equal(false)
    expect(readFilm(bytesOf(result))).to.include({
      width: 1920,
      height: 1080,
      durationS: 10,
      hasPicture: true,
    })
  })

  it('of a film does not say when it was taken', () => {
    const taken = Buffer.alloc(4)
    taken.writeUInt32BE(3_900_000_000)

    expect(fixtures.anMp4().includes(taken)).to.equal(true)
    expect(cleaned(fixtures.anMp4(), film).includes(taken)).to.equal(false)
  })

  it('of a recording that was never finished keeps its pictures, and its facts', () => {
    const result = cleaned(fixtures.aWebm(), matroska)

    expect(result.includes('PICTURE-DATA')).to.equal(true)
    expect(readMatroska(bytesOf(result))).to.include({
      width: 1280,
      height: 720,
      durationS: 12.5,
      hasPicture: true,
    })
  })

  it('of HEIC leaves the picture, and its size as it is seen', () => {
    const result = cleaned(fixtures.aHeic(), film)

    expect(result.includes('PICTURE-DATA')).to.equal(true)
    expect(readFilm(bytesOf(result))).to.include({ width: 3024, height: 4032 })
  })

  it('of a PDF has no author, XMP or Exif of its photographs, and is the same to read [T-41]', async () => {
    const content = await fixtures.aPdf()

    const result = await cleanPdf(content)

    const plain = await (await PDFDocument.load(result, { updateMetadata: false })).save({
      useObjectStreams: false,
    })
    expect(holdsSecret(Buffer.from(content))).to.equal(true)
    expect(holdsSecret(Buffer.from(result))).to.equal(false)
    expect(holdsSecret(Buffer.from(plain))).to.equal(false)
    const read = await PDFDocument.load(result, { updateMetadata: false })
    expect([read.getPageCount(), read.getAuthor(), read.getTitle(), read.getProducer()]).to.deep.equal([
      1,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('is not made of what is built to lead a reader astray', () => {
    const endless = fixtures.box('moov', ...Array.from({ length: 3 }, () => fixtures.box('trak')))
    let deep = fixtures.box('moov')
    for (let i = 0; i < 40; i++) deep = fixtures.box('moov', deep)

    for (const [content, clean] of [
      [deep, film],
      [Buffer.concat([fixtures.box('ftyp', 'isom'), Buffer.from([0, 0, 0, 4]), Buffer.from('moov')]), film],
      [endless.subarray(0, 20), film],
      [Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 1]), cleanJpeg],
      [Buffer.from('RIFF\xff\xff\xff\xffWEBPEXIF\xff\xff\xff\xff', 'latin1'), cleanWebp],
    ] as const)
      expect(() => clean(bytesOf(content))).to.throw(Malformed)
  })
})

const seen = async (content: Buffer) => {
  const { data, info } = await sharp(content).autoOrient().raw().toBuffer({ resolveWithObject: true })
  return { pixels: data, size: [info.width, info.height] }
}

/** The same file with the way up taken out, and everything else told of it left. */
const upright = async (content: Buffer, name: string): Promise<Buffer> =>
  name === 'JPEG'
    ? fixtures.aJpeg(1)
    : sharp(content).keepMetadata().withMetadata({ orientation: 1 }).toBuffer()

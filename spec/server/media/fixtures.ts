import { crc32 } from 'node:zlib'
import { PDFDocument } from '@cantoo/pdf-lib'
import sharp from 'sharp'

/** Stands wherever a place, a camera or a person could: none of it may be left. */
export const secret = 'SECRET-38.7223N-9.1393W'

const noise = (width: number, height: number) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })

const exif = {
  IFD0: { Make: secret, Model: secret, Artist: secret, Copyright: secret },
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '38/1 43/1 2028/100',
    GPSAreaInformation: secret,
    GPSDateStamp: secret,
  },
}

/** A photograph as a phone takes it: Exif with a place, XMP, IPTC, a comment, a further picture after its end. */
export const aJpeg = async (orientation = 6, width = 64, height = 48): Promise<Buffer> => {
  const plain = await noise(width, height)
    .withMetadata({ orientation })
    .withExifMerge(exif)
    .withIccProfile('p3')
    .jpeg({ progressive: true })
    .toBuffer()
  const segment = (marker: number, content: string) => {
    const bytes = Buffer.from(content, 'latin1')
    const head = Buffer.from([0xff, marker, 0, 0])
    head.writeUInt16BE(bytes.length + 2, 2)
    return Buffer.concat([head, bytes])
  }
  return Buffer.concat([
    plain.subarray(0, 2),
    segment(0xe1, `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${secret}</x:xmpmeta>`),
    segment(0xed, `Photoshop 3.0\x008BIM${secret}`),
    segment(0xe2, `MPF\0${secret}`),
    segment(0xfe, secret),
    plain.subarray(2),
    await noise(8, 8).withExif(exif).jpeg().toBuffer(),
    Buffer.from(`MotionPhoto ${secret}`),
  ])
}

export const aPng = async (): Promise<Buffer> => {
  const plain = await noise(64, 48).withMetadata({ orientation: 6 }).withExifMerge(exif).png().toBuffer()
  const chunk = (type: string, content: string) => {
    const named = Buffer.from(type + content, 'latin1')
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(content.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  return Buffer.concat([
    plain.subarray(0, 33),
    chunk('tEXt', `Comment\0${secret}`),
    chunk('iTXt', `XML:com.adobe.xmp\0\0\0\0\0${secret}`),
    plain.subarray(33),
    Buffer.from(secret),
  ])
}

export const aWebp = (): Promise<Buffer> =>
  noise(64, 48)
    .withMetadata({ orientation: 6 })
    .withExifMerge(exif)
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="${secret}"/></rdf:RDF></x:xmpmeta>`,
    )
    .webp()
    .toBuffer()

export const anAvif = (): Promise<Buffer> => noise(64, 48).withExif(exif).avif({ effort: 0 }).toBuffer()

export const aTiff = (): Promise<Buffer> => noise(64, 48).withExif(exif).tiff().toBuffer()

export const aGif = async (): Promise<Buffer> => {
  const plain = await noise(16, 16).gif().toBuffer()
  const comment = Buffer.concat([
    Buffer.from([0x21, 0xfe, secret.length]),
    Buffer.from(secret),
    Buffer.from([0]),
  ])
  const end = plain.length - 1 // before the trailer
  return Buffer.concat([plain.subarray(0, end), comment, plain.subarray(end), Buffer.from(secret)])
}

/** A box of the ISO base media file format. */
export const box = (type: string, ...content: (Buffer | string | number[])[]): Buffer => {
  const body = Buffer.concat(
    content.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  )
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}
const u16 = (...values: number[]) => Buffer.from(values.flatMap((value) => [value >> 8, value & 255]))
const u32 = (...values: number[]) =>
  Buffer.from(values.flatMap((v) => [v >>> 24, (v >> 16) & 255, (v >> 8) & 255, v & 255]))

/** A HEIC with one picture of 4032 by 3024 turned on its side, and an Exif and an XMP item, one in `mdat`, one in `idat`. */
export const aHeic = (): Buffer => {
  const picture = 'PICTURE-DATA'
  const inMdat = `Exif\0\0MM\0*${secret}`
  const inIdat = `<x:xmpmeta>${secret}</x:xmpmeta>`
  const entry = (id: number, type: string, more = '') =>
    box('infe', [2, 0, 0, 0], u16(id, 0), `${type}\0${more}`)
  const ftyp = box('ftyp', 'heic', u32(0), 'mif1heic')
  const metaAt = (mdat: number) =>
    box(
      'meta',
      u32(0),
      box('hdlr', u32(0, 0), 'pict', u32(0, 0, 0), [0]),
      box('pitm', u32(0), u16(1)),
      box(
        'iinf',
        u32(0),
        u16(3),
        entry(1, 'hvc1'),
        entry(2, 'Exif'),
        entry(3, 'mime', 'application/rdf+xml\0'),
      ),
      box('iprp', box('ipco', box('ispe', u32(0, 4032, 3024)), box('irot', [1]))),
      box('idat', inIdat),
      box(
        'iloc',
        [1, 0, 0, 0, 0x44, 0x00],
        u16(3),
        ...[u16(1, 0, 0, 1), u32(mdat, picture.length)],
        ...[u16(2, 0, 0, 1), u32(mdat + picture.length, inMdat.length)],
        ...[u16(3, 1, 0, 1), u32(0, inIdat.length)],
      ),
    )
  const mdatAt = ftyp.length + metaAt(0).length + 8
  return Buffer.concat([ftyp, metaAt(mdatAt), box('mdat', picture, inMdat)])
}

const track = (handler: string, format: string, offset: number, sizes: number[], ...more: Buffer[]) =>
  box(
    'trak',
    box(
      'tkhd',
      u32(0, 3_900_000_000, 3_900_000_000, 1, 0, 10_000),
      u32(0, 0),
      u16(0, 0, 0, 0),
      u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000),
      u32(handler === 'vide' ? 1920 << 16 : 0, handler === 'vide' ? 1080 << 16 : 0),
    ),
    box(
      'mdia',
      box('mdhd', u32(0, 3_900_000_000, 3_900_000_000, 1000, 10_000), u16(0, 0)),
      box('hdlr', u32(0, 0), handler, u32(0, 0, 0), [0]),
      box(
        'minf',
        box(
          'stbl',
          box('stsd', u32(0, 1), box(format, u32(0), u16(0, 1))),
          box('stsc', u32(0, 1, 1, sizes.length, 1)),
          box('stsz', u32(0, 0, sizes.length, ...sizes)),
          box('stco', u32(0, 1, offset)),
        ),
      ),
    ),
    ...more,
  )

/** A film with a place in every box that phones, drones and cameras are known to write it to, and a track of places. */
export const anMp4 = (brand = 'isom'): Buffer => {
  const picture = 'PICTURE-DATA'
  const sound = 'SOUND-DATA'
  const ftyp = box('ftyp', brand, u32(0), brand)
  const uuid = box('uuid', Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'), secret)
  const moovAt = (mdat: number) =>
    box(
      'moov',
      box('mvhd', u32(0, 3_900_000_000, 3_900_000_000, 1000, 10_000), Buffer.alloc(80)),
      track('vide', 'avc1', mdat, [picture.length], box('udta', box('name', secret))),
      track('soun', 'mp4a', mdat + picture.length, [sound.length]),
      track('meta', 'gpmd', mdat + picture.length + sound.length, [10, secret.length - 10]),
      box(
        'udta',
        box('\xa9xyz', u16(secret.length, 0x15c7), secret),
        box('loci', u32(0), u16(0), secret),
        box('meta', u32(0), secret),
      ),
      box('meta', box('keys', 'mdtacom.apple.quicktime.location.ISO6709'), box('ilst', secret)),
    )
  const mdatAt = ftyp.length + uuid.length + moovAt(0).length + 8
  return Buffer.concat([ftyp, uuid, moovAt(mdatAt), box('mdat', picture, sound, secret), box('free', secret)])
}

const element = (id: number[], content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(id), Buffer.from([0x40 | (content.length >> 8), content.length & 255]), content])

/** A recording of a browser: of unknown length, with a title, a date, tags and a file attached. */
export const aWebm = (): Buffer => {
  const info = element(
    [0x15, 0x49, 0xa9, 0x66],
    Buffer.concat([
      element([0x2a, 0xd7, 0xb1], Buffer.from([0x0f, 0x42, 0x40])),
      element([0x44, 0x89], Buffer.from(new Float64Array([12_500]).buffer).reverse()),
      element([0x7b, 0xa9], Buffer.from(secret)),
      element([0x44, 0x61], Buffer.alloc(8, 7)),
    ]),
  )
  const video = element(
    [0xe0],
    Buffer.concat([element([0xb0], Buffer.from([0x05, 0x00])), element([0xba], Buffer.from([0x02, 0xd0]))]),
  )
  const tracks = element(
    [0x16, 0x54, 0xae, 0x6b],
    element(
      [0xae],
      Buffer.concat([element([0x83], Buffer.from([1])), element([0x53, 0x6e], Buffer.from(secret)), video]),
    ),
  )
  const block = element([0xa3], Buffer.from('PICTURE-DATA'))
  return Buffer.concat([
    element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], Buffer.from('webm'))),
    Buffer.from([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    info,
    tracks,
    Buffer.from([0x1f, 0x43, 0xb6, 0x75, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    block,
    element([0x12, 0x54, 0xc3, 0x67], Buffer.from(secret)),
    element([0x19, 0x41, 0xa4, 0x69], Buffer.from(secret)),
  ])
}

/** A second of silence, with what a recorder tells of itself. */
export const aWav = (): Buffer => {
  const chunk = (name: string, content: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(content.length)
    return Buffer.concat([Buffer.from(name), length, content, Buffer.alloc(content.length % 2)])
  }
  const format = Buffer.alloc(16)
  format.writeUInt16LE(1, 0)
  format.writeUInt16LE(1, 2)
  format.writeUInt32LE(8000, 4)
  format.writeUInt32LE(8000, 8)
  format.writeUInt16LE(1, 12)
  format.writeUInt16LE(8, 14)
  const content = Buffer.concat([
    Buffer.from('WAVE'),
    chunk('fmt ', format),
    chunk('bext', Buffer.from(secret)),
    chunk('LIST', Buffer.concat([Buffer.from('INFO'), chunk('IART', Buffer.from(secret))])),
    chunk('data', Buffer.alloc(8000, 128)),
  ])
  return chunk('RIFF', content)
}

/** One page with a photograph in it, an author, XMP, and an older author in a revision of its own. */
export const aPdf = async (): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  pdf.setAuthor(secret)
  pdf.setTitle(secret)
  const page = pdf.addPage([200, 100])
  page.drawImage(await pdf.embedJpg(await aJpeg(1)), { x: 0, y: 0, width: 50, height: 50 })
  page.drawText('Hello')
  const { context, catalog } = pdf
  const xmp = context.stream(`<x:xmpmeta>${secret}</x:xmpmeta>`, { Type: 'Metadata', Subtype: 'XML' })
  catalog.set(context.obj('Metadata') as never, context.register(xmp))
  return Buffer.from(await pdf.save({ useObjectStreams: false }))
}

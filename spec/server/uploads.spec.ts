import { mkdir, mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { Problem } from '../../domain/problem.ts'
import { createUploads, type UploadOptions } from '../../server/uploads.ts'
import { expectRefusal } from '../support/refusals.ts'
import { filePart, multipart } from '../support/uploads.ts'

const megabyte = 1024 * 1024
const field = (name: string, content: string) => ({
  head: `Content-Disposition: form-data; name="${name}"`,
  content,
})

describe('an upload', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fleeting-'))
  })
  afterEach(async () => {
    expect(await readdir(folder), 'left behind').to.deep.equal([])
    await rm(folder, { recursive: true })
  })

  const uploads = (from: Partial<UploadOptions> = {}) =>
    createUploads({ folder, maxBytes: megabyte, ...from })

  /** What came in, with the room that was asked for. */
  const take = async (
    stream: Readable,
    {
      type = multipart().type,
      length,
      reserve = async () => {},
      ...options
    }: Partial<UploadOptions> & {
      type?: string
      length?: number
      reserve?: (bytes: number) => Promise<void>
    } = {},
  ) => {
    const headers: Record<string, string | undefined> = {
      'content-type': type,
      'content-length': length?.toString(),
    }
    const reserved: number[] = []
    return uploads(options).take({ stream, header: (name) => headers[name] }, async (receive) => {
      const { path, ...rest } = await receive(async (bytes) => {
        await reserve(bytes)
        reserved.push(bytes)
      })
      return { ...rest, fields: { ...rest.fields }, content: (await readFile(path)).toString(), reserved }
    })
  }
  const sent = (...parts: Parameters<typeof multipart>) => Readable.from([multipart(...parts).body])

  it('is one file and its fields, in any order', async () => {
    for (const parts of [
      [field('title', 'Títle'), filePart('hello', 'a/b/ü.txt')],
      [filePart('hello', 'ü.txt'), field('title', 'Títle')],
    ])
      expect(await take(sent(...parts))).to.deep.include({
        filename: 'ü.txt',
        fields: { title: 'Títle' },
        content: 'hello',
      })
  })

  it('comes in as it likes: byte by byte, or all at once', async () => {
    const { body } = multipart(filePart('x'.repeat(500)))

    const { content } = await take(Readable.from([...body].map((byte) => Buffer.from([byte]))))

    expect(content).to.equal('x'.repeat(500))
  })

  it('asks for its room before it takes it: at once where its length is known, in steps where it is not [T-39]', async () => {
    const { body } = multipart(filePart(Buffer.alloc(20 * megabyte, 'x')))

    const known = await take(Readable.from([body]), { length: body.length, maxBytes: 64 * megabyte })
    const unknown = await take(Readable.from([body]), { maxBytes: 64 * megabyte })

    expect(known.reserved).to.deep.equal([body.length])
    expect(unknown.reserved).to.deep.equal([8, 8, 8].map((each) => each * megabyte))
  })

  it('ends where there is no room [T-39]', async () => {
    let asked = 0
    const reserve = async () => {
      if (++asked > 1) throw new Problem('quota_exceeded')
    }
    const large = filePart(Buffer.alloc(20 * megabyte))

    await expectRefusal('quota_exceeded', take(sent(large), { reserve, maxBytes: 64 * megabyte }))
    await expectRefusal('quota_exceeded', take(sent(large), { reserve, length: 1_000 }))
  })

  it('is no larger than a file may be, said or not', async () => {
    const large = () => sent(filePart(Buffer.alloc(megabyte + 1)))

    await expectRefusal('payload_too_large', take(large()))
    await expectRefusal('payload_too_large', take(new PassThrough(), { length: 2 * megabyte }))
    await expectRefusal(
      'payload_too_large',
      take(sent(filePart('x'), ...Array(4).fill(field('y', 'z'.repeat(megabyte))))),
    )
    expect((await take(sent(filePart(Buffer.alloc(megabyte, 'x'))))).content).to.have.length(megabyte)
  })

  it('never ends as a file that goes on for ever [T-38]', async () => {
    const endless = Readable.from(
      (function* () {
        yield Buffer.from(`--edge\r\n${filePart('').head}\r\n\r\n`)
        for (;;) yield Buffer.alloc(64 * 1024)
      })(),
    )

    await expectRefusal('payload_too_large', take(endless))
    endless.destroy()
  })

  const { body: good } = multipart(filePart('hello'))
  for (const [what, content] of Object.entries({
    'no parts': multipart().body,
    'fields alone': multipart(field('title', 'x')).body,
    'two files': multipart(filePart('a'), filePart('b')).body,
    'a file under another name': multipart({
      ...filePart('a'),
      head: filePart('a').head.replace('"file"', '"other"'),
    }).body,
    'a file that nobody chose': multipart(filePart('', '')).body,
    'ten thousand fields': multipart(
      ...Array.from({ length: 10_000 }, (_, i) => field(`f${i}`, 'x')),
      filePart('a'),
    ).body,
    'a field twice': multipart(field('title', 'a'), field('title', 'b'), filePart('a')).body,
    'a field that is too long': multipart(field('title', 'x'.repeat(5_000)), filePart('a')).body,
    'a head without end': Buffer.concat([
      Buffer.from('--edge\r\nContent-Disposition: '),
      Buffer.alloc(200_000, 'x'),
    ]),
    'no body': Buffer.alloc(0),
    'something else': Buffer.from('{"file": 1}'),
    'half a file': good.subarray(0, good.length - 12),
    'half a head': good.subarray(0, 20),
  }))
    it(`is malformed with ${what} [T-38]`, async () => {
      await expectRefusal('malformed_upload', take(Readable.from([content])))
    })

  it('is a form with a boundary', async () => {
    await expectRefusal(
      'malformed_upload',
      take(sent(filePart('a')), { type: 'multipart/form-data; boundary' }),
    )
    for (const type of ['application/json', 'multipart/form-data', ''])
      await expectRefusal('unsupported_media_type', take(sent(filePart('a')), { type }))
  })

  it('that breaks off in the middle leaves nothing [T-38]', async () => {
    const stream = new PassThrough()
    const taken = take(stream)
    stream.write(good.subarray(0, good.length - 10))
    await delay(20)

    stream.destroy()

    await expectRefusal('malformed_upload', taken)
  })

  it('that trickles in is given up [T-38]', async () => {
    const stream = new PassThrough()
    const trickle = setInterval(() => stream.write('x'), 10)
    stream.write(good.subarray(0, good.length - 12))

    await expectRefusal('request_timeout', take(stream, { paceMs: 60, paceBytes: 1_000 }))

    clearInterval(trickle)
  })

  it('that its taker refuses leaves nothing either', async () => {
    const { type, body } = multipart(filePart('hello'))
    const request = {
      stream: Readable.from([body]),
      header: (name: string) => ({ 'content-type': type })[name],
    }

    const refused = uploads().take(request, async (receive) => {
      await receive(async () => {})
      throw new Problem('file_unreadable')
    })

    await expectRefusal('file_unreadable', refused)
  })

  it('that a process left behind when it was ended is swept away, and no other', async () => {
    for (const [name, age] of [
      ['old', 13],
      ['new', 1],
    ] as const) {
      await mkdir(join(folder, name))
      const at = new Date(Date.now() - age * 3_600_000)
      await utimes(join(folder, name), at, at)
    }
    const before = new Date(Date.now() - 12 * 3_600_000)

    expect(await uploads().sweep(before, true)).to.equal(1)
    expect(await readdir(folder)).to.have.members(['old', 'new'])
    expect(await uploads().sweep(before, false)).to.equal(1)
    expect(await uploads().sweep(before, false)).to.equal(0)

    expect(await readdir(folder)).to.deep.equal(['new'])
    await rm(join(folder, 'new'), { recursive: true })
  })
})

import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect } from 'chai'
import type { ByteRange, FileToSend } from '../../domain/assets/files.ts'
import { edited } from '../../server/media/edited.ts'
import { dispositionOf, type SendOptions, sendFile } from '../../server/send-file.ts'

const content = Buffer.from(Array.from({ length: 100 }, (_, i) => i))
const lastModified = new Date('2030-06-01T12:00:00.500Z')

const aFile = (from: Partial<FileToSend> = {}): FileToSend => ({
  name: 'a.jpg',
  type: 'image/jpeg',
  size: content.length,
  etag: '"one"',
  lastModified,
  open: async ({ start, end }: ByteRange = { start: 0, end: 99 }) =>
    Readable.from([content.subarray(start, end + 1)]),
  ...from,
})

const ask = async (
  headers: Record<string, string> = {},
  {
    file = aFile(),
    method = 'GET',
    ...options
  }: Partial<SendOptions> & { file?: FileToSend; method?: string } = {},
) => {
  const request = { method, header: (name: string) => headers[name] }
  const answer = await sendFile(file, request, { disposition: 'inline', ...options })
  const bytes = answer.value instanceof Readable ? await buffer(answer.value) : Buffer.from([])
  return { ...answer, bytes: [...bytes] }
}
const from = (start: number, end: number) => [...content.subarray(start, end + 1)]

describe('a file as an answer', () => {
  it('is whole, and says how long it is and that ranges may be asked for', async () => {
    const { status, headers, bytes } = await ask()

    expect([status, bytes]).to.deep.equal([200, from(0, 99)])
    expect(headers).to.include({
      'Content-Length': '100',
      'Accept-Ranges': 'bytes',
      ETag: '"one"',
      'Last-Modified': 'Sat, 01 Jun 2030 12:00:00 GMT',
    })
  })

  for (const [range, start, end] of [
    ['bytes=0-0', 0, 0],
    ['bytes=10-19', 10, 19],
    ['bytes=90-', 90, 99],
    ['bytes=90-5000', 90, 99],
    ['bytes=-3', 97, 99],
    ['bytes=-5000', 0, 99],
  ] as const)
    it(`is bytes ${start} to ${end} for ${range}`, async () => {
      const { status, headers, bytes } = await ask({ range })

      expect([status, bytes]).to.deep.equal([206, from(start, end)])
      expect(headers).to.include({
        'Content-Range': `bytes ${start}-${end}/100`,
        'Content-Length': String(end - start + 1),
      })
    })

  for (const range of ['bytes=100-', 'bytes=-0'])
    it(`has nothing of ${range}`, async () => {
      const { status, headers, value } = await ask({ range })

      expect([status, headers['Content-Range'], value]).to.deep.equal([416, 'bytes */100', undefined])
    })

  for (const range of ['bytes=0-1,5-6', 'bytes=5-2', 'bytes=-', 'lines=1-2', 'bytes=a-b'])
    it(`is whole where ${range} is asked for, which is several ranges or none`, async () => {
      expect(await ask({ range })).to.deep.include({ status: 200, bytes: from(0, 99) })
    })

  it('is a part only of what the asker has the beginning of', async () => {
    const range = 'bytes=5-9'
    const statusFor = async (condition: string) => (await ask({ range, 'if-range': condition })).status

    expect(await statusFor('"one"')).to.equal(206)
    expect(await statusFor('Sat, 01 Jun 2030 12:00:00 GMT')).to.equal(206)
    for (const other of ['"two"', 'W/"one"', 'Sat, 01 Jun 2030 12:00:01 GMT', 'nonsense'])
      expect(await statusFor(other), other).to.equal(200)
  })

  it('is not sent to whom has it already', async () => {
    const statusFor = async (headers: Record<string, string>) => (await ask(headers)).status

    for (const tags of ['"one"', 'W/"one"', '"two", "one"', '*'])
      expect(await statusFor({ 'if-none-match': tags }), tags).to.equal(304)
    expect(await statusFor({ 'if-none-match': '"two"' })).to.equal(200)
    expect(await statusFor({ 'if-modified-since': 'Sat, 01 Jun 2030 12:00:00 GMT' })).to.equal(304)
    expect(await statusFor({ 'if-modified-since': 'Sat, 01 Jun 2030 11:59:59 GMT' })).to.equal(200)
    expect(
      await statusFor({ 'if-none-match': '"two"', 'if-modified-since': 'Sat, 01 Jun 2030 12:00:00 GMT' }),
    ).to.equal(200)
  })

  it('has the heads of the whole and no body for HEAD, and opens nothing for it', async () => {
    const file = aFile({ open: () => expect.fail('opened') })

    const { status, headers, value } = await ask({ range: 'bytes=0-1' }, { file, method: 'HEAD' })

    expect([status, headers['Content-Length'], value]).to.deep.equal([200, '100', undefined])
  })

  it('has no part of nothing', async () => {
    const file = aFile({ size: 0, open: async () => Readable.from([]) })

    expect(await ask({}, { file })).to.deep.include({ status: 200, bytes: [] })
    expect((await ask({ range: 'bytes=0-' }, { file })).status).to.equal(416)
  })

  for (const type of [
    'image/svg+xml',
    'text/html',
    'application/xml',
    'application/octet-stream',
    'text/markdown',
  ])
    it(`is never shown by the browser when it is ${type} [T-36]`, async () => {
      const { headers } = await ask({}, { file: aFile({ type }) })

      expect(headers['Content-Disposition']).to.match(/^attachment;/)
      expect(headers['Content-Security-Policy']).to.match(/^sandbox; default-src 'none'/)
      expect(headers['X-Content-Type-Options']).to.equal('nosniff')
    })

  it('is shown by the browser where that is safe, and closed in there too [T-35] [T-36]', async () => {
    const text = await ask({}, { file: aFile({ type: 'text/plain' }) })
    const pdf = await ask({}, { file: aFile({ type: 'application/pdf' }) })

    expect(text.type).to.equal('text/plain; charset=utf-8')
    for (const { headers } of [text, pdf]) {
      expect(headers['Content-Disposition']).to.match(/^inline;/)
      expect(headers['Content-Security-Policy']).to.match(/default-src 'none'/)
    }
  })

  it('is kept by no cache unless its owner asks, and changed by no one on its way', async () => {
    expect((await ask()).headers['Cache-Control']).to.equal('private, no-store, no-transform')
    expect((await ask({}, { cache: 'owners' })).headers['Cache-Control']).to.equal(
      'private, no-cache, no-transform',
    )
  })

  it('tells how much of it left, once', async () => {
    const told: unknown[] = []
    const onSent = (...said: unknown[]) => void told.push(said)
    await ask({}, { onSent })
    await ask({ range: 'bytes=0-9' }, { onSent })
    await ask({ 'if-none-match': '*' }, { onSent })
    const { value } = await sendFile(
      aFile(),
      { method: 'GET', header: () => undefined },
      { disposition: 'inline', onSent },
    )
    const isOver = new Promise((resolve) => (value as Readable).once('close', resolve))
    ;(value as Readable).destroy()
    await isOver

    expect(told).to.deep.equal([
      [100, true],
      [10, true],
      [0, true],
      [0, false],
    ])
  })

  it('writes its name in a way that ends no header and fools no reader [T-44]', () => {
    const given = dispositionOf('attachment', 'relatório "ß"; \r\n%41.pdf')

    expect(given).to.equal(
      `attachment; filename="relatorio ____ ___41.pdf"; filename*=UTF-8''relat%C3%B3rio%20%22%C3%9F%22%3B%20%0D%0A%2541.pdf`,
    )
  })
})

describe('a file with its edits made', () => {
  const edits = [
    { start: 0, end: 0, bytes: Buffer.from([200, 201]).toString('base64') },
    { start: 10, end: 20, bytes: '' },
    { start: 30, end: 40, zeros: true },
    { start: 99, end: 100, bytes: Buffer.from([210]).toString('base64') },
  ] as const
  const whole = [200, 201, ...from(0, 9), ...from(20, 29), ...Array(10).fill(0), ...from(40, 98), 210]

  it('is read as if it were kept like that, in every range', async () => {
    const file = edited(aFile(), edits)

    expect(file.size).to.equal(whole.length)
    expect([...(await buffer((await file.open()) as Readable))]).to.deep.equal(whole)
    for (let start = 0; start < whole.length; start += 3)
      for (const end of [start, start + 1, start + 17, whole.length - 1].filter((end) => end < whole.length))
        expect([...(await buffer((await file.open({ start, end })) as Readable))]).to.deep.equal(
          whole.slice(start, end + 1),
        )
  })
})

import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { expect } from 'chai'
import type { FileToSend } from '../../domain/assets/files.ts'
import { Problem } from '../../domain/problem.ts'
import { refusalHeaders, statusOf } from '../../server/problems.ts'
import { zipOf } from '../../server/zip.ts'

const aFile = (open: () => Readable): FileToSend => ({
  name: 'a.bin',
  type: 'application/octet-stream',
  size: 3,
  etag: '"1"',
  open: async () => open(),
})
const refusal = (): Promise<unknown> => zipOf([]).catch((error: unknown) => error)

describe('archives', () => {
  it('are so many at once and no more, and one that is broken off makes room [T-62]', async () => {
    const sources: PassThrough[] = []
    const slow = aFile(() => {
      const source = new PassThrough()
      sources.push(source)
      source.write('a') // the rest never comes
      return source
    })
    const under = await Promise.all(Array.from({ length: 8 }, () => zipOf([slow])))
    const [first, second] = under.map(({ stream }) => stream) as [Readable, Readable]

    const ninth = await refusal()
    await once(first.resume(), 'data') // its file is open
    first.destroy()
    await once(first, 'close')
    const next = await zipOf([slow])
    const tenth = await refusal()

    for (const refused of [ninth, tenth]) {
      expect(refused).to.be.instanceOf(Problem)
      const problem = refused as Problem
      expect([problem.code, statusOf[problem.code]]).to.deep.equal(['unavailable', 503])
      expect(Number(refusalHeaders(problem)['Retry-After'])).to.be.above(0)
    }
    expect(sources.filter(({ destroyed }) => destroyed)).to.have.length(1) // nothing is left open
    for (const stream of [next.stream, second, ...under.slice(2).map((zip) => zip.stream)]) {
      stream.destroy()
      await once(stream, 'close')
    }
  })

  it('that are read to their end make room too, and are as long as they said [T-62]', async () => {
    for (let i = 0; i < 20; i++) {
      const { stream, size } = await zipOf([aFile(() => Readable.from([Buffer.from('abc')]))])
      let length = 0
      for await (const chunk of stream) length += chunk.length
      expect(length).to.equal(size)
    }
  })
})

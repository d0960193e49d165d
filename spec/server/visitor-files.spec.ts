import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import { expect } from 'chai'
import type { FileToSend } from '../../domain/assets/files.ts'
import { createDownloads } from '../../domain/share-links/downloads.ts'
import { newLink, onlyPreview } from '../../domain/share-links/link.ts'
import { type Entered, freshPass } from '../../server/gate.ts'
import type { RequestFacts, VisitorsGate } from '../../server/route.ts'
import { createRunningDownloads } from '../../server/running-downloads.ts'
import { createVisitorFiles, type VisitorFilesPorts } from '../../server/visitor-files.ts'
import { until } from '../support/until.ts'

const now = () => new Date()
const request = {
  method: 'GET',
  ip: '192.0.2.1',
  url: '/',
  header: () => undefined,
} as unknown as RequestFacts

/** The one download of a link, of a file that sends no more than it is told to. */
const aSharedFile = () => {
  const link = newLink({
    id: crypto.randomUUID(),
    tenantId: 1,
    face: 'core',
    resource: { kind: 'asset', id: '1' },
    permissions: { ...onlyPreview, download: true },
    maxDownloads: 1,
    createdBy: 1,
    createdAt: now(),
  })
  let taken = 0
  const source = new PassThrough()
  const given: unknown[] = []
  const counts = () => ({ ...link.counts, downloads: taken })
  const downloads = createDownloads({
    directory: {
      takeDownload: async () => (taken < 1 ? { ...counts(), downloads: ++taken } : undefined),
      async returnDownload() {
        taken -= 1
      },
    },
    newPaymentId: () => crypto.randomUUID(),
    now,
  })
  const file: FileToSend = {
    name: 'a.bin',
    type: 'application/octet-stream',
    size: 1000,
    etag: '"1"',
    open: async () => source,
  }
  const files = createVisitorFiles({
    assets: { fileOf: () => file },
    visits: {
      file: async () => ({ id: 1 }),
      downloads,
      log: { downloaded: (...args: unknown[]) => void given.push(args) },
    },
    limits: { draw: async () => ({ allowance: undefined, giveBack: async () => {} }) },
    running: createRunningDownloads({ states: async () => new Map(), now, sweepMs: 60_000 }),
    onLost(error: unknown) {
      throw error
    },
  } as unknown as VisitorFilesPorts)
  const gate = { leave: () => '' } as unknown as VisitorsGate
  const pass = freshPass(link.id, 'one')
  const visitNow = () => ({ link: { ...link, counts: counts() }, pass, ref: link.id, isPeek: false })
  return {
    source,
    taken: () => taken,
    logged: () => given.length,
    begin: async () =>
      (await files.download({ visit: visitNow() as unknown as Entered, gate, request })).value as Readable,
  }
}

describe('the last download of a link', () => {
  it('is given back where not one byte of it was sent, and no sooner [T-25]', async () => {
    const { begin, taken, logged } = aSharedFile()
    const answer = await begin()
    const whileOpen = taken()
    const other = await begin().catch(({ code }: { code: string }) => code)

    answer.destroy()
    await until(() => taken() === 0)
    const again = await begin()

    expect([whileOpen, other, logged()]).to.deep.equal([1, 'download_limit_reached', 0])
    expect(taken()).to.equal(1)
    again.destroy()
    await until(() => taken() === 0)
  })

  it('is used up by its first byte [T-25]', async () => {
    const { begin, taken, logged, source } = aSharedFile()
    const answer = await begin()

    source.write('a')
    const [chunk] = await once(answer, 'data')
    answer.destroy()
    await until(() => logged() === 1)
    const other = await begin().catch(({ code }: { code: string }) => code)

    expect([chunk.length, taken(), other]).to.deep.equal([1, 1, 'download_limit_reached'])
  })
})

import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { aBrowser, aFile, share } from '../server/a-shared-file.ts'
import { clientOf, type Person, register } from '../support/client.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'

const bytes = randomBytes(400_000)

describe('downloads of a link, from two nodes', function () {
  this.timeout(90_000)
  let redis: RedisServer
  let database: TestDatabase
  let folder: string
  let nodes: TestService[]
  let owner: Person
  let file: number
  before(async () => {
    ;[redis, database] = await Promise.all([startRedis(), createDatabase()])
    folder = await mkdtemp(join(tmpdir(), 'fleeting-flow-'))
    const env = { REDIS_URL: redis.url, DATA_DIR: folder }
    nodes = await Promise.all([startService(env, database), startService(env, database)])
    owner = await register(nodes[0]!.url)
    file = await aFile(owner, bytes)
  })
  after(async () => {
    await Promise.all((nodes ?? []).map((node) => node.stop()))
    await redis?.stop()
    await database?.drop()
    await rm(folder, { recursive: true, force: true })
  })

  const aLink = (options: object = {}) => share(owner, 'asset', file, { allow_download: true, ...options })
  const at = (node: number, { token }: { token: string }) => `${nodes[node % 2]!.url}/share/${token}/download`
  const downloadsOf = async (linkId: string) =>
    (await owner.call('GET', `/api/v3/shares/${linkId}`)).body.counts.downloads

  it('are exactly as many as it allows, however many ask at once [T-27]', async () => {
    const link = await aLink({ max_downloads: 1 })

    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => fetch(at(i, link))))
    const bodies = await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())))

    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).to.have.length(1)
    expect(statuses.filter((status) => status === 410)).to.have.length(49)
    expect(bodies[statuses.indexOf(200)]!.equals(bytes)).to.equal(true)
    expect(JSON.parse(String(bodies[statuses.indexOf(410)])).code).to.equal('download_limit_reached')
    expect(await downloadsOf(link.linkId)).to.equal(1)
  })

  it('are one a visit, in parts, resumed and on another node; of its slices no second copy is made [T-24]', async () => {
    const link = await aLink({ max_downloads: 1 })
    const browser = [aBrowser(nodes[0]!.url), aBrowser(nodes[1]!.url)] as const
    const path = `/share/${link.token}/download`
    const part = (node: 0 | 1, range: string) => browser[node].call('GET', path, undefined, { range })

    const first = await part(0, 'bytes=0-99999')
    for (const [name, value] of browser[0].jar) browser[1].jar.set(name, value)
    const rest = await Promise.all([part(1, 'bytes=100000-199999'), part(1, 'bytes=200000-')])
    const others = await clientOf(nodes[1]!.url).call('GET', path, undefined, { range: 'bytes=0-0' })
    const again: number[] = []
    for (let i = 0; i < 4; i++) again.push((await part(1, 'bytes=0-')).status)

    expect([first.status, ...rest.map(({ status }) => status)]).to.deep.equal([206, 206, 206])
    expect([others.status, others.body.code]).to.deep.equal([410, 'download_limit_reached'])
    expect(again).to.deep.equal([206, 206, 410, 410])
    expect(await downloadsOf(link.linkId)).to.equal(1)
  })

  it('are not used up by a check, a guess, a crawler, or what was there already [T-23] [T-25]', async () => {
    const link = await aLink({ max_downloads: 1 })
    const call = (method: string, headers = {}) =>
      clientOf(nodes[0]!.url).call(method, `/share/${link.token}/download`, undefined, headers)

    const head = await call('HEAD')
    const guess = await call('GET', { 'sec-purpose': 'prefetch' })
    const crawler = await call('GET', { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' })
    const known = await call('GET', { 'if-none-match': head.headers.get('etag')! })
    const nowhere = await call('GET', { range: 'bytes=9999999-' })
    const before = await downloadsOf(link.linkId)
    const taken = await call('GET')

    expect([head.status, head.headers.get('content-length')]).to.deep.equal([200, String(bytes.length)])
    expect([guess.status, crawler.status, known.status, nowhere.status]).to.deep.equal([403, 403, 304, 416])
    expect([before, taken.status]).to.deep.equal([0, 200])
    expect((await call('HEAD')).status).to.equal(410)
  })

  it('are cut off on every node when the link is withdrawn, or ends [T-28]', async () => {
    const large = await aFile(owner, randomBytes(40_000_000), 'large.bin')
    const begin = (node: number, token: string, what: string) =>
      new Promise<IncomingMessage>((resolve, reject) => {
        const request = httpGet(`${nodes[node]!.url}/share/${token}/${what}`, resolve)
        request.on('error', reject)
      })
    const isCut = async (answer: IncomingMessage): Promise<boolean> => {
      let received = 0
      answer.on('data', (chunk: Buffer) => {
        received += chunk.length
      })
      await new Promise((resolve) => answer.once('close', resolve).on('error', () => {}))
      return received < 40_000_000
    }
    const revoked = await share(owner, 'asset', large, { allow_download: true })
    const ending = await share(owner, 'asset', large, {
      allow_download: true,
      expires_at: new Date(Date.now() + 6_000).toISOString(),
    })

    // Nobody reads yet, so that what is on its way waits in the sockets' buffers.
    const [here, there, later] = [
      await begin(0, revoked.token, 'download'),
      await begin(1, revoked.token, 'download'),
      await begin(1, ending.token, 'download'),
    ]
    await owner.call('DELETE', `/api/v3/shares/${revoked.linkId}`)
    await until(async () => {
      const { status } = await clientOf(nodes[1]!.url).call('HEAD', `/share/${ending.token}`)
      return status === 410
    })
    await new Promise((resolve) => setTimeout(resolve, 500)) // a timer of the other process

    expect([here, there, later].map(({ statusCode }) => statusCode)).to.deep.equal([200, 200, 200])
    expect(await Promise.all([isCut(here), isCut(there), isCut(later)])).to.deep.equal([true, true, true])
  })
})

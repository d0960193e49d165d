import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { type LinkStanding, newLink, onlyPreview, type ShareLink } from '../../domain/share-links/link.ts'
import { createRunningDownloads } from '../../server/running-downloads.ts'
import { until } from '../support/until.ts'

const given = { ...onlyPreview, download: true }
const aLink = (changes: Partial<ShareLink> = {}): ShareLink =>
  newLink({
    id: crypto.randomUUID(),
    tenantId: 1,
    face: 'core',
    resource: { kind: 'asset', id: '1' },
    permissions: given,
    createdBy: 1,
    createdAt: new Date(),
    ...changes,
  })

/** Files that never end by themselves, of links as a store has them, which nobody hears about but by asking. */
const aHouse = () => {
  const stored = new Map<string, LinkStanding>()
  let isAway = false
  let asked = 0
  const running = createRunningDownloads({
    async states(ids) {
      asked += 1
      if (isAway) throw new Error('connection refused')
      return new Map(ids.flatMap((id) => (stored.has(id) ? [[id, stored.get(id)!]] : [])))
    },
    now: () => new Date(),
    sweepMs: 20,
  })
  const begin = (link: ShareLink, right: 'preview' | 'download' = 'download') => {
    if (!stored.has(link.id)) stored.set(link.id, { ...link, state: 'live' })
    const source = new PassThrough()
    const ended: [bytes: number, isWhole: boolean][] = []
    const file = running.watch(source, { link, right }, (...end) => ended.push(end))
    file.on('error', () => {})
    return { source, file, ended }
  }
  return {
    running,
    begin,
    store: (link: ShareLink, changes: Partial<LinkStanding>) =>
      stored.set(link.id, { ...link, state: 'live', updatedAt: new Date(Date.now() + 1), ...changes }),
    forget: (link: ShareLink) => stored.delete(link.id),
    setAway: (away: boolean) => {
      isAway = away
    },
    /** The store has been asked, and once more, since. */
    async swept() {
      const enough = asked + 2
      await until(() => asked >= enough)
    },
  }
}

describe('files on their way', () => {
  it('are cut by the sweep where the news of the end was lost, and by no outage [T-28]', async () => {
    const { begin, store, forget, setAway, swept, running } = aHouse()
    const links = [aLink(), aLink(), aLink(), aLink()] as const
    const [revoked, expired, gone, kept] = links.map((link) => begin(link)) as [Sent, Sent, Sent, Sent]

    setAway(true)
    store(links[0], { state: 'revoked' })
    store(links[1], { state: 'expired' })
    forget(links[2])
    await swept()
    const whileAway = running.count()
    setAway(false)
    await until(() => running.count() === 1)
    await swept()

    expect(whileAway).to.equal(4)
    expect([revoked, expired, gone].map(({ file }) => file.destroyed)).to.deep.equal([true, true, true])
    expect([revoked, expired, gone].map(({ source }) => source.destroyed)).to.deep.equal([true, true, true])
    expect(revoked.ended).to.deep.equal([[0, false]])
    expect(kept.file.destroyed).to.equal(false)
    kept.file.destroy()
    await until(() => running.count() === 0)
  })

  it('are cut by the sweep where another password, another token or a right less was not heard of [T-8] [T-28]', async () => {
    const { begin, store, swept, running } = aHouse()
    const lock = { shareType: 'protected', passwordVersion: 1 } as const
    const [locked, rotated, narrowed, renamed] = [aLink(lock), aLink(), aLink(), aLink(lock)]
    const files = [locked, rotated, narrowed].map((link) => begin(link))
    const [looking, kept] = [begin(narrowed, 'preview'), begin(renamed)]

    store(locked, { passwordVersion: 2 })
    store(rotated, { rotatedAt: new Date() })
    store(narrowed, { permissions: onlyPreview })
    store(renamed, {})
    await until(() => running.count() === 2)
    const again = begin({ ...locked, passwordVersion: 2 })
    await swept()

    expect(files.map(({ file }) => file.destroyed)).to.deep.equal([true, true, true])
    const others = [looking, kept, again].map(({ file }) => file)
    expect(others.map(({ destroyed }) => destroyed)).to.deep.equal([false, false, false])
    for (const file of others) file.destroy()
    await until(() => running.count() === 0)
  })

  it('say once how much of them went, and whether that was all', async () => {
    const { begin, running } = aHouse()
    const [whole, broken] = [begin(aLink()), begin(aLink())]

    whole.source.end('all of it')
    whole.file.resume()
    broken.source.write('half')
    broken.file.once('data', () => broken.file.destroy())
    await Promise.all([once(whole.file, 'close'), once(broken.file, 'close')])

    expect([whole.ended, broken.ended]).to.deep.equal([[[9, true]], [[4, false]]])
    expect(running.count()).to.equal(0)
  })
})

type Sent = ReturnType<ReturnType<typeof aHouse>['begin']>

import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import type { Role } from '../../domain/actor.ts'
import { newLink, type ShareLink } from '../../domain/share-links/link.ts'
import type { LinkDirectory, ShareLinkStore } from '../../domain/share-links/service.ts'
import type { LinkUpkeep } from '../../domain/share-links/share-tracks.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { createMemoryLinks } from '../support/memory-links.ts'
import { addMembership, addTenant } from '../support/rows.ts'

interface Stores {
  readonly linksOf: (tenantId: number) => ShareLinkStore
  readonly directory: LinkDirectory
  readonly upkeep: LinkUpkeep
}
interface People {
  newTenant(): Promise<number>
  /** Somebody of it, by their number. */
  newMember(tenantId: number, role: Role): Promise<number>
  leave(tenantId: number, userId: number): Promise<void>
}

const noon = new Date('2030-06-01T12:00:00Z')
const minutesAfter = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)
const never = minutesAfter(-1_000_000)

let made = 0
const aLink = (tenantId: number, from: Partial<ShareLink> = {}): ShareLink =>
  newLink({
    id: createUuidV7(noon.getTime() + ++made),
    tenantId,
    face: 'share_track',
    resource: { kind: 'vehicle', id: createUuidV7(noon.getTime()) },
    title: null,
    trailMinutes: 10,
    createdBy: 1,
    createdAt: noon,
    expiresAt: minutesAfter(60),
    revokedAt: null,
    ...from,
  })
const aSecret = () => ({ tokenHash: randomBytes(32), tokenSealed: randomBytes(50) })

describe('the stores of links', () => {
  describe('in memory', () => {
    let [tenants, users] = [0, 0]
    let stores: ReturnType<typeof createMemoryLinks>
    const open = () => {
      stores = createMemoryLinks()
      return stores
    }
    behave(open, {
      newTenant: async () => ++tenants,
      async newMember(tenantId, role) {
        stores.setRole(tenantId, ++users, role)
        return users
      },
      leave: async (tenantId, userId) => stores.setRole(tenantId, userId, null),
    })
  })

  describe('in PostgreSQL', () => {
    let database: TestDatabase
    let connections: Connections
    const open = () => {
      const { linksOf, linkDirectory: directory, upkeep } = createStores(connections)
      return { linksOf, directory, upkeep }
    }

    before(async () => {
      database = await createDatabase()
      connections = connect(database.url)
    })
    beforeEach(() => database.query('delete from share_link'))
    after(async () => {
      await connections.close()
      await database.drop()
    })

    behave(open, {
      newTenant: () => addTenant(database),
      newMember: (tenantId, role) => addMembership(database, tenantId, role),
      async leave(tenantId, userId) {
        await database.query('delete from membership where tenant_id = $1 and user_id = $2', [
          tenantId,
          userId,
        ])
      },
    })

    it('spare a link that is extended while they clean up [SL-13]', async () => {
      const tenant = await addTenant(database)
      const { linksOf, upkeep } = open()
      const extended = aLink(tenant)
      await linksOf(tenant).extendOrInsertPrimary(extended, aSecret(), noon)
      const late = minutesAfter(61)

      for (const forgetBefore of [never, late]) {
        // The extension has changed the row and not committed yet, so the clean-up still reads the old end and waits.
        const { cleaning } = await connections
          .tenant(tenant)
          .transaction()
          .execute(async (trx) => {
            await trx
              .updateTable('shareLink')
              .set({ expiresAt: minutesAfter(120) })
              .execute()
            const cleaning = upkeep.cleanUp(late, forgetBefore, false)
            await untilSomebodyWaits(database)
            return { cleaning }
          })
        expect(await cleaning).to.deep.equal({ sealed: [], deleted: [], forgotten: 0 })
        const kept = await linksOf(tenant).primaryOf('share_track', extended.resource)
        expect(kept?.tokenSealed).to.be.instanceOf(Buffer)
        await database.query('update share_link set expires_at = $1', [minutesAfter(60)])
      }
    })

    it('keep no token that opens anything: neither itself nor a prefix of it [T-1]', async () => {
      const columns = await database.query(
        "select column_name from information_schema.columns where table_name = 'share_link' and column_name like '%token%'",
      )

      expect(columns.map(({ column_name }) => column_name).sort()).to.deep.equal([
        'token_hash',
        'token_sealed',
      ])
    })
  })
})

const untilSomebodyWaits = async ({ query }: TestDatabase) => {
  const waiting =
    'select 1 from pg_locks l join pg_stat_activity a using (pid) where not granted and datname = current_database()'
  while ((await query(waiting)).length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
}

function behave(open: () => Stores, { newTenant, newMember, leave }: People) {
  let stores: Stores
  let tenant: number
  let maker: number
  let ours: ShareLinkStore

  beforeEach(async () => {
    stores = open()
    tenant = await newTenant()
    maker = await newMember(tenant, 'owner')
    ours = stores.linksOf(tenant)
  })

  const share = async (from: Partial<ShareLink> = {}, now = noon) => {
    const link = aLink(tenant, { createdBy: maker, ...from })
    const secret = aSecret()
    const kept = await ours.extendOrInsertPrimary(link, secret, now)
    return { ...kept, wanted: link, secret }
  }

  it('keep a link as it is, findable by its resource and by the hash of its token', async () => {
    const { wanted, secret, isNew, link } = await share({
      title: 'Entrega',
      trailMinutes: 30,
      expiresAt: null,
    })

    expect(link.number).to.be.above(0)
    const kept = { ...wanted, number: link.number }
    expect({ link, isNew }).to.deep.equal({ link: kept, isNew: true })
    expect(await ours.primaryOf('share_track', wanted.resource)).to.deep.equal({
      link: kept,
      tokenSealed: secret.tokenSealed,
    })
    const found = { link: kept, maker: { userId: maker, role: 'owner' }, passwordHash: null }
    expect(await stores.directory.byTokenHash(secret.tokenHash)).to.deep.equal(found)
    expect(await stores.directory.byId(wanted.id)).to.deep.equal(found)
    expect(await stores.directory.byTokenHash(randomBytes(32))).to.equal(undefined)
  })

  it('extend the live one, with its token, and make no second [SL-5]', async () => {
    const { wanted, secret, link } = await share()

    const again = await share({ resource: wanted.resource, expiresAt: minutesAfter(90) }, minutesAfter(59))

    expect(again.isNew).to.equal(false)
    expect(again.link).to.deep.equal({ ...link, expiresAt: minutesAfter(90), updatedAt: minutesAfter(59) })
    expect(again.tokenSealed).to.deep.equal(secret.tokenSealed)
    expect(await stores.directory.byTokenHash(again.secret.tokenHash)).to.equal(undefined)
  })

  it('put a new one in the place of one that ended, at the very moment of its end [SL-6]', async () => {
    const expired = await share()
    const revoked = await share()
    await ours.revoke(revoked.link.id, noon)

    const afterExpiry = await share({ resource: expired.wanted.resource }, minutesAfter(60))
    const afterRevocation = await share({ resource: revoked.wanted.resource }, noon)

    for (const { isNew, link, wanted } of [afterExpiry, afterRevocation])
      expect({ isNew, id: link.id }).to.deep.equal({ isNew: true, id: wanted.id })
    expect((await stores.directory.byTokenHash(expired.secret.tokenHash))?.link.id).to.equal(expired.link.id)
  })

  it('give one link to 20 who ask at once, for a fresh resource and for one whose link ended [SL-5]', async () => {
    const { wanted } = await share()
    for (const [resource, now] of [
      [aLink(tenant).resource, noon],
      [wanted.resource, minutesAfter(60)],
    ] as const) {
      const all = await Promise.all(
        Array.from({ length: 20 }, () => share({ resource, expiresAt: minutesAfter(99) }, now)),
      )

      expect(new Set(all.map(({ link }) => link.id)).size).to.equal(1)
      expect(new Set(all.map(({ tokenSealed }) => tokenSealed?.toString('hex'))).size).to.equal(1)
      expect(all.filter(({ isNew }) => isNew)).to.have.length(1)
    }
  })

  it('hold one primary link a resource and face, and those of other tenants apart [T-58]', async () => {
    const { wanted } = await share()
    const stranger = stores.linksOf(await newTenant())

    expect(await ours.primaryOf('core', wanted.resource)).to.equal(undefined)
    expect(await stranger.primaryOf('share_track', wanted.resource)).to.equal(undefined)
    expect(await stranger.revoke(wanted.id, noon)).to.equal(false)
    expect(await stranger.revokeAllOf(wanted.resource, noon)).to.deep.equal([])
    expect((await stranger.listPrimary('share_track', maker, noon, { limit: 9, offset: 0 })).count).to.equal(
      0,
    )
    expect((await stranger.stats('share_track', noon)).total).to.equal(0)
  })

  it('record the first withdrawal [SL-9]', async () => {
    const { link, secret } = await share()

    expect(await ours.revoke(link.id, minutesAfter(1))).to.equal(true)
    expect(await ours.revoke(link.id, minutesAfter(2))).to.equal(false)
    expect((await stores.directory.byTokenHash(secret.tokenHash))?.link.revokedAt).to.deep.equal(
      minutesAfter(1),
    )
  })

  it('withdraw every link of a resource that was not withdrawn yet [SL-11]', async () => {
    const first = await share()
    const { resource } = first.link
    await share({ resource, face: 'core' })
    const other = await share()
    await ours.revoke(first.link.id, noon)

    const ended = await ours.revokeAllOf(resource, minutesAfter(1))

    expect(ended.map(({ face, revokedAt }) => ({ face, revokedAt }))).to.deep.equal([
      { face: 'core', revokedAt: minutesAfter(1) },
    ])
    expect((await stores.directory.byTokenHash(other.secret.tokenHash))?.link.revokedAt).to.equal(null)
  })

  it('end those that were to end with what they show, as expired or as revoked, and no others [CL-2] [CL-3]', async () => {
    const resource = { kind: 'assignment' as const, id: createUuidV7(noon.getTime() + ++made) }
    const ofVisit = (from: Partial<ShareLink> = {}) => share({ resource, endsOn: 'done', ...from })
    const [first, endless] = [
      await ofVisit({ face: 'trakservice' }),
      await ofVisit({ expiresAt: null, face: 'core' }),
    ]
    const others = [
      await ofVisit({ face: 'trip', endsOn: null }),
      await ofVisit({ face: 'album', expiresAt: minutesAfter(-1) }),
      await ofVisit({ face: 'share_track', resource: { ...resource, id: createUuidV7(noon.getTime()) } }),
    ]
    const find = async ({ secret }: typeof first) =>
      (await stores.directory.byTokenHash(secret.tokenHash))?.link
    const before = await Promise.all(others.map(find))

    const ended = await ours.endWith(resource, 'expired', minutesAfter(1))
    const twice = await ours.endWith(resource, 'revoked', minutesAfter(1))

    expect(ended.map(({ id }) => id)).to.have.members([first.link.id, endless.link.id])
    expect(twice).to.deep.equal([])
    for (const one of [first, endless])
      expect(await find(one))
        .to.include({ revokedAt: null })
        .and.deep.include({ expiresAt: minutesAfter(1) })
    expect(await Promise.all(others.map(find))).to.deep.equal(before)
    const canceled = { ...resource, id: createUuidV7(noon.getTime() + ++made) }
    const withdrawn = await share({ resource: canceled, endsOn: 'done' })
    await ours.endWith(canceled, 'revoked', minutesAfter(1))
    expect(await find(withdrawn)).to.deep.include({ revokedAt: minutesAfter(1) })
  })

  it("list a person's live links, newest first, page by page [SL-12]", async () => {
    const mine = [await share(), await share(), await share()]
    await share({ expiresAt: minutesAfter(-1) })
    await share({ createdBy: await newMember(tenant, 'owner') })
    await share({ face: 'core' })
    await ours.revoke(mine[1]!.link.id, noon)
    const list = async (limit: number, offset: number) => {
      const { count, rows } = await ours.listPrimary('share_track', maker, noon, { limit, offset })
      return [count, ...rows.map(({ link }) => link.id)]
    }

    expect(await list(9, 0)).to.deep.equal([2, mine[2]!.link.id, mine[0]!.link.id])
    expect(await list(1, 1)).to.deep.equal([2, mine[0]!.link.id])
  })

  it('tell the states of links of any tenant, and leave out those that are gone', async () => {
    const [live, expired, revoked] = [await share(), await share({ expiresAt: noon }), await share()]
    await ours.revoke(revoked.link.id, noon)
    const ids = [live, expired, revoked].map(({ link }) => link.id)

    const standings = await stores.directory.states([...ids, createUuidV7(1)], noon)

    expect(new Map([...standings].map(([id, { state }]) => [id, state]))).to.deep.equal(
      new Map([
        [ids[0], 'live'],
        [ids[1], 'expired'],
        [ids[2], 'revoked'],
      ]),
    )
    const { shareType, passwordVersion, permissions, rotatedAt, updatedAt } = live.link
    const terms = { shareType, passwordVersion, permissions, rotatedAt, updatedAt }
    expect(standings.get(live.link.id)).to.deep.equal({ state: 'live', ...terms })
    expect(await stores.directory.states([], noon)).to.deep.equal(new Map())
  })

  it('read as revoked once their maker left, or may not make them any more [T-4]', async () => {
    const [gone, demoted] = [await newMember(tenant, 'dispatcher'), await newMember(tenant, 'technician')]
    const [orphan, overreach] = [await share({ createdBy: gone }), await share({ createdBy: demoted })]
    const album = await share({ createdBy: demoted, resource: { kind: 'album', id: '7' } })
    await leave(tenant, gone)

    const states = await stores.directory.states([orphan.link.id, overreach.link.id, album.link.id], noon)

    expect([...states.values()].map(({ state }) => state).sort()).to.deep.equal([
      'live',
      'revoked',
      'revoked',
    ])
    expect(states.get(album.link.id)).to.include({ state: 'live' })
    const makerOf = async ({ secret }: typeof orphan) =>
      (await stores.directory.byTokenHash(secret.tokenHash))?.maker
    expect(await makerOf(orphan)).to.deep.equal({ userId: gone, role: null })
    expect(await makerOf(overreach)).to.deep.equal({ userId: demoted, role: 'technician' })
  })

  it('count views and downloads up to what the link allows, however many ask at once [T-27]', async () => {
    const [free, limited] = [await share(), await share({ maxViews: 3, maxDownloads: 2 })]
    const { takeView, takeDownload, returnDownload } = stores.directory
    const taken = async (take: () => Promise<unknown>) => {
      const all = await Promise.all(Array.from({ length: 20 }, take))
      return all.filter((counts) => counts !== undefined).length
    }

    expect(await taken(() => takeView(limited.link.id, true, noon))).to.equal(3)
    expect(await taken(() => takeDownload(limited.link.id, noon))).to.equal(2)
    expect(await taken(() => takeView(free.link.id, false, noon))).to.equal(20)
    await returnDownload(limited.link.id)
    expect(await taken(() => takeDownload(limited.link.id, noon))).to.equal(1)
    for (let i = 0; i < 3; i++) await returnDownload(free.link.id)

    const countsOf = async (id: string) => (await stores.directory.byId(id))?.link.counts
    expect(await countsOf(limited.link.id)).to.deep.equal({
      views: 3,
      downloads: 2,
      visitors: 3,
      lastAccessedAt: noon,
    })
    expect(await countsOf(free.link.id)).to.deep.equal({
      views: 20,
      downloads: 0,
      visitors: 0,
      lastAccessedAt: noon,
    })
    expect(await takeView('0197282e-3c00-4000-8000-000000000001', true, noon)).to.equal(undefined)
  })

  it('count the links of one tenant and of all [SL-14]', async () => {
    const before = await stores.upkeep.stats(noon)
    await share({ expiresAt: minutesAfter(5) })
    await share({ expiresAt: minutesAfter(3) })
    await share({ expiresAt: minutesAfter(-3) })
    const { link } = await share({ expiresAt: minutesAfter(1) })
    await ours.revoke(link.id, noon)
    await share({ face: 'core' })

    const counted = { total: 4, active: 2, expired: 1, revoked: 1, nextExpiry: minutesAfter(3) }
    expect(await ours.stats('share_track', noon)).to.deep.equal(counted)
    expect((await stores.upkeep.stats(noon)).total - before.total).to.equal(5)
  })

  it('withdraw the secrets of ended links, and forget those that ended long ago [SL-13]', async () => {
    const live = await share()
    const expired = await share({ expiresAt: minutesAfter(-1) })
    const revoked = await share()
    await ours.revoke(revoked.link.id, minutesAfter(-2))
    const old = await share({ expiresAt: minutesAfter(-100) })
    const extendable = await share({ face: 'core', expiresAt: minutesAfter(-1) })
    const over = await share({ face: 'core', expiresAt: minutesAfter(-100) })
    const withdrawn = await share({ face: 'core' })
    await ours.revoke(withdrawn.link.id, minutesAfter(-2))
    const album = await share({ face: 'album', resource: { kind: 'album', id: '7' }, expiresAt: noon })
    const clean = async (dryRun: boolean) => {
      const { sealed, deleted } = await stores.upkeep.cleanUp(noon, minutesAfter(-60), dryRun)
      return { sealed: sealed.toSorted(byId), deleted }
    }
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
    const told = {
      sealed: [
        { id: expired.link.id, endedAt: minutesAfter(-1), reason: 'expired' },
        { id: revoked.link.id, endedAt: minutesAfter(-2), reason: 'revoked' },
        { id: over.link.id, endedAt: minutesAfter(-100), reason: 'expired' },
        { id: withdrawn.link.id, endedAt: minutesAfter(-2), reason: 'revoked' },
        { id: album.link.id, endedAt: noon, reason: 'expired' },
      ].toSorted(byId),
      deleted: [{ id: old.link.id, endedAt: minutesAfter(-100), reason: 'expired' }],
    }

    expect(await clean(true)).to.deep.equal(told)
    expect(await clean(true), 'a dry run changes nothing').to.deep.equal(told)
    expect(await clean(false)).to.deep.equal(told)
    expect(await clean(false), 'there is nothing left to do').to.deep.equal({ sealed: [], deleted: [] })

    const { directory } = stores
    expect((await ours.primaryOf('share_track', live.link.resource))?.tokenSealed).to.be.instanceOf(Buffer)
    expect(await ours.primaryOf('share_track', expired.link.resource)).to.equal(undefined)
    expect((await directory.byTokenHash(expired.secret.tokenHash))?.link.id).to.equal(expired.link.id)
    expect((await directory.byTokenHash(revoked.secret.tokenHash))?.link.revokedAt).to.deep.equal(
      minutesAfter(-2),
    )
    expect(await directory.byTokenHash(old.secret.tokenHash)).to.equal(undefined)
    const sealedOf = async ({ link }: typeof live) =>
      (await ours.primaryOf(link.face, link.resource))?.tokenSealed
    expect(await sealedOf(extendable), 'its owner may extend it').to.be.instanceOf(Buffer)
    for (const ended of [over, withdrawn, album]) {
      expect(await sealedOf(ended)).to.equal(undefined)
      expect((await directory.byTokenHash(ended.secret.tokenHash))?.link.number).to.be.a('number')
    }
  })
}

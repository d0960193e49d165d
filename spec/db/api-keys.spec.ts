import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import { keyEvent } from '../../domain/api-keys/key.ts'
import type { NewKey } from '../../domain/api-keys/service.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { eventNamesOf } from '../support/field-rows.ts'
import { addMembership, addTenant } from '../support/rows.ts'

const now = new Date()
const days = (count: number) => new Date(now.getTime() + count * 86_400_000)

describe('the store of API keys', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: ReturnType<typeof createStores>
  let tenantId: number
  let maker: number
  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    stores = createStores(connections)
  })
  beforeEach(async () => {
    tenantId = await addTenant(database)
    maker = await addMembership(database, tenantId, 'admin')
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })

  const aKey = (from: Partial<NewKey> = {}): NewKey => ({
    id: createUuidV7(Date.now()),
    tenantId,
    name: 'Till',
    prefix: 'flk_abcdef',
    role: 'dispatcher',
    expiresAt: days(1),
    createdBy: maker,
    createdAt: now,
    keyHash: randomBytes(32),
    ...from,
  })
  const keep = async (key: NewKey, most = 50) =>
    stores.apiKeysOf(key.tenantId).insert(key, most, keyEvent('api_key.created', key, key.createdBy))
  const revoke = (key: NewKey, at = now) =>
    stores.apiKeysOf(tenantId).revoke(key.id, at, keyEvent('api_key.revoked', key, maker))

  it('finds a key by its hash alone, with what its maker is now [AK-3] [AK-5]', async () => {
    const key = aKey()
    expect(await keep(key)).to.deep.include({ id: key.id, createdBy: { id: maker, fullName: 'Ana' } })

    await database.query("update membership set role = 'member' where user_id = $1", [maker])

    const found = await stores.apiKeyDirectory.byHash(key.keyHash)
    expect(found).to.deep.equal({
      key: {
        id: key.id,
        tenantId,
        makerId: maker,
        role: 'dispatcher',
        expiresAt: key.expiresAt,
        lastUsedAt: null,
        revokedAt: null,
      },
      makerRole: 'member',
    })
    expect(await stores.apiKeyDirectory.byHash(randomBytes(32))).to.equal(undefined)
  })

  it('revokes a key once, and tells of it once [AK-6] [AK-8]', async () => {
    const key = aKey()
    await keep(key)

    expect(await revoke(key)).to.equal(true)
    expect(await revoke(key, days(1))).to.equal(false)

    expect((await stores.apiKeyDirectory.byHash(key.keyHash))?.key.revokedAt).to.deep.equal(now)
    expect(await eventNamesOf(database, tenantId)).to.deep.equal(['api_key.created', 'api_key.revoked'])
  })

  it('lets the keys of somebody end with their membership, and not come back with them [AK-10]', async () => {
    const key = aKey()
    await keep(key)

    await stores.tenantOf(tenantId).remove(maker)
    expect(await stores.apiKeyDirectory.byHash(key.keyHash)).to.equal(undefined)
    await stores.people.addMember(tenantId, maker, 'admin', now)

    expect(await stores.apiKeyDirectory.byHash(key.keyHash)).to.equal(undefined)
  })

  it('counts those that are good towards the most there may be, also when two come at once [AK-1]', async () => {
    const ended = aKey()
    await keep(ended)
    await revoke(ended)
    await keep(aKey({ expiresAt: days(-1) }))

    const kept = await Promise.all([keep(aKey(), 1), keep(aKey({ expiresAt: null }), 1)])

    expect(kept.filter(Boolean)).to.have.length(1)
  })

  it('shows those of its organization, and ended ones for a while, and forgets them then [AK-1] [AK-11]', async () => {
    const [good, expired, revoked] = [aKey(), aKey({ expiresAt: days(-2) }), aKey({ expiresAt: null })]
    for (const key of [good, expired, revoked]) await keep(key)
    await revoke(revoked, days(-100))
    const other = await addTenant(database)
    const ids = async (endedSince: Date) =>
      (await stores.apiKeysOf(tenantId).list(endedSince, { limit: 10, offset: 0 })).rows.map(({ id }) => id)

    expect(await ids(days(-90))).to.have.members([good.id, expired.id])
    expect(await ids(days(-1))).to.deep.equal([good.id])
    expect(await stores.apiKeysOf(other).find(good.id)).to.equal(undefined)

    await stores.apiKeyDirectory.forgetEndedBefore(days(-90))
    expect(await ids(days(-200))).to.have.members([good.id, expired.id])
  })
})

import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { forgetIdempotencyKeys, idempotencyStore } from '../../db/idempotency.ts'
import { createVault } from '../../server/secrets.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addTenant } from '../support/rows.ts'

const vault = createVault('a key for specs of more than 32 characters')

describe('the store of first answers', () => {
  let database: TestDatabase
  let connections: Connections
  let store: ReturnType<typeof idempotencyStore>
  let tenantId: number

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    store = idempotencyStore(connections.tenant, vault)
    tenantId = await addTenant(database)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })

  const anEntry = (from: object = {}) => ({
    tenantId,
    userId: 1,
    key: randomBytes(8).toString('hex'),
    fingerprint: randomBytes(32),
    ...from,
  })
  const makeOlder = (key: string, interval: string) =>
    database.query('update idempotency_key set created_at = now() - $1::interval where key = $2', [
      interval,
      key,
    ])

  it('lets the first of many in, and tells the others to wait [T-59]', async () => {
    const entry = anEntry()

    const answers = await Promise.all(Array.from({ length: 20 }, () => store.begin(entry)))

    expect(answers.filter((answer) => answer === 'taken')).to.have.length(1)
    expect(answers.filter((answer) => answer === 'in_flight')).to.have.length(19)
  })

  it('answers again what was answered first', async () => {
    const [entry, empty] = [anEntry(), anEntry()]
    const body = { token: 'ünïque', list: [1, null] }
    await store.begin(entry)
    await store.begin(empty)

    await store.finish(entry, 201, body)
    await store.finish(empty, 204, undefined)

    expect(await store.begin(entry)).to.deep.equal({ status: 201, body })
    expect(await store.begin(empty)).to.deep.equal({ status: 204, body: null })
  })

  it('refuses a key that came with another request, answered or not [T-59]', async () => {
    const entry = anEntry()
    const other = { ...entry, fingerprint: randomBytes(32) }
    await store.begin(entry)

    expect(await store.begin(other)).to.equal('other_request')
    await store.finish(entry, 200, {})
    expect(await store.begin(other)).to.equal('other_request')
  })

  it('keeps the keys of tenants and of users apart [T-59]', async () => {
    const entry = anEntry()
    await store.begin(entry)
    await store.finish(entry, 200, { secret: true })

    expect(await store.begin({ ...entry, userId: 2 })).to.equal('taken')
    expect(await store.begin({ ...entry, tenantId: await addTenant(database) })).to.equal('taken')
  })

  it('keeps answers sealed, each for its own place', async () => {
    const [entry, other] = [anEntry(), anEntry()]
    for (const one of [entry, other]) {
      await store.begin(one)
      await store.finish(one, 200, { key: 'shown once' })
    }

    const rows = await database.query('select answer_sealed from idempotency_key where key = $1', [entry.key])
    expect(String(rows[0]?.answer_sealed)).not.to.contain('shown once')
    await database.query('update idempotency_key set answer_sealed = $1, fingerprint = $2 where key = $3', [
      rows[0]?.answer_sealed,
      other.fingerprint,
      other.key,
    ])
    const moved = await store.begin(other).catch(() => 'refused')
    expect(moved).to.equal('refused')
  })

  it('frees the key of a request that was not answered, and never one that was', async () => {
    const [failed, answered] = [anEntry(), anEntry()]
    for (const entry of [failed, answered]) await store.begin(entry)
    await store.finish(answered, 200, {})

    for (const entry of [failed, answered]) await store.release(entry)

    expect(await store.begin({ ...failed, fingerprint: randomBytes(32) })).to.equal('taken')
    expect(await store.begin(answered)).to.deep.equal({ status: 200, body: {} })
  })

  it('hands the key of a request that died after a minute to exactly one that comes again', async () => {
    const entry = anEntry()
    await store.begin(entry)
    await makeOlder(entry.key, '59 seconds')
    expect(await store.begin(entry)).to.equal('in_flight')

    for (let time = 0; time < 10; time++) {
      await makeOlder(entry.key, '61 seconds')
      const answers = await Promise.all(Array.from({ length: 40 }, () => store.begin(entry)))
      expect(answers.filter((answer) => answer === 'taken')).to.have.length(1)
    }
  })

  it('forgets what is older than asked, of every tenant', async () => {
    const [old, young] = [anEntry(), anEntry({ tenantId: await addTenant(database) })]
    for (const entry of [old, young]) await store.begin(entry)
    await makeOlder(old.key, '25 hours')
    const aDayAgo = new Date(Date.now() - 86_400_000)

    expect(await forgetIdempotencyKeys(connections.system, aDayAgo)).to.equal(1)
    expect(await forgetIdempotencyKeys(connections.system, aDayAgo)).to.equal(0)
    expect(await store.begin(young)).to.equal('in_flight')
  })
})

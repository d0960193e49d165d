import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import pg from 'pg'
import { addMember, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'

const vehicles = '/api/fleet/vehicles'

describe('an Idempotency-Key [T-59]', () => {
  let url: string
  let owner: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url)
  })
  const newImei = () => `once-${randomUUID().slice(0, 13)}`
  const create = (key: string, body: unknown, person: Person = owner) =>
    person.call('POST', vehicles, body, { 'idempotency-key': key })
  const count = async (person = owner) => (await person.call('GET', vehicles)).body.count
  const kept = async (key: string) =>
    (await sharedService()).database.query('select * from idempotency_key where key = $1', [key])

  it('has a request carried out once: the repeat gets the first answer, the secret that was shown once included', async () => {
    const [key, body] = [randomUUID(), { imei: newImei(), name: 'Once' }]
    const before = await count()

    const first = await create(key, body)
    const second = await create(key, body)

    expect([first.status, second.status]).to.deep.equal([201, 201])
    expect(second.body).to.deep.equal(first.body)
    expect(second.body.ingest_key).to.match(/^[\w-]{22}$/)
    expect([first, second].map(({ headers }) => headers.get('idempotent-replayed'))).to.deep.equal([
      null,
      'true',
    ])
    expect(second.headers.get('x-request-id')).to.not.equal(first.headers.get('x-request-id'))
    expect(await count()).to.equal(before + 1)
  })

  it('keeps answers without a body, and every verb that changes something', async () => {
    const imei = newImei()
    await owner.call('POST', vehicles, { imei, name: 'Once' })
    const twice = async (method: string, path: string, body?: unknown) => {
      const headers = { 'idempotency-key': randomUUID() }
      const replies = [
        await owner.call(method, path, body, headers),
        await owner.call(method, path, body, headers),
      ]
      expect(replies[1]!.body).to.deep.equal(replies[0]!.body)
      return replies.map(({ status }) => status)
    }

    expect(await twice('PATCH', `${vehicles}/${imei}`, { name: 'Other' })).to.deep.equal([200, 200])
    expect(await twice('POST', `${vehicles}/${imei}/rotate-key`)).to.deep.equal([200, 200])
    expect(await twice('POST', '/api/fleet/positions', { imei, latitude: 1, longitude: 1 })).to.deep.equal([
      202, 202,
    ])
    expect(await twice('DELETE', `${vehicles}/${imei}`)).to.deep.equal([204, 204])
  })

  it('belongs to one request: another body, address or verb is refused', async () => {
    const [key, body] = [randomUUID(), { imei: newImei(), name: 'Once' }]
    await create(key, body)
    const headers = { 'idempotency-key': key }

    const others = [
      await create(key, { ...body, name: 'Twice' }),
      await owner.call('POST', `${vehicles}?x=1`, body, headers),
      await owner.call(
        'POST',
        '/api/fleet/share-track/create',
        { imei: body.imei, duration_minutes: 60 },
        headers,
      ),
      await owner.call('PATCH', `${vehicles}/${body.imei}`, { name: 'x' }, headers),
    ]

    for (const { status, body } of others)
      expect([status, body.code]).to.deep.equal([422, 'idempotency_key_reused'])
  })

  it('is separate for each organization and each person in it', async () => {
    const key = randomUUID()
    const people = [owner, await addMember(owner, 'dispatcher'), await register(url)]

    const replies = []
    for (const person of people) replies.push(await create(key, { imei: newImei(), name: 'Mine' }, person))

    expect(replies.map(({ status }) => status)).to.deep.equal([201, 201, 201])
    expect(new Set(replies.map(({ body }) => body.id))).to.have.lengthOf(3)
  })

  it('is taken while the first request is under way: 409 to the second, the answer to the third', async () => {
    const [key, body] = [randomUUID(), { imei: newImei(), name: 'Slow' }]
    const { database } = await sharedService()
    const blocker = new pg.Client({ connectionString: database.url })
    await blocker.connect()
    try {
      await blocker.query('begin; lock table vehicle in access exclusive mode')
      const first = create(key, body)
      while ((await kept(key)).length === 0) await new Promise((done) => setTimeout(done, 10))

      const second = await create(key, body)
      const other = await create(key, { ...body, name: 'Other' })
      await blocker.query('rollback')

      expect([second.status, second.body.code]).to.deep.equal([409, 'idempotency_key_in_flight'])
      expect(other.body.code).to.equal('idempotency_key_reused')
      expect((await first).status).to.equal(201)
      expect((await create(key, body)).body).to.deep.equal((await first).body)
    } finally {
      await blocker.end()
    }
  })

  it('lets one of many that come at once do the work', async () => {
    const [key, body] = [randomUUID(), { imei: newImei(), name: 'Many' }]
    const before = await count()

    const replies = await Promise.all(Array.from({ length: 8 }, () => create(key, body)))

    const statuses = replies.map(({ status }) => status)
    expect(statuses.every((status) => status === 201 || status === 409)).to.equal(true)
    expect(
      new Set(replies.filter(({ status }) => status === 201).map(({ body }) => body.ingest_key)),
    ).to.have.lengthOf(1)
    expect(await count()).to.equal(before + 1)
  })

  it('is free again after a refusal, which changed nothing', async () => {
    const [key, imei] = [randomUUID(), newImei()]
    const taken = newImei()
    await owner.call('POST', vehicles, { imei: taken, name: 'x' })

    const conflict = await create(key, { imei: taken, name: 'Once' })
    const invalid = await create(key, { imei, name: '' })
    const made = await create(key, { imei, name: 'Once' })

    expect([conflict.status, invalid.status, made.status]).to.deep.equal([409, 422, 201])
    expect((await create(key, { imei, name: 'Once' })).body).to.deep.equal(made.body)
  })

  it('is taken over from a request that died with its process', async () => {
    const [key, body] = [randomUUID(), { imei: newImei(), name: 'Orphan' }]
    const { database } = await sharedService()
    const first = await create(key, body)
    await owner.call('DELETE', `${vehicles}/${body.imei}`)
    await database.query(
      `update idempotency_key set status = null, answer_sealed = null, created_at = now() - interval '61 seconds' where key = $1`,
      [key],
    )

    const second = await create(key, body)

    expect(second.status).to.equal(201)
    expect(second.body.id).to.not.equal(first.body.id)
    expect(second.headers.get('idempotent-replayed')).to.equal(null)
  })

  it('keeps its answer sealed: a stolen database shows no secret of it', async () => {
    const key = randomUUID()
    const { body } = await create(key, { imei: newImei(), name: 'Sealed Name' })

    const [row] = await kept(key)

    expect(row).to.include({ status: 201 })
    const bytes = Object.values(row!).map((value) =>
      Buffer.isBuffer(value) ? value.toString('latin1') : String(value),
    )
    for (const secret of [body.ingest_key, 'Sealed Name', body.imei])
      expect(bytes.some((text) => text.includes(secret))).to.equal(false)
  })

  it('gives its answer to nobody who may no longer ask', async () => {
    const helper = await addMember(owner, 'dispatcher')
    const [key, body] = [randomUUID(), { imei: newImei(), name: 'Once' }]
    await create(key, body, helper)
    await owner.call('PATCH', `/api/tenants/members/${helper.userId}`, { role: 'member' })

    expect((await create(key, body, helper)).status).to.equal(403)
  })

  it('is 1 to 255 visible characters, and means nothing to what only reads', async () => {
    for (const bad of ['a b', 'x'.repeat(256), 'é']) {
      const { status, body } = await create(bad, { imei: newImei(), name: 'x' })
      expect([status, body.errors?.[0].field], bad).to.deep.equal([422, 'Idempotency-Key'])
    }
    expect((await create('x'.repeat(255), { imei: newImei(), name: 'x' })).status).to.equal(201)
    const headers = { 'idempotency-key': 'a b' }
    expect((await owner.call('GET', vehicles, undefined, headers)).status).to.equal(200)
  })
})

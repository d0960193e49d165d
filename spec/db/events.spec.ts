import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Kysely } from 'kysely'
import { createAccessWriter } from '../../db/access-writer.ts'
import { type Connections, connect } from '../../db/connect.ts'
import { recordEvents, withEvents } from '../../db/events.ts'
import type { Database } from '../../db/schema.ts'
import { createStores } from '../../db/stores.ts'
import type { StoredAccess } from '../../domain/analytics/facts.ts'
import type { DomainEvent, NewEvent } from '../../domain/events/event.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addTenant } from '../support/rows.ts'

const anEvent = (aggregateId: string, from: Partial<NewEvent> = {}): NewEvent => ({
  name: 'assignment.updated',
  aggregateType: 'assignment',
  aggregateId,
  actorId: 7,
  data: { status: 'done' },
  ...from,
})

describe('the events of an organization', () => {
  let database: TestDatabase
  let connections: Connections
  let tenantId: number

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url, { size: 24 })
  })
  beforeEach(async () => {
    tenantId = await addTenant(database)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })

  const storeOf = (tenant = tenantId) => createStores(connections).eventsOf(tenant)
  const all = async (tenant = tenantId) => (await storeOf(tenant).read({ after: 0, limit: 500 })).events
  const keep = (events: readonly NewEvent[], tenant = tenantId) =>
    withEvents(connections.tenant(tenant), tenant, events, async () => true)

  describe('as they are read', () => {
    it('come in order, in pages, and say where to go on [EV-2]', async () => {
      await keep(['a', 'b', 'c', 'd', 'e'].map((id) => anEvent(id)))

      const first = await storeOf().read({ after: 0, limit: 2 })
      const second = await storeOf().read({ after: first.last, limit: 2 })
      const third = await storeOf().read({ after: second.last, limit: 2 })

      const ids = [first, second, third].map(({ events }) => events.map(({ aggregateId }) => aggregateId))
      expect(ids).to.deep.equal([['a', 'b'], ['c', 'd'], ['e']])
      expect([first, second, third].map(({ last, more }) => [last, more])).to.deep.equal([
        [2, true],
        [4, true],
        [5, false],
      ])
      expect(first.events[0]).to.deep.include({
        seq: 1,
        name: 'assignment.updated',
        aggregateType: 'assignment',
        actorId: 7,
        data: { status: 'done' },
      })
    })

    it('are none beyond the last one, and before the first [EV-2]', async () => {
      const before = await storeOf().read({ after: 0, limit: 10 })
      await keep([anEvent('a')])
      const beyond = await storeOf().read({ after: 1_000_000, limit: 10 })

      expect(before).to.deep.equal({ events: [], last: 0, more: false })
      expect(beyond).to.deep.equal({ events: [], last: 1, more: false })
    })

    it('are narrowed to names and to one aggregate; `last` passes over the others [EV-3]', async () => {
      await keep([
        anEvent('a', { name: 'quote.sent', aggregateType: 'quote' }),
        anEvent('a'),
        anEvent('b'),
        anEvent('b', { name: 'assignment.removed' }),
      ])
      const read = async (wanted: object) => {
        const { events, last } = await storeOf().read({ after: 0, limit: 10, ...wanted })
        return [events.map(({ seq }) => seq), last]
      }

      expect(await read({ names: ['quote.sent', 'assignment.removed'] })).to.deep.equal([[1, 4], 4])
      expect(await read({ names: [] })).to.deep.equal([[], 4])
      expect(await read({ aggregateType: 'assignment', aggregateId: 'a' })).to.deep.equal([[2], 4])
      expect(await read({ aggregateType: 'quote' })).to.deep.equal([[1], 4])
    })

    it('are those of one organization [T-58]', async () => {
      const other = await addTenant(database)
      await keep([anEvent('ours')])
      await keep([anEvent('theirs'), anEvent('theirs')], other)

      expect((await all()).map(({ aggregateId }) => aggregateId)).to.deep.equal(['ours'])
      expect((await all(other)).map(({ seq }) => seq)).to.deep.equal([1, 2])
    })

    it('leave nothing out for who follows twenty writers at once, some of whom give up [EV-1] [EV-2]', async () => {
      const writers = 20
      const each = 25
      let isOver = false
      const followed: DomainEvent[] = []
      const follow = async () => {
        let after = 0
        for (let isLast = false; ; isLast = isOver) {
          const { events, last } = await storeOf().read({ after, limit: 7 })
          followed.push(...events)
          after = last
          if (isLast && events.length === 0) return
        }
      }
      const write = async (writer: number) => {
        for (let i = 0; i < each; i++) {
          const id = `${writer}-${i}`
          const tenant = connections.tenant(tenantId)
          const work = withEvents(tenant, tenantId, [anEvent(id)], async (trx) => {
            await trx.selectFrom('tenant').select('id').where('id', '=', tenantId).execute()
            return true
          })
          await work
          if (i % 5 === 0)
            await tenant
              .transaction()
              .execute(async (trx) => {
                await recordEvents(trx, tenantId, [anEvent('given up')])
                throw new Error('given up')
              })
              .catch(() => {})
        }
      }

      const following = follow()
      await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
      isOver = true
      await following

      expect(followed.map(({ seq }) => seq)).to.deep.equal(
        Array.from({ length: writers * each }, (_, i) => i + 1),
      )
      expect(new Set(followed.map(({ aggregateId }) => aggregateId)).size).to.equal(writers * each)
    })
  })

  describe('of links', () => {
    const addLink = async (row: Record<string, unknown> = {}) => {
      const whole: Record<string, unknown> = {
        id: randomUUID(),
        tenant_id: tenantId,
        face: 'core',
        resource_kind: 'vehicle',
        resource_id: randomUUID(),
        token_hash: randomBytes(32),
        token_sealed: Buffer.from('the-sealed-token'),
        created_by: 9,
        title: 'The title',
        slug: `slug-${randomBytes(6).toString('hex')}`,
        password_hash: 'the-password-hash',
        recipient_name: 'Ana Recipient',
        recipient_email: 'ana@example.org',
        expires_at: '2031-01-01T00:00:00Z',
        ...row,
      }
      const names = Object.keys(whole)
      await database.query(
        `insert into share_link (${names}) values (${names.map((_, i) => `$${i + 1}`)})`,
        Object.values(whole),
      )
      return whole as { id: string; resource_id: string; slug: string }
    }
    const change = (set: string, id: string) =>
      connections.systemPool.query(`update share_link set ${set} where id = $1`, [id])

    it('tell of a new link what it shows and to whom, and nothing that opens it [EV-6] [T-5] [T-9]', async () => {
      const link = await addLink({ share_type: 'protected', allow_download: true })

      const [event, ...others] = await all()

      expect(others).to.deep.equal([])
      expect(event).to.deep.include({
        seq: 1,
        name: 'share.created',
        aggregateType: 'share',
        aggregateId: link.id,
        actorId: 9,
        data: {
          resource_type: 'vehicle',
          resource_id: link.resource_id,
          face: 'core',
          share_type: 'protected',
          starts_at: null,
          expires_at: '2031-01-01T00:00:00.000Z',
          permissions: { preview: true, download: true, comment: false, collaborate: false },
        },
      })
      const told = JSON.stringify(event)
      for (const secret of ['the-sealed-token', 'the-password-hash', 'Ana', 'ana@', link.slug])
        expect(told).not.to.include(secret)
    })

    const changes: Record<string, readonly [set: string, changed: readonly string[]]> = {
      'a new end': [`expires_at = '2032-01-01T00:00:00Z'`, ['expires_at']],
      'a new beginning': [`starts_at = '2030-01-01T00:00:00Z'`, ['starts_at']],
      'another right': ['allow_comments = true', ['permissions']],
      'another type and password': [
        `share_type = 'protected', password_hash = 'next', password_version = 1`,
        ['share_type', 'password'],
      ],
      'another title': [`title = 'Other words'`, ['title']],
      'another token': [`rotated_at = now(), token_hash = '\\x01', token_sealed = '\\x02'`, ['token']],
      'another limit': ['max_views = 5', ['limits']],
      'an arrival that ends it': [`ends_on = 'arrival', destination = '{"latitude":1}'`, ['ends_on']],
    }
    for (const [what, [set, changed]] of Object.entries(changes))
      it(`tell of ${what} by its name alone [EV-6] [T-9]`, async () => {
        const { id } = await addLink()

        await change(set, id)

        const [, event, ...others] = await all()
        expect(others).to.deep.equal([])
        expect([event?.name, event?.actorId, event?.data.changed]).to.deep.equal([
          'share.updated',
          null,
          changed,
        ])
        expect(JSON.stringify(event)).not.to.match(/Other words|next|x0[12]|latitude/)
      })

    it('tell nothing of what is counted, swept or set to what it was [EV-6]', async () => {
      const { id } = await addLink()

      await change('views = views + 1, visitors = 3, downloads = 2, last_accessed_at = now()', id)
      await change(`title = title, expires_at = expires_at, updated_at = now()`, id)
      await change(`token_sealed = null, password_hash = '', is_primary = false`, id)
      await connections.systemPool.query('delete from share_link where id = $1', [id])

      expect((await all()).map(({ name }) => name)).to.deep.equal(['share.created'])
    })

    for (const [reason, set, row] of [
      ['revoked', 'revoked_at = now(), allow_comments = true', {}],
      ['arrived', 'expires_at = now(), updated_at = now()', { ends_on: 'arrival' }],
      ['done', 'expires_at = now(), updated_at = now()', { ends_on: 'done' }],
    ] as const)
      it(`tell why a link ended: ${reason} [EV-6]`, async () => {
        const { id } = await addLink(row)

        await change(set, id)

        const [, event, ...others] = await all()
        expect(others).to.deep.equal([])
        expect([event?.name, event?.aggregateId, event?.data.reason]).to.deep.equal([
          'share.revoked',
          id,
          reason,
        ])
      })

    it('are kept with what they tell of, or not at all, whichever role does it [EV-1]', async () => {
      const tenant = connections.tenant(tenantId)
      const { id } = await addLink()
      const revoke = (fails: boolean) =>
        tenant.transaction().execute(async (trx) => {
          await trx
            .updateTable('shareLink')
            .set({ revokedAt: new Date() })
            .where('tenantId', '=', tenantId)
            .where('id', '=', id)
            .execute()
          if (fails) throw new Error('given up')
        })

      await revoke(true).catch(() => {})
      const without = (await all()).length
      await revoke(false)

      expect(without).to.equal(1)
      expect((await all()).map(({ name }) => name)).to.deep.equal(['share.created', 'share.revoked'])
    })

    it('take the counter at the end of their transaction: nobody waits for it before [EV-1]', async () => {
      const { id: one } = await addLink()
      const { id: other } = await addLink()
      const retitle = (trx: Kysely<Database>, id: string) =>
        trx
          .updateTable('shareLink')
          .set({ title: randomBytes(4).toString('hex') })
          .where('tenantId', '=', tenantId)
          .where('id', '=', id)
          .execute()
      let bothBegan = 0
      const begun = async () => {
        bothBegan++
        const end = Date.now() + 15_000
        while (bothBegan < 2 && Date.now() < end) await new Promise((done) => setTimeout(done, 5))
      }
      // Each changes a link, and goes on with something else once the other has as well. Whoever had taken the counter
      // with their first change would have kept the other from theirs.
      const work = (id: string) =>
        connections
          .tenant(tenantId)
          .transaction()
          .execute(async (trx) => {
            await retitle(trx, id)
            await begun()
            await retitle(trx, id)
          })

      await Promise.all([work(one), work(other)])

      expect(bothBegan).to.equal(2)
      expect((await all()).map(({ seq }) => seq)).to.deep.equal([1, 2, 3, 4, 5, 6])
    })
  })

  describe('of accesses', () => {
    const anAccess = (from: Partial<StoredAccess>): StoredAccess => ({
      type: 'view',
      tenantId,
      linkId: randomUUID(),
      resource: 'asset:12',
      at: new Date('2030-06-01T12:00:00Z'),
      isBot: false,
      visitId: null,
      visitor: randomBytes(16),
      country: 'BR',
      deviceType: 'mobile',
      browser: 'Firefox',
      os: 'Android',
      referrer: 'direct',
      channel: 'direct',
      seconds: null,
      loadMs: null,
      ...from,
    })
    const store = async (accesses: readonly StoredAccess[]) => {
      const lost: unknown[] = []
      const writer = createAccessWriter(connections.systemPool, { onLost: (_, error) => lost.push(error) })
      for (const access of accesses) writer.add(access)
      await writer.flush()
      expect(lost).to.deep.equal([])
    }

    it('tell of people’s opens, unlocks and downloads, and nothing of the people [EV-7]', async () => {
      const linkId = randomUUID()
      await store([
        anAccess({ linkId }),
        anAccess({ linkId, type: 'download', at: new Date('2030-06-01T12:00:02Z') }),
        anAccess({ linkId, type: 'unlock', at: new Date('2030-06-01T12:00:01Z') }),
        anAccess({ linkId, isBot: true }),
        anAccess({ linkId, type: 'unlock_failed' }),
        anAccess({ linkId, type: 'time', visitId: 'v', seconds: 3 }),
      ])

      const events = await all()

      const data = (type: string) => ({ type, count: 1, resource_type: 'asset', resource_id: '12' })
      expect(
        events.map(({ seq, name, aggregateId, actorId, data }) => [seq, name, aggregateId, actorId, data]),
      ).to.deep.equal([
        [1, 'share.accessed', linkId, null, data('view')],
        [2, 'share.accessed', linkId, null, data('unlock')],
        [3, 'share.accessed', linkId, null, data('download')],
      ])
      expect(events[2]?.at).to.deep.equal(new Date('2030-06-01T12:00:02Z'))
    })

    it('tell of a crowd at one link once a batch, with its number [EV-7]', async () => {
      const linkId = randomUUID()
      const other = randomUUID()
      await store([...Array.from({ length: 40 }, () => anAccess({ linkId })), anAccess({ linkId: other })])

      const counts = (await all()).map(({ aggregateId, data }) => [aggregateId === linkId, data.count])

      expect(counts).to.have.deep.members([
        [true, 40],
        [false, 1],
      ])
    })

    it('stand in the row of all events, beside whatever else happens at once [EV-1] [EV-7]', async () => {
      const other = await addTenant(database)
      const batch = () => {
        const links = Array.from({ length: 10 }, () => randomUUID())
        return store(links.flatMap((linkId) => [anAccess({ linkId }), anAccess({ linkId, tenantId: other })]))
      }
      const others = Array.from({ length: 30 }, (_, i) => keep([anEvent(`${i}`)], i % 2 ? tenantId : other))

      await Promise.all([...Array.from({ length: 8 }, batch), ...others])

      for (const tenant of [tenantId, other])
        expect((await all(tenant)).map(({ seq }) => seq)).to.deep.equal(
          Array.from({ length: 95 }, (_, i) => i + 1),
        )
    })
  })
})

import { expect } from 'chai'
import { addMember, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'

const path = '/api/tenants/audit'

describe('GET /api/tenants/audit', () => {
  let url: string
  let owner: Person
  let admin: Person
  let helper: Person
  const audit = async (query = '', by = admin) => (await by.call('GET', path + query)).body
  const seqs = async (query: string) => (await audit(query)).results.map(({ seq }: { seq: number }) => seq)
  const set = (by: Person, features: Record<string, boolean>) =>
    by.call('PUT', '/api/tenants/features', { features })
  const record = async (name: string, aggregate: string, actor: number | null, ago: string) => {
    const { database } = await sharedService()
    await database.query(`select record_event($1, $2, 'technician', $3, $4, '{"is_active":true}')`, [
      owner.tenantId,
      name,
      aggregate,
      actor,
    ])
    await database.query(
      `update event set at = now() - $2::interval where tenant_id = $1 and aggregate_id = $3`,
      [owner.tenantId, ago, aggregate],
    )
  }

  before(async () => {
    url = (await sharedService()).url
    owner = await register(url, 'Audited')
    admin = await addMember(owner, 'admin')
    helper = await addMember(owner, 'admin')
    await record('technician.created', 'old', owner.userId, '3 days') // 1
    await record('share.accessed', 'seen', null, '2 days') // 2
    await set(helper, { 'trakservice.enabled': true }) // 3
    await set(owner, { 'trakservice.km': true }) // 4
    await record('quote.expired', 'late', null, '1 hour') // 5
  })

  it('shows what happened and who did it, the newest first, without who opened links [FE-30]', async () => {
    const { count, next, previous, results } = await audit()

    expect({ count, next, previous }).to.deep.equal({ count: 4, next: null, previous: null })
    expect(results.map(({ seq }: { seq: number }) => seq)).to.deep.equal([5, 4, 3, 1])
    expect(results[1]).to.deep.equal({
      seq: 4,
      name: 'tenant.feature_updated',
      aggregate_type: 'tenant',
      aggregate_id: String(owner.tenantId),
      actor: { id: owner.userId, full_name: 'A Person' },
      data: { feature_key: 'trakservice.km', enabled: true },
      at: results[1].at,
    })
    expect(results[0].actor).to.equal(null)
  })

  it('comes page by page, narrowed by what, who and when [FE-30]', async () => {
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()

    expect(await seqs('?page_size=2&page=2')).to.deep.equal([3, 1])
    expect((await audit('?page_size=2')).next).to.equal(`${url}${path}?page_size=2&page=2`)
    expect(await seqs('?name=tenant.feature_updated')).to.deep.equal([4, 3])
    expect(await seqs(`?actor_id=${owner.userId}`)).to.deep.equal([4, 1])
    expect(await seqs(`?to=${hoursAgo(0.5)}`)).to.deep.equal([5, 1])
    expect(await seqs(`?from=${hoursAgo(2)}&to=${hoursAgo(0.5)}`)).to.deep.equal([5])
    expect(await seqs(`?from=${hoursAgo(0.5)}&name=quote.expired`)).to.deep.equal([])
    for (const query of ['?name=share.accessed', '?name=x', '?actor_id=0', '?from=yesterday', '?surprise=1'])
      expect((await admin.call('GET', path + query)).status, query).to.equal(422)
  })

  it('keeps the name of whoever has left [FE-31]', async () => {
    await owner.call('DELETE', `/api/tenants/members/${helper.userId}`)

    const { results } = await audit('?page=1')

    const [third] = results.filter(({ seq }: { seq: number }) => seq === 3)
    expect(third.actor).to.deep.equal({ id: helper.userId, full_name: 'A Colleague' })
  })

  it('has no name for an account that is gone [FE-31]', async () => {
    await record('technician.removed', 'gone', 2_147_483_647, '4 days')

    const { results } = await audit('?name=technician.removed')

    expect(results[0].actor).to.deep.equal({ id: 2_147_483_647, full_name: null })
  })

  it('is for owners and admins, of their own organization [FE-30] [T-58]', async () => {
    const dispatcher = await addMember(owner, 'dispatcher')
    const stranger = await register(url, 'Elsewhere')

    expect((await dispatcher.call('GET', path)).status).to.equal(403)
    expect(await audit('', stranger)).to.deep.equal({ count: 0, next: null, previous: null, results: [] })
    expect((await audit(`?actor_id=${owner.userId}`, stranger)).count).to.equal(0)
  })
})

import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Request } from 'express'
import type { Role } from '../../domain/actor.ts'
import { Problem, type ProblemName } from '../../domain/problem.ts'
import { features } from '../../domain/tenants/features.ts'
import { admit } from '../../server/auth.ts'
import { trakServiceRoutes } from '../../server/routes/trakservice.ts'
import { addMember, type Person, register } from '../support/client.ts'
import { sharedService, type TestService } from '../support/service.ts'

const meta = '/api/trakservice/_meta/'
const health = '/api/trakservice/_health/'
const allOff = Object.fromEntries(features.map((feature) => [feature, false]))

describe('a route of a feature', () => {
  const asked = async (role: Role | undefined, isOn: boolean): Promise<ProblemName | 'in'> => {
    const headers: Record<string, string> = role ? { authorization: 'Bearer x' } : {}
    const req = { method: 'GET', get: (name: string) => headers[name] } as unknown as Request
    const entering = admit(
      req,
      { who: 'admin', feature: 'trakservice.km', path: '/', method: 'get' },
      { namesNoLanguage: false, speak() {} },
      {
        sessions: {
          identify: async () => ({ userId: 1, tenantId: 1, role: role!, familyId: 'f' }),
          csrfTokenOf: () => '',
        },
        keys: { identify: () => expect.fail('it is no key') },
        profiles: {
          of: () => expect.fail('the language was named'),
          async assertFeature(_, feature) {
            if (!isOn) throw new Problem('feature_disabled', { feature })
          },
        },
      },
    )
    return entering.then(
      () => 'in' as const,
      (error: Problem) => error.code,
    )
  }

  it('asks who calls, then for the feature, then for the role [FE-4]', async () => {
    expect(await asked(undefined, false)).to.equal('not_signed_in')
    expect(await asked('member', false)).to.equal('feature_disabled')
    expect(await asked('admin', false)).to.equal('feature_disabled')
    expect(await asked('member', true)).to.equal('forbidden')
    expect(await asked('admin', true)).to.equal('in')
  })
})

describe('the health of TrakService', () => {
  const answer = async (readiness: { database: boolean; bus: boolean }) => {
    const [, route] = trakServiceRoutes({
      services: {
        profiles: {
          of: async (id) => ({ id, name: '', features: {}, locale: 'en', timeZone: 'UTC' }),
        },
        now: () => new Date('2026-01-08T10:30:00Z'),
      },
      readiness: async () => readiness,
    })
    return route!.handle({ actor: { tenantId: 7 } } as never)
  }

  it('is degraded where the database or the bus does not answer [FE-10]', async () => {
    const healthy = {
      status: 'healthy',
      timestamp: '2026-01-08T10:30:00.000Z',
      tenant_id: 7,
      features_enabled: [],
    }

    expect(await answer({ database: true, bus: true })).to.deep.equal(healthy)
    for (const database of [true, false])
      expect(await answer({ database, bus: !database })).to.deep.equal({ ...healthy, status: 'degraded' })
  })
})

describe('features of an organization', () => {
  let service: TestService
  let owner: Person
  let admin: Person
  let member: Person
  const set = (wishes: Record<string, boolean>, by = owner) =>
    by.call('PUT', '/api/tenants/features', { features: wishes })
  const told = async () => {
    const rows = await service.database.query(
      `select actor_id, aggregate_type, aggregate_id, data from event
       where tenant_id = $1 and name = 'tenant.feature_updated' order by seq`,
      [owner.tenantId],
    )
    return rows.map(({ data, ...row }) => ({ ...row, ...(data as object) }))
  }
  /** Asks until the answer is the one awaited: far sooner than what is remembered would be read anew by itself. */
  const comesTo = async (status: number): Promise<boolean> => {
    for (const endsAt = Date.now() + 15_000; Date.now() < endsAt; await sleep(5))
      if ((await member.call('GET', meta)).status === status) return true
    return false
  }
  /** `fetch` names a language by itself; this does not. */
  const detailIn = (language: string | undefined, path: string, token = member.token): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        ...(language !== undefined && { 'accept-language': language }),
      }
      request(service.url + path, { headers }, async (res) => {
        let text = ''
        for await (const chunk of res) text += chunk
        resolve(JSON.parse(text).detail)
      })
        .on('error', reject)
        .end()
    })

  before(async () => {
    service = await sharedService()
  })
  beforeEach(async () => {
    owner = await register(service.url, 'ACME')
    admin = await addMember(owner, 'admin')
    member = await addMember(owner, 'member')
  })

  it('open their routes as soon as they are on, and close them as soon as they are off [FE-4] [FE-6]', async () => {
    expect((await member.call('GET', meta)).status).to.equal(403)

    await set({ 'trakservice.enabled': true })
    const open = await member.call('GET', meta)
    await set({ 'trakservice.enabled': false })

    expect(open.status).to.equal(200)
    expect(open.body).to.deep.equal({
      module: 'trakservice',
      version: '1.0.0',
      features: { ...allOff, 'trakservice.enabled': true },
      status: 'operational',
    })
    expect((await member.call('GET', meta)).status).to.equal(403)
  })

  it('are refused with the document’s sentence in every language [FE-4]', async () => {
    await owner.call('PATCH', '/api/tenants/current', { locale: 'pt-BR' })

    for (const language of [undefined, 'en', 'pt-BR', 'es', '*'])
      expect(await detailIn(language, meta), language).to.equal(
        "Feature 'trakservice.enabled' is not enabled for your organization.",
      )
  })

  it('are told in the document’s order by _meta and _health, and nothing of one’s own among them [FE-10]', async () => {
    await set({
      own: true,
      'trakservice.quotes': true,
      'trakservice.dispatch': true,
      'trakservice.enabled': true,
    })

    const { body } = await member.call('GET', health)

    expect(body).to.deep.include({
      status: 'healthy',
      tenant_id: owner.tenantId,
      features_enabled: ['trakservice.enabled', 'trakservice.dispatch', 'trakservice.quotes'],
    })
    expect(Math.abs(Date.parse(body.timestamp) - Date.now())).to.be.below(60_000)
    expect(Object.keys((await member.call('GET', meta)).body.features)).to.deep.equal(features)
  })

  it('are told as events with who switched them, where they really changed [FE-5]', async () => {
    await set({ 'trakservice.enabled': true, 'trakservice.km': false, own: true })
    await set({ 'trakservice.enabled': true, own: false }, admin)

    const of = (person: Person, feature_key: string, enabled: boolean) => ({
      actor_id: person.userId,
      aggregate_type: 'tenant',
      aggregate_id: String(owner.tenantId),
      feature_key,
      enabled,
    })
    expect(await told()).to.have.deep.members([
      of(owner, 'trakservice.enabled', true),
      of(owner, 'own', true),
      of(admin, 'own', false),
    ])
  })

  it('all arrive, whoever switches at the same moment [FE-2]', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `own_${i}`)

    const replies = await Promise.all(names.map((name, i) => set({ [name]: true }, i % 2 ? owner : admin)))

    expect(replies.map(({ status }) => status)).to.deep.equal(names.map(() => 200))
    const { body } = await owner.call('GET', '/api/tenants/features')
    expect(body.features).to.deep.equal({
      ...allOff,
      ...Object.fromEntries(names.map((name) => [name, true])),
    })
    expect(await told()).to.have.length(12)
  })

  it('that somebody changes in the database itself are known within a second [FE-6]', async () => {
    const write = (enabled: boolean) =>
      service.database.query('update tenant set features = features || $2 where id = $1', [
        owner.tenantId,
        JSON.stringify({ 'trakservice.enabled': enabled }),
      ])
    expect((await member.call('GET', meta)).status).to.equal(403)

    const listeners = await service.database.query(
      `select query from pg_stat_activity where application_name = 'fleeting_listener' and datname = current_database()`,
    )
    expect(listeners, 'what is remembered is only forgotten in time by whoever listens').to.have.length(1)

    await write(true)
    expect(await comesTo(200)).to.equal(true)
    await write(false)
    expect(await comesTo(403)).to.equal(true)
  })

  it('speak to whoever names no language in the organization’s [FE-8]', async () => {
    await set({ 'trakservice.enabled': true })
    const path = '/api/trakservice/technicians?page=0'
    await set({ 'trakservice.dispatch': true })
    const inLocale = async (locale: string) => {
      await owner.call('PATCH', '/api/tenants/current', { locale })
      return [
        await detailIn(undefined, path),
        await detailIn('', path),
        await detailIn('*', path),
        await detailIn('*;q=0.5', path),
        await detailIn('en', path),
        await detailIn('es-AR', path),
      ].map((sentence) => sentence.split(' ')[0])
    }

    expect(await inLocale('pt-BR')).to.deep.equal(['Alguns', 'Alguns', 'Alguns', 'Alguns', 'Some', 'Faltan'])
    expect(await inLocale('es')).to.deep.equal(['Faltan', 'Faltan', 'Faltan', 'Faltan', 'Some', 'Faltan'])
  })

  it('leave what belongs to no feature in English, where no language is named [FE-8]', async () => {
    await owner.call('PATCH', '/api/tenants/current', { locale: 'pt-BR' })

    expect(await detailIn(undefined, '/api/tenants/features')).to.equal('Your role does not allow this.')
  })
})

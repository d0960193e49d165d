import { expect } from 'chai'
import { type Role, roles } from '../../domain/actor.ts'
import type { Pass } from '../../domain/share-links/visits.ts'
import { features } from '../../domain/tenants/features.ts'
import { fingerprintOf } from '../../server/gate.ts'
import { openApiOf } from '../../server/openapi.ts'
import { createPasses } from '../../server/passes.ts'
import type { Route } from '../../server/route.ts'
import { allRoutes, type RouteContext } from '../../server/routes/index.ts'
import { createVault } from '../../server/secrets.ts'
import { clientOf, type Person } from '../support/client.ts'
import { secrets, sharedService } from '../support/service.ts'
import { aHouse, aSharedVehicle, type House } from './a-house.ts'
import { callOf, type Fixture, routeCases, somebody } from './route-cases.ts'

/** The table needs no service to be read. */
const unused = new Proxy({}, { get: () => unused }) as RouteContext
const table = allRoutes(unused)
/** The statuses that the documentation promises. */
const documented = (() => {
  const { paths } = openApiOf(table, '0') as { paths: Record<string, Record<string, { responses: object }>> }
  return ({ method, path }: Route) => {
    const operations = paths[path.replace(/:(\w+)/g, '{$1}')]!
    return Object.keys((operations[method] ?? operations.get)!.responses).map(Number)
  }
})()
const nameOf = ({ method, path }: Route) => `${method} ${path}`
const covered = table.filter((route) => nameOf(route) in routeCases)

/** The least role that may, and the most that may not. */
const leastOf = ({ who }: Route): Role =>
  who === 'member' || who === 'anyone' || who === 'visitor' ? 'member' : who
const lesserThan = (role: Role): Role | undefined => roles[roles.indexOf(role) + 1]

describe('the route table', () => {
  it('has a case here for every route, and no case without a route', () => {
    expect(Object.keys(routeCases).sort()).to.deep.equal(table.map(nameOf).sort())
  })

  it('names each route once, and never one that an earlier one hides', () => {
    const hidden = table.filter((route, i) =>
      table.slice(0, i).some(({ method, path }) => method === route.method && covers(path, route.path)),
    )

    expect(hidden.map(nameOf)).to.deep.equal([])
  })

  it('lets nobody in by a link but through its gate [T-7]', () => {
    const byLink = table.filter(({ path }) =>
      /\/(share|embed)\/:|^\/(share|embed)\/|:(ref|token)\b/.test(path),
    )
    const visitors = table.filter(({ who }) => who === 'visitor')

    expect(byLink.filter(({ who, status }) => who !== 'visitor' && status !== 308).map(nameOf)).to.deep.equal(
      [],
    )
    expect(visitors.filter(({ path }) => !/:ref\b/.test(path)).map(nameOf)).to.deep.equal([])
    expect(visitors.filter(({ wish }) => !wish).map(nameOf)).to.deep.equal([])
    expect(visitors).not.to.deep.equal([])
  })
})

const covers = (pattern: string, path: string) =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`).test(path)

const routesAHouse = 20
const everything = { features: Object.fromEntries(features.map((feature) => [feature, true])) }

describe('every route', function () {
  this.timeout(60_000)
  let url: string
  let house: House
  let stranger: Person
  let unequipped: House['people']
  before(async () => {
    url = (await sharedService()).url
    stranger = (await aHouse(url, 'Elsewhere')).people.owner
    await stranger.call('PUT', '/api/tenants/features', everything)
    unequipped = (await aHouse(url, 'Without')).people
  })
  const moveIn = async () => {
    house = await aHouse(url, 'Nossa Frota')
    await house.people.owner.call('PUT', '/api/tenants/features', everything)
  }

  const fixtureOf = async (): Promise<Fixture> => ({
    house,
    vehicle: await aSharedVehicle(house.people.owner),
  })
  /** Whatever says that something is the house's, or who is in it. */
  const marksOf = ({ house: { people }, vehicle }: Fixture) => [
    ...[vehicle.id, vehicle.imei, vehicle.ingestKey, vehicle.linkId, vehicle.token, 'Nossa Frota'],
    ...Object.values(people).map(({ email }) => email),
  ]
  const made = async (route: Route) => {
    const fixture = await fixtureOf()
    const name = nameOf(route)
    const { method, path, search, headers, bodyFor, ref } = await callOf(name, routeCases[name]!, fixture)
    const as = async (
      caller: Pick<Person, 'call'> | undefined,
      suffix = '',
      extra: object = {},
      brought: Record<string, string> = {},
    ) => {
      const body = await bodyFor(caller as Person | undefined)
      const whole = body === undefined || typeof body === 'string' ? body : { ...body, ...extra }
      const reply = await (caller ?? clientOf(url)).call(method, path + suffix + search, whole, {
        ...headers,
        ...brought,
      })
      expect(reply.status, `${name} answered what its documentation does not say`).to.be.oneOf(
        documented(route),
      )
      return reply
    }
    return { fixture, as, ref, expected: routeCases[name]! }
  }

  /** As its owner would lock it: the version is 7, and no password opens it. */
  const lock = async (linkId: string) => {
    const { database } = await sharedService()
    const rows = await database.query(
      `update share_link set share_type = 'protected', password_hash = $2, password_version = 7
       where id = $1 returning id`,
      [linkId, `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`],
    )
    expect(rows).to.have.length(1)
  }

  for (const [i, route] of covered.entries()) {
    const least = leastOf(route)
    const lesser = lesserThan(least)
    const isOpen = route.who === 'anyone' || route.who === 'visitor'
    const someone = async () =>
      routeCases[nameOf(route)]!.isPersonal ? house.people.owner : somebody(house, least)

    describe(nameOf(route), () => {
      // What a house holds is listed whole before and after each stranger: a house that fills up makes that slow.
      before(async () => {
        if (i % routesAHouse === 0 || !house) await moveIn()
      })

      if (isOpen)
        it('answers whoever asks, and shows nothing of the house [T-16]', async () => {
          const { fixture, as, expected } = await made(route)

          const { status, body } = await as(undefined)

          const shown = JSON.stringify(body)
          const secrets = marksOf(fixture).filter(
            (mark) => ![fixture.vehicle.id, fixture.vehicle.token, fixture.vehicle.linkId].includes(mark),
          )
          expect(status).to.equal(expected.nobody)
          expect(secrets.filter((secret) => shown.includes(secret))).to.deep.equal([])
        })
      else
        it('is closed to nobody in particular', async () => {
          const { as } = await made(route)

          const { status, body, headers } = await as(undefined)

          expect([status, body.code]).to.deep.equal([401, 'not_signed_in'])
          expect(headers.get('www-authenticate')).to.equal('Bearer')
        })

      if (route.who === 'visitor') {
        it('opens to whoever holds the link, of whatever organization, and lets them change nothing [T-16]', async () => {
          const { as, expected } = await made(route)
          const before = await inventoryOf(house)

          const { status } = await as(stranger)

          expect(status).to.equal(expected.signedIn ?? expected.nobody)
          expect(await inventoryOf(house)).to.deep.equal(before)
        })

        it('stays locked to whoever unlocked another link, or this one with an older password [T-7] [T-8]', async () => {
          const { fixture, as, ref, expected } = await made(route)
          const other = await aSharedVehicle(house.people.owner)
          await lock(ref!)
          const cookie = `fleeting_visit_${fingerprintOf(ref!)}`
          const bringing = (pass: Partial<Pass>) =>
            as(expected.signedIn ? stranger : undefined, '', {}, { cookie: `${cookie}=${aPass(pass)}` })

          const locked = [
            await as(undefined),
            await as(stranger),
            await as(house.people.owner),
            await bringing({ linkId: other.linkId }),
            await bringing({ linkId: ref!, unlocked: 6 }),
            await bringing({ linkId: ref!, unlocked: null }),
            await bringing({ linkId: ref!, expiresAt: Date.now() - 1 }),
          ]
          const unlocked = await bringing({ linkId: ref! })

          for (const { status, body } of locked) {
            if (!expected.isOutside) expect([status, body.code]).to.deep.equal([401, 'password_required'])
            const shown = JSON.stringify(body)
            const secrets = [...marksOf(fixture), 'Van 1'].filter((mark) => mark !== ref)
            expect(secrets.filter((secret) => shown.includes(secret))).to.deep.equal([])
          }
          expect(unlocked.status).to.equal(expected.signedIn ?? expected.nobody)
        })
      }

      if (!isOpen)
        it('gives a stranger nothing of the house, and lets them change nothing in it [T-21] [T-56] [T-58]', async () => {
          const { fixture, as, expected } = await made(route)
          const before = await inventoryOf(house)

          const { status, body } = await as(stranger)

          if (expected.foreign === 404) expect([status, body.code]).to.deep.equal([404, 'not_found'])
          else expect(status).to.equal(route.status)
          const shown = JSON.stringify(body)
          expect(marksOf(fixture).filter((mark) => shown.includes(mark))).to.deep.equal([])
          expect(await inventoryOf(house)).to.deep.equal(before)
        })

      if (route.feature)
        it('is closed to organizations that have not switched it on, before it asks for a role [FE-4]', async () => {
          const { as } = await made(route)

          const refused = await as(unequipped[lesser ?? 'member'])

          expect([refused.status, refused.body.code]).to.deep.equal([403, 'feature_disabled'])
          expect(refused.body.detail).to.equal(
            "Feature 'trakservice.enabled' is not enabled for your organization.",
          )
        })

      if (!isOpen)
        it(`is open to ${least}${lesser && route.who !== 'member' ? `, and closed to ${lesser}` : ''}`, async () => {
          const { as } = await made(route)

          if (lesser && route.who !== 'member') {
            const refused = await as(house.people[lesser])
            expect([refused.status, refused.body.code]).to.deep.equal([403, 'forbidden'])
          }
          const taken = await as(await someone())
          // A vehicle that is shared already gets the new end: 200 where a new link would be 201.
          expect(taken.status, JSON.stringify(taken.body)).to.be.oneOf([route.status, 200])
          expect(taken.status).to.be.below(300)
        })

      it('names its request, and reads a slash at the end as none', async () => {
        const { as } = await made(route)

        const [plain, slashed] = [await as(undefined), await as(undefined, '/')]

        expect(plain.headers.get('x-request-id')).to.match(/^[0-9a-f-]{36}$/)
        expect(slashed.headers.get('x-request-id')).to.not.equal(plain.headers.get('x-request-id'))
        expect(slashed.status).to.equal(plain.status)
        expect(slashed.headers.get('content-type')).to.equal(plain.headers.get('content-type'))
      })

      if (route.body && route.part !== 'ingest')
        it('refuses a field it does not know [T-55]', async () => {
          const { as } = await made(route)

          const { status, body } = await as(isOpen ? undefined : await someone(), '', {
            surprise: 1,
          })

          expect([status, body.code]).to.deep.equal([422, 'validation_failed'])
          expect(body.errors).to.deep.include({ field: 'surprise', message: 'is not a known field' })
        })
    })
  }
})

const passes = createPasses(createVault(secrets.LINK_KEY))
/** What an unlock leaves with a visitor. */
const aPass = (from: Partial<Pass>) =>
  passes.write({
    linkId: '',
    visitId: 'a-visit',
    unlocked: 7,
    viewed: false,
    downloads: [],
    expiresAt: Date.now() + 600_000,
    ...from,
  })

/** Everything that a caller from outside might have changed. */
const inventoryOf = async ({ people: { owner } }: House) => {
  const paths = [
    '/api/fleet/vehicles?page_size=200',
    '/api/tenants/members?page_size=200',
    '/api/tenants/current',
    '/api/tenants/features',
    '/api/fleet/share-track/my-tracks?page_size=200',
    '/api/v3/assets?page_size=200',
    '/api/albums?page_size=200',
    '/api/trip?page_size=200',
    '/api/webhooks',
    '/api/trakservice/technicians?page_size=200',
    '/api/trakservice/work-orders?page_size=200',
    '/api/trakservice/quotes?page_size=200',
    '/api/trakservice/assignments?page_size=200',
  ]
  return Promise.all(paths.map(async (path) => (await owner.call('GET', path)).body))
}

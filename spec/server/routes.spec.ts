import { expect } from 'chai'
import { type Role, roles } from '../../domain/actor.ts'
import { openApiOf } from '../../server/openapi.ts'
import type { Route } from '../../server/route.ts'
import { allRoutes, type RouteContext } from '../../server/routes/index.ts'
import { clientOf, type Person } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
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
const leastOf = ({ who }: Route): Role => (who === 'member' || who === 'anyone' ? 'member' : who)
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
})

const covers = (pattern: string, path: string) =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`).test(path)

describe('every route', function () {
  this.timeout(60_000)
  let url: string
  let house: House
  let stranger: Person
  before(async () => {
    url = (await sharedService()).url
    house = await aHouse(url, 'Nossa Frota')
    stranger = (await aHouse(url, 'Elsewhere')).people.owner
  })

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
    const { method, path, search, headers, bodyFor } = await callOf(name, routeCases[name]!, fixture)
    const as = async (caller: Person | undefined, suffix = '', extra: object = {}) => {
      const body = bodyFor(caller)
      const whole = body === undefined ? undefined : { ...body, ...extra }
      const reply = await (caller ?? clientOf(url)).call(method, path + suffix + search, whole, headers)
      expect(reply.status, `${name} answered what its documentation does not say`).to.be.oneOf(
        documented(route),
      )
      return reply
    }
    return { fixture, as, expected: routeCases[name]! }
  }

  for (const route of covered) {
    const least = leastOf(route)
    const lesser = lesserThan(least)
    const isOpen = route.who === 'anyone'

    describe(nameOf(route), () => {
      if (isOpen)
        it('answers whoever asks, and shows nothing of the house [T-16]', async () => {
          const { fixture, as, expected } = await made(route)

          const { status, body } = await as(undefined)

          const shown = JSON.stringify(body)
          const secrets = marksOf(fixture).filter(
            (mark) => ![fixture.vehicle.id, fixture.vehicle.token].includes(mark),
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

      if (!isOpen)
        it(`is open to ${least}${lesser && route.who !== 'member' ? `, and closed to ${lesser}` : ''}`, async () => {
          const { as } = await made(route)

          if (lesser && route.who !== 'member') {
            const refused = await as(house.people[lesser])
            expect([refused.status, refused.body.code]).to.deep.equal([403, 'forbidden'])
          }
          const taken = await as(await somebody(house, least))
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

          const { status, body } = await as(isOpen ? undefined : await somebody(house, least), '', {
            surprise: 1,
          })

          expect([status, body.code]).to.deep.equal([422, 'validation_failed'])
          expect(body.errors).to.deep.include({ field: 'surprise', message: 'is not a known field' })
        })
    })
  }
})

/** Everything that a caller from outside might have changed. */
const inventoryOf = async ({ people: { owner } }: House) => {
  const paths = [
    '/api/fleet/vehicles?page_size=200',
    '/api/tenants/members?page_size=200',
    '/api/tenants/current',
    '/api/tenants/features',
    '/api/fleet/share-track/my-tracks?page_size=200',
  ]
  return Promise.all(paths.map(async (path) => (await owner.call('GET', path)).body))
}

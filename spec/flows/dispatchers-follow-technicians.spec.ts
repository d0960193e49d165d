import { expect } from 'chai'
import type { Socket } from 'socket.io-client'
import { aFollowedVisit } from '../server/a-customer-link.ts'
import {
  aTechnician,
  sendPing,
  switchOnTracking,
  type TrackedPerson,
  trakService,
} from '../server/a-technician.ts'
import { aVisit, moveOn } from '../server/an-assignment.ts'
import { addMember, type Person, register } from '../support/client.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { type Answer, ask, collect, connect, disconnectAll, next, watch } from './support/sockets.ts'

/** The contract says a second; here it is enough that nobody waited for the sweep, however loaded the machine. */
const soonerThanASweep = 5_000

/** Everything that is said to somebody who watches. */
interface Seen {
  readonly socket: Socket
  readonly snapshot: Answer
  readonly positions: Answer[]
  readonly met: Answer[]
  readonly removed: { id: string; at: number }[]
  readonly statuses: Answer[]
  knows(technician: TrackedPerson): boolean
}

describe('dispatchers who follow technicians, on two nodes', function () {
  this.timeout(60_000)
  let redis: RedisServer
  let database: TestDatabase
  let a: TestService
  let b: TestService
  let owner: Person
  let dispatcher: Person
  let joao: TrackedPerson

  before(async () => {
    ;[redis, database] = await Promise.all([startRedis(), createDatabase()])
    const env = { REDIS_URL: redis.url }
    ;[a, b] = await Promise.all([startService(env, database), startService(env, database)])
  })
  after(async () => {
    await Promise.all([a?.stop(), b?.stop()])
    await redis.stop()
    await database.drop()
  })
  beforeEach(async () => {
    owner = await register(a.url)
    await switchOnTracking(owner)
    dispatcher = await addMember(owner, 'dispatcher')
    joao = await aTechnician(owner)
    await pingOf(joao)
  })
  afterEach(disconnectAll)

  let moment = Date.now()
  /** Each a moment after the one before. */
  const pingOf = async (person: TrackedPerson): Promise<number> => {
    moment = Math.max(Date.now(), moment + 1)
    const { status, body } = await sendPing(person, { recorded_at: new Date(moment).toISOString() })
    expect(status, JSON.stringify(body)).to.equal(201)
    return moment
  }
  const follow = async (person: Pick<Person, 'token'>, url: string, wanted: object): Promise<Seen> => {
    const socket = connect(url, '/live', { jwt: person.token })
    const said: unknown[] = []
    socket.onAny((...args) => said.push(args))
    const removed: Seen['removed'] = []
    socket.on('subject:removed', ({ id }) => removed.push({ id, at: Date.now() }))
    const positions = collect<Answer>(socket, 'positions')
    const met = collect<Answer>(socket, 'subjects')
    const statuses = collect<Answer>(socket, 'assignment:status')
    await next(socket, 'connect')
    const { snapshot } = await ask(socket, 'subscribe', wanted)
    const knows = ({ technicianId }: TrackedPerson) => JSON.stringify([snapshot, said]).includes(technicianId)
    return { socket, snapshot, positions, met, removed, statuses, knows }
  }
  const times = ({ positions }: Seen): number[] => positions.flat().map(({ t }) => t)
  const named = () => ({ subjects: [`technician:${joao.technicianId}`] })
  const consent = async (allow_tracking: boolean) => {
    const path = `${trakService}/technicians/${joao.technicianId}/consent`
    expect((await joao.call('POST', path, { allow_tracking })).status).to.equal(200)
  }
  const setTracking = async (isOn: boolean) => {
    const features = { 'trakservice.tracking': isOn }
    expect((await owner.call('PUT', '/api/tenants/features', { features })).status).to.equal(200)
  }

  it('see them wherever they report, and nobody below does; whoever looked is on record [GW-21] [GW-22] [GW-26] [T-51]', async () => {
    const viewport = { viewport: { west: -47, south: -24, east: -46, north: -23 } }
    const [member, colleague] = [await addMember(owner, 'member'), await aTechnician(owner)]
    const leaders = await Promise.all([
      follow(dispatcher, a.url, { fleet: true }),
      follow(dispatcher, b.url, viewport),
      follow(owner, b.url, named()),
      follow(joao, b.url, named()),
    ])
    const others = await Promise.all([
      follow(member, a.url, { fleet: true }),
      follow(member, b.url, viewport),
      follow(colleague, b.url, { fleet: true }),
      follow(await register(b.url), b.url, { fleet: true }),
    ])
    expect(await ask(others[2]!.socket, 'subscribe', named())).to.have.nested.property(
      'error.code',
      'not_found',
    )

    const at = await pingOf(joao)
    await until(() => leaders.every((one) => times(one).includes(at)))

    for (const { snapshot } of leaders)
      expect(snapshot.subjects.find(({ id }: Answer) => id === joao.technicianId)).to.include({
        kind: 'technician',
        name: 'João Silva',
        icon: 'person',
      })
    for (const { knows } of others) expect(knows(joao)).to.equal(false)
    const { body } = await joao.call('GET', `${trakService}/technicians/${joao.technicianId}/location/views/`)
    const looks = body.results.map(({ via, viewer, looks }: Answer) => [via, viewer?.id, looks])
    expect(looks).to.have.deep.members([
      ['live', dispatcher.userId, 2],
      ['live', owner.userId, 1],
    ])
  })

  it('lose them within a second of their word, and meet them again after it [GW-23] [GW-24] [TR-10]', async () => {
    const seen = await Promise.all([
      follow(dispatcher, a.url, { fleet: true }),
      follow(dispatcher, b.url, { fleet: true }),
      follow(owner, b.url, named()),
    ])
    const before = await pingOf(joao)
    await until(() => seen.every((one) => times(one).includes(before)))

    const began = Date.now()
    await consent(false)
    await until(() => seen.every(({ removed }) => removed.length > 0))
    for (const { removed } of seen) {
      expect(removed.map(({ id }) => id)).to.deep.equal([joao.technicianId])
      expect(removed[0]!.at - began).to.be.below(soonerThanASweep)
    }

    await consent(true)
    const after = await pingOf(joao)
    await until(() => seen.every((one) => times(one).includes(after)))
    const since = { [joao.technicianId]: before }
    const { positions } = await ask(seen[1]!.socket, 'resume', { since })
    expect(positions.map(({ t }: Answer) => t)).to.deep.equal([after])
  })

  it('lose them within a second when tracking is switched off, and so do customers [GW-25]', async () => {
    const visit = await aFollowedVisit(owner)
    await pingOf(visit.ana)
    const seen = await Promise.all([a, b].map(({ url }) => follow(dispatcher, url, { fleet: true })))
    const customer = await watch(b.url, visit.token)
    const gone = collect(customer.socket, 'subject:removed')
    expect(customer.snapshots[0]!.subjects.map(({ name }) => name)).to.deep.equal(['Ana'])

    const began = Date.now()
    await setTracking(false)
    await until(() => seen.every(({ removed }) => removed.length === 2) && gone.length > 0)
    for (const { removed } of seen) {
      expect(removed.map(({ id }) => id)).to.have.members([joao.technicianId, visit.ana.technicianId])
      for (const { at } of removed) expect(at - began).to.be.below(soonerThanASweep)
    }
    expect((await follow(dispatcher, a.url, { fleet: true })).snapshot.subjects).to.deep.equal([])
    expect((await watch(b.url, visit.token)).snapshots[0]!.subjects).to.deep.equal([])

    await setTracking(true)
    await until(() => customer.snapshots.length === 2)
    const at = await pingOf(visit.ana)
    await until(() => seen.every((one) => times(one).includes(at)))
    await until(() => customer.seen.some(({ t }) => t === at))
  })

  it('lose whoever leaves the organization, or does not go out any more [GW-23] [TE-7]', async () => {
    const bo = await aTechnician(owner, {}, 'Bo')
    const seen = await Promise.all([a, b].map(({ url }) => follow(dispatcher, url, { fleet: true })))

    const path = `${trakService}/technicians/${bo.technicianId}`
    expect((await owner.call('PATCH', path, { is_active: false })).status).to.equal(200)
    await until(() => seen.every(({ removed }) => removed.length === 1))
    expect((await owner.call('DELETE', `/api/tenants/members/${joao.userId}`)).status).to.equal(204)
    await until(() => seen.every(({ removed }) => removed.length === 2))

    const ids = [bo, joao].map(({ technicianId }) => technicianId)
    for (const { removed } of seen) expect(removed.map(({ id }) => id)).to.deep.equal(ids)
    expect((await follow(dispatcher, b.url, { fleet: true })).snapshot.subjects).to.deep.equal([])
  })

  it('hear how visits stand, as the technician does [GW-27]', async () => {
    const leader = await follow(dispatcher, b.url, { fleet: true })
    const self = await follow(joao, b.url, { fleet: true })
    const other = await follow(await addMember(owner, 'member'), b.url, { fleet: true })
    const { id } = await aVisit(owner, { technician: joao.technicianId })

    await moveOn(joao, id, 'en_route', 'on_site')
    await until(() => leader.statuses.length === 2 && self.statuses.length === 2)

    const told = { id, technician_id: joao.technicianId }
    for (const { statuses } of [leader, self]) {
      expect(statuses.map(({ status }) => status)).to.deep.equal(['en_route', 'on_site'])
      for (const one of statuses) expect(one).to.include(told)
    }
    expect(other.statuses).to.deep.equal([])
  })
})

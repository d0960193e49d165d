import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { presentLive } from '../../domain/positions/schema.ts'
import { until } from '../support/until.ts'
import {
  type Answer,
  aPosition,
  ask,
  collect,
  FakeWorld,
  isSettled,
  next,
  startNode,
  stopAll,
  type TestNode,
  watch,
} from './a-gateway.ts'

const signIn = async (node: TestNode, jwt: string) => {
  const socket = node.connect('/live', { jwt })
  const frames = collect<Answer>(socket, 'positions')
  const met = collect<Answer>(socket, 'subjects')
  await next(socket, 'connect')
  return { socket, frames, met, heard: () => frames.flat() as { id: string; t: number }[] }
}

describe('/live by a member', () => {
  afterEach(stopAll)

  it('watches the subjects it names, until it unsubscribes [GW-11]', async () => {
    const world = new FakeWorld()
    const [van, other] = [world.vehicle('van', 1, aPosition(10)), world.vehicle('other')]
    const node = await startNode(world)
    const { socket, heard } = await signIn(node, world.member().jwt)

    const answer = await ask(socket, 'subscribe', { subjects: ['vehicle:van'] })
    await isSettled(node)
    node.publisher.publish(van, aPosition(20))
    node.publisher.publish(other, aPosition(20))
    await until(() => heard().length > 0)
    expect(answer.ok).to.equal(true)
    expect(answer.snapshot.subjects[0].position).to.deep.equal(presentLive(van.id, aPosition(10)))

    expect(await ask(socket, 'unsubscribe', { subjects: ['vehicle:van'] })).to.deep.equal({ ok: true })
    node.publisher.publish(van, aPosition(30))
    await sleep(80)
    expect(heard()).to.deep.equal([presentLive(van.id, aPosition(20))])
    expect(node.counts().subjects).to.equal(0)
  })

  it('is not told whether another tenant has the subject [GW-11] [T-50]', async () => {
    const world = new FakeWorld()
    world.vehicle('theirs', 2)
    const node = await startNode(world)
    const { socket } = await signIn(node, world.member().jwt)

    const foreign = await ask(socket, 'subscribe', { subjects: ['vehicle:theirs'] })
    const unknown = await ask(socket, 'subscribe', { subjects: ['vehicle:nobodys'] })

    expect(foreign).to.deep.equal(unknown)
    expect(foreign.error.code).to.equal('not_found')
  })

  it('sees nothing at all of another tenant [GW-11] [T-51]', async () => {
    const world = new FakeWorld()
    const vans = Array.from({ length: 5 }, (_, i) => world.vehicle(`van-${i}`, 1, aPosition(1)))
    world.vehicle('theirs', 2, aPosition(1))
    const node = await startNode(world)
    const ours = await signIn(node, world.member().jwt)
    const theirs = await signIn(node, world.member({ tenantId: 2 }).jwt)
    const everything = collect<unknown>(theirs.socket, 'anything')
    theirs.socket.onAny((event) => everything.push(event))
    const box = { west: -180, south: -90, east: 180, north: 90 }
    for (const { socket } of [ours, theirs]) {
      await ask(socket, 'subscribe', { fleet: true })
      await ask(socket, 'subscribe', { viewport: box })
    }
    await isSettled(node)

    const guest = await watch(node, world.link(vans[0]!).token)
    for (let t = 2; t < 40; t++) {
      for (const van of vans) node.publisher.publish(van, aPosition(t, { latE7: t * 1e6 }))
      await sleep(5)
    }
    node.announcements.subjectChanged(vans[1]!, 'changed')
    node.announcements.subjectChanged(vans[2]!, 'removed')
    guest.socket.disconnect()
    await until(() => ours.heard().some(({ t }) => t === 39))
    await sleep(100)

    expect(everything).to.deep.equal([])
  })

  it('meets a subject that joins the fleet before its first position [GW-12]', async () => {
    const world = new FakeWorld()
    world.vehicle('old', 1, aPosition(1))
    const node = await startNode(world)
    const { socket, met, heard } = await signIn(node, world.member().jwt)
    const order: string[] = []
    socket.onAny((event) => order.push(event))
    await ask(socket, 'subscribe', { fleet: true })
    await isSettled(node)

    const fresh = world.vehicle('fresh')
    node.publisher.publish(fresh, aPosition(1))
    node.publisher.publish(fresh, aPosition(2))
    await until(() => heard().length > 0)

    expect(met[0]).to.have.length(1)
    expect(met[0][0]).to.include({ id: fresh.id, name: 'fresh' })
    expect(order.slice(0, 2)).to.deep.equal(['subjects', 'positions'])
    expect(heard()[0]).to.include({ id: fresh.id, t: 2 })
    expect(world.described).to.equal(1)
  })

  it('sees in a viewport what comes in and what goes out, and no more [GW-12]', async () => {
    const world = new FakeWorld()
    const at = (lat: number, lon: number, t: number) => aPosition(t, { latE7: lat * 1e7, lonE7: lon * 1e7 })
    const inside = world.vehicle('inside', 1, at(52.5, 13.4, 1))
    const far = world.vehicle('far', 1, at(10, 10, 1))
    const node = await startNode(world)
    const { socket, met, heard } = await signIn(node, world.member().jwt)
    const viewport = { west: 13.3, south: 52.4, east: 13.5, north: 52.6 }
    const { snapshot } = await ask(socket, 'subscribe', { viewport })
    await isSettled(node)
    expect(snapshot.subjects.map(({ id }: Answer) => id)).to.deep.equal([inside.id])

    node.publisher.publish(far, at(10.1, 10, 2))
    node.publisher.publish(inside, at(52.51, 13.41, 2))
    await until(() => heard().length === 1)
    node.publisher.publish(far, at(52.5, 13.45, 3)) // comes in
    await until(() => heard().some(({ id }) => id === far.id))
    node.publisher.publish(far, at(20, 20, 4)) // goes out: the last that is seen of it
    await until(() => heard().some(({ t }) => t === 4))
    node.publisher.publish(far, at(20, 21, 5))
    await sleep(100)

    expect(met.flat().map(({ id }: Answer) => id)).to.deep.equal([far.id])
    expect(heard().map(({ t }) => t)).to.deep.equal([2, 3, 4])
    expect(node.counts().subjects).to.equal(1)
  })

  it('watches by name what was just about to be out of everybody’s view [GW-11] [GW-12]', async () => {
    const world = new FakeWorld()
    const at = (lon: number, t: number) => aPosition(t, { latE7: 0, lonE7: lon * 1e7 })
    const van = world.vehicle('van', 1, at(50, 1))
    const node = await startNode(world)
    const { socket, heard } = await signIn(node, world.member().jwt)
    const other = await signIn(node, world.member().jwt)
    await ask(other.socket, 'subscribe', { viewport: { west: 49, east: 51, south: -1, north: 1 } })
    await isSettled(node)
    node.publisher.publish(van, at(60, 2)) // the last that is seen of it
    await until(() => other.heard().length === 1)

    world.subjectsById.set(van.id, { ...world.subjectsById.get(van.id)!, newest: at(60, 3) })
    const { snapshot } = await ask(socket, 'subscribe', { subjects: ['vehicle:van'] })
    await isSettled(node)
    node.publisher.publish(van, at(61, 4))
    await until(() => heard().length === 1)

    expect(snapshot.subjects).to.have.length(1)
    expect(heard()[0]).to.include({ id: van.id, t: 4 })
    expect(node.counts().subjects).to.equal(1)
  })

  it('moves its viewport by subscribing anew [GW-12]', async () => {
    const world = new FakeWorld()
    const at = (lon: number, t: number) => aPosition(t, { latE7: 0, lonE7: lon * 1e7 })
    const [west, east] = [world.vehicle('west', 1, at(-50, 1)), world.vehicle('east', 1, at(50, 1))]
    const node = await startNode(world)
    const { socket, heard } = await signIn(node, world.member().jwt)
    const box = (lon: number) => ({ west: lon - 1, east: lon + 1, south: -1, north: 1 })

    await ask(socket, 'subscribe', { viewport: box(-50) })
    await ask(socket, 'subscribe', { viewport: box(50) })
    await isSettled(node)
    node.publisher.publish(west, at(-50.1, 2))
    node.publisher.publish(east, at(50.1, 2))
    await until(() => heard().length > 0)
    await sleep(50)

    expect(new Set(heard().map(({ id }) => id))).to.deep.equal(new Set([east.id]))
  })

  it('loses a subject that is removed, and learns of one that is renamed [GW-11]', async () => {
    const world = new FakeWorld()
    const [van, other] = [world.vehicle('van', 1, aPosition(1)), world.vehicle('other', 1, aPosition(1))]
    const node = await startNode(world)
    const { socket, met, heard } = await signIn(node, world.member().jwt)
    const removed = collect<Answer>(socket, 'subject:removed')
    await ask(socket, 'subscribe', { fleet: true })
    await ask(socket, 'subscribe', { subjects: ['vehicle:van'] })
    await isSettled(node)

    world.subjectsById.set(other.id, { ...world.subjectsById.get(other.id)!, name: 'Another' })
    node.announcements.subjectChanged(other, 'changed')
    world.subjectsById.delete(van.id)
    node.announcements.subjectChanged(van, 'removed')
    node.publisher.publish(van, aPosition(2))
    await until(() => met.length > 0 && removed.length > 0)
    await sleep(80)

    expect(met[0][0]).to.include({ id: other.id, name: 'Another' })
    expect(removed).to.deep.equal([{ id: van.id }])
    expect(heard()).to.deep.equal([])
  })

  it('loses at once a subject that nobody may see for now, by link and as a member, and keeps the rest [TR-10]', async () => {
    const world = new FakeWorld()
    const [van, other] = [world.vehicle('van', 1, aPosition(1)), world.vehicle('other', 1, aPosition(1))]
    const node = await startNode(world)
    const { socket, heard } = await signIn(node, world.member().jwt)
    const guest = await watch(node, world.link(van).token)
    const removed = [socket, guest.socket].map((one) => collect<Answer>(one, 'subject:removed'))
    await ask(socket, 'subscribe', { fleet: true })
    await isSettled(node)

    world.subjectsById.delete(van.id)
    node.announcements.subjectChanged(van, 'hidden')
    node.publisher.publish(van, aPosition(2))
    node.publisher.publish(other, aPosition(3))
    await until(() => removed.every(({ length }) => length > 0) && heard().length > 0)

    expect(removed).to.deep.equal([[{ id: van.id }], [{ id: van.id }]])
    expect(heard().map(({ t }) => t)).to.deep.equal([3])
    expect(guest.frames).to.deep.equal([])
    expect(guest.socket.connected).to.equal(true)
  })

  it('is told how many look at a subject by link [GW-13]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const node = await startNode(world)
    const guest = await watch(node, world.link(van).token)
    const { socket } = await signIn(node, world.member().jwt)
    const counts = collect<Answer>(socket, 'viewers')

    await ask(socket, 'subscribe', { fleet: true })
    await until(() => counts.length > 0)
    expect(counts.at(-1)).to.deep.equal({ id: van.id, count: 1 })
    await watch(node, world.link(van).token)
    guest.socket.disconnect()
    await watch(node, world.link(van).token)
    await until(() => counts.at(-1)?.count === 2)

    expect(counts.length).to.be.at.most(3) // once a second, whatever happens in between
  })

  it('ends with its session, on /ingest as on /live [GW-14] [T-46]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { jwt, member } = world.member()
    const node = await startNode(world)
    const { socket, heard } = await signIn(node, jwt)
    const other = await signIn(node, world.member().jwt)
    const reporting = node.connect('/ingest', { jwt })
    await next(reporting, 'connect')
    const ended = collect(socket, 'session:ended')
    await ask(socket, 'subscribe', { fleet: true })
    await isSettled(node)

    node.announcements.memberChanged(member)
    node.publisher.publish(van, aPosition(1))
    await until(() => !socket.connected && !reporting.connected)

    expect(ended).to.have.length(1)
    expect(heard()).to.deep.equal([])
    expect(other.socket.connected).to.equal(true)
  })

  it('may hold a bounded number of subscriptions [GW-11]', async () => {
    const world = new FakeWorld()
    for (const name of ['a', 'b', 'c']) world.vehicle(name)
    const node = await startNode(world, { limits: { subscriptions: 2 } })
    const { socket } = await signIn(node, world.member().jwt)
    const subscribe = (name: string) => ask(socket, 'subscribe', { subjects: [`vehicle:${name}`] })

    expect(await subscribe('a')).to.have.property('ok', true)
    expect(await subscribe('unknown')).to.have.nested.property('error.code', 'not_found')
    expect(await subscribe('b')).to.have.property('ok', true)
    expect(await subscribe('c')).to.have.nested.property('error.code', 'validation_failed')
    expect(await subscribe('a')).to.have.property('ok', true)
  })
})

describe('a session cookie', () => {
  afterEach(stopAll)

  it("opens /live for the service's own pages and for no other [GW-14] [T-48] [T-60]", async () => {
    const world = new FakeWorld()
    const { jwt } = world.member()
    const node = await startNode(world)
    const knock = (headers: Record<string, string>) => {
      const socket = node.connect(
        '/live',
        {},
        { extraHeaders: { cookie: `other=1; session=${jwt}`, ...headers } },
      )
      return Promise.race([
        next(socket, 'connect').then(() => 'in'),
        next<{ data: { code: string } }>(socket, 'connect_error').then(({ data }) => data.code),
      ])
    }

    expect(await knock({ origin: 'https://fleeting.example' })).to.equal('in')
    expect(await knock({ origin: 'https://evil.example' })).to.equal('not_signed_in')
    expect(await knock({ origin: 'https://fleeting.example.evil.example' })).to.equal('not_signed_in')
    expect(await knock({})).to.equal('not_signed_in')
    expect(await knock({ 'sec-fetch-site': 'same-origin' })).to.equal('in')
  })
})

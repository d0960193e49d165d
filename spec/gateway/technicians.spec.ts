import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Role } from '../../domain/actor.ts'
import { decodeFrame } from '../../domain/positions/live-frame.ts'
import type { Position } from '../../domain/positions/position.ts'
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
  type Technician,
  type TestNode,
} from './a-gateway.ts'

const at = (lat: number, lon: number, t: number): Position =>
  aPosition(t, { latE7: lat * 1e7, lonE7: lon * 1e7 })
const globe = { west: -180, south: -90, east: 180, north: 90 }

/** Somebody signed in, and everything that is said to them of a technician. */
const signIn = async (node: TestNode, jwt: string) => {
  const socket = node.connect('/live', { jwt })
  const frames = collect<Answer>(socket, 'positions')
  const met = collect<Answer>(socket, 'subjects')
  const removed = collect<Answer>(socket, 'subject:removed')
  const everything: unknown[] = []
  socket.onAny((...said) => everything.push(said))
  await next(socket, 'connect')
  return {
    socket,
    removed,
    subscribe: (wanted: object) => ask(socket, 'subscribe', wanted),
    told: (id: string): number[] => frames.flat().flatMap((one: Answer) => (one.id === id ? [one.t] : [])),
    met: (id: string): Answer[] => met.flat().filter((one: Answer) => one.id === id),
    knows: (id: string): boolean => JSON.stringify(everything).includes(id),
  }
}

describe('technicians, live', function () {
  this.timeout(20_000)
  let world: FakeWorld
  let node: TestNode
  let ana: Technician
  let bo: Technician

  beforeEach(async () => {
    world = new FakeWorld()
    node = await startNode(world)
    ana = world.technician('Ana Maria da Silva', at(10, 10, 1))
    bo = world.technician('Bo', at(20, 20, 1))
  })
  afterEach(stopAll)

  const as = (role: Role, tenantId = 1) => signIn(node, world.member({ role, tenantId }).jwt)
  const asAna = () => signIn(node, world.member({ role: 'technician', userId: ana.userId }).jwt)
  const move = async (...moments: number[]) => {
    await isSettled(node)
    for (const t of moments) node.publisher.publish(ana.subject, at(10, 10, t))
  }
  const hide = ({ subject }: Technician) => {
    world.hidden.add(subject.id)
    node.announcements.subjectChanged(subject, 'hidden')
  }
  const show = ({ subject }: Technician) => {
    world.hidden.delete(subject.id)
    node.announcements.subjectChanged(subject, 'changed')
  }

  it('are in the fleet, in the viewport and by name for those who lead the work [GW-21]', async () => {
    const wishes = [{ fleet: true }, { viewport: globe }, { subjects: [ana.name, bo.name] }]
    for (const role of ['owner', 'admin', 'dispatcher'] as const)
      for (const wish of wishes) {
        const { subscribe } = await as(role)
        const { snapshot } = await subscribe(wish)

        const ids = snapshot.subjects.map(({ id }: Answer) => id)
        expect(ids).to.have.members([ana.subject.id, bo.subject.id])
        const { id } = ana.subject
        expect(snapshot.subjects.find((one: Answer) => one.id === id)).to.deep.include({
          kind: 'technician',
          name: 'Ana Maria da Silva',
          icon: 'person',
          color: '#112233',
        })
      }
  })

  it('stay away from whom only vehicles concern, and are on no record then [GW-21] [GW-26]', async () => {
    const van = world.vehicle('van', 1, at(10, 10, 1))
    for (const wish of [{ fleet: true }, { viewport: globe }]) {
      const dispatcher = await as('dispatcher')
      const { snapshot } = await dispatcher.subscribe({ ...wish, kinds: ['vehicle'] })
      await move(2)
      node.publisher.publish(van, at(10, 10, Date.now()))
      await until(() => dispatcher.told(van.id).length > 0)

      expect(snapshot.subjects.map(({ id }: Answer) => id)).to.deep.equal([van.id])
      expect(dispatcher.knows(ana.subject.id)).to.equal(false)
    }
    const crewOnly = await as('dispatcher')
    const { snapshot } = await crewOnly.subscribe({ fleet: true, kinds: ['technician'] })

    expect(snapshot.subjects.map(({ id }: Answer) => id)).to.have.members([ana.subject.id, bo.subject.id])
  })

  it('come as positions beside vehicles, to each in the encoding they asked for [GW-2] [GW-21]', async () => {
    const van = world.vehicle('van', 1, at(10, 10, 1))
    const { jwt } = world.member({ role: 'dispatcher' })
    const packed = node.connect('/live', { jwt, encoding: 'binary' })
    const frames = collect<Uint8Array>(packed, 'positions')
    const dispatcher = await as('dispatcher')
    const { snapshot } = await ask(packed, 'subscribe', { fleet: true })
    await dispatcher.subscribe({ fleet: true })

    await move(2)
    node.publisher.publish(van, at(10, 10, 3))
    await until(() => dispatcher.told(ana.subject.id).length > 0 && dispatcher.told(van.id).length > 0)
    await until(() => frames.length === 2)

    const handleOf = (id: string) => snapshot.subjects.find((one: Answer) => one.id === id).handle
    const told = frames.flatMap((frame) => decodeFrame(frame)).map(({ handle, t }) => [handle, t])
    expect(told).to.deep.equal([
      [handleOf(ana.subject.id), 2],
      [handleOf(van.id), 3],
    ])
  })

  it('see themselves by name, and no colleague [GW-22]', async () => {
    const self = await asAna()

    const own = await self.subscribe({ subjects: [ana.name] })
    const other = await self.subscribe({ subjects: [bo.name] })
    const both = await self.subscribe({ subjects: [ana.name, bo.name] })
    await move(2)
    await until(() => self.told(ana.subject.id).length > 0)

    expect(own.snapshot.subjects.map(({ id }: Answer) => id)).to.deep.equal([ana.subject.id])
    expect(other).to.have.nested.property('error.code', 'not_found')
    expect(both).to.have.nested.property('error.code', 'not_found')
    expect(world.looks).to.deep.equal([])
  })

  it('never reach anybody else: not by fleet, viewport, name, resume, rename, removal or a first appearance [GW-22] [T-50] [T-51]', async () => {
    const cy = world.technician('Cy') // nobody knows yet where they are
    const strangers = await Promise.all([
      as('member'),
      as('technician'),
      as('dispatcher', 2),
      as('owner', 2),
      signIn(node, world.member({ role: 'technician', userId: bo.userId }).jwt),
    ])
    const dispatcher = await as('dispatcher') // whose rooms are there to be fallen into
    await dispatcher.subscribe({ fleet: true })
    await dispatcher.subscribe({ viewport: globe })
    const technicians = [ana, cy]
    for (const { subscribe, socket } of strangers) {
      await subscribe({ fleet: true })
      await subscribe({ viewport: globe })
      for (const { name } of technicians)
        expect(await subscribe({ subjects: [name] })).to.have.nested.property('error.code', 'not_found')
      const since = Object.fromEntries(technicians.map(({ subject }) => [subject.id, 0]))
      for (const { subject } of technicians) world.past.set(subject.id, [at(10, 10, 1)])
      expect(await ask(socket, 'resume', { since })).to.deep.equal({ ok: true, positions: [] })
    }
    await isSettled(node)

    for (let t = 2; t < 12; t++) {
      for (const { subject } of technicians) node.publisher.publish(subject, at(t, t, t))
      await sleep(10)
    }
    hide(ana)
    show(ana)
    await until(() => dispatcher.told(cy.subject.id).length > 0)
    for (const { subject } of technicians) node.publisher.publish(subject, at(30, 30, 30))
    await until(() => dispatcher.told(ana.subject.id).includes(30))
    const { token } = world.link(ana.subject)
    node.connect('/live', { token })
    await until(() => dispatcher.knows('viewers'))
    node.announcements.subjectChanged(cy.subject, 'removed')
    await sleep(100)

    for (const { knows, met } of strangers) {
      expect(met(ana.subject.id)).to.deep.equal([])
      for (const { subject } of technicians) expect(knows(subject.id)).to.equal(false)
    }
  })

  it('vanish at once, in every way in which they were watched, and nothing comes of them [GW-23] [TR-10]', async () => {
    const dispatchers = await Promise.all([as('dispatcher'), as('owner'), as('admin'), asAna()])
    const [fleet, viewport, named, self] = dispatchers
    await fleet!.subscribe({ fleet: true })
    await viewport!.subscribe({ viewport: globe })
    await named!.subscribe({ subjects: [ana.name] })
    await self!.subscribe({ subjects: [ana.name] })
    await move()

    hide(ana)
    await move(2, 3)
    node.publisher.publish(bo.subject, at(20, 20, 4))
    await until(() => fleet!.told(bo.subject.id).length > 0)
    await until(() => dispatchers.every(({ removed }) => removed.length > 0))

    const { id } = ana.subject
    for (const { removed, told } of dispatchers) {
      expect(removed).to.deep.equal([{ id }])
      expect(told(id)).to.deep.equal([])
    }
    expect(await ask(named!.socket, 'resume', { since: { [id]: 0 } })).to.have.deep.property('positions', [])
    expect(await fleet!.subscribe({ subjects: [ana.name] })).to.have.nested.property(
      'error.code',
      'not_found',
    )
    expect((await viewport!.subscribe({ fleet: true })).snapshot.subjects).to.have.length(1)
  })

  it('are met again with their next position once they may be seen, by whoever still asks [GW-24]', async () => {
    const dispatchers = await Promise.all([as('dispatcher'), as('owner'), as('admin'), as('dispatcher')])
    const [fleet, viewport, named, gone] = dispatchers
    await fleet!.subscribe({ fleet: true })
    await viewport!.subscribe({ viewport: globe })
    await named!.subscribe({ subjects: [ana.name] })
    await gone!.subscribe({ subjects: [ana.name] })
    await move()
    hide(ana)
    await until(() => dispatchers.every(({ removed }) => removed.length > 0))
    await ask(gone!.socket, 'unsubscribe', { subjects: [ana.name] })

    show(ana)
    await move(5)
    const { id } = ana.subject
    const still = [fleet!, viewport!, named!]
    await until(() => still.every(({ told }) => told(id).length > 0))

    for (const { met, told } of still) {
      expect(met(id).map(({ name }: Answer) => name)).to.deep.equal(['Ana Maria da Silva'])
      expect(told(id)).to.deep.equal([5])
    }
    expect(gone!.told(id)).to.deep.equal([])
  })

  it('are met again by name although somebody else met them first [GW-24]', async () => {
    const named = await as('dispatcher')
    const other = await as('dispatcher')
    await named.subscribe({ subjects: [ana.name] })
    hide(ana)
    await until(() => named.removed.length > 0)

    show(ana)
    await other.subscribe({ fleet: true })
    await move(5)
    await until(() => named.told(ana.subject.id).length > 0)

    expect(named.met(ana.subject.id)).to.have.length(1)
  })

  it('who are hidden while somebody asks for them are not shown [GW-23]', async () => {
    const dispatcher = await as('dispatcher')
    let answer = () => {}
    world.slow = new Promise<void>((resolve) => {
      answer = resolve
    })
    const asked = dispatcher.subscribe({ fleet: true })
    await until(() => dispatcher.socket.connected)
    await sleep(50)

    hide(ana)
    world.slow = undefined
    answer()

    const { snapshot } = await asked
    expect(snapshot.subjects.map(({ id }: Answer) => id)).to.deep.equal([bo.subject.id])
  })

  it('who are hidden while they are being introduced are not [GW-23]', async () => {
    const cy = world.technician('Cy')
    const dispatcher = await as('dispatcher')
    world.subjectsById.delete(cy.subject.id)
    await dispatcher.subscribe({ fleet: true })
    await move()
    let answer = (_: unknown) => {}
    const before = {
      subject: cy.subject,
      name: 'Cy',
      icon: 'person',
      color: '#112233',
      newest: null,
      imei: '',
    }
    world.describe = () => new Promise((resolve) => (answer = () => resolve([before])))

    node.publisher.publish(cy.subject, at(1, 1, 1))
    await sleep(50)
    hide(cy)
    answer(undefined)
    await sleep(50)

    expect(dispatcher.knows(cy.subject.id)).to.equal(false)
  })

  it('vanish where their organization switches tracking off, of no other, and come back [GW-25]', async () => {
    const theirs = world.technician('Theirs', at(1, 1, 1), 2)
    const [dispatcher, foreign] = [await as('dispatcher'), await as('dispatcher', 2)]
    await dispatcher.subscribe({ fleet: true })
    await dispatcher.subscribe({ subjects: [ana.name] })
    await foreign.subscribe({ fleet: true })
    await move()

    world.untracked.add(1)
    node.tenantChanged(1)
    node.publisher.publish(theirs.subject, at(1, 1, 2))
    await until(() => dispatcher.removed.length === 2 && foreign.told(theirs.subject.id).length > 0)
    expect(dispatcher.removed.map(({ id }) => id)).to.have.members([ana.subject.id, bo.subject.id])
    expect(foreign.removed).to.deep.equal([])

    world.untracked.delete(1)
    node.tenantChanged(1)
    await move(7)
    await until(() => dispatcher.told(ana.subject.id).includes(7))
  })

  it('whose hiding nobody announced vanish with the next sweep [GW-23] [T-46]', async () => {
    await stopAll()
    node = await startNode(world, { limits: { sweepMs: 100 } })
    const dispatcher = await as('dispatcher')
    await dispatcher.subscribe({ fleet: true })
    world.isAway = true // nobody can be asked: that says nothing about who may be seen
    world.hidden.add(ana.subject.id)
    await sleep(250)
    expect(dispatcher.removed).to.deep.equal([])

    world.isAway = false
    await until(() => dispatcher.removed.length > 0)

    expect(dispatcher.removed).to.deep.equal([{ id: ana.subject.id }])
  })

  it('are seen again after a reconnect only by whoever may see them then [GW-21] [T-47]', async () => {
    const { jwt, member } = world.member({ role: 'dispatcher' })
    const before = await signIn(node, jwt)
    await before.subscribe({ fleet: true })
    world.past.set(ana.subject.id, [at(10, 10, 2), at(10, 10, 3)])
    const since = { [ana.subject.id]: 1 }
    expect((await ask(before.socket, 'resume', { since })).positions).to.have.length(2)

    world.membersByToken.set(jwt, { ...member, role: 'member' })
    node.announcements.memberChanged(member)
    await until(() => !before.socket.connected)
    const after = await signIn(node, jwt)
    await after.subscribe({ fleet: true })
    await move(4)
    await sleep(80)

    expect(await ask(after.socket, 'resume', { since })).to.deep.equal({ ok: true, positions: [] })
    expect(after.knows(ana.subject.id)).to.equal(false)
  })

  it('are looked at on record: once for each subscription, later ones too, and again where that failed [GW-26]', async () => {
    const { jwt, member } = world.member({ role: 'dispatcher', userId: bo.userId })
    const dispatcher = await signIn(node, jwt)
    await dispatcher.subscribe({ fleet: true })
    await dispatcher.subscribe({ viewport: { west: 9, south: 9, east: 11, north: 11 } })
    const ofAna = { technicianId: ana.subject.id, viewerId: member.userId, tenantId: 1 }
    expect(world.looks).to.deep.equal([ofAna, ofAna]) // and none of Bo's at himself

    const cy = world.technician('Cy')
    await move(2)
    let fails = 1
    const { looked } = world
    world.looked = async (...args) => {
      if (fails-- > 0) throw new Error('connection refused')
      return looked.apply(world, args)
    }
    for (const t of [1, 2, 3]) node.publisher.publish(cy.subject, at(10, 10, t))
    await until(() => world.looks.length === 4)
    node.publisher.publish(cy.subject, at(50, 50, 4)) // out of the viewport, and in again
    node.publisher.publish(cy.subject, at(50, 51, 5))
    node.publisher.publish(cy.subject, at(10, 10, 6))
    await until(() => dispatcher.told(cy.subject.id).includes(6))
    await node.stop()

    const ofCy = { ...ofAna, technicianId: cy.subject.id }
    expect(world.looks).to.deep.equal([ofAna, ofAna, ofCy, ofCy])
  })
})

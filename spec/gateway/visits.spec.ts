import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { WatchedSubject, WatchedVisit } from '../../domain/live/ports.ts'
import type { Position } from '../../domain/positions/position.ts'
import { Problem } from '../../domain/problem.ts'
import type { Eta } from '../../domain/routing/schema.ts'
import { until } from '../support/until.ts'
import {
  type Answer,
  aPosition,
  ask,
  collect,
  FakeWorld,
  next,
  startNode,
  stopAll,
  type TestNode,
} from './a-gateway.ts'

const minute = 60_000

describe('the link of a visit, watched', function () {
  this.timeout(20_000)
  const began = Date.now() - 10 * minute
  let world: FakeWorld
  let node: TestNode
  let ana: WatchedSubject
  let token: string
  let visitId: string
  let linkId: string

  beforeEach(async () => {
    world = new FakeWorld()
    node = await startNode(world, { limits: { sweepMs: 60_000 } })
    const subject = { ...world.vehicle('ana'), kind: 'technician' as const }
    ana = { subject, name: 'Ana', icon: 'person', color: '#112233', newest: null }
    visitId = randomUUID()
    const made = world.link(subject, {
      face: 'trakservice',
      resource: { kind: 'assignment', id: visitId },
      trailMinutes: 30,
    })
    token = made.token
    linkId = made.link.id
  })
  afterEach(stopAll)

  const at = () => new Date().toISOString()
  const stand = (
    status: WatchedVisit['status'],
    changes: Partial<WatchedVisit> = {},
    newest: Position | null = null,
  ) => {
    const technicianId = ana.subject.id
    const visit = { id: visitId, technicianId, status, at: at(), since: began, eta: null, ...changes }
    const subjects = status === 'en_route' ? [{ ...ana, newest, trail: newest ? [newest] : [] }] : []
    world.visits.set(visitId, { visit, subjects })
    return visit
  }
  const announce = (status: WatchedVisit['status'], on = node) =>
    on.announcements.visitChanged({
      tenantId: 1,
      assignmentId: visitId,
      technicianId: ana.subject.id,
      userId: 7,
      linkId,
      status,
      at: at(),
    })
  const watch = async () => {
    const socket = node.connect('/live', { token })
    const seen = {
      snapshots: collect<Answer>(socket, 'snapshot'),
      positions: collect<Answer>(socket, 'positions'),
      subjects: collect<Answer>(socket, 'subjects'),
      removed: collect<Answer>(socket, 'subject:removed'),
      statuses: collect<Answer>(socket, 'assignment:status'),
      etas: collect<Answer>(socket, 'eta'),
    }
    await next(socket, 'assignment:status')
    return { socket, ...seen }
  }
  const told = (frames: Answer[]): number[] => frames.flat().map(({ t }: { t: number }) => t)
  const anEta = (changes: Partial<Eta> = {}): Eta => ({
    arrives_at: at(),
    duration_s: 600,
    distance_m: 4_000,
    method: 'straight_line',
    confidence: 'medium',
    computed_at: at(),
    position_age_s: 1,
    assumed_speed: 30,
    ...changes,
  })

  it('tells how the visit stands, and where its technician is while on the way [CL-8]', async () => {
    stand('en_route', { eta: anEta() }, aPosition(began + 1000))

    const { snapshots, statuses, etas, positions } = await watch()
    node.publisher.publish(ana.subject, aPosition(began + 2000))
    await until(() => positions.length > 0)

    expect(snapshots[0].subjects[0]).to.include({ id: ana.subject.id, kind: 'technician', name: 'Ana' })
    expect(snapshots[0].subjects[0].position.t).to.equal(began + 1000)
    expect(statuses).to.have.length(1)
    expect(statuses[0]).to.include({ id: visitId, status: 'en_route' })
    expect(etas[0]).to.include({ id: visitId, duration_s: 600 })
    expect(told(positions)).to.deep.equal([began + 2000])
  })

  it('never sends a place, or what was reckoned from it, of before the link began [CL-6] [T-15]', async () => {
    world.past.set(
      ana.subject.id,
      [-5, -1, 0, 1].map((minutes) => aPosition(began + minutes * minute)),
    )
    stand('en_route')
    const member = world.member()
    const dispatcher = node.connect('/live', { jwt: member.jwt })
    await next(dispatcher, 'connect')
    world.subjectsById.set(ana.subject.id, { ...ana, imei: 'ana', name: 'Ana Maria da Silva' })
    await ask(dispatcher, 'subscribe', { fleet: true })
    node.publisher.publish(ana.subject, aPosition(began - 4 * minute)) // members know, and the hub with them

    const { socket, snapshots, positions, etas, subjects } = await watch()
    for (const minutes of [-3, -2, 1])
      node.publisher.publish(ana.subject, aPosition(began + minutes * minute))
    await until(() => told(positions).length > 0)
    const visit = { tenantId: 1, assignmentId: visitId, technicianId: ana.subject.id, linkId }
    node.announcements.etaChanged(visit, anEta({ position_age_s: 3_600 }))
    node.announcements.etaChanged(visit, anEta({ duration_s: 60 }))
    await until(() => etas.length > 0)
    const { positions: missed } = await ask(socket, 'resume', { since: { [ana.subject.id]: 0 } })

    expect(snapshots[0].subjects[0]).to.deep.include({ name: 'Ana', position: null })
    expect(told(positions)).to.deep.equal([began + minute])
    expect(told(missed)).to.deep.equal([began, began + minute])
    expect(etas.map(({ duration_s }) => duration_s)).to.deep.equal([60])
    expect(JSON.stringify([snapshots, subjects])).not.to.contain('Silva')
  })

  it('keeps the technician’s name to the first, also when it is changed for members [CL-5] [T-16]', async () => {
    stand('en_route')
    const { subjects, positions } = await watch()
    world.subjectsById.set(ana.subject.id, { ...ana, imei: 'ana', name: 'Ana Maria da Silva' })

    node.announcements.subjectChanged(ana.subject, 'changed')
    await until(() => world.described > 0)
    node.publisher.publish(ana.subject, aPosition(began + 1000))
    await until(() => positions.length > 0)

    expect(subjects).to.deep.equal([])
  })

  it('loses the technician who is there, and gets nothing more of them [CL-7] [CL-8]', async () => {
    stand('en_route', {}, aPosition(began + 1000))
    const { socket, removed, statuses, positions } = await watch()

    stand('on_site')
    announce('on_site')
    node.publisher.publish(ana.subject, aPosition(began + 2000))
    await until(() => statuses.length > 1)
    const { positions: missed } = await ask(socket, 'resume', { since: { [ana.subject.id]: 0 } })

    expect(removed).to.deep.equal([{ id: ana.subject.id }])
    expect(statuses[1]).to.include({ id: visitId, status: 'on_site' })
    expect(positions).to.deep.equal([])
    expect(missed).to.deep.equal([])
  })

  it('meets the technician who leaves after the link was opened [CL-8]', async () => {
    stand('scheduled')
    const { snapshots, statuses, positions } = await watch()
    expect(snapshots[0].subjects).to.deep.equal([])

    stand('en_route')
    announce('en_route')
    await until(() => snapshots.length > 1)
    node.publisher.publish(ana.subject, aPosition(began + 1000))
    await until(() => positions.length > 0)

    expect(snapshots[1].subjects[0]).to.include({ name: 'Ana' })
    expect(statuses.map(({ status }) => status)).to.deep.equal(['scheduled', 'en_route'])
  })

  it('does not show how things stood while it was being opened [CL-8] [T-46]', async () => {
    stand('en_route', {}, aPosition(began + 1000))
    const { openLink } = world
    world.openLink = async (ref) => {
      const shown = await openLink.call(world, ref)
      stand('on_site')
      announce('on_site')
      return shown
    }

    const { snapshots, statuses, positions } = await watch()
    node.publisher.publish(ana.subject, aPosition(began + 2000))
    await until(() => statuses.length > 0)

    expect(snapshots[0].subjects).to.deep.equal([])
    expect(statuses[0]).to.include({ status: 'on_site' })
    expect(positions).to.deep.equal([])
  })

  it('loses a technician whom nobody may see for now, and meets them again [CL-7]', async () => {
    stand('en_route')
    const { removed, snapshots, positions } = await watch()

    node.announcements.subjectChanged(ana.subject, 'hidden')
    await until(() => removed.length > 0)
    node.publisher.publish(ana.subject, aPosition(began + 1000))
    node.announcements.subjectChanged(ana.subject, 'changed')
    await until(() => snapshots.length > 1)
    node.publisher.publish(ana.subject, aPosition(began + 2000))
    await until(() => positions.length > 0)

    expect(told(positions)).to.deep.equal([began + 2000])
  })

  it('finds out by asking, where the news was lost [CL-8] [T-46]', async () => {
    await stopAll()
    node = await startNode(world, { limits: { sweepMs: 50 } })
    stand('en_route')
    const { removed, statuses } = await watch()

    stand('on_site')
    await until(() => removed.length > 0)

    expect(statuses.at(-1)).to.include({ status: 'on_site' })
  })

  it('stays as it is for now where nobody can be asked', async () => {
    stand('scheduled')
    const { snapshots, statuses } = await watch()
    const { show } = world
    let asked = 0
    world.show = async () => {
      asked++
      throw new Problem('unavailable')
    }

    announce('en_route')
    await until(() => asked > 0)
    world.show = show
    stand('en_route')
    announce('en_route')
    await until(() => snapshots.length > 1)

    expect(statuses.map(({ status }) => status)).to.deep.equal(['scheduled', 'en_route'])
  })
})

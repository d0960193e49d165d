import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Member } from '../../domain/actor.ts'
import type { VisitChange } from '../../domain/live/ports.ts'
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
  type Technician,
  type TestNode,
} from './a-gateway.ts'

const at = '2030-06-01T12:00:00.000Z'
const anEta: Eta = {
  arrives_at: at,
  duration_s: 600,
  distance_m: 4_000,
  method: 'straight_line',
  confidence: 'medium',
  computed_at: at,
  position_age_s: 1,
  assumed_speed: 30,
}

describe('what comes of the visits of technicians', function () {
  this.timeout(20_000)
  let world: FakeWorld
  let node: TestNode
  let ana: Technician
  let bo: Technician
  let visit: VisitChange

  beforeEach(async () => {
    world = new FakeWorld()
    node = await startNode(world)
    ana = world.technician('Ana', aPosition(1))
    bo = world.technician('Bo', aPosition(1))
    visit = {
      tenantId: 1,
      assignmentId: randomUUID(),
      technicianId: ana.subject.id,
      userId: ana.userId,
      linkId: null,
      status: 'en_route',
      at,
    }
  })
  afterEach(stopAll)

  const signIn = async (member: Partial<Member>, wanted?: object) => {
    const socket = node.connect('/live', { jwt: world.member(member).jwt })
    const statuses = collect<Answer>(socket, 'assignment:status')
    const etas = collect<Answer>(socket, 'eta')
    const ratings = collect<Answer>(socket, 'assignment:rated')
    await next(socket, 'connect')
    if (wanted) await ask(socket, 'subscribe', wanted)
    return { socket, statuses, etas, ratings }
  }
  const viewport = { west: -1, south: -1, east: 1, north: 1 }
  const tell = () => {
    node.announcements.visitChanged(visit)
    node.announcements.etaChanged(visit, anEta)
    node.announcements.visitRated(visit)
  }

  it('is told to dispatchers who watch everybody, the map or this technician [GW-27]', async () => {
    const watching = await Promise.all([
      signIn({ role: 'dispatcher' }, { fleet: true }),
      signIn({ role: 'admin' }, { viewport }),
      signIn({ role: 'owner' }, { subjects: [ana.name] }),
    ])

    tell()
    await until(() =>
      watching.every((one) => one.statuses.length + one.etas.length + one.ratings.length === 3),
    )

    const { assignmentId: id, technicianId: technician_id } = visit
    for (const { statuses, etas, ratings } of watching) {
      expect(statuses).to.deep.equal([{ id, technician_id, status: 'en_route', at }])
      expect(etas).to.deep.equal([{ id, technician_id, ...anEta }])
      expect(ratings).to.deep.equal([{ id, technician_id, at }])
    }
  })

  it('is told to the technician without being asked for, as far as it is a status [GW-27]', async () => {
    const self = await signIn({ role: 'technician', userId: ana.userId })

    tell()
    await until(() => self.ratings.length > 0)
    await sleep(50)

    expect(self.statuses[0]).to.include({ id: visit.assignmentId, status: 'en_route' })
    expect(self.etas).to.deep.equal([])
  })

  it('is told to nobody else [GW-27] [T-51]', async () => {
    const others = await Promise.all([
      signIn({ role: 'member' }, { fleet: true }),
      signIn({ role: 'technician', userId: bo.userId }, { subjects: [bo.name] }),
      signIn({ role: 'technician', userId: bo.userId }, { viewport }),
      signIn({ role: 'dispatcher' }),
      signIn({ role: 'dispatcher' }, { subjects: [bo.name] }),
      signIn({ role: 'owner', tenantId: 2 }, { fleet: true }),
      signIn({ role: 'technician', tenantId: 2, userId: ana.userId }, { fleet: true }),
    ])
    const left = await signIn({ role: 'dispatcher' }, { fleet: true })
    await ask(left.socket, 'unsubscribe', { fleet: true })
    const witness = await signIn({ role: 'dispatcher' }, { fleet: true })

    tell()
    await until(() => witness.statuses.length > 0 && witness.etas.length > 0)
    await sleep(100)

    for (const { statuses, etas, ratings } of [...others, left])
      expect([...statuses, ...etas, ...ratings]).to.deep.equal([])
  })

  it('is told of a hidden technician as far as it says nothing of where they are [GW-23] [GW-27]', async () => {
    const dispatcher = await signIn({ role: 'dispatcher' }, { subjects: [ana.name] })
    node.announcements.subjectChanged(ana.subject, 'hidden')

    tell()
    await until(() => dispatcher.statuses.length > 0)
    await sleep(50)
    expect(dispatcher.etas).to.deep.equal([])

    node.announcements.subjectChanged(ana.subject, 'changed')
    tell()
    await until(() => dispatcher.etas.length > 0)
  })
})

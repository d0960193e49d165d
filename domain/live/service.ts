import type { Member } from '../actor.ts'
import type { Subject } from '../positions/position.ts'
import { Problem } from '../problem.ts'
import { includes, type Subscribe } from '../protocol.ts'
import type { ShareLink } from '../share-links/link.ts'
import type { ShareLinks } from '../share-links/service.ts'
import type { VehicleStore } from '../vehicles/service.ts'
import type { Vehicle } from '../vehicles/vehicle.ts'
import type { createCrew } from './crew.ts'
import type { LiveService, Shown, WatchedSubject } from './ports.ts'

export interface LivePorts {
  readonly links: Pick<ShareLinks, 'states'>
  readonly vehiclesOf: (tenantId: number) => VehicleStore
  /** Visits, whose technicians are followed. */
  readonly visits: {
    watch(link: ShareLink): Promise<Omit<Shown, 'link'>>
    visitNow: LiveService['visitNow']
  }
  readonly crew: ReturnType<typeof createCrew>
  readonly standing: (members: readonly Member[]) => Promise<ReadonlySet<Member>>
  readonly now: () => Date
}

const mostSubjects = 10_000
const mostTrailPositions = 2_000
/** Devices may be this far ahead of us. */
const clockSkewMs = 5 * 60_000

export const createLive = ({ links, vehiclesOf, visits, crew, standing, now }: LivePorts): LiveService => ({
  async show({ link }) {
    if (link.resource.kind === 'assignment') return { link, ...(await visits.watch(link)) }
    if (link.resource.kind !== 'vehicle') throw new Problem('not_found') // nothing of it moves
    const store = vehiclesOf(link.tenantId)
    const vehicle = await store.byId(link.resource.id)
    if (!vehicle) throw new Problem('not_found')
    const from = new Date(now().getTime() - link.trailMinutes * 60_000)
    const to = new Date(now().getTime() + clockSkewMs)
    const trail = await store.trail(vehicle.key, from, to, mostTrailPositions)
    return { link, subjects: [{ ...watched(vehicle), trail }] }
  },

  async subjects(member, wanted: Subscribe) {
    const store = vehiclesOf(member.tenantId)
    if (!('subjects' in wanted)) {
      const [vehicles, technicians] = await Promise.all([
        vehiclesIn(store, wanted),
        includes(wanted, 'technician') ? crew.among(member, wanted) : [],
      ])
      return [...vehicles.map(watched), ...technicians]
    }
    const { vehicle: imeis, technician: ids } = named(wanted.subjects)
    const vehicles = await store.byImeis(imeis)
    if (vehicles.length < imeis.length) throw new Problem('not_found')
    return [...vehicles.map(watched), ...(await crew.named(member, ids))]
  },

  async missed(subject: Subject, since, limit) {
    if (subject.kind === 'technician') return crew.missed(subject, since, limit)
    const after = new Date(since + 1)
    return vehiclesOf(subject.tenantId).trail(
      subject.key,
      after,
      new Date(now().getTime() + clockSkewMs),
      limit,
    )
  },

  async describe(subjects) {
    const byTenant = Map.groupBy(subjects, ({ tenantId }) => tenantId)
    const found = await Promise.all(
      [...byTenant].map(async ([tenantId, wanted]) => {
        const idsOf = (kind: Subject['kind']) =>
          wanted.filter((subject) => subject.kind === kind).map(({ id }) => id)
        const [vehicles, technicians] = await Promise.all([
          vehiclesOf(tenantId).byIds(idsOf('vehicle')),
          crew.describe(tenantId, idsOf('technician')),
        ])
        return [...vehicles.map(watched), ...technicians]
      }),
    )
    return found.flat()
  },

  looked: crew.looked,

  visitNow: visits.visitNow,
  linkStates: (ids) => links.states(ids),
  standing,
})

const vehiclesIn = async (store: VehicleStore, wanted: Exclude<Subscribe, { subjects: unknown }>) => {
  if (!includes(wanted, 'vehicle')) return []
  return 'fleet' in wanted ? store.all(mostSubjects) : store.within(wanted.viewport, mostSubjects)
}

/** What stands behind the colon, by kind, each once. Throws `not_found` for what never moves. */
const named = (names: readonly string[]): Record<Subject['kind'], readonly string[]> => {
  const found = { vehicle: new Set<string>(), technician: new Set<string>() }
  for (const name of names) {
    const [kind, ref] = [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)]
    if (kind === 'vehicle') found.vehicle.add(ref)
    else if (kind === 'technician') found.technician.add(ref.toLowerCase())
    else throw new Problem('not_found')
  }
  return { vehicle: [...found.vehicle], technician: [...found.technician] }
}

export const subjectOf = ({ key, id, tenantId }: Vehicle): Subject => ({ key, id, tenantId, kind: 'vehicle' })

const watched = (vehicle: Vehicle): WatchedSubject => ({
  subject: subjectOf(vehicle),
  name: vehicle.name,
  icon: vehicle.icon,
  color: vehicle.color,
  newest: vehicle.newest,
})

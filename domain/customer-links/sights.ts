import type { Assignment } from '../assignments/assignment.ts'
import type { AssignmentStore } from '../assignments/ports.ts'
import type { Shown, VisitNow } from '../live/ports.ts'
import type { Position, Subject } from '../positions/position.ts'
import { found } from '../problem.ts'
import type { Etas } from '../routing/ports.ts'
import type { Eta } from '../routing/schema.ts'
import type { Id, SerialId } from '../schema.ts'
import type { ShareLink } from '../share-links/link.ts'
import type { SharedResource } from '../share-links/resources.ts'
import type { Visit } from '../share-links/visits.ts'
import { firstNameOf } from '../technicians/technician.ts'
import { missingFeature } from '../tenants/features.ts'
import type { TenantProfile } from '../tenants/profiles.ts'
import type { Look, TrackingStore } from '../tracking/ports.ts'
import { changedAt, isReckonedSince, isSeen, mayBeFollowed, seenSince, titleOf } from './visit.ts'

export interface SightPorts {
  readonly assignmentsOf: (tenantId: SerialId) => Pick<AssignmentStore, 'find'>
  readonly trackingOf: (tenantId: SerialId) => Pick<TrackingStore, 'newest' | 'trail'>
  readonly etas: Pick<Etas, 'of'>
  /** Keeps who looked at where a technician is, for the technician to read. Nothing is shown that is not kept. */
  readonly looked: (tenantId: SerialId, looks: readonly Look[]) => Promise<void>
  readonly profiles: {
    of(tenantId: SerialId): Promise<Pick<TenantProfile, 'name' | 'timeZone' | 'features'>>
  }
  readonly now: () => Date
}

/** What the link of a visit shows at a moment. */
export interface Sight {
  readonly assignment: Assignment
  /** Where the technician is, while customers may see it. */
  readonly position: Position | null
  readonly eta: Eta | null
  /** There is a position to be seen, or there will be one. */
  readonly isFollowed: boolean
  readonly organization: string
  /** In which the visit's date and times are to be read. */
  readonly timeZone: string
}

type Followed = Pick<Sight, 'assignment' | 'position' | 'eta' | 'isFollowed'> & {
  /** Milliseconds: nothing from before it is shown. */
  readonly since: number
}

const mostTrailPositions = 2_000
/** Phones may be this far ahead of us. */
const clockSkewMs = 5 * 60_000

/** What is behind the links of visits: the state of the visit, and on the way where its technician is. */
export const createSights = (ports: SightPorts) => {
  const { assignmentsOf, trackingOf, etas, looked, profiles, now } = ports

  const isFollowed = async (assignment: Assignment): Promise<boolean> =>
    mayBeFollowed(assignment) &&
    !missingFeature((await profiles.of(assignment.tenantId)).features, 'trakservice.tracking')

  const follow = async (link: ShareLink): Promise<Followed> => {
    const assignment = found(await assignmentsOf(link.tenantId).find(link.resource.id))
    const since = seenSince(link, assignment)
    const hidden = { assignment, since, position: null, eta: null, isFollowed: false }
    if (!(await isFollowed(assignment))) return hidden
    const [newest] = await Promise.all([
      trackingOf(link.tenantId).newest(assignment.technician.key),
      looked(link.tenantId, [lookOf(link, assignment.technician.id)]),
    ])
    if (!newest || !isSeen(newest, since)) return { ...hidden, isFollowed: true }
    const eta = await etas.of(assignment)
    const isTold = eta !== null && isReckonedSince(eta, since)
    return { assignment, since, position: newest, eta: isTold ? eta : null, isFollowed: true }
  }

  const trailOf = ({ tenantId, trailMinutes }: ShareLink, { assignment, since }: Followed) => {
    const from = Math.max(since, now().getTime() - trailMinutes * 60_000)
    const to = new Date(now().getTime() + clockSkewMs)
    return trackingOf(tenantId).trail(assignment.technician.key, new Date(from), to, mostTrailPositions)
  }

  return {
    /** `undefined` for a visit that is not there. Its technician may share it, and so may dispatchers. */
    async resource(tenantId: SerialId, id: Id): Promise<SharedResource | undefined> {
      const assignment = await assignmentsOf(tenantId).find(id)
      return (
        assignment && {
          kind: 'assignment',
          id,
          ownerId: assignment.technician.user.id,
          title: titleOf(assignment),
          doneAt: assignment.status === 'done' ? assignment.completedAt : null,
        }
      )
    },

    /** For the page of a link, and its JSON. */
    async see({ link }: Pick<Visit, 'link'>): Promise<Sight> {
      const [{ assignment, position, eta, isFollowed }, { name, timeZone }] = await Promise.all([
        follow(link),
        profiles.of(link.tenantId),
      ])
      return { assignment, position, eta, isFollowed, organization: name, timeZone }
    },

    /** For whoever watches by a link: the technician is among what moves while on the way, and not otherwise. */
    async watch(link: ShareLink): Promise<Omit<Shown, 'link'>> {
      const followed = await follow(link)
      const { assignment, since, position, eta, isFollowed } = followed
      const { id, technician, status } = assignment
      const { key, tenantId, color } = technician
      const subject: Subject = { key, id: technician.id, tenantId, kind: 'technician' }
      const { fullName, id: userId } = technician.user
      const names = { name: fullName, shownAs: firstNameOf(fullName) }
      const seen = { subject, ...names, icon: 'person', color, newest: position, userId }
      return {
        subjects: isFollowed ? [{ ...seen, trail: await trailOf(link, followed) }] : [],
        visit: {
          id,
          technicianId: technician.id,
          status,
          at: changedAt(assignment).toISOString(),
          since,
          eta,
        },
      }
    },

    async visitNow(link: ShareLink): Promise<VisitNow | undefined> {
      const assignment = await assignmentsOf(link.tenantId).find(link.resource.id)
      return assignment && { status: assignment.status, isFollowed: await isFollowed(assignment) }
    },
  }
}

export type Sights = ReturnType<typeof createSights>

const lookOf = (link: ShareLink, technicianId: Id): Look => ({
  technicianId,
  viewerId: null,
  linkId: link.id,
  via: 'customer_link',
})

import { isAtLeast, type Member } from '../actor.ts'
import type { Position, Subject } from '../positions/position.ts'
import { Problem } from '../problem.ts'
import type { Subscribe } from '../protocol.ts'
import type { Id, SerialId } from '../schema.ts'
import type { Technician } from '../technicians/technician.ts'
import { missingFeature } from '../tenants/features.ts'
import type { TenantProfile } from '../tenants/profiles.ts'
import { wasAllowed } from '../tracking/consent.ts'
import type { Look, TrackingStore } from '../tracking/ports.ts'
import type { LiveLook, WatchedSubject } from './ports.ts'

/** A technician, with the newest position that is known. */
export interface CrewMember extends Pick<Technician, 'id' | 'tenantId' | 'key' | 'user' | 'color'> {
  readonly newest: Position | null
}

/** The technicians of one tenant whom it may see now: at work for it, and content to be tracked. By id. */
export interface CrewStore {
  all(limit: number): Promise<readonly CrewMember[]>
  within(
    box: Extract<Subscribe, { viewport: unknown }>['viewport'],
    limit: number,
  ): Promise<readonly CrewMember[]>
  byIds(ids: readonly Id[]): Promise<readonly CrewMember[]>
}

export interface CrewPorts {
  readonly crewOf: (tenantId: SerialId) => CrewStore
  readonly trackingOf: (tenantId: SerialId) => Pick<TrackingStore, 'trail' | 'consents'>
  readonly profiles: { of(tenantId: SerialId): Promise<Pick<TenantProfile, 'features'>> }
  /** Nothing is shown that is not kept. */
  readonly looked: (tenantId: SerialId, looks: readonly Look[]) => Promise<void>
  readonly now: () => Date
}

const mostTechnicians = 10_000
const missedMs = 24 * 3_600_000
/** Phones may be this far ahead of us. */
const clockSkewMs = 5 * 60_000
/** Further back than these within a day, nobody can say what was allowed, so nothing is shown. */
const consentsAsked = { limit: 200, offset: 0 }

/** The technicians whom members follow: dispatchers and above see all who may be seen, a technician sees themself. */
export const createCrew = ({ crewOf, trackingOf, profiles, looked, now }: CrewPorts) => {
  const seen = async (
    tenantId: SerialId,
    read: (crew: CrewStore) => Promise<readonly CrewMember[]>,
  ): Promise<readonly CrewMember[]> => {
    const { features } = await profiles.of(tenantId)
    return missingFeature(features, 'trakservice.tracking') ? [] : read(crewOf(tenantId))
  }

  const noted = async (
    { tenantId, userId }: Member,
    technicians: readonly CrewMember[],
  ): Promise<readonly WatchedSubject[]> => {
    const looks = technicians
      .filter(({ user }) => user.id !== userId)
      .map(({ id }) => lookOf({ technicianId: id, viewerId: userId }))
    if (looks.length > 0) await looked(tenantId, looks)
    return technicians.map(watched)
  }

  return {
    /** Of a fleet or a viewport: none for whoever is below a dispatcher. */
    async among(
      member: Member,
      wanted: Exclude<Subscribe, { subjects: unknown }>,
    ): Promise<readonly WatchedSubject[]> {
      if (!isAtLeast(member, 'dispatcher')) return []
      const read = (crew: CrewStore) =>
        'fleet' in wanted ? crew.all(mostTechnicians) : crew.within(wanted.viewport, mostTechnicians)
      return noted(member, await seen(member.tenantId, read))
    },

    /** Throws `not_found` where the member may not see one of them, for whatever reason. */
    async named(member: Member, ids: readonly Id[]): Promise<readonly WatchedSubject[]> {
      if (ids.length === 0) return []
      const technicians = await seen(member.tenantId, (crew) => crew.byIds(ids))
      const maySee = ({ user }: CrewMember) => isAtLeast(member, 'dispatcher') || user.id === member.userId
      if (technicians.length < ids.length || !technicians.every(maySee)) throw new Problem('not_found')
      return noted(member, technicians)
    },

    async describe(tenantId: SerialId, ids: readonly Id[]): Promise<readonly WatchedSubject[]> {
      if (ids.length === 0) return []
      return (await seen(tenantId, (crew) => crew.byIds(ids))).map(watched)
    },

    async missed({ tenantId, id, key }: Subject, since: number, limit: number): Promise<readonly Position[]> {
      const shown = await seen(tenantId, (crew) => crew.byIds([id]))
      if (shown.length === 0) return []
      const time = now().getTime()
      const from = new Date(Math.max(since + 1, time - missedMs))
      const tracking = trackingOf(tenantId)
      const [positions, consents] = await Promise.all([
        tracking.trail(key, from, new Date(time + clockSkewMs), limit),
        tracking.consents(id, consentsAsked),
      ])
      return positions.filter(({ recordedAt }) => wasAllowed(consents.rows, recordedAt))
    },

    looked: (tenantId: SerialId, looks: readonly LiveLook[]): Promise<void> =>
      looked(tenantId, looks.map(lookOf)),
  }
}

const lookOf = ({ technicianId, viewerId }: LiveLook): Look => ({
  technicianId,
  viewerId,
  linkId: null,
  via: 'live',
})

const watched = ({ id, key, tenantId, user, color, newest }: CrewMember): WatchedSubject => ({
  subject: { key, id, tenantId, kind: 'technician' },
  name: user.fullName,
  icon: 'person',
  color,
  newest,
  userId: user.id,
})

import type { Member } from '../actor.ts'
import { presentPosition } from '../positions/schema.ts'
import { Problem } from '../problem.ts'
import type { Counted, Slice } from '../schema.ts'
import type { VehicleStore } from '../vehicles/service.ts'
import type { Vehicle } from '../vehicles/vehicle.ts'
import type { ShareLink } from './link.ts'
import { mayShareKind } from './policy.ts'
import type { LinkStats, OpenLink, ShareLinks } from './service.ts'
import {
  type CreateShareTrack,
  longestMinutes,
  maskImei,
  type PublicShareTrackView,
  type ShareTrackStats,
  type ShareTrackView,
  shortestMinutes,
} from './share-track.ts'
import type { Visit } from './visits.ts'

/** What spans all tenants. */
export interface LinkUpkeep {
  stats(now: Date): Promise<LinkStats>
  /**
   * Of every face: withdraws the secrets of links that will not open again, so that nobody copies them while visitors
   * still read why they ended; those that ended before `forgetBefore` cannot be extended. Deletes the share tracks of
   * before then: the other links stay, as what statistics are about. A dry run only says what would be done.
   */
  cleanUp(now: Date, forgetBefore: Date, dryRun: boolean): Promise<CleanUp>
}
export interface CleanUp {
  readonly sealed: readonly EndedLink[]
  readonly deleted: readonly EndedLink[]
  /** How many links of long ago named somebody, and do not any more. */
  readonly forgotten: number
}
export interface EndedLink {
  readonly id: string
  readonly endedAt: Date
  readonly reason: 'expired' | 'revoked'
}

export interface ShareTrackPorts {
  readonly links: ShareLinks
  readonly vehiclesOf: (tenantId: number) => VehicleStore
  readonly upkeep: LinkUpkeep
  readonly retentionDays: number
  readonly now: () => Date
}

export interface ShareTrack extends OpenLink {
  readonly vehicle: Vehicle
}

export type ShareTracks = ReturnType<typeof createShareTracks>

/** The share-track face of the link core: one primary link a vehicle, for minutes or until a given time. */
export const createShareTracks = ({ links, vehiclesOf, upkeep, retentionDays, now }: ShareTrackPorts) => {
  const vehicleOf = async (member: Member, imei: string): Promise<Vehicle> => {
    const vehicle = await vehiclesOf(member.tenantId).byImei(imei)
    if (!vehicle) throw new Problem('not_found')
    return vehicle
  }

  const live = async (member: Member, imei: string): Promise<ShareTrack> => {
    const vehicle = await vehicleOf(member, imei)
    const open = await links.livePrimary(member.tenantId, 'share_track', resourceOf(vehicle))
    if (!open) throw new Problem('not_found')
    return { ...open, vehicle }
  }

  return {
    existing: live,

    async share(member: Member, wanted: CreateShareTrack): Promise<ShareTrack & { isNew: boolean }> {
      const expiresAt = expiryOf(wanted, now())
      const vehicle = await vehicleOf(member, wanted.imei)
      const made = await links.sharePrimary({
        tenantId: member.tenantId,
        face: 'share_track',
        resource: resourceOf(vehicle),
        title: null,
        createdBy: member.userId,
        expiresAt,
      })
      return { ...made, vehicle }
    },

    async stop(member: Member, imei: string): Promise<void> {
      const vehicle = await vehicleOf(member, imei)
      if (!(await links.revokePrimary(member.tenantId, 'share_track', resourceOf(vehicle))))
        throw new Problem('not_found')
    },

    async mine(member: Member, slice: Slice): Promise<Counted<ShareTrack>> {
      if (!mayShareKind(member.role, 'vehicle')) return { count: 0, rows: [] } // all of theirs rest
      const { count, rows } = await links.listPrimary(member.tenantId, 'share_track', member.userId, slice)
      const store = vehiclesOf(member.tenantId)
      const tracks = await Promise.all(
        rows.map(async (open) => {
          const vehicle = await store.byId(open.link.resource.id)
          return vehicle && { ...open, vehicle }
        }),
      )
      return { count, rows: tracks.filter((track) => track !== undefined) }
    },

    /** What a visitor sees who came through the door. */
    async show({ link, ref }: Pick<Visit, 'link' | 'ref'>): Promise<ShareTrack> {
      const { kind, id } = link.resource
      const vehicle = kind === 'vehicle' ? await vehiclesOf(link.tenantId).byId(id) : undefined
      if (!vehicle) throw new Problem('not_found')
      return { link, token: ref, vehicle }
    },

    stats: (member: Member): Promise<LinkStats> => links.stats(member.tenantId, 'share_track'),

    cleanUp: (dryRun = false) =>
      upkeep.cleanUp(now(), new Date(now().getTime() - retentionDays * 86_400_000), dryRun),
  }
}

const resourceOf = (vehicle: Vehicle): ShareLink['resource'] => ({ kind: 'vehicle', id: vehicle.id })

/** `duration_minutes` from now, or the time given, which lies within the same bounds. */
export const expiryOf = ({ duration_minutes, scheduled_for }: CreateShareTrack, now: Date): Date => {
  if (duration_minutes !== undefined) return new Date(now.getTime() + duration_minutes * 60_000)
  const expiresAt = new Date(scheduled_for ?? '')
  const minutes = (expiresAt.getTime() - now.getTime()) / 60_000
  const message =
    minutes <= 0
      ? 'must be in the future'
      : minutes < shortestMinutes - 1 || minutes > longestMinutes + 1 // a minute's grace for a client's clock
        ? `must be ${shortestMinutes} minutes to ${longestMinutes / 60} hours from now`
        : undefined
  if (message || Number.isNaN(minutes))
    throw new Problem('validation_failed', {
      errors: [{ field: 'scheduled_for', message: message ?? 'is not a time' }],
    })
  return expiresAt
}

export const shareUrlOf = (publicUrl: string, token: string): string => `${publicUrl}/share/${token}/`

export const presentShareTrack = (
  { link, token, vehicle }: ShareTrack,
  publicUrl: string,
): ShareTrackView => ({
  id: link.id,
  imei: vehicle.imei,
  token,
  share_url: shareUrlOf(publicUrl, token),
  created_at: link.createdAt.toISOString(),
  scheduled_for: (link.expiresAt ?? link.createdAt).toISOString(),
})

export const presentStats = ({
  total,
  active,
  expired,
  revoked,
  nextExpiry,
}: LinkStats): ShareTrackStats => ({
  total,
  active,
  expired,
  revoked,
  next_expiry: nextExpiry?.toISOString() ?? null,
})

export const presentToVisitor = (
  { link, token, vehicle }: ShareTrack,
  publicUrl: string,
): PublicShareTrackView => ({
  token,
  scheduled_for: (link.expiresAt ?? link.createdAt).toISOString(),
  created_at: link.createdAt.toISOString(),
  vehicle: { name: vehicle.name, plate: vehicle.plate, icon: vehicle.icon, color: vehicle.color },
  imei: maskImei(vehicle.imei),
  position: vehicle.newest && presentPosition(vehicle.newest),
  live: { url: publicUrl, namespace: '/live' },
})

import type { Member } from '../actor.ts'
import type { Keep } from '../positions/keep.ts'
import type { Position } from '../positions/position.ts'
import { judge } from '../positions/rules.ts'
import type { IngestReceipt } from '../positions/schema.ts'
import { type Language, Problem, sentenceOf } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import { missingFeature } from '../tenants/features.ts'
import type { TenantProfiles } from '../tenants/profiles.ts'
import type { Device, DeviceDirectory } from '../vehicles/directory.ts'
import { mayTrack } from './consent.ts'
import { type Ping, type PingRefusal, pingOf, readReportedPing, type UnreadPing, withFacts } from './ping.ts'
import type { AuditEntry, TrackingStore } from './ports.ts'

export interface PingPorts {
  readonly directory: Pick<DeviceDirectory, 'technician' | 'technicianOf'>
  readonly keep: Keep
  readonly profiles: Pick<TenantProfiles, 'of'>
  readonly trackingOf: (tenantId: SerialId) => Pick<TrackingStore, 'audit' | 'openAssignments'>
  readonly newId: () => Id
  readonly now: () => Date
}

/** Whose pings they are, and what is said where nobody goes out under that name. */
export interface PingReporter {
  readonly tenantId: SerialId
  readonly userId: SerialId | null
  readonly device: Device | undefined
  readonly absent: 'no_technician_profile' | 'unknown_device'
}

export type PingOutcome =
  | { readonly status: 'accepted' | 'duplicate'; readonly position: Position }
  | { readonly status: 'refused'; readonly refusal: PingRefusal }

export type Pings = ReturnType<typeof createPings>

/**
 * The one way in for positions of technicians, whoever brings them: the feature, the profile, the position itself,
 * consent, the work window. Each comes to one row of the audit before anybody is answered.
 */
export const createPings = ({ directory, keep, profiles, trackingOf, newId, now }: PingPorts) => {
  const take = async (
    reporter: PingReporter,
    pings: readonly (Ping | UnreadPing)[],
  ): Promise<readonly PingOutcome[]> => {
    if (pings.length === 0) return []
    const at = now()
    const refusalOf = await rulesFor(reporter, pings, at)
    const judged = pings.map((ping) => {
      const refusal = refusalOf(ping)
      if (refusal || 'refusal' in ping) return { refusal: refusal ?? (ping as UnreadPing).refusal }
      return { position: withFacts(ping, newId(), at) }
    })
    const positions = judged.flatMap(({ position }) => position ?? [])
    const stored =
      positions.length > 0 ? await keep(Array(positions.length).fill(reporter.device), positions) : []
    let next = 0
    const outcomes = judged.map(({ position, refusal }): PingOutcome => {
      if (!position) return { status: 'refused', refusal: refusal! }
      return { status: stored[next++] ? 'accepted' : 'duplicate', position }
    })
    await trackingOf(reporter.tenantId).audit(
      outcomes.map((outcome, i) => entryOf(reporter, pings[i]!, outcome)),
      at,
    )
    return outcomes
  }

  /** What is the same for all pings of a call is asked once. */
  const rulesFor = async (
    { tenantId, device, absent }: PingReporter,
    pings: readonly (Ping | UnreadPing)[],
    at: Date,
  ): Promise<(ping: Ping | UnreadPing) => PingRefusal | undefined> => {
    const { features, timeZone } = await profiles.of(tenantId)
    const missing = missingFeature(features, 'trakservice.tracking')
    const rules = device?.tracking
    const named = pings.flatMap((ping) => ('position' in ping ? (ping.assignmentId ?? []) : []))
    const open =
      rules && named.length > 0
        ? await trackingOf(tenantId).openAssignments(rules.technicianId, [...new Set(named)])
        : new Set<Id>()
    return (ping) => {
      if (missing) return { code: 'feature_disabled', details: { feature: missing } }
      if ('refusal' in ping) return ping.refusal
      if (!rules) return { code: absent }
      const { position, assignmentId } = ping
      const code = judge(position, at.getTime()) ?? mayTrack(rules, timeZone, position.recordedAt)
      if (code) return { code }
      return assignmentId && !open.has(assignmentId) ? noSuchAssignment : undefined
    }
  }

  /** Whoever is signed in, as the technician that they are. */
  const reporterOf = async ({
    tenantId,
    userId,
  }: Pick<Member, 'tenantId' | 'userId'>): Promise<PingReporter> => {
    const device = await directory.technicianOf(tenantId, userId)
    return { tenantId, userId, device, absent: 'no_technician_profile' }
  }

  const byKey = ({ subject, tracking }: Device, device: Device | undefined): PingReporter => ({
    tenantId: subject.tenantId,
    userId: tracking?.userId ?? null,
    device,
    absent: 'unknown_device',
  })

  const receive = async (
    reporter: PingReporter,
    reports: readonly unknown[],
    language: Language,
  ): Promise<IngestReceipt> => {
    const time = now().getTime()
    const pings = reports.map((report) => readReportedPing(report, time))
    return receiptOf(await take(reporter, pings), language)
  }

  return {
    take,
    reporterOf,

    /** A member's own, over a connection. */
    async reportAs(member: Member, reports: readonly unknown[], language: Language): Promise<IngestReceipt> {
      return receive(await reporterOf(member), reports, language)
    },

    /** A connection opened with an ingest key. It may be long ago: what is known of the technician by now counts. */
    async reportFrom(
      device: Device,
      reports: readonly unknown[],
      language: Language,
    ): Promise<IngestReceipt> {
      const { tenantId, id } = device.subject
      return receive(byKey(device, await directory.technician(tenantId, id)), reports, language)
    },

    /** One position that a tracker's decoder has read. Throws the code it is refused with. */
    async keepOne(device: Device, position: Position, via: string): Promise<void> {
      const [outcome] = await take(byKey(device, device), [pingOf(position, { deviceId: via })])
      if (outcome?.status === 'refused') throw problemOf(outcome.refusal)
    },

    /** Whether it may be noted that the technician's device spoke at all: that too tells when somebody is up. */
    async mayBeHeard({ subject, tracking }: Device, at: Date): Promise<boolean> {
      if (!tracking) return true
      const { features, timeZone } = await profiles.of(subject.tenantId)
      const isOn = !missingFeature(features, 'trakservice.tracking')
      return isOn && !mayTrack(tracking, timeZone, at.getTime())
    },
  }
}

export const problemOf = ({ code, details, detail }: PingRefusal): Problem =>
  new Problem(code, details ?? (detail ? { errors: [{ field: '', message: detail }] } : {}))

/** For a person, in their language. What is wrong with a report itself is said in English, as everywhere. */
export const detailOf = ({ code, details, detail }: PingRefusal, language: Language): string =>
  detail ?? sentenceOf(code, language, details)

const noSuchAssignment: PingRefusal = {
  code: 'validation_failed',
  details: { errors: [{ field: 'assignment', message: 'is no open assignment of yours' }] },
}

const entryOf = (
  { userId, device }: PingReporter,
  ping: Ping | UnreadPing,
  outcome: PingOutcome,
): AuditEntry => {
  const recordedAt = 'position' in ping ? ping.position.recordedAt : ping.recordedAt
  return {
    technicianId: device?.subject.id ?? null,
    userId,
    outcome: outcome.status,
    code: outcome.status === 'refused' ? outcome.refusal.code : null,
    deviceId: ping.deviceId,
    source: ping.source,
    recordedAt: recordedAt !== null && isOnCalendar(recordedAt) ? new Date(recordedAt) : null,
  }
}

/** Years 1970 to 9999: what a broken clock says beyond them is no time that the database keeps. */
const isOnCalendar = (at: number): boolean => at >= 0 && at < 253_402_300_800_000

const receiptOf = (outcomes: readonly PingOutcome[], language: Language): IngestReceipt => ({
  accepted: outcomes.filter(({ status }) => status === 'accepted').length,
  duplicates: outcomes.filter(({ status }) => status === 'duplicate').length,
  rejected: outcomes.flatMap((outcome, index) =>
    outcome.status === 'refused'
      ? [{ index, code: outcome.refusal.code, detail: detailOf(outcome.refusal, language) }]
      : [],
  ),
})

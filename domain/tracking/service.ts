import { isAtLeast, type Member } from '../actor.ts'
import type { Announcements } from '../live/ports.ts'
import type { Position } from '../positions/position.ts'
import { found, type Language, Problem } from '../problem.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { TechnicianStore } from '../technicians/ports.ts'
import type { Technician } from '../technicians/technician.ts'
import { assertMaySwitch, mayBeSeen } from './consent.ts'
import { readPing } from './ping.ts'
import { type PingOutcome, type Pings, problemOf } from './pings.ts'
import type { AuditEntry, Look, LookedVia, RecordedConsent, RecordedLook, TrackingStore } from './ports.ts'
import { presentBatch, presentPing, type Tracked } from './present.ts'
import { type LocationPingView, mostPingsAtOnce, type PingBatchView } from './schema.ts'

export interface TrackingPorts {
  readonly trackingOf: (tenantId: SerialId) => TrackingStore
  readonly techniciansOf: (tenantId: SerialId) => Pick<TechnicianStore, 'find'>
  readonly pings: Pick<Pings, 'take' | 'reporterOf'>
  readonly announce: Pick<Announcements, 'subjectChanged'>
  /** So that this very node does not wait for its own announcement. */
  readonly forget: (technicianId: Id) => void
  /** Removes what was kept of the times when tracking was off: a call that was under way does not see the switch. */
  readonly forgetWithdrawn: (technicianId: Id) => Promise<void>
  readonly now: () => Date
}

export type Tracking = ReturnType<typeof createTracking>

const dayHours = 24
const mostTrailPositions = 100_000
const usualVersion = '1'

/** Where technicians are and were, as far as they allow it, and who wanted to know. */
export const createTracking = (ports: TrackingPorts) => {
  const { trackingOf, techniciansOf, pings, announce, forget, forgetWithdrawn, now } = ports

  const looked = (tenantId: SerialId, looks: readonly Look[]): Promise<void> =>
    trackingOf(tenantId).look(looks, now())

  const lookedBy = async (actor: Member, technician: Technician, via: LookedVia): Promise<void> => {
    if (isSelf(actor, technician)) return
    await looked(actor.tenantId, [{ technicianId: technician.id, viewerId: actor.userId, linkId: null, via }])
  }

  /** One that the actor may ask about: themself, or anyone for those who lead the work. */
  const get = async (actor: Member, id: Id): Promise<Technician> => {
    const technician = found(await techniciansOf(actor.tenantId).find(id))
    if (!isSelf(actor, technician) && !isAtLeast(actor, 'dispatcher')) throw new Problem('not_found')
    return technician
  }

  /** What is kept about tracking is for whom it concerns, and for those who answer for the organization. */
  const getRecords = async (actor: Member, id: Id): Promise<Technician> => {
    const technician = await get(actor, id)
    if (!isSelf(actor, technician) && !isAtLeast(actor, 'admin')) throw new Problem('forbidden')
    return technician
  }

  /** The pings as they are kept, in the places of those that were taken: of a duplicate, the one that came first. */
  const storedPings = async (
    { tenantId, key, ...who }: Tracked & { readonly tenantId: SerialId; readonly key: number },
    outcomes: readonly PingOutcome[],
    language: Language,
  ): Promise<readonly (LocationPingView | undefined)[]> => {
    const moments = outcomes.flatMap((outcome) =>
      outcome.status === 'duplicate' ? [new Date(outcome.position.recordedAt)] : [],
    )
    const stored = moments.length > 0 ? await trackingOf(tenantId).at(key, moments) : []
    const firstAt = new Map(stored.map((position) => [position.recordedAt, position]))
    return outcomes.map((outcome) => {
      if (outcome.status === 'refused') return undefined
      const { position } = outcome
      return presentPing(firstAt.get(position.recordedAt) ?? position, who, language)
    })
  }

  const submit = async (actor: Member, inputs: readonly unknown[], language: Language) => {
    const time = now().getTime()
    const reporter = await pings.reporterOf(actor)
    const outcomes = await pings.take(
      reporter,
      inputs.map((input) => readPing(input, time)),
    )
    const { subject, tracking } = reporter.device ?? {}
    const views =
      subject && tracking
        ? await storedPings({ ...subject, fullName: tracking.fullName }, outcomes, language)
        : []
    return { outcomes, views }
  }

  return {
    looked,
    get,

    /** The caller's own ping; `isNew` is false where there was one of that moment. Throws what it is refused with. */
    async ping(
      actor: Member,
      input: unknown,
      language: Language,
    ): Promise<{ isNew: boolean; ping: LocationPingView }> {
      const { outcomes, views } = await submit(actor, [input], language)
      const [outcome] = outcomes
      if (outcome?.status === 'refused') throw problemOf(outcome.refusal)
      return { isNew: outcome?.status === 'accepted', ping: found(views[0]) }
    },

    /** What a phone kept while it was offline: each is judged by itself. */
    async pings(actor: Member, inputs: readonly unknown[], language: Language): Promise<PingBatchView> {
      if (inputs.length < 1 || inputs.length > mostPingsAtOnce)
        throw wrong('', `must hold 1 to ${mostPingsAtOnce} pings`)
      const { outcomes, views } = await submit(actor, inputs, language)
      return presentBatch(outcomes, views, language)
    },

    /** Where the technician is now; `not_found` where nothing is known, and where tracking is off. */
    async latest(actor: Member, id: Id): Promise<{ technician: Tracked; position: Position; now: Date }> {
      const technician = await get(actor, id)
      if (!mayBeSeen(technician)) throw new Problem('not_found')
      const position = found(await trackingOf(actor.tenantId).newest(technician.key))
      await lookedBy(actor, technician, 'latest')
      return { technician: trackedOf(technician), position, now: now() }
    },

    /** Where the technician was, at most 24 hours of it. What was allowed when it was recorded stays to be seen. */
    async trail(
      actor: Member,
      id: Id,
      { from, to, via }: { from?: Date | undefined; to?: Date | undefined; via: 'trail' | 'export' },
    ): Promise<{ technician: Tracked; from: Date; to: Date; positions: readonly Position[] }> {
      const end = to ?? now()
      const start = from ?? new Date(end.getTime() - dayHours * 3_600_000)
      const technician = await get(actor, id)
      if (start > end) throw wrong('from', 'must not be after to')
      if (end.getTime() - start.getTime() > dayHours * 3_600_000)
        throw new Problem('range_too_long', { hours: dayHours })
      const store = trackingOf(actor.tenantId)
      const positions = await store.trail(technician.key, start, end, mostTrailPositions)
      await lookedBy(actor, technician, via)
      return { technician: trackedOf(technician), from: start, to: end, positions }
    },

    /**
     * Switches tracking on or off, and keeps who did it when, and to which version of the terms. From then on pings are
     * refused, and whoever watches sees nothing more; nothing of that time is there when it is on again. Throws
     * `consent_withdrawn`.
     */
    async setConsent(
      actor: Member,
      technician: Technician,
      allowed: boolean,
      version: string = usualVersion,
    ): Promise<void> {
      const { id, tenantId } = technician
      const consent = { allowed, version: version.trim(), byUser: actor.userId, at: now() }
      const event = {
        name: 'technician.tracking_changed',
        aggregateType: 'technician',
        aggregateId: id,
        actorId: actor.userId,
        data: { allowed },
      } as const
      if (allowed) await forgetWithdrawn(id)
      await trackingOf(tenantId).switchTo(id, (standing) => {
        assertMaySwitch(actor, technician, allowed, standing.own)
        return { consent, events: standing.allowed === allowed ? [] : [event] }
      })
      forget(id)
      announce.subjectChanged({ id, tenantId }, allowed ? 'changed' : 'hidden')
    },

    async consents(actor: Member, id: Id, slice: Slice): Promise<Counted<RecordedConsent>> {
      const technician = await get(actor, id)
      return trackingOf(actor.tenantId).consents(technician.id, slice)
    },

    async audit(actor: Member, id: Id, slice: Slice): Promise<Counted<AuditEntry & { readonly at: Date }>> {
      const technician = await getRecords(actor, id)
      return trackingOf(actor.tenantId).auditOf(technician.id, slice)
    },

    async looks(actor: Member, id: Id, slice: Slice): Promise<Counted<RecordedLook>> {
      const technician = await getRecords(actor, id)
      return trackingOf(actor.tenantId).looksAt(technician.id, slice)
    },
  }
}

const isSelf = (actor: Member, technician: Technician): boolean => technician.user.id === actor.userId

const trackedOf = ({ id, user }: Technician): Tracked => ({ id, fullName: user.fullName })

const wrong = (field: string, message: string) =>
  new Problem('validation_failed', { errors: [{ field, message }] })

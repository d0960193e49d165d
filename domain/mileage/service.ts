import { isAtLeast, type Member } from '../actor.ts'
import { wallClock, weekOf } from '../local-time.ts'
import type { Position } from '../positions/position.ts'
import { found, Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import type { Unhurried } from '../stepwise.ts'
import type { TechnicianStore } from '../technicians/ports.ts'
import type { Technician } from '../technicians/technician.ts'
import { missingFeature } from '../tenants/features.ts'
import type { TenantProfiles } from '../tenants/profiles.ts'
import type { TrackingStore } from '../tracking/ports.ts'
import { assertRange, daysBetween, dueDays, isSettled, lastDays, spanOf } from './days.ts'
import { longestSilence, measuring } from './measure.ts'
import type { CountingTenants, DayFigure, DayOfTechnician, MileageStore } from './ports.ts'
import { type MileageDay, toKm } from './present.ts'
import type { MileageQuery, MileageView } from './schema.ts'

export interface MileagePorts {
  readonly mileageOf: (tenantId: SerialId) => MileageStore
  /** Those who left by now included: their ways stay. */
  readonly techniciansOf: (tenantId: SerialId) => Pick<TechnicianStore, 'ofUser' | 'byIds'>
  readonly trackingOf: (tenantId: SerialId) => Pick<TrackingStore, 'look'>
  readonly countingTenants: CountingTenants
  readonly profiles: Pick<TenantProfiles, 'of'>
  /** A day at one position a second takes tenths of a second, and nobody's live position waits for it. */
  readonly unhurried: Unhurried
  readonly now: () => Date
}

export type Mileage = ReturnType<typeof createMileage>

interface Range {
  readonly from: string
  readonly to: string
  readonly days: readonly MileageDay[]
}

/** Positions that are read at once: a day holds up to 90,000, at one a second. */
const page = 10_000
/** Days that are read at the same time: the connections are others' too. */
const atOnce = 4
/** What came in while a day was being read counts as late. Milliseconds. */
const readingTime = 60_000

export const createMileage = (ports: MileagePorts) => {
  const { mileageOf, techniciansOf, trackingOf, countingTenants, profiles, unhurried, now } = ports

  /** The technicians whose ways the caller may see: one, or `undefined` for all of them; `null` for none. */
  const scopeOf = async (actor: Member, wanted: Id | undefined): Promise<Technician | undefined | null> => {
    const technicians = techniciansOf(actor.tenantId)
    if (isAtLeast(actor, 'dispatcher'))
      return wanted === undefined ? undefined : found((await technicians.byIds([wanted]))[0])
    const own = await technicians.ofUser(actor.userId)
    if (wanted !== undefined && wanted !== own?.id) throw new Problem('not_found')
    return own ?? null
  }

  /** Whoever sees another's way is on record for it. */
  const looked = async (actor: Member, technicians: readonly Technician[]): Promise<void> => {
    const others = technicians.filter(({ user }) => user.id !== actor.userId)
    if (others.length === 0) return
    const looks = others.map(({ id }) => ({
      technicianId: id,
      viewerId: actor.userId,
      linkId: null,
      via: 'mileage' as const,
    }))
    await trackingOf(actor.tenantId).look(looks, now())
  }

  /** One a second at most: more say nothing of a way, and a day of thousands a second would never be measured. */
  const positionsOf = async (
    tenantId: SerialId,
    { key, from, to }: Pick<DayOfTechnician, 'key' | 'from' | 'to'>,
  ): Promise<Position[]> => {
    const kept: Position[] = []
    let second: number | undefined
    for (let next = from; ; ) {
      const read = await mileageOf(tenantId).positions({ key, from: next, to }, page)
      for (const position of read) {
        if (Math.floor(position.recordedAt / 1000) === second) continue
        second = Math.floor(position.recordedAt / 1000)
        kept.push(position)
      }
      if (read.length < page) return kept
      next = new Date(read.at(-1)!.recordedAt + 1)
    }
  }

  /** The step across midnight is of the day on which it ends, so that days add up to the way. */
  const figureOf = async (tenantId: SerialId, day: DayOfTechnician): Promise<DayFigure> => {
    const from = new Date(day.from.getTime() - longestSilence)
    const read = await positionsOf(tenantId, { ...day, from })
    const positions = read.filter(({ recordedAt }) => recordedAt >= day.from.getTime())
    const before = read[read.length - positions.length - 1]
    const [first, last] = [positions[0], positions.at(-1)]
    const isStep = before && first && first.recordedAt - before.recordedAt <= longestSilence
    const measured = await unhurried(measuring(isStep ? [before, ...positions] : positions))
    return {
      ...measured,
      positions: positions.length,
      technicianId: day.technicianId,
      date: day.date,
      firstAt: first ? new Date(first.recordedAt) : null,
      lastAt: last ? new Date(last.recordedAt) : null,
    }
  }

  const figuresOf = async (tenantId: SerialId, days: readonly DayOfTechnician[]): Promise<DayFigure[]> => {
    const figures: DayFigure[] = []
    for (let i = 0; i < days.length; i += atOnce)
      figures.push(...(await Promise.all(days.slice(i, i + atOnce).map((day) => figureOf(tenantId, day)))))
    return figures
  }

  const count = async (tenantId: SerialId, days: readonly DayOfTechnician[]): Promise<number> => {
    for (const day of days) {
      const countedAt = new Date(now().getTime() - readingTime)
      await mileageOf(tenantId).keep(await figureOf(tenantId, day), countedAt)
    }
    return days.length
  }

  const isFinal = (timeZone: string, date: string): boolean =>
    isSettled(spanOf(timeZone, date).to.getTime(), now().getTime())

  return {
    /** What technicians have gone, day by day. What is counted is read; what is not is measured now. */
    async list(actor: Member, query: MileageQuery): Promise<Range> {
      const { timeZone } = await profiles.of(actor.tenantId)
      const { from, to } = rangeOf(query, wallClock(timeZone, now().getTime()).date)
      const only = await scopeOf(actor, query.technician_id?.toLowerCase())
      if (only === null) return { from, to, days: [] }
      const store = mileageOf(actor.tenantId)
      const spans = daysBetween(from, to).map((date) => spanOf(timeZone, date))
      const begun = spans.filter((span) => span.from <= now())
      const counted = await store.counted({ from, to, technicianId: only?.id })
      const figures = [
        ...counted,
        ...(await figuresOf(actor.tenantId, await store.uncounted(begun, only?.id))),
      ].filter(({ positions }) => positions > 0)
      const ids = [...new Set(figures.map(({ technicianId }) => technicianId))]
      const technicians = only ? [only] : await techniciansOf(actor.tenantId).byIds(ids)
      const byId = new Map(technicians.map((technician) => [technician.id, technician]))
      const settled = new Map(spans.map(({ date }) => [date, isFinal(timeZone, date)]))
      const days = figures.flatMap((figure): MileageDay[] => {
        const technician = byId.get(figure.technicianId)
        return technician ? [{ technician, figure, isFinal: settled.get(figure.date) ?? false }] : []
      })
      await looked(actor, technicians)
      return { from, to, days: days.sort(byNameAndDate) }
    },

    /** One day, with its silences. */
    async day(actor: Member, technicianId: Id, date: string): Promise<MileageDay> {
      const technician = await scopeOf(actor, technicianId)
      if (!technician) throw new Problem('not_found')
      const { timeZone } = await profiles.of(actor.tenantId)
      const [counted] = await mileageOf(actor.tenantId).counted({ from: date, to: date, technicianId })
      const day = { technicianId, key: technician.key, ...spanOf(timeZone, date) }
      const figure = counted ?? (await figureOf(actor.tenantId, day))
      await looked(actor, [technician])
      return { technician, figure, isFinal: isFinal(timeZone, date) }
    },

    /** Counts the days that are over, wherever kilometres are switched on. Answers how many it counted. */
    async count(): Promise<number> {
      let counted = 0
      for (const tenantId of await countingTenants()) {
        const store = mileageOf(tenantId)
        const { timeZone } = await profiles.of(tenantId)
        const { over, open } = dueDays(timeZone, now().getTime())
        counted += await count(tenantId, await store.uncounted(over))
        counted += await count(tenantId, await store.outdated(open))
      }
      return counted
    },

    /** Before the positions of a technician are forgotten: every day that is not counted yet, today among them. */
    async countRest({ id, tenantId }: Pick<Technician, 'id' | 'tenantId'>): Promise<void> {
      const { features, timeZone } = await profiles.of(tenantId)
      if (missingFeature(features, 'trakservice.km')) return
      const store = mileageOf(tenantId)
      const days = lastDays(timeZone, now().getTime())
      await count(tenantId, await store.uncounted(days, id))
      const outdated = await store.outdated(days)
      await count(
        tenantId,
        outdated.filter(({ technicianId }) => technicianId === id),
      )
    },
  }
}

const rangeOf = ({ from, to }: MileageQuery, today: string): { from: string; to: string } => {
  const { monday, sunday } = weekOf(from ?? to ?? today)
  const range = { from: from ?? monday, to: to ?? sunday }
  assertRange(range.from, range.to)
  return range
}

const byNameAndDate = (a: MileageDay, b: MileageDay): number =>
  a.technician.user.fullName.localeCompare(b.technician.user.fullName) ||
  (a.technician.id < b.technician.id ? -1 : a.technician.id > b.technician.id ? 1 : 0) ||
  a.figure.date.localeCompare(b.figure.date)

/** The sum of each technician's days, in the order in which they are listed. */
export const totalsOf = (days: readonly MileageDay[]): MileageView['totals'] => {
  const sums = new Map<Id, number>()
  for (const { technician, figure } of days)
    sums.set(technician.id, (sums.get(technician.id) ?? 0) + figure.distanceM)
  return [...sums].map(([technician_id, metres]) => ({ technician_id, km: toKm(metres) }))
}

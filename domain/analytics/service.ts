import type { Member } from '../actor.ts'
import { Problem } from '../problem.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { ShareLink } from '../share-links/link.ts'
import { mayManage, mayShare } from '../share-links/policy.ts'
import type { FindResource } from '../share-links/resources.ts'
import { accessHeader, accessLine } from './csv.ts'
import { type Day, dayIn, daysUpTo } from './days.ts'
import type { AccessEvent } from './event.ts'
import {
  type Describe,
  type Scope,
  type StoredAccess,
  scopeOfLink,
  scopeOfResource,
  toStored,
} from './facts.ts'
import type { AccessView, AnalyticsView } from './schema.ts'
import { summarize } from './summary.ts'
import type { DayTotals } from './totals.ts'

/** One line of a timeline, without what tells visitors apart. */
export type Access = Omit<StoredAccess, 'tenantId' | 'linkId' | 'resource' | 'visitId' | 'visitor' | 'loadMs'>

/** Where a reader of the timeline stands: everything older comes next. */
export interface AccessCursor {
  readonly at: Date
  readonly id: string
}

/** The accesses of one tenant. */
export interface AnalyticsStore {
  zone(): Promise<string>
  link(id: Id): Promise<Pick<ShareLink, 'createdBy' | 'resource'> | undefined>
  /** The links made for single recipients, under this first one. */
  siblings(id: Id): Promise<readonly Id[]>
  /** Everything that is stored, in order of days; nothing for days on which nothing happened. */
  totals(scopes: readonly Scope[], from: Day, to: Day): Promise<readonly DayTotals[]>
  /** Newest first. */
  accesses(linkId: Id, slice: Slice): Promise<Counted<Access>>
  accessesBefore(
    linkId: Id,
    cursor: AccessCursor | undefined,
    limit: number,
  ): Promise<{ readonly rows: readonly Access[]; readonly last: AccessCursor | undefined }>
}

/** What the jobs do, across tenants. */
export interface AnalyticsUpkeep {
  /** Adds to the days what was counted since, and answers how many changed. Safe to run twice, and to break off. */
  rollUp(): Promise<number>
  /** Forgets single accesses, in small steps. Daily totals stay. */
  forgetBefore(moment: Date, dryRun: boolean): Promise<number>
  forgetKeysBefore(day: Day): Promise<number>
}

export interface AnalyticsPorts {
  readonly storeOf: (tenantId: SerialId) => AnalyticsStore
  /** Takes what it is given and never throws; stores it within a second, or loses it where the database stays away. */
  readonly add: (access: StoredAccess) => void
  readonly upkeep: AnalyticsUpkeep
  readonly describe: Describe
  /** Of which day the table of countries is. */
  readonly countriesOf: Day | null
  readonly findAsset: FindResource
  readonly retentionDays: number
  readonly now: () => Date
}

const dayMs = 86_400_000
const chunk = 1_000

export type Analytics = ReturnType<typeof createAnalytics>

export const createAnalytics = (ports: AnalyticsPorts) => {
  const { storeOf, add, upkeep, describe, countriesOf, findAsset, retentionDays, now } = ports

  /** Whoever looks after the link; for all others it is not there. */
  const managed = async (actor: Member, id: Id): Promise<AnalyticsStore> => {
    const store = storeOf(actor.tenantId)
    const link = await store.link(id)
    if (!link || !mayManage(actor, link)) throw new Problem('not_found')
    return store
  }

  const answer = async (
    store: AnalyticsStore,
    scopes: readonly Scope[],
    count: number,
  ): Promise<AnalyticsView> => {
    const days = daysUpTo(dayIn(await store.zone(), now()), count)
    const totals = await store.totals(scopes, days[0]!, days[count - 1]!)
    return summarize(days, totals, countriesOf)
  }

  return {
    /** Counts an access. Synchronous, and never throws: no visitor waits for statistics or fails by them. */
    record(event: AccessEvent): void {
      try {
        const access = toStored(event, describe, now())
        if (access) add(access)
      } catch {
        // whatever a browser may say of itself: it is not worth a visit
      }
    },

    async ofShare(actor: Member, id: Id, days: number, wholeShare: boolean): Promise<AnalyticsView> {
      const store = await managed(actor, id)
      const ids = wholeShare ? [id, ...(await store.siblings(id))] : [id]
      return answer(store, ids.map(scopeOfLink), days)
    },

    /** Whoever may share an asset sees what became of all its links. */
    async ofAsset(actor: Member, id: SerialId, days: number): Promise<AnalyticsView> {
      const asset = await findAsset(actor.tenantId, String(id))
      if (!asset || !mayShare(actor, asset)) throw new Problem('not_found')
      return answer(storeOf(actor.tenantId), [scopeOfResource({ kind: 'asset', id: String(id) })], days)
    },

    async accesses(actor: Member, id: Id, slice: Slice): Promise<Counted<Access>> {
      return (await managed(actor, id)).accesses(id, slice)
    },

    /** The whole timeline as CSV, newest first; reads on as it is read. */
    async accessesAsCsv(actor: Member, id: Id): Promise<AsyncGenerator<string>> {
      return linesOf(await managed(actor, id), id)
    },

    rollUp: upkeep.rollUp,

    /** Single accesses after the time of retention, and the keys of days that are over. */
    async purge(dryRun: boolean): Promise<{ forgotten: number; keys: number }> {
      const moment = now().getTime()
      const forgotten = await upkeep.forgetBefore(new Date(moment - retentionDays * dayMs), dryRun)
      const keys = dryRun ? 0 : await upkeep.forgetKeysBefore(dayIn('UTC', new Date(moment - dayMs)))
      return { forgotten, keys }
    },
  }
}

async function* linesOf(store: AnalyticsStore, id: Id): AsyncGenerator<string> {
  yield accessHeader
  let cursor: AccessCursor | undefined
  do {
    const { rows, last } = await store.accessesBefore(id, cursor, chunk)
    if (rows.length > 0) yield rows.map((row) => accessLine(presentAccess(row))).join('')
    cursor = rows.length < chunk ? undefined : last
  } while (cursor)
}

export const presentAccess = (access: Access): AccessView => ({
  at: access.at.toISOString(),
  type: access.type,
  country: access.country,
  device_type: access.deviceType,
  browser: access.browser,
  os: access.os,
  referrer: access.referrer,
  channel: access.channel,
  is_bot: access.isBot,
  ...(access.seconds !== null && { seconds: access.seconds }),
})

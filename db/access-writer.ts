import type pg from 'pg'
import type { StoredAccess } from '../domain/analytics/facts.ts'
import { countAndTellStored } from './access-parts.ts'
import { isOutage } from './errors.ts'

/**
 * Stores accesses, counts them and tells of them, in one statement. Of a visit's beacons the largest values stay, on the
 * day of the first. All inserts go in the order of their keys, so that nodes wait for each other and never deadlock. What
 * belongs to an organization that is gone is gone as well.
 */
const statement = `
with given as (
  select * from jsonb_to_recordset($1::jsonb) as e (tenant_id int, link_id uuid, resource text, at timestamptz, type text,
    is_bot bool, visit_id text, visitor text, country text, device_type text, browser text, os text, referrer text,
    channel text, seconds int, load_ms int)
), stored as (
  insert into access_event as kept (tenant_id, link_id, resource, at, day, type, is_bot, visit_id, visitor, country,
    device_type, browser, os, referrer, channel, seconds, load_ms)
  select e.tenant_id, link_id, resource, at, local_day(at, t.timezone), type, is_bot, visit_id, decode(visitor, 'hex'),
    country, device_type, browser, os, referrer, channel, seconds, load_ms
  from given e join tenant t on t.id = e.tenant_id
  order by link_id, visit_id, at
  on conflict (link_id, visit_id) where type = 'time' do update set told = kept.told + 1,
    seconds = greatest(kept.seconds, excluded.seconds), load_ms = greatest(kept.load_ms, excluded.load_ms),
    seconds_before = kept.seconds, load_ms_before = kept.load_ms
  where excluded.seconds > coalesce(kept.seconds, -1) or excluded.load_ms > coalesce(kept.load_ms, -1)
  returning *
), ${countAndTellStored}`

export interface AccessWriter {
  add(access: StoredAccess): void
  /** Resolves once everything that was added is stored or given up. */
  flush(): Promise<void>
}

export interface AccessWriterOptions {
  /** Hears of accesses that were lost: there were too many, or the database would not have them. */
  readonly onLost?: (count: number, error?: unknown) => void
  readonly capacity?: number
  readonly perStatement?: number
  readonly waitMs?: number
}

/**
 * Stores accesses behind the visitors' backs, together with what comes within the same second. While the database is
 * away they wait, as many as there is room for; when there is none left, new ones are lost.
 */
export const createAccessWriter = (
  pool: pg.Pool,
  { onLost = () => {}, capacity = 20_000, perStatement = 500, waitMs = 1_000 }: AccessWriterOptions = {},
): AccessWriter => {
  let waiting: StoredAccess[] = []
  let flight: Promise<boolean> | undefined
  let timer: NodeJS.Timeout | undefined

  /** Answers whether there is any use in going on at once. */
  const fly = async (): Promise<boolean> => {
    clearTimeout(timer)
    timer = undefined
    const load = waiting.slice(0, perStatement)
    waiting = waiting.slice(perStatement)
    try {
      await pool.query({ name: 'store-accesses', text: statement, values: [asJson(load)] })
      return true
    } catch (error) {
      if (!isOutage(error)) {
        onLost(load.length, error)
        return true
      }
      waiting = [...load, ...waiting]
      return false
    }
  }

  const depart = (): Promise<boolean> => {
    flight ??= fly().finally(() => {
      flight = undefined
      departSoon()
    })
    return flight
  }

  const departSoon = () => {
    if (waiting.length === 0 || flight) return
    timer ??= setTimeout(depart, waitMs).unref()
  }

  return {
    add(access) {
      if (waiting.length >= capacity) return onLost(1)
      waiting.push(access)
      if (waiting.length >= perStatement && !flight) void depart()
      else departSoon()
    },

    async flush() {
      while (flight || waiting.length > 0)
        if (!(await depart())) {
          onLost(waiting.length)
          waiting = []
        }
    },
  }
}

const asJson = (accesses: readonly StoredAccess[]): string =>
  JSON.stringify(
    largestOfEachVisit(accesses).map((access) => ({
      tenant_id: access.tenantId,
      link_id: access.linkId,
      resource: access.resource,
      at: access.at,
      type: access.type,
      is_bot: access.isBot,
      visit_id: access.visitId,
      visitor: access.visitor?.toString('hex'),
      country: access.country,
      device_type: access.deviceType,
      browser: access.browser,
      os: access.os,
      referrer: access.referrer,
      channel: access.channel,
      seconds: access.seconds,
      load_ms: access.loadMs,
    })),
  )

/** One statement changes no row twice. */
const largestOfEachVisit = (accesses: readonly StoredAccess[]): StoredAccess[] => {
  const visits = new Map<string, StoredAccess>()
  const others: StoredAccess[] = []
  for (const access of accesses) {
    if (access.visitId === null) {
      others.push(access)
      continue
    }
    const key = `${access.linkId} ${access.visitId}`
    const first = visits.get(key)
    visits.set(
      key,
      first
        ? {
            ...first,
            seconds: larger(first.seconds, access.seconds),
            loadMs: larger(first.loadMs, access.loadMs),
          }
        : access,
    )
  }
  return [...others, ...visits.values()]
}

const larger = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b)

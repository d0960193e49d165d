import type pg from 'pg'
import type { NewPosition, PositionWriter } from '../domain/positions/service.ts'
import { boolArray, float4Array, int4Array, timestamptzArray } from './binary-arrays.ts'

interface Waiting {
  readonly positions: readonly NewPosition[]
  readonly resolve: (stored: readonly boolean[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * Rows and the newest position of each subject in one statement, so in one transaction. Both inserts go in the order
 * of their keys: batches that meet on the same device wait for each other and never deadlock. Of several rows for one
 * moment the first is stored, and only what was stored moves the newest. Where every row was new the answer is a
 * number; only where some were not, it names the ones that were.
 */
const statement = `
with input as (
  select subject_key, tenant_id, recorded_at, lat_e7, lon_e7, speed, heading, accuracy, altitude,
    coalesce(quarantined, false) as quarantined, attributes::jsonb as attributes, place
  from unnest($1::int[], $2::int[], $3::timestamptz[], $4::int[], $5::int[], $6::real[], $7::real[], $8::real[],
    $9::real[], $10::bool[], $11::text[]) with ordinality
    as i (subject_key, tenant_id, recorded_at, lat_e7, lon_e7, speed, heading, accuracy, altitude, quarantined,
      attributes, place)
), stored as (
  insert into position (subject_key, tenant_id, recorded_at, lat_e7, lon_e7, speed, heading, accuracy, altitude,
    quarantined, attributes)
  select subject_key, tenant_id, recorded_at, lat_e7, lon_e7, speed, heading, accuracy, altitude, quarantined, attributes
  from input order by subject_key, recorded_at, place
  on conflict do nothing
  returning subject_key, tenant_id, recorded_at, lat_e7, lon_e7, speed, heading, accuracy, altitude, quarantined
), moved as (
  insert into newest_position as n (subject_key, tenant_id, recorded_at, lat_e7, lon_e7, speed, heading, accuracy, altitude)
  select distinct on (subject_key)
    subject_key, tenant_id, recorded_at, lat_e7, lon_e7, speed, heading, accuracy, altitude
  from stored where not quarantined order by subject_key, recorded_at desc
  on conflict (subject_key) do update set
    recorded_at = excluded.recorded_at, lat_e7 = excluded.lat_e7, lon_e7 = excluded.lon_e7, speed = excluded.speed,
    heading = excluded.heading, accuracy = excluded.accuracy, altitude = excluded.altitude
  where n.recorded_at < excluded.recorded_at
)
select count(*)::int as count,
  case when count(*) < $12 then array_agg(subject_key || ':' || (extract(epoch from recorded_at) * 1000)::bigint) end as keys
from stored`

/** Rows for which a statement of their own, beside those under way, costs less than it brings. */
const worthAnother = 500

const noPartitionFound = '23514'

/**
 * Stores positions in micro-batches: what arrives while statements are under way travels together in the next one, so
 * a quiet service commits at once and a busy one commits thousands of rows a statement. `flights` statements run side
 * by side; no statement holds more than `mostRows`, unless one caller brought more.
 */
export const createPositionWriter = (
  pool: pg.Pool,
  { flights = 3, mostRows = 5_000 }: { flights?: number; mostRows?: number } = {},
): PositionWriter & { flush(): Promise<void> } => {
  let waiting: Waiting[] = []
  let rowsWaiting = 0
  let underWay = 0
  let isDeparting = false
  const onIdle: (() => void)[] = []

  /** Single positions wait for the statement under way and share the next; batches fly side by side. */
  const mayDepart = () =>
    waiting.length > 0 && (underWay === 0 || (underWay < flights && rowsWaiting >= worthAnother))

  const depart = () => {
    while (mayDepart()) void fly(nextLoad())
  }

  /** Calls of the same turn travel together. */
  const departSoon = () => {
    if (isDeparting || !mayDepart()) return
    isDeparting = true
    setImmediate(() => {
      isDeparting = false
      depart()
    })
  }

  const nextLoad = (): Waiting[] => {
    let rows = 0
    let calls = 0
    while (calls < waiting.length && (calls === 0 || rows + waiting[calls]!.positions.length <= mostRows))
      rows += waiting[calls++]!.positions.length
    const load = waiting.slice(0, calls)
    waiting = waiting.slice(calls)
    rowsWaiting -= rows
    return load
  }

  const fly = async (load: readonly Waiting[]) => {
    underWay++
    try {
      const stored = await store(
        pool,
        load.length === 1 ? load[0]!.positions : load.flatMap(({ positions }) => positions),
      )
      let from = 0
      for (const { positions, resolve } of load) {
        resolve(stored.slice(from, from + positions.length))
        from += positions.length
      }
    } catch (error) {
      for (const { reject } of load) reject(error)
    } finally {
      underWay--
      depart()
      if (underWay === 0) for (const tell of onIdle.splice(0)) tell()
    }
  }

  return {
    write: (positions) =>
      new Promise((resolve, reject) => {
        waiting.push({ positions, resolve, reject })
        rowsWaiting += positions.length
        departSoon()
      }),
    /** Resolves once everything that was handed over is stored or refused. */
    flush: () =>
      new Promise((resolve) => {
        if (underWay === 0 && waiting.length === 0) resolve()
        else onIdle.push(resolve)
      }),
  }
}

const store = async (pool: pg.Pool, rows: readonly NewPosition[]): Promise<readonly boolean[]> => {
  const query = { name: 'store-positions', text: statement, values: parametersOf(rows) }
  const result = await pool.query(query).catch(async (error: { code?: string }) => {
    if (error.code !== noPartitionFound) throw error
    await keepPartitions(pool)
    return pool.query(query)
  })
  const { count, keys } = result.rows[0] as { count: number; keys: string[] | null }
  if (count === rows.length) return rows.map(() => true)

  // Of several equal ones in a batch the first is the one that was stored.
  const fresh = new Set(keys)
  return rows.map(({ subject, position }) => fresh.delete(`${subject.key}:${position.recordedAt}`))
}

const parametersOf = (rows: readonly NewPosition[]) => [
  int4Array(rows, ({ subject }) => subject.key),
  int4Array(rows, ({ subject }) => subject.tenantId),
  timestamptzArray(rows, ({ position }) => position.recordedAt),
  int4Array(rows, ({ position }) => position.latE7),
  int4Array(rows, ({ position }) => position.lonE7),
  float4Array(rows, ({ position }) => position.speed),
  float4Array(rows, ({ position }) => position.heading),
  float4Array(rows, ({ position }) => position.accuracy),
  float4Array(rows, ({ position }) => position.altitude),
  // `unnest` fills a shorter array up with nulls: what no row has costs nothing.
  rows.some(({ quarantined }) => quarantined) ? boolArray(rows, ({ quarantined }) => quarantined) : '{}',
  rows.some(({ position }) => position.attributes)
    ? rows.map(({ position }) => position.attributes && JSON.stringify(position.attributes))
    : '{}',
  rows.length,
]

/** Days that positions may be written to: a month back, as the contract accepts them, and a week ahead. */
const daysBack = 31
const daysAhead = 7

/**
 * Makes the partitions that are missing and says how many, none for days that are not kept. Safe to run at any time, by
 * any number of processes.
 */
export const keepPartitions = async (pool: pg.Pool, retentionDays = daysBack): Promise<number> => {
  const { rows } = await pool.query(
    'select keep_position_partitions((now() - $1::interval)::date, (now() + $2::interval)::date) as made',
    [`${Math.min(daysBack, retentionDays)} days`, `${daysAhead} days`],
  )
  return rows[0].made
}

/** Forgets whole days, and says which partitions went or, on a dry run, would go. */
export const dropPartitionsBefore = async (pool: pg.Pool, day: Date, dryRun: boolean): Promise<string[]> => {
  const { rows } = await pool.query('select drop_position_partitions($1::date, $2) as name', [
    day.toISOString().slice(0, 10), // a Date would be sent as the day it is in this machine's time zone
    dryRun,
  ])
  return rows.map(({ name }: { name: string }) => name)
}

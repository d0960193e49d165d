import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from './schema.ts'

/** `fleeting_app` sees one tenant, `fleeting_system` does what crosses tenants; see the first migration. */
type RoleName = 'fleeting_app' | 'fleeting_system'

export interface Connections {
  /** Queries of one tenant: row-level security refuses whatever a query forgot to narrow. */
  readonly tenant: (tenantId: number) => Kysely<Database>
  /** Queries that cross tenants by nature. */
  readonly system: Kysely<Database>
  /** The pool under `system`, for statements whose parameters are packed by hand. */
  readonly systemPool: pg.Pool
  /** For locks, whose connections are held for as long as they last: work never waits for those. */
  readonly lockPool: pg.Pool
  readonly close: () => Promise<void>
}

const statementTimeoutMs = 15_000
/** A server that is stalled, or behind a network that swallows packets, ends no statement itself. */
const answerTimeoutMs = statementTimeoutMs + 1_000
const connectTimeoutMs = 5_000
/** More than there are jobs; a connection is made when its lock is wanted. */
const mostLocks = 20

/** `onError` hears of connections that die while idle; the pool replaces them by itself. */
export const connect = (
  url: string,
  { size = 10, onError = () => {} }: { size?: number; onError?: (error: Error) => void } = {},
): Connections => {
  const systemPool = poolAs('fleeting_system', url, size, onError)
  const appPool = poolAs('fleeting_app', url, size, onError)
  const lockPool = poolAs('fleeting_system', url, mostLocks, onError)
  const tenants = new Map<number, Kysely<Database>>()

  const tenant = (tenantId: number) => {
    const known = tenants.get(tenantId)
    if (known) return known
    if (tenants.size >= 10_000) tenants.clear()
    const made = kysely(boundTo(tenantId, appPool))
    tenants.set(tenantId, made)
    return made
  }

  return {
    tenant,
    system: kysely(systemPool),
    systemPool,
    lockPool,
    close: async () => {
      await Promise.all([systemPool.end(), appPool.end(), lockPool.end()])
    },
  }
}

/** The owner's connection: migrations and nothing else. */
export const connectAsOwner = (url: string): Kysely<Database> =>
  kysely(new pg.Pool({ connectionString: url, max: 2 }))

const kysely = (pool: pg.Pool | TenantPool) =>
  new Kysely<Database>({
    dialect: new PostgresDialect({ pool: pool as pg.Pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })], // what is inside jsonb is not ours to rename
  })

/** How a connection of one of the two roles is made. */
export const connectionAs = (role: RoleName, url: string) => ({
  connectionString: url,
  options: `-c role=${role} -c timezone=UTC`,
  statement_timeout: statementTimeoutMs,
  query_timeout: answerTimeoutMs,
  connectionTimeoutMillis: connectTimeoutMs,
  keepAlive: true,
  application_name: role,
})

const poolAs = (role: RoleName, url: string, max: number, onError: (error: Error) => void) => {
  const pool = new pg.Pool({ ...connectionAs(role, url), max })
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  return pool
}

type TenantClient = pg.PoolClient & { tenantId?: number }
interface TenantPool {
  connect(): Promise<TenantClient>
  end(): Promise<void>
}

/**
 * The pool as one tenant sees it. A connection remembers whom it serves, so binding costs a round trip only when it
 * changes hands. The setting is the session's: a pooler in between has to pool sessions, not transactions.
 */
const boundTo = (tenantId: number, pool: pg.Pool): TenantPool => ({
  async connect() {
    const client = (await pool.connect()) as TenantClient
    if (client.tenantId === tenantId) return client
    try {
      delete client.tenantId
      await client.query("select set_config('fleeting.tenant', $1, false)", [String(tenantId)])
      client.tenantId = tenantId
      return client
    } catch (error) {
      client.release(true)
      throw error
    }
  },
  end: () => Promise.resolve(), // the pool outlives its tenants
})

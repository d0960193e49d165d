import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Build, findBuild, noBuild, reachableBuild } from './embedded-build.ts'
import { EmbeddedPostgresError } from './embedded-error.ts'
import { mayReach, type User, userFor } from './embedded-user.ts'

export const owner = 'fleeting'

/** A set of databases on disk, and what it takes to run a server on it. */
export interface Cluster {
  readonly home: string
  readonly folder: string
  /** What the server is told instead of `folder`. */
  readonly seenAs: string
  readonly build: Build
  readonly user: User | undefined
  readonly password: string
}

/** Finds the cluster under `home`, or makes it at the first start. */
export const openCluster = async (home: string): Promise<Cluster> => {
  const folder = join(home, 'postgres')
  const user = await userFor(folder)
  const build = await reachableBuild(findBuild(), user)
  const seenAs = await pathFor(user, home, folder)
  const isNew = !(await stat(folder).catch(() => undefined))
  const password = await readPassword(passwordFile(home), isNew)

  const cluster = { home, folder, seenAs, build, user, password }
  if (isNew) await createCluster(cluster)
  return cluster
}

/**
 * As root the server runs as a user who may not be able to walk to a folder such as /root/app/data. It need not: it is
 * started inside its folder, a postmaster and its children never leave it, and Linux has a name for "where I stand".
 */
const here = '/proc/self/cwd'

const pathFor = async (user: User | undefined, home: string, folder: string) => {
  if (!user || (await mayReach(user, home))) return folder
  if (process.platform === 'linux') return here
  throw new EmbeddedPostgresError(
    'user_unusable',
    `The user that runs PostgreSQL (uid ${user.uid}) cannot enter ${home}. ` +
      'Set DATA_DIR to a folder that others may enter, or start as another user than root.',
  )
}

export const passwordIn = async (home: string): Promise<string | undefined> =>
  (await readFile(passwordFile(home), 'utf8').catch(() => '')).trim() || undefined

const passwordFile = (home: string) => join(home, 'postgres-password')

const readPassword = async (file: string, mayCreate: boolean): Promise<string> => {
  const password = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  if (password) return password.trim()
  if (mayCreate) return createPassword(file)
  throw new EmbeddedPostgresError(
    'start_failed',
    `${file} is missing. Restore it: the database beside it needs it.`,
  )
}

/** On disk before the cluster that needs it: the other way round a power cut would lock everybody out. */
const createPassword = async (file: string): Promise<string> => {
  const password = randomBytes(24).toString('base64url')
  await rm(`${file}.new`, { force: true })
  await writeFile(`${file}.new`, password, { mode: 0o600, flag: 'wx', flush: true })
  await rename(`${file}.new`, file)
  return password
}

/**
 * Made in a folder beside and moved into place when complete, so that a start which is killed on the way leaves nothing
 * that a later start could take for a database.
 */
const createCluster = async (cluster: Cluster) => {
  await removeAttempts(cluster.home)
  const attempt = await mkdtemp(join(cluster.home, attemptPrefix))
  const folder = join(attempt, 'cluster')
  await mkdir(folder, { mode: 0o700 })
  await writeFile(join(attempt, 'password'), cluster.password, { mode: 0o600 })
  if (cluster.user) {
    const { uid, gid } = cluster.user
    for (const path of [join(attempt, 'password'), folder, attempt]) await chown(path, uid, gid)
  }
  await initialize(cluster, folder)
  await rename(folder, cluster.folder)
  await flushFolder(cluster.home)
  await rm(attempt, { recursive: true })
}

const attemptPrefix = 'postgres.new-'

/** The `initdb` of a killed start may still be writing; what cannot be removed now is removed another time. */
const removeAttempts = async (home: string) => {
  for (const name of await readdir(home))
    if (name.startsWith(attemptPrefix))
      await rm(join(home, name), { recursive: true, force: true }).catch(() => undefined)
}

/**
 * Where an operator may want another value: these go to postgresql.conf once and can be edited there. Parallel queries
 * are off because they need more shared memory than a container gives (64 MB of /dev/shm), and two cores gain little.
 */
const settings = {
  shared_buffers: '256MB',
  max_connections: '100',
  max_parallel_workers_per_gather: '0',
  huge_pages: 'off',
  wal_compression: 'on',
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_min_error_statement: 'panic', // statements carry people's data
}

const initialize = async ({ build, seenAs, user }: Cluster, folder: string) => {
  const pgdata = seenAs === here ? here : folder
  const args = [
    `--pgdata=${pgdata}`,
    `--pwfile=${pgdata}/../password`,
    `--username=${owner}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...Object.entries(settings).map(([name, value]) => `--set=${name}=${value}`),
  ]
  await promisify(execFile)(join(build, 'bin', 'initdb'), args, {
    cwd: folder,
    env: environment(),
    ...user,
  }).catch((error) => {
    if (typeof error.code === 'string') throw notRunnable(error)
    const reason = String(error.stderr).trim()
    throw new EmbeddedPostgresError('start_failed', `The database could not be made in ${folder}: ${reason}`)
  })
}

/** Ours holds secrets that the server has no use for, and may hold PG… variables that would mislead it. */
export const environment = () => ({ PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' })

/** The file is there and executable, yet the system cannot run it: built for another C library, as on Alpine. */
export const notRunnable = (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPERM')
    return new EmbeddedPostgresError(
      'user_unusable',
      'This root may not start PostgreSQL as another user. Start as another user than root, or set DATABASE_URL.',
    )
  return noBuild(`this ${process.platform} ${process.arch}`, error)
}

const flushFolder = async (folder: string) => {
  const handle = await open(folder)
  await handle.sync().finally(() => handle.close())
}

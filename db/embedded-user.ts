import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { promisify } from 'node:util'
import { EmbeddedPostgresError } from './embedded-error.ts'

export interface User {
  readonly uid: number
  readonly gid: number
}

const run = promisify(execFile)

/**
 * PostgreSQL refuses to run as root. There it runs as whoever owns the cluster, or for a new one as the user `postgres`,
 * made when missing. Answers nothing when it runs as the user that we are.
 */
export const userFor = async (cluster: string): Promise<User | undefined> => {
  const owner = await stat(cluster).catch(() => undefined)
  const us = process.getuid?.()
  if (us === 0) return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : await postgresUser()
  if (!owner || owner.uid === us) return undefined
  throw new EmbeddedPostgresError(
    'user_unusable',
    `The database in ${cluster} belongs to another user (uid ${owner.uid}). Start as that user or as root.`,
  )
}

const postgresUser = async (name = 'postgres'): Promise<User> => {
  try {
    return await idsOf(name).catch(() => createUser(name).then(() => idsOf(name)))
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'user_unusable',
      `PostgreSQL does not run as root, and the user "${name}" could not be made. ` +
        'Make it, start as another user than root, or set DATABASE_URL.',
      { cause },
    )
  }
}

const idsOf = async (name: string): Promise<User> => {
  const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

/** `useradd` on most distributions, the short flags of BusyBox's `adduser` on the small ones. */
const createUser = (name: string) =>
  run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', name]).catch(() =>
    run('adduser', ['-S', '-D', '-H', '-s', '/bin/false', name]),
  )

/** By the mode bits of the file and of every folder above it. */
export const mayReach = async (user: User, path: string): Promise<boolean> => {
  const { mode, uid, gid } = await stat(path)
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0
  if (!((mode >> shift) & 0o1)) return false
  const parent = dirname(resolve(path))
  return parent === path || mayReach(user, parent)
}

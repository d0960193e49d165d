import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { EmbeddedPostgresError } from './embedded-error.ts'

const sqliteBusy = 5

/**
 * Keeps a second service away from a data folder, until released or until this process dies, however it dies.
 *
 * Node has no call for file locks, but the SQLite inside it takes one from the kernel: nothing to go stale, no pid to be
 * mistaken, no moment between looking and taking, and PostgreSQL does not inherit it. The file stays empty for ever.
 */
export const lockFolder = (folder: string): (() => void) => {
  let lock: DatabaseSync | undefined
  try {
    // Of two that start at the same instant each may see the other halfway in; the timeout lets one of them win.
    lock = new DatabaseSync(join(folder, 'lock'), { timeout: 250 })
    lock.exec('BEGIN EXCLUSIVE')
    return () => lock?.close()
  } catch (error) {
    lock?.close()
    throw isBusy(error) ? inUse(folder) : notOurs(folder, error)
  }
}

const isBusy = (error: unknown) =>
  error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy

const inUse = (folder: string) =>
  new EmbeddedPostgresError(
    'data_dir_in_use',
    `Another Fleeting is running on the data folder ${folder}. Stop it first, or set DATA_DIR to a folder of its own.`,
  )

const notOurs = (folder: string, cause: unknown) =>
  new EmbeddedPostgresError(
    'user_unusable',
    `The data folder ${folder} cannot be written. Start as the user it belongs to, or set DATA_DIR.`,
    { cause },
  )

import { randomUUID } from 'node:crypto'
import { open, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Problem } from '../domain/problem.ts'

export interface LockTimes {
  /** How often whoever holds it says so, and looks whether somebody waits. */
  readonly beatMs: number
  /** Silent for so long, its holder is gone. */
  readonly staleMs: number
  /** How long somebody waits for it. */
  readonly patienceMs: number
}
const usual: LockTimes = { beatMs: 1_000, staleMs: 30_000, patienceMs: 6_000 }

/**
 * One writer at a time for a folder, whichever process of however many machines it is in: a file that its holder keeps
 * young. Whoever comes later is heard (`wanted`), because it is the same sender on a new line: the one before is
 * stopped where it can be. Throws `upload_busy` where it could not. The clocks of machines that share the folder may
 * differ by less than `staleMs`.
 */
export const withLock = async <T>(
  folder: string,
  work: (wanted: AbortSignal) => Promise<T>,
  { beatMs, staleMs, patienceMs }: LockTimes = usual,
): Promise<T> => {
  const lock = join(folder, 'lock')
  const bell = join(folder, 'wanted')
  const deadline = performance.now() + patienceMs
  while (!(await take(lock, staleMs))) {
    if (performance.now() > deadline) throw new Problem('upload_busy')
    await writeFile(bell, '').catch(ignoreGone)
    await delay(Math.min(200, beatMs))
  }
  await rm(bell, { force: true })
  const wanted = new AbortController()
  const beat = setInterval(async () => {
    const now = new Date()
    await utimes(lock, now, now).catch(() => {})
    if (await stat(bell).catch(() => undefined)) wanted.abort()
  }, beatMs)
  try {
    return await work(wanted.signal)
  } finally {
    clearInterval(beat)
    await rm(lock, { force: true })
  }
}

const take = async (lock: string, staleMs: number): Promise<boolean> => {
  if (await make(lock)) return true
  const held = await stat(lock).catch(() => undefined)
  if (!held || Date.now() - held.mtimeMs < staleMs) return false
  // Of several who find it stale, one moves it away; whoever moved a young one instead leaves it to the next round.
  const aside = `${lock}.${randomUUID()}`
  const isMine = await rename(lock, aside).then(
    () => true,
    () => false,
  )
  if (isMine) await rm(aside, { force: true })
  return isMine && make(lock)
}

const make = async (lock: string): Promise<boolean> => {
  try {
    await (await open(lock, 'wx', 0o600)).close()
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    throw code === 'ENOENT' ? new Problem('not_found') : error
  }
}

const ignoreGone = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'ENOENT') throw error
  throw new Problem('not_found')
}

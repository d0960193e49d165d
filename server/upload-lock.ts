import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
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
  const mine = randomUUID()
  const isMine = async () => (await readFile(lock, 'utf8').catch(() => '')) === mine
  while (!(await take(lock, mine, staleMs))) {
    if (performance.now() > deadline) throw new Problem('upload_busy')
    await writeFile(bell, '').catch(ignoreGone)
    await delay(Math.min(200, beatMs))
  }
  await rm(bell, { force: true })
  const wanted = new AbortController()
  const beat = setInterval(async () => {
    // Asleep for so long that another holds it now: what is theirs is left alone, and the work here ends.
    if (!(await isMine())) return wanted.abort()
    const now = new Date()
    await utimes(lock, now, now).catch(() => {})
    if (await stat(bell).catch(() => undefined)) wanted.abort()
  }, beatMs)
  try {
    return await work(wanted.signal)
  } finally {
    clearInterval(beat)
    if (await isMine()) await rm(lock, { force: true })
  }
}

const take = async (lock: string, mine: string, staleMs: number): Promise<boolean> => {
  if (await make(lock, mine)) return true
  const held = await stat(lock).catch(() => undefined)
  if (!held || Date.now() - held.mtimeMs < staleMs) return false
  // Of several who find it stale, one moves it away; whoever moved a young one instead leaves it to the next round.
  const aside = `${lock}.${randomUUID()}`
  const isAside = await rename(lock, aside).then(
    () => true,
    () => false,
  )
  if (isAside) await rm(aside, { force: true })
  return isAside && make(lock, mine)
}

const make = async (lock: string, mine: string): Promise<boolean> => {
  try {
    const handle = await open(lock, 'wx', 0o600)
    await handle.writeFile(mine).finally(() => handle.close())
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

import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'

/** Pids are handed out again, in containers within minutes, so a process is told by its pid and its birth. */
export interface ProcessId {
  readonly pid: number
  readonly birth: string
}

/** Nothing for a dead process, nor for one that is dead but not yet buried by its parent. */
export const findProcess = async (pid: number): Promise<ProcessId | undefined> => {
  if (pid <= 0 || !isTaken(pid)) return undefined
  if (process.platform !== 'linux') return { pid, birth: 'unknown' }
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [state, ...rest] = line.slice(line.lastIndexOf(')') + 2).split(' ') // the name before ")" may hold anything
  const birth = rest[18]
  return birth && state !== 'Z' && state !== 'X' ? { pid, birth } : undefined
}

export const isAlive = async ({ pid, birth }: ProcessId): Promise<boolean> =>
  (await findProcess(pid))?.birth === birth

/** Whether the kernel still counts this pid, be it for a zombie or a stranger. */
export const isTaken = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A postmaster stands in its data folder for as long as it lives; elsewhere its command line names the folder. */
export const worksIn = async ({ pid }: ProcessId, folder: string): Promise<boolean> => {
  if (process.platform !== 'linux') return (await commandOf(pid)).includes(folder)
  const [its, ours] = await Promise.all([stat(`/proc/${pid}/cwd`).catch(() => undefined), stat(folder)])
  return its?.ino === ours.ino && its.dev === ours.dev
}

const commandOf = async (pid: number) => {
  const ps = promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)])
  return ps.then(({ stdout }) => stdout).catch(() => '')
}

import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findProcess, isAlive, type ProcessId, worksIn } from '../../../db/embedded-process.ts'
import { type Environment, launch, unlimited } from '../../support/service.ts'

/** A service as people run it: its own folder, its own PostgreSQL in it. */
export interface House {
  readonly url: string
  readonly pid: number
  readonly log: readonly Record<string, unknown>[]
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL; its PostgreSQL is left behind for the next start to adopt. */
  kill(): Promise<void>
}

const running = new Set<House>()
const folders: string[] = []

export const aFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'fleeting-flow-'))
  folders.push(folder)
  return folder
}

export const startHouse = async (dataDir: string, env: Environment = {}): Promise<House> => {
  const { child, url, log } = await launch({ ...unlimited, DATA_DIR: dataDir, ...env })
  const gone = once(child, 'exit') as Promise<[number | null]>
  const leave = async (signal: NodeJS.Signals) => {
    running.delete(house)
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    const [code] = await gone
    return code
  }
  const house: House = {
    url,
    pid: child.pid!,
    log,
    stop: () => leave('SIGTERM'),
    kill: async () => {
      await leave('SIGKILL')
    },
  }
  running.add(house)
  return house
}

/** Ends what a spec left behind, each process by its pid. */
export const endHouses = async (): Promise<void> => {
  for (const house of running) await house.kill()
  for (const folder of folders.splice(0)) {
    await killPostmaster(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** The PostgreSQL that works in this folder, if one does. Its file alone says too little: pids are given out again. */
export const postmasterOf = async (dataDir: string): Promise<ProcessId | undefined> => {
  const folder = join(dataDir, 'postgres')
  const file = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')
  const found = await findProcess(Number(file.split('\n')[0]))
  return found && (await worksIn(found, folder)) ? found : undefined
}

export const killPostmaster = async (dataDir: string): Promise<void> => {
  const found = await postmasterOf(dataDir)
  if (!found) return
  process.kill(found.pid, 'SIGKILL')
  while (await isAlive(found)) await sleep(10)
}

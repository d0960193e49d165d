import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
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

/** The pid of the PostgreSQL that works in this folder, if one does. */
export const postmasterOf = async (dataDir: string): Promise<number | undefined> => {
  const file = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(file.split('\n')[0])
  return pid > 0 && isAlive(pid) ? pid : undefined
}

export const killPostmaster = async (dataDir: string): Promise<void> => {
  const pid = await postmasterOf(dataDir)
  if (pid === undefined) return
  process.kill(pid, 'SIGKILL')
  while (isAlive(pid)) await sleep(10)
}

/** A zombie counts as dead: it waits for nobody but its parent. */
export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0) && !isZombie(pid)
  } catch {
    return false
  }
}

const isZombie = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.charAt(stat.lastIndexOf(')') + 2) === 'Z'
  } catch {
    return false // no /proc here
  }
}

export const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

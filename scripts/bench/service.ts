import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
const startsWithinMs = 30_000

export interface Service {
  readonly pid: number
  readonly url: string
  stop(): Promise<void>
}

/** The whole service as its users start it, in a process of its own, without limits on how much one may ask. */
export const startService = async (databaseUrl: string, dataDir: string): Promise<Service> => {
  const limits = ['SHARE_OPEN', 'SHARE_FAIL', 'SHARE_CREATE', 'LOGIN', 'REGISTER', 'API', 'INGEST']
  const child = spawn(process.execPath, [...flags(), main], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      JWT_KEYS: `bench:${randomBytes(36).toString('base64url')}`,
      LINK_KEY: randomBytes(36).toString('base64url'),
      ...Object.fromEntries(limits.map((name) => [`RATE_LIMIT_${name}`, 'off'])),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await Promise.race([gone, sleep(12_000, undefined, { ref: false })])
    if (child.exitCode === null) child.kill('SIGKILL')
    await gone
  }
  starting.add(stop)
  const url = await Promise.race([
    listening(child),
    gone.then(() => undefined),
    sleep(startsWithinMs, undefined, { ref: false }),
  ])
  if (url === undefined) {
    await stop()
    throw new Error('the service did not start')
  }
  return { pid: child.pid!, url, stop }
}

const starting = new Set<() => Promise<void>>()

export const stopServices = async (): Promise<void> => {
  await Promise.all([...starting].map((stop) => stop()))
}

/** For profiles: `BENCH_SERVICE_FLAGS="--cpu-prof --cpu-prof-dir=tmp"`. */
const flags = (): string[] => process.env.BENCH_SERVICE_FLAGS?.split(' ') ?? []

/** Reads on after the line that tells the address, so that the pipe does not fill up. */
const listening = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const found = /"url":"([^"]+)".*"msg":"listening"/.exec(line)
      if (found) resolve(found[1]!)
      else if (/"level":"(warn|error|fatal)"/.test(line)) console.error(line)
    })
  })

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createDatabase, type TestDatabase } from './database.ts'
import { freePort } from './free-port.ts'
import { endWithSpecs } from './leftovers.ts'

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))

export interface TestService {
  readonly url: string
  readonly database: TestDatabase
  /** Log lines so far, parsed. */
  readonly log: readonly Record<string, unknown>[]
  /** Asks the process to end, and answers its exit code. */
  stop(): Promise<number | null>
  /** No last words: SIGKILL. */
  kill(): Promise<void>
}

export type Environment = Readonly<Record<string, string>>

/** Specs are many and come from one address: only those about limits set any. */
export const unlimited: Environment = {
  RATE_LIMIT_SHARE_OPEN: 'off',
  RATE_LIMIT_SHARE_FAIL: 'off',
  RATE_LIMIT_SHARE_CREATE: 'off',
  RATE_LIMIT_LOGIN: 'off',
  RATE_LIMIT_PASSWORD_FORGOT: 'off',
  RATE_LIMIT_REGISTER: 'off',
  RATE_LIMIT_API: 'off',
  RATE_LIMIT_COMMENT: 'off',
}

export const secrets = {
  JWT_KEYS: 'spec:a-key-for-specs-of-more-than-32-characters',
  LINK_KEY: 'a-link-key-for-specs-of-more-than-32-characters',
} as const satisfies Environment

const running = new Set<TestService>()

/** The real thing, as users start it: a process of its own, on a free port, with a fresh database unless one is given. */
export const startService = async (env: Environment = {}, database?: TestDatabase): Promise<TestService> => {
  const own = database ?? (await createDatabase())
  const dataDir = await mkdtemp(join(tmpdir(), 'fleeting-'))
  const base = { ...unlimited, ...secrets, DATABASE_URL: own.url, DATA_DIR: dataDir }
  const settings = { ...base, ...(env.SMTP_URL && (await aMailingAddress())), ...env }
  const { child, url, log, lastWords } = await launch(settings)
  const gone = once(child, 'exit') as Promise<[number | null, string | null]>
  void gone.then(([code, signal]) => {
    // Every spec after it would say no more than that nothing answers.
    if (running.has(service)) console.error(new ServiceEnded(code, signal, lastWords()).message)
  })
  const leave = async (signal: NodeJS.Signals) => {
    running.delete(service)
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    const [code] = await gone
    if (!database) await own.drop()
    await rm(dataDir, { recursive: true, force: true })
    return code
  }
  const service: TestService = {
    url,
    database: own,
    log,
    stop: () => leave('SIGTERM'),
    kill: async () => {
      await leave('SIGKILL')
    },
  }
  running.add(service)
  return service
}

/** Who sends mails says where their links lead. */
const aMailingAddress = async (): Promise<Environment> => {
  const PORT = String(await freePort())
  return { PORT, PUBLIC_URL: `http://127.0.0.1:${PORT}`, MAIL_FROM: 'Fleeting <fleeting@share.example.org>' }
}

let shared: Promise<TestService> | undefined

/** For specs that neither stop the service nor look at what others left in it: each registers its own tenants. */
export const sharedService = (): Promise<TestService> => {
  shared ??= startService()
  return shared
}

export const stopServices = async (): Promise<void> => {
  await Promise.all([...running].map((service) => service.stop()))
}

/** Resolves once the process says where it listens; rejects with its last words when it ends before. */
export const launch = async (
  env: Environment,
): Promise<{
  child: ChildProcess
  url: string
  log: Record<string, unknown>[]
  lastWords: () => string
}> => {
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      HOME: process.env.HOME,
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.once(
    'exit',
    endWithSpecs(() => child.kill('SIGKILL')),
  )
  const log: Record<string, unknown>[] = []
  const words: string[] = []
  const lastWords = () => words.slice(-30).join('\n')
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      words.push(line)
      const entry = parse(line)
      if (entry) log.push(entry)
      if (typeof entry?.url === 'string' && entry.msg === 'listening') resolve(entry.url)
    })
    createInterface({ input: child.stderr! }).on('line', (line) => words.push(line))
    child.once('exit', (code, signal) =>
      setTimeout(() => reject(new ServiceEnded(code, signal, lastWords())), 50),
    )
  })
  return { child, url, log, lastWords }
}

export class ServiceEnded extends Error {
  readonly code: number | null
  readonly words: string

  constructor(code: number | null, signal: string | null, words: string) {
    super(`The service ended with ${signal ?? code}:\n${words}`)
    this.code = code
    this.words = words
  }
}

const parse = (line: string): Record<string, unknown> | undefined => {
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return undefined
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { endWithSpecs } from './leftovers.ts'
import { getProgram, redis } from './programs.ts'

/** A real Redis of a spec's own: empty at first, nothing kept on disk. */
export interface RedisServer {
  readonly url: string
  readonly port: number
  /** Changes with a restart; undefined while it is down. */
  readonly pid: number | undefined
  /** Ends it for good. */
  stop(): Promise<void>
  /** Ends it at once, as a crash would; `restart` brings it back, empty. */
  kill(): Promise<void>
  /** Brings it back on the same port. */
  restart(): Promise<void>
  /** Keeps its connections and answers nobody, as a stalled machine would. */
  pause(): void
  resume(): void
}

export const startRedis = async (): Promise<RedisServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'fleeting-redis-'))
  const port = await freePort()
  let server: ChildProcess | undefined = await launch(port, folder)

  const end = async (signal: NodeJS.Signals) => {
    const ending = server
    server = undefined
    if (ending) await endProcess(ending, signal)
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return server?.pid
    },
    async stop() {
      await end('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGTERM')
      server = await launch(port, folder)
    },
    pause() {
      server?.kill('SIGSTOP')
    },
    resume() {
      server?.kill('SIGCONT')
    },
  }
}

const launch = async (port: number, folder: string): Promise<ChildProcess> => {
  const settings = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no', daemonize: 'no' }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const server = spawn(getProgram(redis), args, { argv0: 'redis-server', stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (said += chunk))

  const killIt = () => server.kill('SIGKILL')
  process.once('exit', killIt) // a spec run that dies takes its servers along
  const isDone = endWithSpecs(killIt)
  let ended = false
  server.once('error', (error) => (said += error.message))
  server.once('close', () => {
    ended = true
    process.off('exit', killIt)
    isDone()
  })

  for (const deadline = Date.now() + 20_000; !(await answersPing(port)); await sleep(20)) {
    if (!ended && Date.now() < deadline) continue
    killIt()
    throw new Error(`Redis did not start on port ${port}: ${said}`)
  }
  if (ended) throw new Error(`port ${port} was taken by another Redis: ${said}`)
  return server
}

const endProcess = async (server: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  server.kill(signal)
  server.kill('SIGCONT') // a paused one would not hear the first
  const impatience = setTimeout(() => server.kill('SIGKILL'), 5_000)
  await ended
  clearTimeout(impatience)
}

const answersPing = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 }, () => socket.write('PING\r\n'))
    const answer = (yes: boolean) => {
      socket.destroy()
      resolve(yes)
    }
    socket.once('data', (reply) => answer(reply.toString().startsWith('+PONG')))
    socket.once('error', () => answer(false))
    socket.once('timeout', () => answer(false))
    socket.once('end', () => answer(false))
  })

import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { setupMaster, setupWorker } from '@socket.io/sticky'
import type { Logger } from 'pino'
import type { Server as SocketServer } from 'socket.io'
import type { Config } from './config.ts'

/**
 * One listening process that hands connections to `WORKERS` others: a long-polling client always to the same one, all
 * else in turn (the count of clients lags behind a burst and leaves plain requests out, so "least connection" would
 * send both to a single worker). A worker that dies is replaced, but one that dies before any was ready ends them all:
 * what keeps it from starting would keep every other.
 */
export const runWorkers = async (config: Config, log: Logger): Promise<void> => {
  cluster.setupPrimary({ serialization: 'advanced' }) // requests travel as bytes
  const server = createServer()
  setupMaster(server, { loadBalancingMethod: 'round-robin' })
  let isStopping = false
  let hasBeenReady = false
  cluster.on('message', (_worker, message) => {
    hasBeenReady ||= message === ready
  })
  cluster.on('exit', ({ process: { pid } }, code, signal) => {
    if (isStopping) return
    if (!hasBeenReady) return void stop(code || 1)
    log.error({ pid, code, signal }, 'a worker died; another takes its place')
    setTimeout(() => !isStopping && cluster.fork(), 500)
  })
  for (let i = 0; i < config.WORKERS; i++) cluster.fork()
  await new Promise<void>((resolve) => server.listen(config.PORT, config.HOST, resolve))
  log.info({ workers: config.WORKERS, port: config.PORT }, 'workers started')

  const stop = async (code = 0) => {
    if (isStopping) return
    isStopping = true
    server.close()
    const all = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
    const workers = all.filter((worker) => !worker.isDead())
    const left = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)))
    for (const worker of workers) worker.process.kill('SIGTERM')
    await Promise.all(left)
    process.exit(code)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
}

const ready = 'ready'

/**
 * Takes connections from the process that listens: those that come while this worker is still starting wait until the
 * function that is returned is called.
 */
export const takeConnections = (): ((sockets: SocketServer) => void) => {
  const early: unknown[][] = []
  const keep = (...message: unknown[]) => void early.push(message)
  process.on('message', keep)
  return (sockets) => {
    process.off('message', keep)
    setupWorker(sockets)
    for (const message of early) process.emit('message', ...(message as [unknown, undefined]))
    process.send?.(ready)
  }
}

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import type { Config } from './config.ts'

export const listen = (server: Server, { PORT, HOST }: Config): Promise<void> =>
  new Promise((done, fail) => {
    server.once('error', fail)
    server.listen(PORT, HOST, done)
  })

export const localUrl = (server: Server, { HOST, PORT }: Config): string => {
  const port = (server.address() as AddressInfo | null)?.port ?? PORT
  return `http://${HOST === '0.0.0.0' || HOST === '::' ? 'localhost' : HOST}:${port}`
}

/** Stops accepting at once and lets answers under way finish, for a while. Upgraded connections are the gateway's to end. */
export const closeHttp = (server: Server): Promise<void> =>
  new Promise((done) => {
    const force = setTimeout(() => server.closeAllConnections(), 3_000)
    server.close(() => {
      clearTimeout(force)
      done()
    })
    server.closeIdleConnections()
  })

const drainMs = 10_000

export type Stop = () => unknown

/**
 * SIGTERM and SIGINT: everything that was accepted is finished, within ten seconds. Asked once more a while later, it
 * does not wait; at once it may be the same signal, sent to the whole group as well.
 */
export const stopOnSignal = (stop: Stop, log: Logger): void => {
  let askedAt = 0
  const onSignal = async (signal: NodeJS.Signals) => {
    if (askedAt && Date.now() - askedAt > 1_000) process.exit(1)
    if (askedAt) return
    askedAt = Date.now()
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), drainMs).unref()
    try {
      await stop()
      log.info('stopped')
      process.exit(0)
    } catch (error) {
      log.error({ err: error }, 'stopping failed')
      process.exit(1)
    }
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

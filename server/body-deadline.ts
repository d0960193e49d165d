import type { IncomingMessage, Server } from 'node:http'

const deadlineMs = 30_000
/** What is thrown away of a body that nobody wants, so that its sender still reads why. */
const drainMs = 10_000
const drainBytes = 64 * 1024 * 1024

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>()

/**
 * A body has to be here in time, whoever reads it; uploads, which watch their own pace, are let off by
 * `endBodyDeadline`. Node's own limit knows no exceptions.
 */
export const limitBodyTime = (server: Server, ms = deadlineMs): void => {
  server.prependListener('request', (req, res) => {
    if (!hasBody(req)) return
    const timer = setTimeout(() => {
      if (!res.headersSent) req.socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
      req.destroy()
    }, ms)
    timers.set(req, timer)
    const done = () => clearTimeout(timer)
    req.once('end', done).once('close', done)
  })
}

export const endBodyDeadline = (req: IncomingMessage): void => clearTimeout(timers.get(req))

/**
 * Reads on for a while, after the answer, what is left of a body: a connection that is closed upon somebody who still
 * sends loses the answer on its way.
 */
export const drain = (req: IncomingMessage): void => {
  if (req.readableEnded || req.destroyed) return
  let bytes = 0
  const giveUp = () => req.destroy()
  const timer = setTimeout(giveUp, drainMs)
  req.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > drainBytes) giveUp()
  })
  req.once('close', () => clearTimeout(timer))
  req.resume()
}

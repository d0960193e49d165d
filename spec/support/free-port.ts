import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below those that systems give to connections of their own: what is free here stays free until it is used. */
const [lowest, highest] = [12_000, 32_000]

/** A port that nobody listened on a moment ago. */
export const freePort = async (): Promise<number> => {
  const port = lowest + Math.floor(Math.random() * (highest - lowest))
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return freePort()
  }
  server.close()
  await once(server, 'close')
  return port
}

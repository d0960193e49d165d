import type { Logger } from 'pino'
import { createClient, type RedisClientType } from 'redis'

/** For counters. Commands fail at once while Redis is away, so that whoever asked can fall back to the process. */
export const connectRedis = async (url: string, log: Logger): Promise<RedisClientType> => {
  const client = createClient({ url, disableOfflineQueue: true, socket: { reconnectStrategy: backOff } })
  let isAway = false
  client.on('error', (error: Error) => {
    if (!isAway) log.warn({ err: error.message }, 'redis is away')
    isAway = true
  })
  client.on('ready', () => {
    if (isAway) log.info('redis is back')
    isAway = false
  })
  await Promise.race([client.connect(), new Promise((done) => setTimeout(done, 3_000).unref())])
  return client as RedisClientType
}

const backOff = (retries: number): number => Math.min(50 * 2 ** retries, 2_000)

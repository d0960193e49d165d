import { randomBytes } from 'node:crypto'
import type { RedisClientType } from 'redis'
import type { Bus } from '../domain/live/ports.ts'
import { createChannels, once } from './bus.ts'
import type { Log } from './ports.ts'

export interface RedisBus extends Bus {
  /** Messages that could not be sent since the start. */
  readonly dropped: () => number
}

/** Redis 7 and later keep a channel on one shard; before, every node of a cluster hears every message. */
export const speaksSharded = async (redis: RedisClientType): Promise<boolean> => {
  try {
    const major = /redis_version:(\d+)/.exec(await redis.info('server'))?.[1]
    return major === undefined || Number(major) >= 7
  } catch {
    return true // away at this moment; the version we ask for is 7
  }
}

const senderBytes = 8

/**
 * Carries messages between nodes over connections of its own, made like `redis`. What this node sends it hears at
 * once, whether Redis is there or not; the copy that comes back is told by its sender and left.
 */
export const createRedisBus = async (
  redis: RedisClientType,
  { sharded, log }: { readonly sharded: boolean; readonly log: Log },
): Promise<RedisBus> => {
  const sender = randomBytes(senderBytes)
  const channels = createChannels(log)
  const publisher = duplicate(redis, { disableOfflineQueue: true, commandsQueueMaxLength: 20_000 })
  const subscriber = duplicate(redis, { disableOfflineQueue: true })
  let closed = false
  let dropped = 0
  const drop = () => {
    dropped++
  }

  const hear = (message: Buffer, channel: Buffer | string): void => {
    if (message.length < senderBytes || message.compare(sender, 0, senderBytes, 0, senderBytes) === 0) return
    const name = channel.toString()
    if (channels.has(name)) channels.deliver(name, message.subarray(senderBytes))
    else ignore(name) // given up while Redis was away
  }
  const send = (channel: string, message: Buffer): Promise<unknown> =>
    sharded ? publisher.sPublish(channel, message) : publisher.publish(channel, message)
  const listen = (channel: string): void => {
    if (!subscriber.isReady) return // made up for when it is
    const heard = sharded
      ? subscriber.sSubscribe(channel, hear, true)
      : subscriber.subscribe(channel, hear, true)
    heard.catch((error) => log.warn({ err: error, channel }, 'could not listen on the bus'))
  }
  const ignore = (channel: string): void => {
    if (!subscriber.isReady) return
    const left = sharded
      ? subscriber.sUnsubscribe(channel, hear, true)
      : subscriber.unsubscribe(channel, hear, true)
    left.catch(() => {}).then(() => channels.has(channel) && listen(channel)) // wanted again meanwhile
  }

  for (const client of [publisher, subscriber])
    client.on('error', (error) => log.warn({ err: error }, 'redis is away'))
  // The client listens again on what it knew; this adds what was asked for while it was away.
  subscriber.on('ready', () => channels.names().forEach(listen))
  await Promise.race([
    Promise.all([publisher.connect(), subscriber.connect()]).catch(() => {}),
    atMost(2_000),
  ])

  return {
    publish(channel, message) {
      channels.deliver(channel, message)
      if (!publisher.isReady) return drop()
      send(channel, Buffer.concat([sender, message])).catch(drop)
    },
    subscribe(channel, handle) {
      if (channels.add(channel, handle)) listen(channel)
      return once(() => {
        if (channels.remove(channel, handle)) ignore(channel)
      })
    },
    ready: () => publisher.isReady && subscriber.isReady,
    dropped: () => dropped,
    async close() {
      if (closed) return
      closed = true
      channels.clear()
      // What was said last, that this node is leaving, should still be heard.
      if (publisher.isReady) await Promise.race([publisher.close().catch(() => {}), atMost(500)])
      for (const client of [publisher, subscriber]) if (client.isOpen) client.destroy()
    },
  }
}

type ConnectionOptions = NonNullable<Parameters<RedisClientType['duplicate']>[0]>

const duplicate = (redis: RedisClientType, options: ConnectionOptions): RedisClientType =>
  redis.duplicate(options) as unknown as RedisClientType // the same client without our options in its type

const atMost = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms).unref()
  })

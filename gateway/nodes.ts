import type { RedisClientType } from 'redis'
import type { Bus } from '../domain/live/ports.ts'
import { createSharedRooms, type SharedRooms } from './adapter.ts'
import { createLocalBus } from './bus.ts'
import type { Log } from './ports.ts'
import { createRedisBus, speaksSharded } from './redis-bus.ts'

/** What joins the nodes of one service; a service of one process needs nothing. */
export interface Nodes {
  readonly bus: Bus
  readonly rooms?: SharedRooms
}

export const connectNodes = async (redis: RedisClientType | undefined, log: Log): Promise<Nodes> => {
  if (!redis) return { bus: createLocalBus(log) }
  const sharded = await speaksSharded(redis)
  return {
    bus: await createRedisBus(redis, { sharded, log }),
    rooms: createSharedRooms(redis, { sharded, log }),
  }
}

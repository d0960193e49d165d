import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter'
import type { RedisClientType } from 'redis'
import type { Server } from 'socket.io'
import type { Log } from './ports.ts'

/**
 * For namespaces whose sockets are never addressed by room: the hub keeps rooms of its own. The library would keep two
 * sets and two map entries for every socket, a tenth of what an idle viewer weighs.
 */
class Roomless {
  init(): void {}
  close(): void {}
  addAll(): void {}
  del(): void {}
  delAll(): void {}
  socketRooms(): undefined {
    return undefined
  }
  broadcast(): never {
    throw new Error('this namespace has no rooms')
  }
}

/** Every other namespace has rooms: shared with the other nodes if there are any. */
export const useAdapters = (
  io: Server,
  roomless: readonly string[],
  shared: SharedRooms | undefined,
): void => {
  type Factory = (namespace: { readonly name: string }) => object
  const standard = io.adapter() as unknown as new (namespace: object) => object
  const choose: Factory = (namespace) => {
    if (roomless.includes(namespace.name)) return new Roomless()
    return shared ? (shared.adapter as unknown as Factory)(namespace) : new standard(namespace)
  }
  // The library calls it with `new`, which an arrow function would refuse.
  io.adapter(function (this: unknown, namespace: { readonly name: string }) {
    return choose(namespace)
  } as unknown as Parameters<Server['adapter']>[0])
}

type AdapterFactory = ReturnType<typeof createAdapter> | ReturnType<typeof createShardedAdapter>

export interface SharedRooms {
  readonly adapter: AdapterFactory
  close(): void
}

/**
 * Carries what is emitted to Socket.IO rooms to the other nodes. Positions do not go this way: see `shipping.ts`. With
 * sharded channels a node hears only of the rooms that it holds.
 */
export const createSharedRooms = (
  redis: RedisClientType,
  { sharded, log }: { readonly sharded: boolean; readonly log: Log },
): SharedRooms => {
  const clients = [0, 1].map(() => redis.duplicate({ commandsQueueMaxLength: 20_000 }))
  for (const client of clients) {
    client.on('error', (error) => log.warn({ err: error }, 'redis is away'))
    client.connect().catch(() => {}) // it tries again by itself
  }
  const [publisher, subscriber] = clients.map((client) => tolerant(client, log))
  return {
    adapter: sharded
      ? createShardedAdapter(publisher, subscriber, { subscriptionMode: 'dynamic' })
      : createAdapter(publisher, subscriber),
    close() {
      for (const client of clients) client.destroy()
    },
  }
}

/** The adapter leaves some promises unattended; one that fails because Redis is away must not end the process. */
const tolerant = <T extends object>(client: T, log: Log): T =>
  new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        const answer: unknown = value.apply(target, args)
        if (answer instanceof Promise)
          answer.catch((error) => log.warn({ err: error, command: String(name) }, 'redis did not answer'))
        return answer
      }
    },
  })

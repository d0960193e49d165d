import type { Bus } from '../domain/live/ports.ts'
import type { Log } from './ports.ts'

type Handler = (message: Uint8Array) => void

/** The bus of a service that is one process. */
export const createLocalBus = (log: Log): Bus => {
  const channels = createChannels(log)
  return {
    publish: channels.deliver,
    subscribe: (channel, handle) => {
      channels.add(channel, handle)
      return once(() => channels.remove(channel, handle))
    },
    ready: () => true,
    async close() {
      channels.clear()
    },
  }
}

/** Who listens on what, in this process. A handler that throws is logged; the others still hear the message. */
export const createChannels = (log: Log) => {
  const channels = new Map<string, Set<Handler>>()
  return {
    /** True for the first handler of a channel. */
    add(channel: string, handle: Handler): boolean {
      const handlers = channels.get(channel)
      if (handlers) {
        handlers.add(handle)
        return false
      }
      channels.set(channel, new Set([handle]))
      return true
    },
    /** True when nobody listens on the channel any more. */
    remove(channel: string, handle: Handler): boolean {
      const handlers = channels.get(channel)
      if (!handlers?.delete(handle) || handlers.size > 0) return false
      return channels.delete(channel)
    },
    deliver(channel: string, message: Uint8Array): void {
      for (const handle of channels.get(channel) ?? []) {
        try {
          handle(message)
        } catch (error) {
          log.error({ err: error, channel }, 'a bus message was not handled')
        }
      }
    },
    names: () => [...channels.keys()],
    has: (channel: string) => channels.has(channel),
    clear: () => channels.clear(),
  }
}

export const once = (act: () => void): (() => void) => {
  let done = false
  return () => {
    if (done) return
    done = true
    act()
  }
}

import type { LiveLine } from '../session.ts'

/** How something leaves for a client without Socket.IO. */
export interface Outlet {
  readonly isOpen: boolean
  /** Everything that was sent has been taken: a frame may follow. */
  readonly isFree: boolean
  send(name: string, payload: unknown): void
  /** After the last word. */
  end(): void
  /** At once, whatever is still on its way. */
  cut(): void
}

/**
 * Stands in for a Socket.IO socket where somebody watches by a link. To the hub it is one that is never written to
 * directly: it has at most one frame waiting, and gets the newest when that one is taken.
 */
export const liveLineOver = (outlet: Outlet): LiveLine => {
  const emit = (name: string, payload: unknown): boolean => {
    if (outlet.isOpen) outlet.send(name, payload)
    return true
  }
  const line = {
    conn: {
      get readyState() {
        return outlet.isOpen ? 'open' : 'closed'
      },
      writeBuffer: [],
      transport: {
        name: 'plain',
        get writable() {
          return outlet.isFree
        },
        socket: { terminate: outlet.cut },
      },
      close: outlet.cut,
    },
    emit,
    volatile: { emit: (name: string, payload: unknown) => outlet.isFree && emit(name, payload) },
    disconnect: outlet.end,
  }
  return line as unknown as LiveLine // as much of one as the hub, `closeSockets` and the namespace use
}

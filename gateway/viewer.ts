import type { Socket as TcpSocket } from 'node:net'
import type { Room } from './room.ts'

/** What of a Socket.IO socket the hub needs; the fallback is the library's own way. */
export interface ViewerSocket {
  readonly conn: unknown
  emit(event: string, ...payload: unknown[]): unknown
}

/** The parts of an Engine.IO connection that say whether a frame may be written past it. */
interface Connection {
  readonly readyState: string
  readonly writeBuffer: readonly unknown[]
  readonly transport: {
    readonly name: string
    readonly writable: boolean
    readonly socket?: { readonly _socket?: TcpSocket | null }
  }
}

export interface Seat {
  readonly room: Room
  /** On the hub's clock of changes: what the snapshot told is not told again. */
  readonly since: number
}

/**
 * One connection that watches. As a rule its frames are written straight to its TCP socket: nothing of the library's
 * is waiting, and the client has taken everything so far. Otherwise it lags: it is skipped, and gets the newest of what
 * changed after `since` as soon as it can take a frame again.
 */
export class Viewer {
  since = 0
  lags = false
  /** A room stands here once for each subscription that opened it. */
  seats: Seat[] = []
  readonly socket: ViewerSocket
  readonly binary: boolean

  constructor(socket: ViewerSocket, binary: boolean) {
    this.socket = socket
    this.binary = binary
  }

  /** Where a frame can go now: past the library, through it (long-polling), or nowhere yet. */
  openWay(): Way {
    return openWay(this.socket.conn)
  }
}

/** Past the library, through it (long-polling), or nowhere yet. */
export type Way = TcpSocket | 'library' | undefined

export const openWay = (conn: unknown): Way => {
  const { readyState, writeBuffer, transport } = conn as Connection
  if (readyState !== 'open' || writeBuffer.length > 0 || !transport.writable) return undefined
  if (transport.name !== 'websocket') return 'library'
  const tcp = transport.socket?._socket
  return tcp && tcp.writableLength === 0 ? tcp : undefined
}

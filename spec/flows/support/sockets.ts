import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { decodeFrame } from '../../../domain/positions/live-frame.ts'
import { fromE7 } from '../../../domain/positions/position.ts'
import type { LivePosition } from '../../../domain/positions/schema.ts'
import type { EndReason, Snapshot } from '../../../domain/protocol.ts'

// biome-ignore lint/suspicious/noExplicitAny: a spec reads answers of many shapes
export type Answer = any
type Options = Partial<ManagerOptions & SocketOptions>

const open: Socket[] = []

/** The stock client. It connects once, unless told otherwise. */
export const connect = (url: string, namespace: string, auth: object, options: Options = {}): Socket => {
  const how = { transports: ['websocket'], forceNew: true, reconnection: false }
  const socket = io(url + namespace, { auth, ...how, ...options })
  open.push(socket)
  return socket
}

export const disconnectAll = (): void => {
  for (const socket of open.splice(0)) socket.disconnect()
}

/** The next event of that name. */
export const next = <T = Answer>(socket: Socket, event: string, withinMs = 15_000): Promise<T> =>
  new Promise((resolve, reject) => {
    let refused = ''
    const note = (error: Error) => {
      refused = `; refused: ${error.message}`
    }
    socket.on('connect_error', note)
    const timer = setTimeout(() => reject(new Error(`no ${event} within ${withinMs} ms${refused}`)), withinMs)
    socket.once(event, (payload: T) => {
      clearTimeout(timer)
      socket.off('connect_error', note)
      resolve(payload)
    })
  })

/** All payloads of that name from now on. */
export const collect = <T = Answer>(socket: Socket, event: string): T[] => {
  const seen: T[] = []
  socket.on(event, (payload: T) => seen.push(payload))
  return seen
}

export const ask = (socket: Socket, event: string, ...payload: unknown[]): Promise<Answer> =>
  socket.timeout(15_000).emitWithAck(event, ...payload)

/** What the door of a namespace says to whoever is refused. */
export const refusal = async (socket: Socket): Promise<string> => {
  const error = await next<Error & { data?: { code: string } }>(socket, 'connect_error')
  return error.data?.code ?? error.message
}

export interface Watching {
  readonly socket: Socket
  readonly snapshots: Snapshot[]
  /** Every position told so far, whatever the encoding; `lat` and `lon` have six digits in binary frames. */
  readonly seen: LivePosition[]
  readonly ends: { reason: EndReason; at: number }[]
  readonly updates: { expires_at: string }[]
}

/** A visitor who holds a link, once the snapshot is there. */
export const watch = async (
  url: string,
  token: string,
  { encoding, ...options }: Options & { encoding?: 'binary' } = {},
): Promise<Watching> => {
  const socket = connect(url, '/live', { token, ...(encoding && { encoding }) }, options)
  const watching: Watching = {
    socket,
    snapshots: collect(socket, 'snapshot'),
    seen: [],
    ends: [],
    updates: collect(socket, 'link:updated'),
  }
  socket.on('positions', (frame) => watching.seen.push(...read(frame, watching.snapshots.at(-1)!)))
  socket.on('link:ended', ({ reason }) => watching.ends.push({ reason, at: Date.now() }))
  await next(socket, 'snapshot')
  return watching
}

const read = (frame: LivePosition[] | Uint8Array | ArrayBuffer, { subjects }: Snapshot): LivePosition[] => {
  if (Array.isArray(frame)) return frame
  const ids = new Map(subjects.map(({ handle, id }) => [handle, id]))
  return decodeFrame(new Uint8Array(frame)).map(({ handle, t, latE7, lonE7 }) => ({
    id: ids.get(handle)!,
    t,
    seq: t,
    lat: fromE7(latE7),
    lon: fromE7(lonE7),
  }))
}

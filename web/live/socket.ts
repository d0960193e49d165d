import { io, type Socket } from 'socket.io-client'
import { decodeFrame } from '../../domain/positions/live-frame.ts'
import { fromE7 } from '../../domain/positions/position.ts'
import type { LivePosition } from '../../domain/positions/schema.ts'
import type { ClientEvents, live, Refusal, ServerEvents, Snapshot } from '../../domain/protocol.ts'

export type LiveSocket = Socket<ServerEvents<typeof live>, ClientEvents<typeof live>>

/** Opens `/live`; members bring their cookie, visitors their token. `home`: the service, for a page of another site. */
export const openLive = (auth: Readonly<Record<string, string>>, home = ''): LiveSocket =>
  io(`${home}/live`, {
    auth: { ...auth, encoding: 'binary' },
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    withCredentials: home === '',
    ...(home !== '' && { forceNew: true }), // several maps on a page, each with a link of its own
    reconnectionDelayMax: 5000,
  })

/** Frames name subjects by the handles of this connection's snapshot; a server may also answer in plain JSON. */
export const frameReader = () => {
  let ids = new Map<number, string>()
  return {
    /** A new connection hands out new handles. */
    begin(subjects: Snapshot['subjects']): void {
      ids = new Map()
      this.learn(subjects)
    },
    learn(subjects: Snapshot['subjects']): void {
      for (const { handle, id } of subjects) ids.set(handle, id)
    },
    read(frame: unknown): LivePosition[] {
      if (!(frame instanceof ArrayBuffer)) return frame as LivePosition[]
      return decodeFrame(new Uint8Array(frame)).flatMap(
        ({ handle, t, latE7, lonE7, speed, heading, accuracy }) => {
          const id = ids.get(handle)
          if (!id) return []
          const measures = {
            ...(speed !== null && { spd: speed }),
            ...(heading !== null && { hdg: heading }),
            ...(accuracy !== null && { acc: accuracy }),
          }
          return [{ id, t, seq: t, lat: fromE7(latE7), lon: fromE7(lonE7), ...measures }]
        },
      )
    },
  }
}

/** The name of a refusal, where the server gave one; a lost connection has none. */
export const refusalOf = (error: Error): string | null => {
  const { data } = error as { data?: { code?: unknown } }
  return typeof data?.code === 'string' ? data.code : null
}

/** A refusal in words for people. */
export const detailOf = (error: Error): string => {
  const { data } = error as { data?: { detail?: unknown } }
  return typeof data?.detail === 'string' ? data.detail : error.message
}

/** Socket.IO does not come back by itself from a server that closed the door, as one that restarts may. */
export const returning = (socket: LiveSocket) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  return {
    in(milliseconds: number): void {
      clearTimeout(timer)
      if (!isOver) timer = setTimeout(() => socket.connect(), milliseconds)
    },
    never(): void {
      isOver = true
      clearTimeout(timer)
      socket.close()
    },
  }
}

/** All places that come with subjects, the oldest of each first. */
export const placesOf = (subjects: Snapshot['subjects']): LivePosition[] =>
  subjects.flatMap(({ position, trail = [] }) => [...trail, ...(position ? [position] : [])])

/** Fixes by subject, in the order they came. */
export const bySubject = (fixes: readonly LivePosition[]): Map<string, LivePosition[]> =>
  Map.groupBy(fixes, ({ id }) => id)

export const isRefusal = (answer: object): answer is Refusal => 'error' in answer

export type { Snapshot }

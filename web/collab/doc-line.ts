import type { Socket } from 'socket.io-client'
import type { Static } from 'typebox'
import type { collab } from '../../domain/sessions/protocol.ts'

type Requests = Pick<typeof collab.requests, 'doc:sync' | 'doc:update' | 'awareness'>
type Notices = Pick<typeof collab.notices, 'doc:update' | 'awareness'>
export type DocRequest = keyof Requests
export type DocPayload<R extends DocRequest> = Static<Requests[R]['payload']>
export type DocReply<R extends DocRequest> = Static<Requests[R]['reply']>
export type DocNoticeName = keyof Notices
export type DocNotice<N extends DocNoticeName> = Static<Notices[N]>

/** How the document speaks with its session, over whatever connection. Bytes are bytes on both sides. */
export interface DocLine {
  /** Rejects with `Refused` where the server says no, and with anything else where no answer came. */
  request<R extends DocRequest>(name: R, payload: DocPayload<R>): Promise<DocReply<R>>
  /** Returns how to stop. */
  on<N extends DocNoticeName>(name: N, handle: (notice: DocNotice<N>) => void): () => void
}

export class Refused extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

const answerMs = 15_000

/** A line over `/collab`. What is asked while the socket is away fails at once, rather than wait for it. */
export const docLineOf = (socket: Socket): DocLine => ({
  request: (name, payload) =>
    new Promise((resolve, reject) => {
      if (!socket.connected) return reject(new Error('not connected'))
      socket.timeout(answerMs).emit(name, payload, (error: unknown, reply: unknown) => {
        if (error) return reject(error)
        const { error: refusal } = reply as { error?: { code: string } }
        if (refusal) reject(new Refused(refusal.code))
        else resolve(reply as DocReply<typeof name>)
      })
    }),
  on(name, handle) {
    const event: string = name
    const listener = handle as (...notice: unknown[]) => void
    socket.on(event, listener)
    return () => socket.off(event, listener)
  },
})

/** Socket.IO gives an ArrayBuffer in browsers, and a Buffer in Node. */
export const bytesOf = (bytes: Uint8Array | ArrayBuffer): Uint8Array =>
  bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes)

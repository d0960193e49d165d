import { io, type Socket } from 'socket.io-client'
import type { Static } from 'typebox'
import type { ClientEvents, Refusal, ServerEvents } from '../../domain/protocol.ts'
import type { collab, sessionEndReasons } from '../../domain/sessions/protocol.ts'
import type { SessionState } from '../../domain/sessions/schema.ts'
import { refusalOf } from '../live/socket.ts'

type Requests = typeof collab.requests
type Notices = typeof collab.notices
export type RequestName = keyof Requests
export type Payload<R extends RequestName> = Static<Requests[R]['payload']>
export type Reply<R extends RequestName> = Static<Requests[R]['reply']>
export type NoticeName = keyof Notices
export type Notice<N extends NoticeName> = Static<Notices[N]>
export type SessionEnd = (typeof sessionEndReasons)[number]

export type CollabSocket = Socket<ServerEvents<typeof collab>, ClientEvents<typeof collab>>

type Auth = Readonly<Record<string, string>>
export interface ConnectionOptions {
  /** Where the service is; by itself, where the page comes from. */
  readonly url?: string
  /** Read anew at each attempt: tokens are renewed, and a guest is given a ticket. */
  readonly auth: () => Auth | Promise<Auth>
  /** Whether the browser's cookies go along: only on the service's own pages. */
  readonly withCookies?: boolean
  /** The sign-in is too old; answers whether it was renewed. */
  readonly onStale?: () => Promise<boolean>
}

export interface ConnectionEvents {
  /** At the beginning, and again after each time the connection was lost: forget what was, and begin with this. */
  readonly onState: (state: SessionState) => void
  readonly onStatus?: (status: Status) => void
  /** For good: the session is over for this participant. `code` is the name of a refusal. */
  readonly onOver: (
    why: { readonly reason: SessionEnd } | { readonly code: string; readonly detail: string },
  ) => void
}
export type Status = 'connecting' | 'live' | 'offline'

/** A refusal of one request; `code` is the problem's name, or `offline` where nobody could be asked. */
export class RequestRefused extends Error {
  readonly code: string

  constructor(code: string, detail: string) {
    super(detail)
    this.name = 'RequestRefused'
    this.code = code
  }
}

/** What asking again would not change. */
const final: ReadonlySet<string> = new Set([
  'not_found',
  'session_ended',
  'session_full',
  'session_left',
  'name_required',
  'link_expired',
  'link_revoked',
  'permission_absent',
  'password_required',
  'wrong_password',
  'sign_in_required',
  'not_signed_in',
  'forbidden',
])
const answeredWithinMs = 15_000

export type SessionConnection = ReturnType<typeof openSession>

/** Takes part in a session over `/collab`, and comes back by itself. */
export const openSession = (options: ConnectionOptions, { onState, onStatus, onOver }: ConnectionEvents) => {
  const socket: CollabSocket = io(`${options.url ?? ''}/collab`, {
    auth: (give) => void Promise.resolve(options.auth()).then(give),
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    withCredentials: options.withCookies ?? false,
    reconnectionDelayMax: 5_000,
    forceNew: true,
  })
  let status: Status = 'connecting'
  let isOver = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const become = (next: Status): void => {
    if (status === next) return
    status = next
    onStatus?.(next)
  }
  const end = (why: Parameters<ConnectionEvents['onOver']>[0]): void => {
    if (isOver) return
    close()
    onOver(why)
  }
  const close = (): void => {
    isOver = true
    clearTimeout(timer)
    socket.close()
  }
  const comeBackIn = (milliseconds: number): void => {
    clearTimeout(timer)
    if (!isOver) timer = setTimeout(() => socket.connect(), milliseconds)
  }

  socket.on('session:state', (state) => {
    become('live')
    onState(state)
  })
  socket.on('session:closed', ({ reason }) => end({ reason }))
  socket.on('reload', () => {
    socket.disconnect()
    comeBackIn(200)
  })
  socket.on('disconnect', (reason) => {
    become('offline')
    if (reason === 'io server disconnect') comeBackIn(2_000) // Socket.IO takes that for the last word
  })
  socket.on('connect_error', (error) => {
    const code = refusalOf(error)
    if (code && final.has(code)) return end({ code, detail: detailOf(error) })
    become('offline')
    if (code === 'token_expired' && options.onStale)
      return void options.onStale().then((isRenewed) => comeBackIn(isRenewed ? 0 : 5_000))
    if (!socket.active) comeBackIn(code === 'rate_limited' ? 20_000 : 5_000)
  })

  return {
    socket,
    status: () => status,
    on<N extends NoticeName>(name: N, handle: (payload: Notice<N>) => void): () => void {
      socket.on(name, handle as never)
      return () => void socket.off(name, handle as never)
    },
    /** Throws `RequestRefused`. */
    async request<R extends RequestName>(name: R, payload: Payload<R>): Promise<Reply<R>> {
      if (!socket.connected) throw new RequestRefused('offline', '')
      const ask = socket.timeout(answeredWithinMs) as unknown as {
        emitWithAck(name: string, payload: unknown): Promise<Reply<R> | Refusal>
      }
      const answer = await ask.emitWithAck(name, payload).catch(() => {
        throw new RequestRefused('offline', '')
      })
      if ('error' in answer) throw new RequestRefused(answer.error.code, answer.error.detail)
      return answer
    },
    /** Without waiting, and not at all while offline: for what the next one replaces. */
    tell<R extends RequestName>(name: R, payload: Payload<R>): void {
      if (socket.connected)
        (socket.volatile as unknown as { emit(...args: unknown[]): void }).emit(name, payload)
    },
    close,
  }
}

const detailOf = (error: Error): string => {
  const { data } = error as { data?: { detail?: unknown } }
  return typeof data?.detail === 'string' ? data.detail : error.message
}

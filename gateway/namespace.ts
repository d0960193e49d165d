import type { IncomingHttpHeaders } from 'node:http'
import type { Problem } from '../domain/problem.ts'
import { type CookieSession, languageOf } from './handshake.ts'
import type { AddressOf, Authenticate, GatewayLimits, GatewayMetrics, Log } from './ports.ts'
import { refusalOf, toProblem } from './request.ts'
import type { AnySocket } from './session.ts'

/** What every namespace of the gateway works with. */
export interface NamespaceContext<Device> {
  readonly authenticate: Authenticate<Device>
  readonly cookies: CookieSession
  readonly addressOf: AddressOf
  readonly limits: GatewayLimits
  readonly now: () => Date
  readonly log: Log
  readonly metrics: GatewayMetrics
  readonly isOutage: (error: unknown) => boolean
  readonly endMembers: (sockets: readonly AnySocket[]) => void
}

interface Knocking {
  readonly handshake: { readonly headers: IncomingHttpHeaders }
}

/** A namespace's door: `judge` lets in or throws, and the client reads `{code, detail}` in `connect_error.data`. */
export const admitting =
  <S extends Knocking, Device>(judge: (socket: S) => Promise<void>, context: NamespaceContext<Device>) =>
  (socket: S, next: (error?: Error) => void): void => {
    const refuse = (error: unknown): void => {
      const problem = toProblem(error, context.isOutage)
      if (problem.code === 'internal') context.log.error({ err: error }, 'a handshake failed')
      context.metrics.refused(problem.code)
      next(refusalError(problem, socket.handshake.headers))
    }
    judge(socket).then(() => next(), refuse)
  }

export const refusalError = (problem: Problem, headers: IncomingHttpHeaders): Error => {
  const { error } = refusalOf(problem, languageOf(headers))
  return Object.assign(new Error(error.code), { data: error })
}

const forgotten = Object.freeze({
  headers: {},
  auth: {},
  query: {},
  url: '',
  address: '',
  time: '',
  issued: 0,
})

/** Headers and tokens are of no use once a socket is let in; kept for each idle viewer they weigh more than it does. */
export const forgetHandshake = (socket: object): void => {
  ;(socket as { handshake: unknown }).handshake = forgotten
}

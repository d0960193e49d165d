import type { IncomingHttpHeaders } from 'node:http'
import { Problem, type ProblemName } from '../../domain/problem.ts'
import { Gone, type Peer } from './peer.ts'

/** Who opened a plain WebSocket, as the request says. */
export interface Caller {
  readonly headers: IncomingHttpHeaders
  /** Where it came from, and where the connection itself did: a declared proxy may stand in between. */
  readonly address: string
  readonly remote: string
  /** What programs bring in `Authorization`; a browser cannot. */
  readonly bearer: string | undefined
}

/**
 * Lets somebody in by what came with the request, the first of it that is taken, or else by a first message
 * `{"type": "auth", …}`. Throws the refusal.
 */
export const admit = async <T>(
  peer: Peer,
  knock: (given: object) => Promise<T>,
  brought: readonly object[],
  withinMs: number,
): Promise<T> => {
  for (const [at, given] of brought.entries()) {
    try {
      return await knock(given)
    } catch (error) {
      const isLast = at === brought.length - 1
      if (!mayTurn(error, isLast)) throw error
      if (isLast) peer.refuse(error)
    }
  }
  const { type, payload } = await peer.first(withinMs)
  if (!peer.isOpen) throw new Gone()
  if (type !== 'auth') throw new Problem('not_signed_in')
  return knock(payload)
}

/** Refusals that a password, a sign-in or a name may turn. */
const open: readonly ProblemName[] = [
  'not_signed_in',
  'token_expired',
  'sign_in_required',
  'password_required',
  'name_required',
]

/** What is not there for a member may be there for whoever came by its link. */
const mayTurn = (error: unknown, isLast: boolean): error is Problem =>
  error instanceof Problem && (open.includes(error.code) || (!isLast && error.code === 'not_found'))

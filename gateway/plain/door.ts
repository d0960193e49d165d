import type { IncomingHttpHeaders } from 'node:http'
import { Problem, type ProblemName } from '../../domain/problem.ts'
import { Gone, type Peer } from './peer.ts'

/** Who opened a plain WebSocket, as the request says. */
export interface Caller {
  readonly headers: IncomingHttpHeaders
  readonly address: string
  /** What programs bring in `Authorization`; a browser cannot. */
  readonly bearer: string | undefined
}

/**
 * Lets somebody in by what came with the request or, where that is not enough, by a first message `{"type": "auth", …}`.
 * `brought: undefined`: there is nothing to try before it. Throws the refusal.
 */
export const admit = async <T>(
  peer: Peer,
  knock: (given: object) => Promise<T>,
  brought: object | undefined,
  withinMs: number,
): Promise<T> => {
  if (brought) {
    try {
      return await knock(brought)
    } catch (error) {
      if (!mayIntroduceThemself(error)) throw error
      peer.refuse(error)
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

const mayIntroduceThemself = (error: unknown): error is Problem =>
  error instanceof Problem && open.includes(error.code)

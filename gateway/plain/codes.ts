import type { ProblemName } from '../../domain/problem.ts'

/** Why the server closes a plain WebSocket: 4000 and more are ours, and end in the HTTP status of the same refusal. */
export const closeCodes = {
  malformed: 4400,
  notSignedIn: 4401,
  forbidden: 4403,
  notFound: 4404,
  full: 4409,
  ended: 4410,
  tooMuch: 4429,
  /** The node leaves; the client connects again. */
  comeAgain: 1012,
  failed: 1011,
  tryLater: 1013,
} as const

const codes: Partial<Record<ProblemName, number>> = {
  malformed_json: closeCodes.malformed,
  validation_failed: closeCodes.malformed,
  not_signed_in: closeCodes.notSignedIn,
  token_expired: closeCodes.notSignedIn,
  sign_in_required: closeCodes.notSignedIn,
  password_required: closeCodes.notSignedIn,
  name_required: closeCodes.notSignedIn,
  not_found: closeCodes.notFound,
  session_full: closeCodes.full,
  session_ended: closeCodes.ended,
  link_expired: closeCodes.ended,
  link_revoked: closeCodes.ended,
  view_limit_reached: closeCodes.ended,
  visit_done: closeCodes.ended,
  rate_limited: closeCodes.tooMuch,
  unavailable: closeCodes.tryLater,
  internal: closeCodes.failed,
}

export const closeCodeOf = (name: ProblemName): number => codes[name] ?? closeCodes.forbidden

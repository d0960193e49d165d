import { STATUS_CODES } from 'node:http'
import { fieldSentence } from '../domain/field-words.ts'
import { type FieldError, type Language, Problem, type ProblemName, sentenceOf } from '../domain/problem.ts'
import { type Allowance, rateLimitHeaders } from './limits.ts'

/** The one place where a refusal becomes an HTTP status; a name missing here does not compile. */
export const statusOf: Record<ProblemName, number> = {
  malformed_json: 400,
  validation_failed: 422,
  payload_too_large: 413,
  request_timeout: 408,
  unsupported_media_type: 415,
  not_signed_in: 401,
  token_expired: 401,
  wrong_credentials: 401,
  csrf_failed: 403,
  forbidden: 403,
  people_only: 403,
  key_in_address: 400,
  not_found: 404,
  conflict: 409,
  email_taken: 409,
  imei_taken: 409,
  last_owner: 409,
  idempotency_key_in_flight: 409,
  idempotency_key_reused: 422,
  precondition_failed: 412,
  link_not_started: 403,
  view_limit_reached: 410,
  download_limit_reached: 410,
  password_required: 401,
  wrong_password: 401,
  sign_in_required: 401,
  permission_absent: 403,
  slug_taken: 409,
  policy_violated: 422,
  precondition_required: 428,
  file_type_refused: 415,
  file_too_large: 413,
  file_unreadable: 422,
  image_too_large: 422,
  quota_exceeded: 413,
  malformed_upload: 400,
  upload_busy: 423,
  upload_version: 412,
  too_many_uploads: 409,
  thumbnail_unavailable: 404,
  reset_token_invalid: 422,
  link_expired: 410,
  link_revoked: 410,
  coordinates_invalid: 422,
  null_island: 422,
  time_in_future: 422,
  time_too_old: 422,
  time_invalid: 422,
  unknown_device: 404,
  trail_too_long: 422,
  feature_disabled: 403,
  tracking_not_allowed: 400,
  outside_work_window: 400,
  no_technician_profile: 400,
  consent_withdrawn: 403,
  range_too_long: 400,
  transition_not_allowed: 400,
  technician_exists: 409,
  technician_in_use: 409,
  technician_inactive: 400,
  assignment_under_way: 400,
  assignment_in_use: 409,
  work_order_in_use: 409,
  work_order_closed: 400,
  quote_not_editable: 409,
  quote_decided: 409,
  quote_expired: 410,
  visit_done: 410,
  address_refused: 422,
  session_ended: 410,
  session_full: 409,
  session_left: 403,
  name_required: 422,
  role_too_small: 403,
  feature_off: 409,
  comment_not_yours: 403,
  thread_too_deep: 422,
  update_refused: 409,
  document_full: 413,
  call_full: 409,
  not_in_call: 409,
  recording_running: 409,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
}

/** RFC 9457. `code` is for programs and stable, `detail` for people and in their language. */
export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ProblemName
  readonly instance: string
  readonly request_id: string
  readonly errors?: readonly FieldError[]
}

export const presentProblem = (
  problem: Problem,
  { language, instance, requestId }: { language: Language; instance: string; requestId: string },
): ProblemDocument => {
  const status = statusOf[problem.code]
  return {
    type: `urn:fleeting:problem:${problem.code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: sentenceOf(problem.code, language, problem.details),
    code: problem.code,
    instance,
    request_id: requestId,
    ...(problem.details.errors && { errors: inWords(problem.details.errors, language) }),
  }
}

const inWords = (errors: readonly FieldError[], language: Language): readonly FieldError[] =>
  errors.map(({ field, message }) => ({ field, message: fieldSentence(message, language) }))

/** How long a client should wait, in seconds, where waiting helps. */
export const retryAfter = ({ code, details }: Problem): number | undefined => {
  if (code === 'rate_limited') return Number(details.seconds ?? 1)
  return code === 'unavailable' ? 2 : undefined
}

/** What a refusal says beside its body: how to sign in, when to come again, which budget is used up. */
export const refusalHeaders = (problem: Problem): Record<string, string> => {
  const { code, details } = problem
  const wait = retryAfter(problem)
  return {
    ...(wait !== undefined && { 'Retry-After': String(wait) }),
    ...(code === 'rate_limited' && details.allowance ? rateLimitHeaders(details.allowance as Allowance) : {}),
    ...((code === 'not_signed_in' || code === 'token_expired') && { 'WWW-Authenticate': 'Bearer' }),
  }
}

/**
 * Whatever was thrown, as a refusal. `isOutage` knows the errors of a dependency that is away; what nobody knows is
 * `internal`, and the caller logs it.
 */
export const toProblem = (error: unknown, isOutage: (error: unknown) => boolean): Problem => {
  if (error instanceof Problem) return error
  if (isOutage(error)) return new Problem('unavailable')
  const { type, status } = (error ?? {}) as { type?: string; status?: number }
  if (type === 'entity.too.large') return new Problem('payload_too_large')
  if (type === 'entity.parse.failed' || type === 'request.size.invalid' || type === 'request.aborted')
    return new Problem('malformed_json')
  if (type === 'encoding.unsupported' || type === 'charset.unsupported')
    return new Problem('unsupported_media_type', { expected: 'UTF-8' })
  if (error instanceof URIError || status === 400) return new Problem('malformed_json')
  return new Problem('internal')
}

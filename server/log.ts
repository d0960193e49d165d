import { type Logger, pino } from 'pino'
import type { Observation } from './mount.ts'

/**
 * One JSON line an event. Requests are logged by the path of the route table, never by the one that was asked for:
 * tokens and keys travel in paths. What might still carry a secret is blotted out by name, wherever it stands.
 */
export const createLog = (level: string): Logger =>
  pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' },
  })

const secretNames = [
  'password',
  'token',
  'access_token',
  'refresh_token',
  'ingest_key',
  'key',
  'jwt',
  'authorization',
  'cookie',
  'secret',
  'connectionString',
]

/** Routine answers at `debug`, refusals of ours at `error`; a request's own address is never written down. */
export const logRequest = (log: Logger, seen: Observation): void => {
  const { requestId, traceId, method, route, status, milliseconds, actor, error } = seen
  const fields = {
    request_id: requestId,
    ...(traceId && { trace_id: traceId }),
    method,
    route,
    status,
    ms: Math.round(milliseconds * 10) / 10,
    ...(actor && { tenant: actor.tenantId, user: actor.userId }),
    ...(actor?.keyId && { api_key: actor.keyId }),
  }
  if (error) log.error({ ...fields, err: error }, 'request failed')
  else log.debug(fields, 'request')
}

import { isIP, isIPv4 } from 'node:net'
import Type, { type Static } from 'typebox'
import { Problem } from '../domain/problem.ts'
import { OneOf } from '../domain/schema.ts'
import { parser } from '../domain/validate.ts'

/** `10/m`: ten a minute. Units: s, m, h, d. `off`: no limit. */
const Rate = (preset: string) => Type.String({ pattern: '^(off|[1-9][0-9]{0,6}/[smhd])$', default: preset })

const iceHost = '([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?'
/** RFC 7064 and 7065. */
const iceUrl = `(stuns?:${iceHost}|turns?:${iceHost}(\\?transport=(udp|tcp))?)`

export const roleNames = ['http', 'gateway', 'ingest', 'jobs'] as const
export type RoleName = (typeof roleNames)[number]

/** Every setting, by the name of its environment variable. `.env.example` explains them to people, in the same order. */
const Environment = Type.Object({
  NODE_ENV: Type.Optional(OneOf('production', 'development', 'test')),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000 }),
  HOST: Type.String({ minLength: 1, default: '0.0.0.0' }),
  PUBLIC_URL: Type.Optional(Type.String({ format: 'uri', pattern: '^https?://' })),
  TRUST_PROXY: Type.Optional(Type.String({ minLength: 1 })),
  DATA_DIR: Type.String({ minLength: 1, default: './data' }),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  DATABASE_POOL: Type.Integer({ minimum: 2, maximum: 500, default: 10 }),
  REDIS_URL: Type.Optional(Type.String({ pattern: '^rediss?://' })),
  ROLES: Type.String({
    pattern: '^(http|gateway|ingest|jobs)(,(http|gateway|ingest|jobs))*$',
    default: roleNames.join(','),
  }),
  WORKERS: Type.Integer({ minimum: 1, maximum: 256, default: 1 }),
  JWT_KEYS: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]+:[^,]{32,}(,[A-Za-z0-9_-]+:[^,]{32,})*$' })),
  LINK_KEY: Type.Optional(Type.String({ minLength: 32 })),
  RATE_LIMIT_SHARE_OPEN: Rate('10/m'),
  RATE_LIMIT_SHARE_FAIL: Rate('10/m'),
  RATE_LIMIT_SHARE_CREATE: Rate('50/h'),
  RATE_LIMIT_LOGIN: Rate('10/m'),
  RATE_LIMIT_PASSWORD_FORGOT: Rate('5/h'),
  RATE_LIMIT_REGISTER: Rate('10/h'),
  RATE_LIMIT_API: Rate('600/m'),
  RATE_LIMIT_COMMENT: Rate('30/m'),
  RATE_LIMIT_INGEST: Rate('off'),
  SMTP_URL: Type.Optional(Type.String({ pattern: '^smtps?://[^\\s]+$' })),
  MAIL_FROM: Type.String({
    pattern: '^([^<>\\r\\n]* <)?[^\\s<>@]+@[^\\s<>@]+>?$',
    default: 'Fleeting <fleeting@localhost>',
  }),
  MAP_STYLE_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
  PMTILES: Type.Optional(Type.String({ minLength: 1 })),
  ROUTER_URL: Type.Optional(Type.String({ format: 'uri', pattern: '^https?://' })),
  ROUTER_ENGINE: OneOf('osrm', 'valhalla'),
  OUTBOUND_PORTS: Type.String({ pattern: '^[1-9][0-9]{0,4}(,[1-9][0-9]{0,4})*$', default: '443,8443' }),
  OUTBOUND_ALLOW_PRIVATE: OneOf('on', 'off'),
  TRIP_SHARE_DAYS: Type.Integer({ minimum: 1, maximum: 3650, default: 30 }),
  UPLOAD_MAX_MB: Type.Integer({ minimum: 1, maximum: 1_048_576, default: 1024 }),
  QUOTA_MB: Type.Integer({ minimum: 1, maximum: 1_073_741_824, default: 10_240 }),
  S3_ENDPOINT: Type.Optional(Type.String({ format: 'uri', pattern: '^https?://' })),
  S3_BUCKET: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$' })),
  S3_REGION: Type.String({ minLength: 1, default: 'us-east-1' }),
  S3_ACCESS_KEY_ID: Type.Optional(Type.String({ minLength: 1 })),
  S3_SECRET_ACCESS_KEY: Type.Optional(Type.String({ minLength: 1 })),
  ICE_SERVERS: Type.Optional(Type.String({ pattern: `^${iceUrl}( *, *${iceUrl})*$` })),
  TURN_SECRET: Type.Optional(Type.String({ minLength: 16 })),
  TURN_MINUTES: Type.Integer({ minimum: 2, maximum: 1440, default: 10 }),
  LIVEKIT_URL: Type.Optional(Type.String({ format: 'uri', pattern: '^wss?://[^/?#]+/?$' })),
  LIVEKIT_API_KEY: Type.Optional(Type.String({ minLength: 1 })),
  LIVEKIT_API_SECRET: Type.Optional(Type.String({ minLength: 1 })),
  RETENTION_POSITIONS_DAYS: Type.Integer({ minimum: 1, maximum: 3650, default: 90 }),
  RETENTION_LINKS_DAYS: Type.Integer({ minimum: 0, maximum: 3650, default: 30 }),
  RETENTION_EVENTS_DAYS: Type.Integer({ minimum: 1, maximum: 3650, default: 365 }),
  RETENTION_RECORDINGS_DAYS: Type.Integer({ minimum: 0, maximum: 3650, default: 30 }),
  RETENTION_SESSIONS_DAYS: Type.Integer({ minimum: 0, maximum: 3650, default: 30 }),
  COLLAB_MAX_PARTICIPANTS: Type.Integer({ minimum: 2, maximum: 500, default: 100 }),
  COUNTRY_DB: Type.Optional(Type.String({ minLength: 1 })),
  LOG_LEVEL: OneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
})
type Environment = Static<typeof Environment>

export type Config = Readonly<
  Omit<Environment, 'ROLES' | 'PUBLIC_URL'> & { ROLES: readonly RoleName[]; PUBLIC_URL: string | undefined }
>

const parse = parser(Environment, 'text')

/**
 * The environment, read once, in `main.ts`, and handed down; nothing else looks at it. Empty variables count as unset.
 * Throws one `Error` that lists every fault by the variable's name.
 */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const known = Object.keys(Environment.properties).filter((name) => env[name]?.trim())
  const given = Object.fromEntries(known.map((name) => [name, env[name]?.trim()]))
  const faults: string[] = []
  let read: Environment | undefined
  try {
    read = parse({ LOG_LEVEL: 'info', ROUTER_ENGINE: 'osrm', OUTBOUND_ALLOW_PRIVATE: 'off', ...given })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    faults.push(...(error.details.errors ?? []).map(({ field, message }) => `${field} ${message}`))
  }
  faults.push(...unknownProxies(given.TRUST_PROXY), ...contradictions({ ...given }))
  if (!read || faults.length > 0) throw new Error(`The settings are wrong:\n  ${faults.join('\n  ')}`)
  const { ROLES, PUBLIC_URL, ...rest } = read
  return Object.freeze({
    ...rest,
    ROLES: [...new Set(ROLES.split(','))] as RoleName[],
    PUBLIC_URL: PUBLIC_URL?.replace(/\/+$/, ''),
  })
}

const proxyNames = new Set(['loopback', 'linklocal', 'uniquelocal'])

/** A name or a hop count would trust nobody, or everybody: an address is what a peer is compared with. */
const unknownProxies = (trusted = ''): string[] =>
  trusted === '' || trusted.split(',').every((proxy) => isProxy(proxy.trim()))
    ? []
    : [`TRUST_PROXY must be ${[...proxyNames].join(', ')}, addresses or networks, separated by commas`]

const isProxy = (text: string): boolean => {
  const [address = '', prefix = '0', ...more] = text.split('/')
  const longest = isIPv4(address) ? 32 : 128
  return (
    proxyNames.has(text) ||
    (isIP(address) > 0 && more.length === 0 && /^\d+$/.test(prefix) && Number(prefix) <= longest)
  )
}

/** What each setting allows by itself, but not beside another. */
const contradictions = (env: Record<string, string | undefined>): string[] => {
  const faults: string[] = []
  if (Number(env.WORKERS ?? 1) > 1 && !env.REDIS_URL)
    faults.push('WORKERS more than one process needs REDIS_URL, so that they hear of each other')
  if (env.ROLES && new Set(env.ROLES.split(',')).size < roleNames.length && !env.REDIS_URL)
    faults.push('ROLES a process with some of the roles needs REDIS_URL, so that it hears of the others')
  if (Number(env.WORKERS ?? 1) > 1 && !env.DATABASE_URL)
    faults.push('WORKERS more than one process needs DATABASE_URL; the embedded database serves one')
  const s3 = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY']
  if ([...s3, 'S3_ENDPOINT'].some((name) => env[name]))
    for (const name of s3.filter((name) => !env[name])) faults.push(`${name} is required to keep files in S3`)
  const relays = env.ICE_SERVERS?.split(',').some((url) => /^ *turns?:/.test(url))
  if (relays && !env.TURN_SECRET)
    faults.push('TURN_SECRET is required for the turn: addresses of ICE_SERVERS: its static-auth-secret')
  if (env.TURN_SECRET && !relays)
    faults.push('TURN_SECRET is of no use without a turn: address in ICE_SERVERS')
  const livekit = ['LIVEKIT_URL', 'LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET']
  if (livekit.some((name) => env[name]))
    for (const name of livekit.filter((name) => !env[name]))
      faults.push(`${name} is required where LiveKit carries calls`)
  if (env.NODE_ENV === 'production' && env.DATABASE_URL) {
    if (!env.JWT_KEYS)
      faults.push('JWT_KEYS is required in production with DATABASE_URL: openssl rand -base64 48')
    if (!env.LINK_KEY)
      faults.push('LINK_KEY is required in production with DATABASE_URL: openssl rand -base64 48')
  }
  if (env.SMTP_URL && !env.PUBLIC_URL)
    faults.push('SMTP_URL needs PUBLIC_URL, so that no request decides where the links in mails lead')
  if (env.SMTP_URL && !env.MAIL_FROM)
    faults.push('SMTP_URL needs MAIL_FROM, an address that the mail server sends for')
  if (env.OUTBOUND_PORTS?.split(',').some((port) => Number(port) > 65_535))
    faults.push('OUTBOUND_PORTS must be ports, 1 to 65535, separated by commas')
  return faults
}

/** `10/m` as a number of points and the seconds they last; `undefined` for `off`. */
export const readRate = (rate: string): { points: number; seconds: number } | undefined => {
  const [points, unit] = rate.split('/')
  if (!unit) return undefined
  return {
    points: Number(points),
    seconds: { s: 1, m: 60, h: 3600, d: 86_400 }[unit as 's' | 'm' | 'h' | 'd'],
  }
}

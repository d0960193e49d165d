import type { SerialId } from '../schema.ts'
import type { ResourceKind, ShareLink } from '../share-links/link.ts'
import type { AccessEvent, AccessFacts, AccessType } from './event.ts'

/** What is remembered of an access. `null`: not known, or not ours to know. */
export interface StoredAccess {
  readonly type: AccessType
  readonly tenantId: SerialId
  readonly linkId: string
  readonly resource: ResourceScope
  readonly at: Date
  readonly isBot: boolean
  /** Of `time` only, where it tells one visit's beacons from another's. */
  readonly visitId: string | null
  readonly visitor: Buffer | null
  readonly country: string | null
  readonly deviceType: DeviceType | null
  readonly browser: string | null
  readonly os: string | null
  readonly referrer: string | null
  readonly channel: Channel | null
  readonly seconds: number | null
  readonly loadMs: number | null
}

export type LinkScope = `link:${string}`
export type ResourceScope = `${ResourceKind}:${string}`
/** What is counted together. */
export type Scope = LinkScope | ResourceScope

export const scopeOfLink = (id: string): LinkScope => `link:${id}`
export const scopeOfResource = ({ kind, id }: ShareLink['resource']): ResourceScope => `${kind}:${id}`

export const deviceTypes = ['desktop', 'mobile', 'tablet', 'other'] as const
export type DeviceType = (typeof deviceTypes)[number]

export interface Device {
  readonly deviceType: DeviceType
  readonly browser: string
  readonly os: string
}

/** What the outside reads from an address and from what a browser says of itself. */
export interface Describe {
  /** ISO 3166-1 alpha-2. */
  readonly countryOf: (ip: string) => string | null
  readonly deviceOf: (userAgent: string | undefined) => Device
  /** A hash that nobody can compute again once the day's key is gone; `null` where there is no key yet. */
  readonly visitorOf: (
    tenantId: SerialId,
    facts: Pick<AccessFacts, 'ip' | 'userAgent'>,
    at: Date,
  ) => Buffer | null
}

const longestSeconds = 6 * 3600
const longestLoadMs = 600_000

/** `undefined` for what is not counted: a beacon that says nothing, or that belongs to no visit. */
export const toStored = (event: AccessEvent, describe: Describe, at: Date): StoredAccess | undefined => {
  const { type, link, visitId, facts } = event
  const seconds = type === 'time' ? bounded(event.seconds, longestSeconds) : null
  const loadMs = type === 'time' ? bounded(event.loadMs, longestLoadMs) : null
  if (type === 'time' && (visitId === undefined || (seconds === null && loadMs === null))) return undefined
  return {
    type,
    tenantId: link.tenantId,
    linkId: link.id,
    resource: scopeOfResource(link.resource),
    at,
    isBot: facts.isBot,
    visitId: type === 'time' ? (visitId ?? null) : null,
    seconds,
    loadMs,
    ...(facts.optOut ? anonymous(facts) : known(link, facts, describe, at)),
  }
}

/** What the address itself says (`utm_source`) is of the link that was handed out, not of the person who followed it. */
const anonymous = ({ channel }: AccessFacts) => ({
  visitor: null,
  country: null,
  deviceType: null,
  browser: null,
  os: null,
  referrer: null,
  channel: namedChannel(channel) ?? null,
})

const known = (link: ShareLink, facts: AccessFacts, describe: Describe, at: Date) => {
  const referrer = hostOf(facts.referrer)
  return {
    visitor: facts.isBot ? null : describe.visitorOf(link.tenantId, facts, at),
    country: describe.countryOf(facts.ip),
    ...describe.deviceOf(facts.userAgent),
    referrer: referrer ?? 'direct',
    channel: namedChannel(facts.channel) ?? channelOfHost(referrer),
  }
}

const bounded = (value: number | undefined, most: number): number | null =>
  value === undefined || !(value >= 0) ? null : Math.min(Math.round(value), most)

/** The host of a web address, without port, path and query: those may say who somebody is. */
export const hostOf = (referrer: string | undefined): string | undefined => {
  const url = referrer && referrer.length <= 4000 ? URL.parse(referrer) : null
  if (!url || !/^https?:$/.test(url.protocol)) return undefined
  const host = url.hostname.toLowerCase()
  return /^[a-z0-9._:[\]-]{1,253}$/.test(host) ? host : undefined
}

export const networks = ['facebook', 'twitter', 'linkedin', 'whatsapp', 'telegram', 'reddit'] as const
const named = [...networks, 'qr', 'embed', 'email'] as const
export const channels = [...named, 'referral', 'direct'] as const
export type Channel = (typeof channels)[number]

const namedChannel = (source: string | undefined): Channel | undefined => {
  const name = source?.toLowerCase()
  if (name === 'x') return 'twitter'
  if (name === 'mail') return 'email' // as our own mails have it in their addresses
  return named.find((channel) => channel === name)
}

/** Each of these, and what is below it. */
const hostsOf: Readonly<Record<(typeof networks)[number], readonly string[]>> = {
  facebook: ['facebook.com', 'fb.com', 'fb.me', 'messenger.com', 'm.me'],
  twitter: ['twitter.com', 'x.com', 't.co'],
  linkedin: ['linkedin.com', 'lnkd.in'],
  whatsapp: ['whatsapp.com', 'wa.me'],
  telegram: ['telegram.org', 'telegram.me', 't.me'],
  reddit: ['reddit.com', 'redd.it'],
}

const channelOfHost = (host: string | undefined): Channel => {
  if (host === undefined) return 'direct'
  const isOf = (domain: string) => host === domain || host.endsWith(`.${domain}`)
  return networks.find((network) => hostsOf[network].some(isOf)) ?? 'referral'
}

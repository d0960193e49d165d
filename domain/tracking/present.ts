import { fieldSentence } from '../field-words.ts'
import type { Position } from '../positions/position.ts'
import type { Language } from '../problem.ts'
import type { Counted, Id } from '../schema.ts'
import { writeDegrees } from './decimal.ts'
import { factsOf } from './ping.ts'
import { detailOf, type PingOutcome } from './pings.ts'
import type { AuditEntry, RecordedConsent, RecordedLook } from './ports.ts'
import type {
  ConsentView,
  LatestLocationView,
  LocationAuditView,
  LocationLookView,
  LocationPingView,
  LocationTrailView,
  PingBatchView,
  PingSource,
} from './schema.ts'

/** A technician as every answer of this kind names them. */
export interface Tracked {
  readonly id: Id
  readonly fullName: string
}

const minute = 60_000
/** Exactly this old is not stale yet. Milliseconds. */
const stale = 5 * minute

const sourceNames: Readonly<Record<PingSource, Readonly<Record<Language, string>>>> = {
  gps: { en: 'GPS', 'pt-BR': 'GPS', es: 'GPS' },
  network: { en: 'Network', 'pt-BR': 'Rede', es: 'Red' },
  fused: { en: 'Fused', 'pt-BR': 'Combinada', es: 'Combinada' },
  manual: { en: 'Manual', 'pt-BR': 'Manual', es: 'Manual' },
}

/** Without a fraction where there is none, as clients of TrakService write it. */
const moment = (at: number | string | Date): string => new Date(at).toISOString().replace('.000Z', 'Z')

/** The place with the digits it came with. `undefined` for a position that did not come as a ping. */
const placeOf = (position: Position) => {
  const facts = factsOf(position)
  if (!facts) return undefined
  const [latitude, longitude] = facts.decimals
  return {
    facts,
    place: {
      latitude: writeDegrees(position.latE7, latitude),
      longitude: writeDegrees(position.lonE7, longitude),
      accuracy: position.accuracy,
      source: facts.source,
    },
  }
}

export const presentPing = (position: Position, { id, fullName }: Tracked, language: Language) => {
  const known = placeOf(position)
  if (!known) return undefined
  const { facts, place } = known
  const view: LocationPingView = {
    id: facts.id,
    technician_id: id,
    technician_name: fullName,
    latitude: place.latitude,
    longitude: place.longitude,
    accuracy: place.accuracy,
    source: place.source,
    source_display: sourceNames[facts.source][language],
    device_id: facts.deviceId,
    recorded_at: moment(position.recordedAt),
    created_at: moment(facts.createdAt),
  }
  return view
}

/** `pings` are the stored ones, in the places of those that were taken. */
export const presentBatch = (
  outcomes: readonly PingOutcome[],
  pings: readonly (LocationPingView | undefined)[],
  language: Language,
): PingBatchView => ({
  accepted: outcomes.filter(({ status }) => status === 'accepted').length,
  duplicates: outcomes.filter(({ status }) => status === 'duplicate').length,
  rejected: outcomes.filter(({ status }) => status === 'refused').length,
  results: outcomes.map((outcome, index) => {
    if (outcome.status !== 'refused') return { index, status: outcome.status, ping: pings[index]! }
    const { code, details } = outcome.refusal
    const errors = details?.errors?.map(({ field, message }) => ({
      field,
      message: fieldSentence(message, language),
    }))
    const detail = detailOf(outcome.refusal, language)
    return { index, status: 'rejected', code, detail, ...(errors && { errors }) }
  }),
})

export const presentLatest = (
  position: Position,
  { id, fullName }: Tracked,
  now: Date,
): LatestLocationView | undefined => {
  const known = placeOf(position)
  if (!known) return undefined
  const age = Math.max(0, now.getTime() - position.recordedAt)
  return {
    id: known.facts.id,
    technician_id: id,
    technician_name: fullName,
    ...known.place,
    recorded_at: moment(position.recordedAt),
    is_stale: age > stale,
    minutes_ago: Math.floor(age / minute),
  }
}

export const presentTrail = (
  positions: readonly Position[],
  { id, fullName }: Tracked,
  from: Date,
  to: Date,
): LocationTrailView => {
  const pings = positions.flatMap((position) => {
    const known = placeOf(position)
    return known ? [{ id: known.facts.id, ...known.place, recorded_at: moment(position.recordedAt) }] : []
  })
  return {
    technician_id: id,
    technician_name: fullName,
    from_date: moment(from),
    to_date: moment(to),
    total_pings: pings.length,
    pings,
  }
}

export const presentConsent = ({ allowed, version, at, byUser, byName }: RecordedConsent): ConsentView => ({
  allow_tracking: allowed,
  version,
  at: moment(at),
  by: { id: byUser, full_name: byName },
})

export const presentAudit = (entry: AuditEntry & { readonly at: Date }): LocationAuditView => ({
  outcome: entry.outcome,
  code: entry.code,
  device_id: entry.deviceId,
  source: entry.source,
  recorded_at: entry.recordedAt && moment(entry.recordedAt),
  at: moment(entry.at),
})

export const presentLook = (look: RecordedLook): LocationLookView => ({
  viewer: look.viewerId === null ? null : { id: look.viewerId, full_name: look.viewerName ?? '' },
  via: look.via,
  looks: look.looks,
  first_at: moment(look.firstAt),
  last_at: moment(look.lastAt),
})

export const presentRows = <T, V>({ count, rows }: Counted<T>, present: (row: T) => V): Counted<V> => ({
  count,
  rows: rows.map(present),
})

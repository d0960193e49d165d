import type { NewEvent } from '../events/event.ts'
import type { Position } from '../positions/position.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'

/** What one position of a technician came to. */
export interface AuditEntry {
  readonly technicianId: Id | null
  readonly userId: SerialId | null
  readonly outcome: 'accepted' | 'duplicate' | 'refused'
  readonly code: string | null
  readonly deviceId: string | null
  readonly source: string | null
  readonly recordedAt: Date | null
}

export type LookedVia = 'latest' | 'trail' | 'live' | 'customer_link' | 'mileage' | 'export'

/** Somebody looked at where a technician is or was: a member, or whoever holds a link. */
export interface Look {
  readonly technicianId: Id
  readonly viewerId: SerialId | null
  readonly linkId: Id | null
  readonly via: LookedVia
}

export interface RecordedLook extends Look {
  readonly viewerName: string | null
  readonly looks: number
  readonly firstAt: Date
  readonly lastAt: Date
}

export interface Consent {
  readonly allowed: boolean
  readonly version: string
  readonly byUser: SerialId
  readonly at: Date
}

/** What is known of where the technicians of one tenant were. */
export interface TrackingStore {
  /** Oldest first, quarantined ones left out, with attributes; `from` and `to` included; where too many, the newest. */
  trail(key: number, from: Date, to: Date, limit: number): Promise<readonly Position[]>
  newest(key: number): Promise<Position | undefined>
  at(key: number, recordedAt: Date): Promise<Position | undefined>
  audit(entries: readonly AuditEntry[], at: Date): Promise<void>
  auditOf(technicianId: Id, slice: Slice): Promise<Counted<AuditEntry & { readonly at: Date }>>
  /** Looks of the same ten minutes are one row. */
  look(looks: readonly Look[], at: Date): Promise<void>
  looksAt(technicianId: Id, slice: Slice): Promise<Counted<RecordedLook>>
  consents(technicianId: Id): Promise<readonly Consent[]>
  /** The technician's switch and its record, in one transaction. */
  setConsent(technicianId: Id, consent: Consent, events: readonly NewEvent[]): Promise<void>
}

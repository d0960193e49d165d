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

export interface RecordedLook extends Omit<Look, 'linkId'> {
  /** Empty for somebody who has left, `null` for a link's holder. */
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

/** `byName` is empty for somebody who has left. */
export interface RecordedConsent extends Consent {
  readonly byName: string
}

/** How things stand before a switch. `own`: what the technician decided last themself, under this profile or an earlier one. */
export interface Standing {
  readonly allowed: boolean
  readonly own: Consent | undefined
}

/** What is known of where the technicians of one tenant were. */
export interface TrackingStore {
  /** Oldest first, quarantined ones left out, with attributes; `from` and `to` included; where too many, the newest. */
  trail(key: number, from: Date, to: Date, limit: number): Promise<readonly Position[]>
  /** With attributes. */
  newest(key: number): Promise<Position | undefined>
  /** Those of these moments that are there, quarantined ones too, with attributes. */
  at(key: number, moments: readonly Date[]): Promise<readonly Position[]>
  /** Those of these assignments that are the technician's and neither done nor canceled. */
  openAssignments(technicianId: Id, ids: readonly Id[]): Promise<ReadonlySet<Id>>
  audit(entries: readonly AuditEntry[], at: Date): Promise<void>
  /** Newest first; so are the lists below. */
  auditOf(technicianId: Id, slice: Slice): Promise<Counted<AuditEntry & { readonly at: Date }>>
  /** Looks of the same ten minutes are one row. */
  look(looks: readonly Look[], at: Date): Promise<void>
  looksAt(technicianId: Id, slice: Slice): Promise<Counted<RecordedLook>>
  consents(technicianId: Id, slice: Slice): Promise<Counted<RecordedConsent>>
  /**
   * The technician's switch and its record, in one transaction with its events. `decide` is asked while nobody else can
   * switch, and what it throws undoes everything. Throws `not_found`.
   */
  switchTo(
    technicianId: Id,
    decide: (standing: Standing) => { readonly consent: Consent; readonly events: readonly NewEvent[] },
  ): Promise<void>
}

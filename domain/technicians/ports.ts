import type { NewEvent } from '../events/event.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { Technician, TechnicianUser } from './technician.ts'

export type TechnicianFields = Pick<
  Technician,
  'phone' | 'skills' | 'workStartTime' | 'workEndTime' | 'isActive' | 'allowTracking' | 'color'
>

export interface TechnicianFilter {
  readonly isActive?: boolean | undefined
  /** In name or e-mail, accents and case folded. */
  readonly search?: string | undefined
  /** Only the one of this person. */
  readonly userId?: SerialId | undefined
}

/** The technicians of one tenant. Those that were removed are only among `byIds`, so that what they did keeps their name. */
export interface TechnicianStore {
  /** Throws `technician_exists`. */
  insert(
    technician: TechnicianFields & { readonly id: Id; readonly userId: SerialId },
    events: readonly NewEvent[],
  ): Promise<Technician>
  find(id: Id): Promise<Technician | undefined>
  ofUser(userId: SerialId): Promise<Technician | undefined>
  /** Whether the last that this person said themself about being tracked, under whichever profile, was no. */
  withdrew(userId: SerialId): Promise<boolean>
  byIds(ids: readonly Id[]): Promise<readonly Technician[]>
  /** By name. */
  list(filter: TechnicianFilter, slice: Slice): Promise<Counted<Technician>>
  /** The members who have no profile, by name. */
  candidates(search: string | undefined, slice: Slice): Promise<Counted<TechnicianUser>>
  all(limit: number): Promise<readonly Technician[]>
  /** Only where it is still as it was at `updatedAt`; `undefined` otherwise. Consent is kept elsewhere, with its record. */
  update(
    id: Id,
    updatedAt: Date,
    changes: Partial<Omit<TechnicianFields, 'allowTracking'>>,
    at: Date,
    events: readonly NewEvent[],
  ): Promise<Technician | undefined>
  setIngestKey(id: Id, hash: Buffer): Promise<Technician | undefined>
  /**
   * Where `updatedAt` is said, only what is still as it was then; `undefined` otherwise. Throws `technician_in_use`. The
   * ingest key ends with the profile.
   */
  remove(id: Id, at: Date, events: readonly NewEvent[], updatedAt?: Date): Promise<Technician | undefined>
}

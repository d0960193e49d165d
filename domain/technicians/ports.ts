import type { NewEvent } from '../events/event.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { Technician } from './technician.ts'

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

/** The technicians of one tenant; those that were removed are not among them unless they are named by id. */
export interface TechnicianStore {
  /** Throws `technician_exists`. */
  insert(
    technician: TechnicianFields & { readonly id: Id; readonly userId: SerialId },
    events: readonly NewEvent[],
  ): Promise<Technician>
  find(id: Id): Promise<Technician | undefined>
  ofUser(userId: SerialId): Promise<Technician | undefined>
  byIds(ids: readonly Id[]): Promise<readonly Technician[]>
  /** By name. */
  list(filter: TechnicianFilter, slice: Slice): Promise<Counted<Technician>>
  all(limit: number): Promise<readonly Technician[]>
  update(
    id: Id,
    changes: Partial<TechnicianFields>,
    events: readonly NewEvent[],
  ): Promise<Technician | undefined>
  setIngestKey(id: Id, hash: Buffer): Promise<Technician | undefined>
  remove(id: Id, at: Date, events: readonly NewEvent[]): Promise<Technician | undefined>
}

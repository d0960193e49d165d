import type { Id } from './schema.ts'

/** Somebody without an account who came by a link, and whom we know again by what we left with them. */
export interface Guest {
  readonly id: Id
  /** The link they came by: with another one they are somebody else. */
  readonly linkId: Id
}

/** Writes down who a guest is, sealed by us; reads it back, or `undefined` for what is no ticket of ours. */
export interface GuestTickets {
  write(guest: Guest): string
  read(text: string): Guest | undefined
}

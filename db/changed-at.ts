import { sql } from 'kysely'

/**
 * When a row is changed, for its `updated_at`. Never the moment of an earlier change, whatever the clocks say: it is what
 * the next change is based on.
 */
export const changedAt = (at: Date) =>
  sql<Date>`greatest(${at}::timestamptz, updated_at + interval '1 millisecond')`

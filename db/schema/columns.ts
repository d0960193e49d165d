import type { ColumnType } from 'kysely'

/** A moment that the database sets, once. */
export type Made = ColumnType<Date, Date | undefined, never>

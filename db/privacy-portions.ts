import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from './schema.ts'

/** Entries that are read, and held, at once. */
const portion = 1_000

interface Listed {
  /** One JSON object. */
  readonly entry: RawBuilder<unknown>
  /** From `from` on, conditions included. */
  readonly from: RawBuilder<unknown>
  /** What the list is in order of: no two entries have the same. */
  readonly key: RawBuilder<unknown>
  readonly keyType: 'integer' | 'bigint' | 'uuid' | 'date' | 'timestamptz'
}

/** A list in portions, each beginning after the last entry of the one before; between two nothing is held open. */
export async function* portionsOf<T>(
  db: Kysely<Database>,
  { entry, from, key, keyType }: Listed,
): AsyncGenerator<readonly T[]> {
  for (let after: string | undefined; ; ) {
    const further = after === undefined ? sql`` : sql`and ${key} > ${after}::${sql.raw(keyType)}`
    const { rows } = await sql<{ entry: T; place: string }>`
      select ${entry} as entry, (${key})::text as place ${from} ${further}
      order by ${key} limit ${sql.lit(portion)}`.execute(db)
    if (rows.length > 0) yield rows.map(({ entry }) => entry)
    if (rows.length < portion) return
    after = rows.at(-1)!.place
  }
}

/** A moment as the wire writes it. */
export const moment = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)

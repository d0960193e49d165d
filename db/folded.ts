import { type RawBuilder, sql } from 'kysely'

/** Whether one of the columns holds these words, accents and case folded; `%` and `_` are words like others. */
export const holds = (words: string, ...columns: readonly string[]): RawBuilder<boolean> => {
  const pattern = `%${words.trim().replace(/[\\%_]/g, '\\$&')}%`
  const each = columns.map((column) => sql<boolean>`folded(${sql.ref(column)}) like folded(${pattern})`)
  return sql<boolean>`(${sql.join(each, sql` or `)})`
}

import { type RawBuilder, sql } from 'kysely'

/** Whether one of the columns holds these words, accents and case folded; `%` and `_` are words like others. */
export const holds = (words: string, ...columns: readonly string[]): RawBuilder<boolean> =>
  anyOf(columns.map((column) => sql<boolean>`folded(${sql.ref(column)}) like folded(${patternOf(words)})`))

/** The same, where columns are folded as they stand. */
export const holdsFolded = (words: string, ...columns: readonly string[]): RawBuilder<boolean> =>
  anyOf(columns.map((column) => sql<boolean>`${sql.ref(column)} like folded(${patternOf(words)})`))

const patternOf = (words: string): string => `%${words.trim().replace(/[\\%_]/g, '\\$&')}%`

const anyOf = (conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> =>
  sql<boolean>`(${sql.join(conditions, sql` or `)})`

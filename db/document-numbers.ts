import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

/**
 * The next number of an organization's documents of one kind in one year: `OS-2026-0042`, four digits at least. Only
 * inside of the transaction that inserts the document: others wait for it, and a number that was not used is given again.
 */
export const nextNumber = async (
  trx: Kysely<Database>,
  tenantId: number,
  kind: string,
  year: number,
): Promise<string> => {
  const { last } = await trx
    .insertInto('documentCounter')
    .values({ tenantId, kind, year, last: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['tenantId', 'kind', 'year'])
        .doUpdateSet((eb) => ({ last: eb('documentCounter.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  return `${kind}-${year}-${String(last).padStart(4, '0')}`
}

import { type Kysely, type RawBuilder, sql } from 'kysely'
import { normaliseEmail } from '../domain/accounts/email.ts'
import type { AddresseeOf } from '../domain/privacy/ports.ts'
import type { Database } from './schema.ts'

/** Mails that wait for somebody are sealed: each is opened to see whether it is theirs. Answers how many went. */
export const removeMailsTo = async (
  trx: Kysely<Database>,
  email: string,
  addresseeOf: AddresseeOf,
  which: RawBuilder<unknown>,
): Promise<number> => {
  const { rows } = await sql<{ id: string; letter: Buffer }>`
    select id, letter_sealed as letter from mail where letter_sealed is not null and ${which}`.execute(trx)
  const theirs = rows.filter(({ id, letter }) => {
    const to = addresseeOf(id, letter)
    return to !== undefined && normaliseEmail(to) === normaliseEmail(email)
  })
  if (theirs.length === 0) return 0
  const { numDeletedRows } = await trx
    .deleteFrom('mail')
    .where(
      'id',
      'in',
      theirs.map(({ id }) => id),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}

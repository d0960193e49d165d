import { type Kysely, sql } from 'kysely'
import type { NewEvent } from '../domain/events/event.ts'
import type { ErasedSaid, Person } from '../domain/privacy/ports.ts'
import { eventOf } from '../domain/sessions/events.ts'
import { nobody } from './privacy-people.ts'
import { forgetTogether } from './privacy-together.ts'
import type { Database } from './schema.ts'

/**
 * What a member said, where they took part, and what they were told of: inside of a transaction whose last act it is to
 * keep the events.
 */
export const forgetSaid = async (
  trx: Kysely<Database>,
  tenantId: number,
  { userId, email, fullName }: Pick<Person, 'userId' | 'email' | 'fullName'>,
  at: Date,
): Promise<ErasedSaid & { readonly events: readonly NewEvent[] }> => {
  const traces = {
    comments: sql`author_id = ${userId}`,
    participants: sql`(user_id = ${userId} or lower(email) = lower(${email}))`,
    userId,
    email,
    fullName,
    nobody,
  }
  const { comments, participations, ended, logged } = await forgetTogether(trx, tenantId, traces, at)
  for (const table of ['notification', 'notificationPreference'] as const)
    await trx.deleteFrom(table).where('tenantId', '=', tenantId).where('userId', '=', userId).execute()
  const events = ended.map((session) => eventOf('session.ended', session, 'ended', null))
  return { comments, participations, logged, events }
}

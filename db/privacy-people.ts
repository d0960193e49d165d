import { type Kysely, sql } from 'kysely'
import type { Role } from '../domain/actor.ts'
import type { Person } from '../domain/privacy/ports.ts'
import type { Database } from './schema.ts'

/** What reads in the place of the name of somebody who was erased. */
export const nobody = 'Erased person'

/** By the role that crosses tenants: whoever has left is seen by no other. */
export const findPerson = async (
  system: Kysely<Database>,
  tenantId: number,
  userId: number,
): Promise<Person | undefined> => {
  const row = await system
    .selectFrom('account')
    .leftJoin('membership', (join) =>
      join.onRef('membership.userId', '=', 'account.id').on('membership.tenantId', '=', tenantId),
    )
    .leftJoin('technician', (join) =>
      join
        .onRef('technician.userId', '=', 'account.id')
        .on('technician.tenantId', '=', tenantId)
        .on('technician.removedAt', 'is', null),
    )
    .select(['account.id as userId', 'account.email', 'account.fullName', 'account.createdAt'])
    .select(['membership.role', 'membership.createdAt as joinedAt', 'technician.id as technicianId'])
    .where('account.id', '=', userId)
    .where((eb) => eb.or([eb('membership.userId', 'is not', null), leftSomething(tenantId, userId)]))
    .executeTakeFirst()
  if (!row) return undefined
  const { role, joinedAt, ...person } = row
  return { ...person, membership: role && joinedAt && { role: role as Role, joinedAt } }
}

/**
 * Only members make these, so whoever made one was one. That they opened a link says nothing: people of other
 * organizations do.
 */
const leftSomething = (tenantId: number, userId: number) => {
  const made = (table: string, column: string) =>
    sql`exists (select from ${sql.table(table)} where tenant_id = ${tenantId} and ${sql.ref(column)} = ${userId})`
  return sql<boolean>`(
    not exists (select from person_erasure where tenant_id = ${tenantId} and user_id = ${userId})
    and (${sql.join(
      [
        made('technician', 'user_id'),
        made('share_link', 'created_by'),
        made('album', 'owner_id'),
        made('asset', 'owner_id'),
        made('trip', 'user_id'),
        made('work_order', 'created_by'),
        made('assignment', 'created_by'),
        made('quote', 'created_by'),
        made('webhook', 'created_by'),
        made('comment', 'author_id'),
        made('collab_session', 'created_by'),
        made('collab_participant', 'user_id'),
      ],
      sql` or `,
    )}))`
}

import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { ErasedPerson, Erasing, Person } from '../domain/privacy/ports.ts'
import { changedAt } from './changed-at.ts'
import { recordEvents } from './events.ts'
import { removeMailsTo } from './privacy-mails.ts'
import { findPerson, nobody } from './privacy-people.ts'
import { profilesOf } from './privacy-person.ts'
import { forgetSaid } from './privacy-said.ts'
import { eraseWays } from './privacy-ways.ts'
import type { Database } from './schema.ts'

/**
 * The organization's row is locked first, as by everybody who changes its members; then the person's, as by everybody
 * who signs in; then all that is theirs. Events come last.
 */
export const erasePerson = (
  system: Kysely<Database>,
  tenantId: number,
  erasing: Erasing,
): Promise<ErasedPerson | undefined> =>
  system.transaction().execute(async (trx) => {
    const { userId, actorId, at } = erasing
    await trx.selectFrom('tenant').select('id').where('id', '=', tenantId).forNoKeyUpdate().execute()
    await trx.selectFrom('account').select('id').where('id', '=', userId).forNoKeyUpdate().execute()
    const person = await findPerson(trx, tenantId, userId)
    if (!person) return undefined
    erasing.check({ person, ...(await standingOf(trx, tenantId, actorId)) })

    const count = async (statement: RawBuilder<unknown>) =>
      Number((await statement.execute(trx)).numAffectedRows ?? 0n)
    const technicians = await profilesOf(trx, tenantId, userId)
    const isElsewhere = await hasOtherOrganization(trx, tenantId, userId)
    const openAssignments = await countOpen(trx, tenantId, technicians)

    const sessions = await countSessions(trx, tenantId, userId)
    await count(sql`delete from membership where tenant_id = ${tenantId} and user_id = ${userId}`)
    await count(sql`delete from idempotency_key where tenant_id = ${tenantId} and user_id = ${userId}`)
    const { rows: links } = await sql<{ id: string }>`
      update share_link set revoked_at = ${at}, updated_at = ${changedAt(at)}
      where tenant_id = ${tenantId} and revoked_at is null
        and (created_by = ${userId} or id in ${invitationsOf(tenantId, person)}) returning id`.execute(trx)
    const recipients = await count(sql`
      update share_link set recipient_name = null, recipient_email = null, updated_at = ${changedAt(at)}
      where tenant_id = ${tenantId} and lower(recipient_email) = lower(${person.email})`)
    const ways = await eraseWays(trx, tenantId, { userId, technicians }, erasing.pseudonymOf)
    const looks = await forgetViewer(trx, tenantId, userId)
    const trips = await count(sql`delete from trip where tenant_id = ${tenantId} and user_id = ${userId}`)
    for (const table of ['trip_access', 'album_access'])
      await count(sql`delete from ${sql.table(table)} where tenant_id = ${tenantId} and user_id = ${userId}`)
    const handedOver = await handOver(trx, tenantId, userId, at)
    const { events: ofSessions, ...said } = await forgetSaid(trx, tenantId, person, at)

    await emptyProfiles(trx, tenantId, erasing, isElsewhere)
    const mails = await removeMailsTo(
      trx,
      person.email,
      erasing.addresseeOf,
      isElsewhere ? sql`tenant_id = ${tenantId}` : sql`true`,
    )
    if (!isElsewhere) await emptyAccount(trx, erasing)
    await sql`
      insert into person_erasure (tenant_id, user_id, erased_at) values (${tenantId}, ${userId}, ${at})
      on conflict (tenant_id, user_id) do update set erased_at = excluded.erased_at`.execute(trx)
    await recordEvents(trx, tenantId, [...erasing.events, ...ofSessions])

    return {
      ...ways,
      ...handedOver,
      ...said,
      sessions,
      links: links.map(({ id }) => id),
      recipients,
      looks,
      trips,
      mails,
      technicians,
      openAssignments,
    }
  })

/** The links by which they, and nobody else, were to come into sessions. */
const invitationsOf = (tenantId: number, { userId, email }: Pick<Person, 'userId' | 'email'>) => sql`(
  select p.link_id from collab_participant p join share_link l on l.id = p.link_id
  where p.tenant_id = ${tenantId} and (p.user_id = ${userId} or lower(p.email) = lower(${email}))
    and lower(l.recipient_email) = lower(${email}))`

const standingOf = async (trx: Kysely<Database>, tenantId: number, actorId: number) => {
  const rows = await trx
    .selectFrom('membership')
    .select(['userId', 'role'])
    .where('tenantId', '=', tenantId)
    .where((eb) => eb.or([eb('userId', '=', actorId), eb('role', '=', 'owner')]))
    .execute()
  return {
    actorRole: rows.find(({ userId }) => userId === actorId)?.role ?? null,
    owners: rows.filter(({ role }) => role === 'owner').length,
  }
}

/** They end with the membership. */
const countSessions = async (trx: Kysely<Database>, tenantId: number, userId: number): Promise<number> => {
  const { count } = await trx
    .selectFrom('tokenFamily')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** One that they are in, or whose record of work bears their name. */
const hasOtherOrganization = async (trx: Kysely<Database>, tenantId: number, userId: number) => {
  const { rows } = await sql`
    select from membership where user_id = ${userId} and tenant_id <> ${tenantId}
    union all select from technician where user_id = ${userId} and tenant_id <> ${tenantId} limit 1`.execute(
    trx,
  )
  return rows.length > 0
}

const countOpen = async (
  trx: Kysely<Database>,
  tenantId: number,
  technicians: readonly { readonly id: string }[],
): Promise<number> => {
  const { count } = await trx
    .selectFrom('assignment')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('tenantId', '=', tenantId)
    .where('technicianId', '=', sql<string>`any(${technicians.map(({ id }) => id)}::uuid[])`)
    .where('status', 'not in', ['done', 'canceled'])
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** That somebody looked stays, and who does not: looks of nobody in the same ten minutes become one row. */
const forgetViewer = async (trx: Kysely<Database>, tenantId: number, userId: number): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    with gone as (
      delete from location_view where tenant_id = ${tenantId} and viewer_id = ${userId} returning *
    ), kept as (
      insert into location_view (tenant_id, technician_id, viewer_id, link_id, via, looks, first_at, last_at, slot)
      select tenant_id, technician_id, null, link_id, via, sum(looks), min(first_at), max(last_at), slot
      from gone group by tenant_id, technician_id, link_id, via, slot
      on conflict on constraint location_view_slot do update set looks = location_view.looks + excluded.looks,
        first_at = least(location_view.first_at, excluded.first_at),
        last_at = greatest(location_view.last_at, excluded.last_at)
    )
    select count(*)::integer as count from gone`.execute(trx)
  return rows[0]!.count
}

/** Albums and files are the organization's: whoever has owned it for longest looks after them from now on. */
const handOver = async (trx: Kysely<Database>, tenantId: number, userId: number, at: Date) => {
  const heir = await trx
    .selectFrom('membership')
    .select('userId')
    .where('tenantId', '=', tenantId)
    .where('role', '=', 'owner')
    .orderBy('createdAt')
    .orderBy('userId')
    .limit(1)
    .executeTakeFirst()
  const handed = async (table: 'album' | 'asset') => {
    const { numUpdatedRows } = await trx
      .updateTable(table)
      .set({ ownerId: heir!.userId, updatedAt: changedAt(at) })
      .where('tenantId', '=', tenantId)
      .where('ownerId', '=', userId)
      .executeTakeFirst()
    return Number(numUpdatedRows)
  }
  const [albums, assets] = heir ? [await handed('album'), await handed('asset')] : [0, 0]
  await trx
    .updateTable('albumItem')
    .set({ addedBy: null })
    .where('tenantId', '=', tenantId)
    .where('addedBy', '=', userId)
    .execute()
  return { heir: albums + assets > 0 ? heir!.userId : null, albums, assets }
}

/** What they did stays done, by a technician of whom nothing is known. */
const emptyProfiles = async (
  trx: Kysely<Database>,
  tenantId: number,
  { userId, at, passwordHash }: Erasing,
  isElsewhere: boolean,
): Promise<void> => {
  const theirs = () =>
    trx.updateTable('technician').where('tenantId', '=', tenantId).where('userId', '=', userId)
  const emptied = await theirs()
    .set({
      phone: '',
      skills: [],
      isActive: false,
      allowTracking: false,
      ingestKeyHash: null,
      lastSeenAt: null,
      removedAt: sql`coalesce(removed_at, ${at})`,
      updatedAt: changedAt(at),
    })
    .returning('id')
    .execute()
  if (emptied.length === 0 || !isElsewhere) return
  // Their account goes on elsewhere, under their name: here somebody else stands in its place.
  const { id } = await trx
    .insertInto('account')
    .values({
      email: sql<string>`'erased-' || gen_random_uuid() || '@erased.invalid'`,
      fullName: nobody,
      passwordHash,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await theirs().set({ userId: id }).execute()
}

const emptyAccount = async (trx: Kysely<Database>, { userId, passwordHash }: Erasing): Promise<void> => {
  await trx.deleteFrom('passwordReset').where('userId', '=', userId).execute()
  await trx
    .updateTable('account')
    .set({ email: `erased-${userId}@erased.invalid`, fullName: nobody, passwordHash })
    .where('id', '=', userId)
    .execute()
}

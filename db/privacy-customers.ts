import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { CustomerSections } from '../domain/privacy/customer-export.ts'
import type { ErasedCustomer, ErasingCustomer } from '../domain/privacy/ports.ts'
import { changedAt } from './changed-at.ts'
import { recordEvents } from './events.ts'
import { removeMailsTo } from './privacy-mails.ts'
import { moment, portionsOf } from './privacy-portions.ts'
import { forgetTogether } from './privacy-together.ts'
import type { Database } from './schema.ts'

/** What one organization's tables say of somebody it works for. */
export const customerSections = (db: Kysely<Database>, tenantId: number, email: string): CustomerSections => {
  const { orders, visits, quotes, links } = findersOf(tenantId, email)
  const { participants, comments } = tracesOf(tenantId, email)
  return {
    work_orders: portionsOf(db, {
      entry: sql`json_build_object('id', id, 'number', number, 'description', description, 'asset_name', asset_name,
        'asset_location', asset_location, 'latitude', latitude, 'longitude', longitude, 'status', status,
        'customer', json_build_object('name', customer_name, 'phone', customer_phone, 'email', customer_email),
        'created_at', ${moment('created_at')})`,
      from: sql`from work_order where id in ${orders}`,
      key: sql`id`,
      keyType: 'integer',
    }),
    visits: portionsOf(db, {
      entry: sql`json_build_object('assignment_id', a.id, 'work_order_id', a.work_order_id,
        'scheduled_date', a.scheduled_date, 'status', a.status, 'completed_at', ${moment('a.completed_at')},
        'rating', case when r.assignment_id is not null then json_build_object('score', r.score,
          'comment', r.comment, 'created_at', ${moment('r.created_at')}) end)`,
      from: sql`from assignment a left join visit_rating r on r.assignment_id = a.id where a.id in ${visits}`,
      key: sql`a.id`,
      keyType: 'uuid',
    }),
    quotes: portionsOf(db, {
      entry: sql`json_build_object('id', id, 'number', number, 'title', title, 'notes', notes, 'currency', currency,
        'total_cents', total_cents, 'items', items,
        'customer', json_build_object('name', customer_name, 'phone', customer_phone, 'email', customer_email),
        'status', status, 'decided_at', ${moment('decided_at')}, 'decided_by', decided_by,
        'decision_comment', decision_comment, 'created_at', ${moment('created_at')})`,
      from: sql`from quote where id in ${quotes}`,
      key: sql`id`,
      keyType: 'uuid',
    }),
    links: portionsOf(db, {
      entry: sql`json_build_object('id', id, 'resource_type', resource_kind, 'title', title,
        'recipient', json_build_object('name', recipient_name, 'email', recipient_email),
        'created_at', ${moment('created_at')}, 'expires_at', ${moment('expires_at')},
        'revoked_at', ${moment('revoked_at')})`,
      from: sql`from share_link where id in ${links}`,
      key: sql`number`,
      keyType: 'integer',
    }),
    sessions: portionsOf(db, {
      entry: sql`json_build_object('session_id', session_id, 'name', name, 'email', email, 'role', role,
        'joined_at', ${moment('joined_at')}, 'removed_at', ${moment('removed_at')})`,
      from: sql`from collab_participant where tenant_id = ${tenantId} and ${participants}`,
      key: sql`id`,
      keyType: 'uuid',
    }),
    comments: portionsOf(db, {
      entry: sql`json_build_object('id', id, 'asset_id', asset_id, 'content', content,
        'created_at', ${moment('created_at')}, 'deleted_at', ${moment('deleted_at')})`,
      from: sql`from comment where tenant_id = ${tenantId} and ${comments}`,
      key: sql`id`,
      keyType: 'uuid',
    }),
  }
}

/** What names the customer last: by it the rest is found. */
export const eraseCustomer = (
  system: Kysely<Database>,
  tenantId: number,
  { email, at, addresseeOf, events }: ErasingCustomer,
): Promise<ErasedCustomer> =>
  system.transaction().execute(async (trx) => {
    const { orders, visits, quotes, links } = findersOf(tenantId, email)
    const changed = async (statement: RawBuilder<unknown>) =>
      Number((await statement.execute(trx)).numAffectedRows ?? 0n)

    const { rows: revoked } = await sql<{ id: string }>`
      update share_link set revoked_at = ${at}, updated_at = ${changedAt(at)}
      where id in ${links} and revoked_at is null and (expires_at is null or expires_at > ${at})
      returning id`.execute(trx)
    const ofLinks = await changed(sql`
      update share_link set recipient_name = null, recipient_email = null, updated_at = ${changedAt(at)}
      where id in ${links}`)
    const comments = await changed(sql`
      update visit_rating set comment = '', updated_at = ${changedAt(at)}
      where comment <> '' and assignment_id in ${visits}`)
    const ofQuotes = await changed(sql`
      update quote set customer_name = '—', customer_phone = null, customer_email = null,
        decided_by = case when decided_by is not null then '—' end, decision_comment = null,
        updated_at = ${changedAt(at)}
      where id in ${quotes}`)
    const workOrders = await changed(sql`
      update work_order set customer_name = null, customer_phone = null, customer_email = null,
        updated_at = ${changedAt(at)}
      where id in ${orders}`)
    const { logged, ...together } = await forgetTogether(trx, tenantId, tracesOf(tenantId, email), at)
    const mails = await removeMailsTo(trx, email, addresseeOf, sql`tenant_id = ${tenantId}`)

    const erased = {
      workOrders,
      quotes: ofQuotes,
      links: ofLinks,
      comments: comments + together.comments,
      participations: together.participations,
      logged,
      mails,
      revoked: revoked.map(({ id }) => id),
    }
    await recordEvents(trx, tenantId, events(erased))
    return erased
  })

/** Whoever was invited to a session at this address and has no account here, and what they said as the guest they were. */
const tracesOf = (tenantId: number, email: string) => {
  const participants = sql`(user_id is null and lower(email) = lower(${email}))`
  const guests = sql`(select guest_id from collab_participant where tenant_id = ${tenantId} and ${participants})`
  return {
    comments: sql`guest_id in ${guests}`,
    participants,
    userId: null,
    email,
    fullName: null,
    nobody: '—',
  }
}

/** What is a customer's: what names their address, and what was made for that. */
const findersOf = (tenantId: number, email: string) => {
  const isTheirs = (column: string) => sql`lower(${sql.ref(column)}) = lower(${email})`
  const orders = sql`(select id from work_order where tenant_id = ${tenantId} and ${isTheirs('customer_email')})`
  const visits = sql`(select id from assignment where tenant_id = ${tenantId} and work_order_id in ${orders})`
  const quotes = sql`(
    select id from quote where tenant_id = ${tenantId}
      and (${isTheirs('customer_email')} or (customer_email is null and work_order_id in ${orders})))`
  const links = sql`(
    select id from share_link where tenant_id = ${tenantId} and (${isTheirs('recipient_email')}
      or (resource_kind = 'assignment' and resource_id in (select v.id::text from ${visits} v))
      or (resource_kind = 'quote' and resource_id in (select q.id::text from ${quotes} q))))`
  return { orders, visits, quotes, links }
}

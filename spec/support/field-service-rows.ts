import type { TestDatabase } from './database.ts'

/** A row in every table of field service, events and webhooks, for an organization with a member. */
export const aFieldService = async (
  { query }: Pick<TestDatabase, 'query'>,
  tenantId: number,
): Promise<void> => {
  await query(
    `with m as (select tenant_id, user_id from membership where tenant_id = $1 limit 1),
       c as (insert into document_counter (tenant_id, kind, year, last) select tenant_id, 'work_order', 2026, 1 from m),
       t as (insert into technician (id, tenant_id, user_id, phone, skills, work_start_time, work_end_time, is_active,
           allow_tracking, color)
         select gen_random_uuid(), tenant_id, user_id, '', '{}', '08:00', '18:00', true, true, '#000000' from m
         returning id, tenant_id, user_id),
       w as (insert into work_order (tenant_id, number, description, priority, status, asset_name, asset_location, created_by)
         select tenant_id, 'OS-2026-0001', 'Chiller', 'MEDIUM', 'OPEN', '', '', user_id from m returning id),
       a as (insert into assignment (id, tenant_id, work_order_id, technician_id, scheduled_date, status, notes,
           cancellation_reason, created_by)
         select gen_random_uuid(), t.tenant_id, w.id, t.id, current_date, 'scheduled', '', '', t.user_id from t, w
         returning id, tenant_id, technician_id),
       s as (insert into assignment_change (tenant_id, assignment_id, to_status, reason, at)
         select tenant_id, id, 'scheduled', '', now() from a),
       r as (insert into visit_rating (assignment_id, tenant_id, score, comment, created_at, updated_at)
         select id, tenant_id, 5, '', now(), now() from a),
       n as (insert into tracking_consent (tenant_id, technician_id, allowed, version, by_user, at)
         select tenant_id, id, true, '1', user_id, now() from t),
       l as (insert into location_audit (tenant_id, technician_id, outcome, at) select tenant_id, id, 'accepted', now() from t),
       v as (insert into location_view (tenant_id, technician_id, via, first_at, last_at, slot)
         select tenant_id, id, 'latest', now(), now(), now() from t),
       k as (insert into mileage_day (tenant_id, technician_id, date, distance_m, bridged_m, gaps, positions, counted_at)
         select tenant_id, id, current_date, 1, 0, '[]', 1, now() from t),
       q as (insert into quote (id, tenant_id, number, title, notes, currency, customer_name, items, subtotal_cents,
           discount_cents, tax_cents, total_cents, valid_until, status, created_by)
         select gen_random_uuid(), tenant_id, 'ORC-2026-0001', 'Chiller', '', 'EUR', 'Ana', '[]', 0, 0, 0, 0, current_date,
           'draft', user_id from m),
       h as (insert into webhook (id, tenant_id, url, description, events, is_active, secret_sealed, seen_seq, created_by)
         select gen_random_uuid(), tenant_id, 'https://example.org', '', '{*}', true, 'x', 0, user_id from m
         returning id, tenant_id),
       d as (insert into webhook_delivery (id, tenant_id, webhook_id, event_seq, message_id, event_name, payload, status,
           due_at, give_up_at)
         select gen_random_uuid(), tenant_id, id, 1, 'x', 'share.created', '{}', 'pending', now(), now() from h
         returning id, tenant_id)
     insert into webhook_attempt (delivery_id, number, tenant_id, at, milliseconds) select id, 1, tenant_id, now(), 1 from d`,
    [tenantId],
  )
  await query(`select record_event($1, 'technician.created', 'technician', 'x', null, '{}')`, [tenantId])
}

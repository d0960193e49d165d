import { randomUUID } from 'node:crypto'
import type { Role } from '../../domain/actor.ts'
import type { TestDatabase } from '../support/database.ts'
import { addSessionPast } from './a-session-past.ts'

/** What is known of her wherever she was, and must be found nowhere any more. */
export const joana = {
  email: 'joana.prado@example.com',
  fullName: 'Joana Prado',
  phone: '+55 11 98888-7777',
  skill: 'splicing',
  device: 'device-of-joana-1',
  latE7: -235505199,
  lonE7: -466333094,
  trip: 'Fernando de Noronha',
} as const

export const marks = [...Object.values(joana).map(String), 'Prado']

export const addJoana = async ({ query }: TestDatabase): Promise<number> => {
  const [row] = await query(
    `insert into account (email, full_name, password_hash) values ($1, $2, 'hers') returning id`,
    [joana.email, joana.fullName],
  )
  return row!.id as number
}

export interface Past {
  readonly technicianId: string
  readonly visitId: string
  readonly linkId: string
}

/** A member with a row in every table that has room for somebody. */
export const addPast = async (
  database: TestDatabase,
  tenantId: number,
  userId: number,
  { role = 'technician', colleagueId }: { role?: Role; colleagueId: number },
): Promise<Past> => {
  const { query } = database
  const [technicianId, visitId, linkId, family] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  await query('insert into membership (tenant_id, user_id, role) values ($1, $2, $3)', [
    tenantId,
    userId,
    role,
  ])
  await query(
    `insert into token_family (id, tenant_id, user_id, expires_at) values ($1, $2, $3, now() + interval '1 day')`,
    [family, tenantId, userId],
  )
  await query('insert into refresh_token (token_hash, family_id) values ($1, $2)', [
    Buffer.from(randomUUID()),
    family,
  ])
  await query(
    `insert into api_key (id, tenant_id, created_by, name, prefix, key_hash, role)
     values (gen_random_uuid(), $1, $2, $3, 'flk_abcd', $4, 'member')`,
    [tenantId, userId, `of ${joana.email}`, Buffer.from(randomUUID())],
  )
  await query(
    `insert into idempotency_key (tenant_id, user_id, key, fingerprint, status, answer_sealed)
     values ($1, $2, $3, 'x', 200, $4)`,
    [tenantId, userId, randomUUID(), Buffer.from(joana.email)],
  )
  await query(
    `insert into share_link (id, tenant_id, face, resource_kind, resource_id, token_hash, created_by, recipient_name,
       recipient_email) values
       ($1, $2, 'core', 'asset', '1', $3, $4, 'Caio', 'caio@example.org'),
       (gen_random_uuid(), $2, 'core', 'asset', '1', $5, $6, $7, $8)`,
    [
      linkId,
      tenantId,
      Buffer.from(randomUUID()),
      userId,
      Buffer.from(randomUUID()),
      colleagueId,
      joana.fullName,
      joana.email,
    ],
  )
  await query(
    `with t as (insert into trip (tenant_id, user_id, name, start_date, end_date)
         values ($1, $2, $3, current_date, current_date) returning id),
       d as (insert into trip_day (tenant_id, trip_id, date) select $1, id, current_date from t returning id),
       p as (insert into trip_place (tenant_id, day_id, name) select $1, id, $3 from d),
       a as (insert into album (tenant_id, owner_id, title) values ($1, $2, 'Sites') returning id),
       f as (insert into asset (uuid, tenant_id, owner_id, title, filename, content_type, kind, size, clean)
         values (gen_random_uuid(), $1, $2, 'Valve', 'valve.png', 'image/png', 'image', 1, '{"as": "same"}')
         returning id),
       i as (insert into album_item (album_id, asset_id, tenant_id, position, added_by)
         select a.id, f.id, $1, 1, $2 from a, f),
       o as (insert into album_access (link_id, user_id, album_id, tenant_id, password_version, accepted_at)
         select $4, $2, a.id, $1, 0, now() from a)
     insert into trip_access (link_id, user_id, tenant_id, first_at, last_at) values ($4, $2, $1, now(), now())`,
    [tenantId, userId, joana.trip, linkId],
  )
  await addWork(query, { tenantId, userId, colleagueId, technicianId, visitId })
  await addSessionPast(database, { ...joana, tenantId, userId, colleagueId })
  return { technicianId, visitId, linkId }
}

interface Work {
  readonly tenantId: number
  readonly userId: number
  readonly colleagueId: number
  readonly technicianId: string
  readonly visitId: string
}

const addWork = async (
  query: TestDatabase['query'],
  { tenantId, userId, colleagueId, technicianId, visitId }: Work,
): Promise<void> => {
  const [technician] = await query(
    `insert into technician (id, tenant_id, user_id, phone, skills, work_start_time, work_end_time, is_active,
       allow_tracking, color, ingest_key_hash, last_seen_at)
     values ($1, $2, $3, $4, array[$5], '08:00', '18:00', true, true, '#000000', $6, now()) returning key`,
    [technicianId, tenantId, userId, joana.phone, joana.skill, Buffer.from(randomUUID())],
  )
  await query(
    `insert into tracking_consent (tenant_id, technician_id, allowed, version, by_user, at)
     values ($1, $2, true, '1', $3, now())`,
    [tenantId, technicianId, userId],
  )
  await query(
    `with w as (insert into work_order (tenant_id, number, description, priority, status, asset_name, asset_location,
         created_by) values ($1, $5, 'Chiller', 'LOW', 'OPEN', 'Chiller', '', $3) returning id),
       a as (insert into assignment (id, tenant_id, work_order_id, technician_id, scheduled_date, status, notes,
         cancellation_reason, created_by) select $4, $1, id, $2, '2026-01-15', 'scheduled', 'Bring the ladder', '', $3
         from w returning id),
       c as (insert into assignment_change (tenant_id, assignment_id, to_status, reason, by_user, at)
         select $1, id, 'scheduled', '', $3, now() from a)
     insert into visit_rating (assignment_id, tenant_id, score, comment, created_at, updated_at)
     select id, $1, 5, 'Quick', now(), now() from a`,
    [tenantId, technicianId, userId, visitId, `OS-2026-${randomUUID().slice(0, 8)}`],
  )
  await query(
    `insert into position (recorded_at, subject_key, tenant_id, lat_e7, lon_e7, attributes)
     select now() - n * interval '7 hours', $1, $2, $3, $4, $5 from generate_series(0, 5) n`,
    [technician!.key, tenantId, joana.latE7, joana.lonE7, JSON.stringify({ device: joana.device })],
  )
  await query(
    `insert into newest_position (subject_key, tenant_id, lat_e7, lon_e7, recorded_at) values ($1, $2, $3, $4, now())`,
    [technician!.key, tenantId, joana.latE7, joana.lonE7],
  )
  await query(
    `insert into location_audit (tenant_id, technician_id, user_id, outcome, device_id, recorded_at, at) values
       ($1, $2, $3, 'accepted', $4, now(), now()), ($1, $2, $3, 'refused', $4, now(), now()),
       ($1, $2, $3, 'accepted', null, now(), now()), ($1, null, $3, 'refused', $4, now(), now()),
       ($1, null, $5, 'refused', 'another-device', now(), now())`,
    [tenantId, technicianId, userId, joana.device, colleagueId],
  )
  await query(
    `insert into location_view (tenant_id, technician_id, viewer_id, via, looks, first_at, last_at, slot) values
       ($1, $2, $3, 'latest', 2, now(), now(), '2026-01-01T00:00Z'),
       ($1, $2, null, 'latest', 1, now(), now(), '2026-01-01T00:00Z'),
       ($1, $2, $4, 'latest', 1, now(), now(), '2026-01-01T00:00Z')`,
    [tenantId, technicianId, userId, colleagueId],
  )
  await query(
    `insert into mileage_day (tenant_id, technician_id, date, distance_m, bridged_m, gaps, positions, counted_at)
     values ($1, $2, '2026-01-15', 12000, 0, '[]', 6, now())`,
    [tenantId, technicianId],
  )
  await query(`select record_event($1, 'technician.created', 'technician', $2, $3, '{}')`, [
    tenantId,
    technicianId,
    userId,
  ])
  await query(
    `insert into quote (id, tenant_id, number, title, notes, currency, customer_name, items, subtotal_cents,
       discount_cents, tax_cents, total_cents, valid_until, status, created_by)
     values (gen_random_uuid(), $1, $2, 'Valve', '', 'BRL', 'Caio', '[]', 1, 0, 0, 1, '2026-02-01', 'draft', $3)`,
    [tenantId, `ORC-2026-${randomUUID().slice(0, 8)}`, userId],
  )
  await query(
    `insert into webhook (id, tenant_id, url, description, events, is_active, secret_sealed, seen_seq, created_by)
     values (gen_random_uuid(), $1, 'https://example.org', '', '{}', true, 'x', 0, $2)`,
    [tenantId, userId],
  )
  for (const to of [joana.email, 'caio@example.org'])
    await query(
      `insert into mail (id, tenant_id, template, letter_sealed, due_at, useful_until)
       values (gen_random_uuid(), $1, 'link_sent', $2, now(), now() + interval '1 day')`,
      [tenantId, Buffer.from(to.toUpperCase())],
    )
}

/** Every row of every table, or those of one organization, as text. */
export const dump = async ({ query }: TestDatabase, tenantId?: number): Promise<string> => {
  const tables = await query(
    `select c.relname as name, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
       as has_tenant
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`,
  )
  const lines: string[] = []
  for (const { name, has_tenant } of tables) {
    if (tenantId !== undefined && !has_tenant) continue
    const which = tenantId === undefined ? '' : `where tenant_id = ${tenantId}`
    const rows = await query(`select t::text as line from ${name} t ${which} order by 1`)
    lines.push(...rows.map(({ line }) => `${name} ${line}`))
  }
  return lines.join('\n')
}

/** What is sealed reads as hexadecimal in a dump. */
export const foundIn = (text: string): string[] =>
  marks.filter((mark) => text.includes(mark) || text.includes(Buffer.from(mark).toString('hex')))

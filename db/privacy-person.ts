import { type Kysely, sql } from 'kysely'
import type { PersonSections } from '../domain/privacy/export-schema.ts'
import { togetherSections } from './privacy-person-together.ts'
import { moment, portionsOf } from './privacy-portions.ts'
import type { Database } from './schema.ts'

type Positions = PersonSections['positions']

/** What the organization's tables say of one person; `db` shows no other organization's. */
export const personSections = (db: Kysely<Database>, tenantId: number, userId: number): PersonSections => {
  const profiles = sql`(select id from technician where tenant_id = ${tenantId} and user_id = ${userId})`
  const ofProfiles = sql`tenant_id = ${tenantId} and technician_id in ${profiles}`

  return {
    sessions: portionsOf(db, {
      entry: sql`json_build_object('started_at', ${moment('created_at')}, 'expires_at', ${moment('expires_at')},
        'ended_at', ${moment('ended_at')})`,
      from: sql`from token_family where tenant_id = ${tenantId} and user_id = ${userId}`,
      key: sql`id`,
      keyType: 'uuid',
    }),
    api_keys: portionsOf(db, {
      entry: sql`json_build_object('id', id, 'name', name, 'prefix', prefix, 'role', role,
        'created_at', ${moment('created_at')}, 'expires_at', ${moment('expires_at')},
        'last_used_at', ${moment('last_used_at')}, 'revoked_at', ${moment('revoked_at')})`,
      from: sql`from api_key where tenant_id = ${tenantId} and created_by = ${userId}`,
      key: sql`id`,
      keyType: 'uuid',
    }),
    links: portionsOf(db, {
      entry: sql`json_build_object('id', id, 'resource_type', resource_kind, 'resource_id', resource_id,
        'share_type', share_type, 'title', title, 'description', description, 'views', views, 'downloads', downloads,
        'created_at', ${moment('created_at')}, 'starts_at', ${moment('starts_at')},
        'expires_at', ${moment('expires_at')}, 'revoked_at', ${moment('revoked_at')})`,
      from: sql`from share_link where tenant_id = ${tenantId} and created_by = ${userId}`,
      key: sql`number`,
      keyType: 'integer',
    }),
    albums: portionsOf(db, {
      entry: sql`json_build_object('id', id, 'title', title, 'description', description,
        'created_at', ${moment('created_at')}, 'updated_at', ${moment('updated_at')})`,
      from: sql`from album where tenant_id = ${tenantId} and owner_id = ${userId}`,
      key: sql`id`,
      keyType: 'integer',
    }),
    assets: portionsOf(db, {
      entry: sql`json_build_object('id', id, 'title', title, 'filename', filename, 'content_type', content_type,
        'size', size, 'created_at', ${moment('created_at')}, 'updated_at', ${moment('updated_at')})`,
      from: sql`from asset where tenant_id = ${tenantId} and owner_id = ${userId}`,
      key: sql`id`,
      keyType: 'integer',
    }),
    trips: portionsOf(db, {
      entry: sql`json_build_object('id', id, 'name', name, 'start_date', start_date, 'end_date', end_date,
        'created_at', ${moment('created_at')}, 'updated_at', ${moment('updated_at')})`,
      from: sql`from trip where tenant_id = ${tenantId} and user_id = ${userId}`,
      key: sql`id`,
      keyType: 'integer',
    }),
    opened: portionsOf(db, {
      entry: sql`json_build_object('kind', kind, 'link_id', link_id, 'first_at', ${moment('first_at')},
        'last_at', ${moment('last_at')})`,
      from: sql`from (
          select 'trip' as kind, link_id, first_at, last_at from trip_access
          where tenant_id = ${tenantId} and user_id = ${userId}
          union all select 'album', link_id, accepted_at, accepted_at from album_access
          where tenant_id = ${tenantId} and user_id = ${userId}) o where true`,
      key: sql`link_id`,
      keyType: 'uuid',
    }),
    technicians: portionsOf(db, {
      entry: sql`json_build_object('id', id, 'phone', phone, 'skills', skills, 'work_start_time', work_start_time,
        'work_end_time', work_end_time, 'is_active', is_active, 'allow_tracking', allow_tracking,
        'last_seen_at', ${moment('last_seen_at')}, 'created_at', ${moment('created_at')},
        'updated_at', ${moment('updated_at')}, 'removed_at', ${moment('removed_at')})`,
      from: sql`from technician where tenant_id = ${tenantId} and user_id = ${userId}`,
      key: sql`id`,
      keyType: 'uuid',
    }),
    consents: portionsOf(db, {
      entry: sql`json_build_object('technician_id', technician_id, 'allow_tracking', allowed, 'version', version,
        'by_user_id', by_user, 'at', ${moment('at')})`,
      from: sql`from tracking_consent where ${ofProfiles}`,
      key: sql`id`,
      keyType: 'bigint',
    }),
    assignments: portionsOf(db, {
      entry: sql`json_build_object('id', a.id, 'technician_id', a.technician_id, 'work_order_id', a.work_order_id,
        'work_order_number', w.number, 'scheduled_date', a.scheduled_date, 'scheduled_start', a.scheduled_start,
        'scheduled_end', a.scheduled_end, 'status', a.status, 'departed_at', ${moment('a.departed_at')},
        'arrived_at', ${moment('a.arrived_at')}, 'completed_at', ${moment('a.completed_at')},
        'canceled_at', ${moment('a.canceled_at')}, 'notes', a.notes, 'cancellation_reason', a.cancellation_reason,
        'steps', coalesce((
          select json_agg(json_build_object('from', c.from_status, 'to', c.to_status, 'reason', c.reason,
            'by_user_id', c.by_user, 'at', ${moment('c.at')}) order by c.id)
          from assignment_change c where c.tenant_id = ${tenantId} and c.assignment_id = a.id), '[]'))`,
      from: sql`from assignment a join work_order w on w.id = a.work_order_id
        where a.tenant_id = ${tenantId} and a.technician_id in ${profiles}`,
      key: sql`a.id`,
      keyType: 'uuid',
    }),
    ratings: portionsOf(db, {
      entry: sql`json_build_object('assignment_id', r.assignment_id, 'score', r.score, 'comment', r.comment,
        'created_at', ${moment('r.created_at')})`,
      from: sql`from visit_rating r join assignment a on a.id = r.assignment_id
        where r.tenant_id = ${tenantId} and a.technician_id in ${profiles}`,
      key: sql`r.assignment_id`,
      keyType: 'uuid',
    }),
    positions: positionsOf(db, tenantId, userId),
    location_audit: portionsOf(db, {
      entry: sql`json_build_object('technician_id', technician_id, 'outcome', outcome, 'code', code,
        'device_id', device_id, 'source', source, 'recorded_at', ${moment('recorded_at')}, 'at', ${moment('at')})`,
      from: sql`from location_audit where tenant_id = ${tenantId}
        and (technician_id in ${profiles} or (technician_id is null and user_id = ${userId}))`,
      key: sql`id`,
      keyType: 'bigint',
    }),
    looks: portionsOf(db, {
      entry: sql`json_build_object('technician_id', technician_id, 'viewer_id', viewer_id, 'via', via, 'looks', looks,
        'first_at', ${moment('first_at')}, 'last_at', ${moment('last_at')})`,
      from: sql`from location_view where ${ofProfiles}`,
      key: sql`id`,
      keyType: 'bigint',
    }),
    own_looks: portionsOf(db, {
      entry: sql`json_build_object('technician_id', technician_id, 'via', via, 'looks', looks,
        'first_at', ${moment('first_at')}, 'last_at', ${moment('last_at')})`,
      from: sql`from location_view where tenant_id = ${tenantId} and viewer_id = ${userId}`,
      key: sql`id`,
      keyType: 'bigint',
    }),
    mileage: mileageOf(db, tenantId, userId),
    work_orders: portionsOf(db, {
      entry: sql`json_build_object('id', id, 'number', number, 'created_at', ${moment('created_at')})`,
      from: sql`from work_order where tenant_id = ${tenantId} and created_by = ${userId}`,
      key: sql`id`,
      keyType: 'integer',
    }),
    planned: portionsOf(db, {
      entry: sql`json_build_object('assignment_id', id, 'created_at', ${moment('created_at')})`,
      from: sql`from assignment where tenant_id = ${tenantId} and created_by = ${userId}`,
      key: sql`id`,
      keyType: 'uuid',
    }),
    quotes: portionsOf(db, {
      entry: sql`json_build_object('id', id, 'number', number, 'created_at', ${moment('created_at')})`,
      from: sql`from quote where tenant_id = ${tenantId} and created_by = ${userId}`,
      key: sql`id`,
      keyType: 'uuid',
    }),
    webhooks: portionsOf(db, {
      entry: sql`json_build_object('id', id, 'created_at', ${moment('created_at')})`,
      from: sql`from webhook where tenant_id = ${tenantId} and created_by = ${userId}`,
      key: sql`id`,
      keyType: 'uuid',
    }),
    ...togetherSections(db, tenantId, userId),
    events: portionsOf(db, {
      entry: sql`json_build_object('seq', seq, 'name', name, 'aggregate_type', aggregate_type,
        'aggregate_id', aggregate_id, 'data', data, 'at', ${moment('at')})`,
      from: sql`from event where tenant_id = ${tenantId} and actor_id = ${userId}`,
      key: sql`seq`,
      keyType: 'bigint',
    }),
  }
}

/** Every profile that the person has or had, and the key of its positions. */
export const profilesOf = (db: Kysely<Database>, tenantId: number, userId: number) =>
  db
    .selectFrom('technician')
    .select(['id', 'key'])
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .orderBy('id')
    .execute()

/** Profile after profile, each along its own key, as the partitions are ordered. */
async function* positionsOf(
  db: Kysely<Database>,
  tenantId: number,
  userId: number,
): AsyncGenerator<EntriesOf<Positions>> {
  for (const { id, key } of await profilesOf(db, tenantId, userId))
    yield* portionsOf(db, {
      entry: sql`json_build_object('type', 'Point', 'coordinates', json_build_array(lon_e7 / 1e7, lat_e7 / 1e7),
        'technician_id', ${id}::uuid, 'recorded_at', ${moment('recorded_at')}, 'received_at', ${moment('received_at')},
        'speed', speed, 'heading', heading, 'accuracy', accuracy, 'altitude', altitude, 'attributes', attributes)`,
      from: sql`from position where tenant_id = ${tenantId} and subject_key = ${key}`,
      key: sql`recorded_at`,
      keyType: 'timestamptz',
    })
}

async function* mileageOf(
  db: Kysely<Database>,
  tenantId: number,
  userId: number,
): AsyncGenerator<EntriesOf<PersonSections['mileage']>> {
  for (const { id } of await profilesOf(db, tenantId, userId))
    yield* portionsOf(db, {
      entry: sql`json_build_object('technician_id', technician_id, 'date', date, 'distance_m', distance_m,
        'positions', positions, 'first_at', ${moment('first_at')}, 'last_at', ${moment('last_at')})`,
      from: sql`from mileage_day where tenant_id = ${tenantId} and technician_id = ${id}`,
      key: sql`date`,
      keyType: 'date',
    })
}

type EntriesOf<T> = T extends AsyncIterable<infer Entries> ? Entries : never

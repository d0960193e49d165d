import { expect } from 'chai'
import pg from 'pg'
import { connect } from '../../db/connect.ts'
import { createPositionWriter } from '../../db/position-writer.ts'
import { aCollaboration, addCollabSession } from '../support/collab-rows.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { aFieldService } from '../support/field-service-rows.ts'
import { aRow, aSubject } from '../support/rows.ts'

type Query = (
  text: string,
  values?: unknown[],
) => Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>

/** How a row of the tenant is told in each table that the tenants' role may read. */
const tenantOf: Record<string, string> = {
  tenant: 'id',
  account: '(select m.tenant_id from membership m where m.user_id = account.id)',
  membership: 'tenant_id',
  token_family: 'tenant_id',
  api_key: 'tenant_id',
  idempotency_key: 'tenant_id',
  vehicle: 'tenant_id',
  newest_position: 'tenant_id',
  position: 'tenant_id',
  share_link: 'tenant_id',
  asset: 'tenant_id',
  storage_use: 'tenant_id',
  asset_leftover: 'tenant_id',
  album: 'tenant_id',
  album_item: 'tenant_id',
  album_access: 'tenant_id',
  trip: 'tenant_id',
  trip_day: 'tenant_id',
  trip_place: 'tenant_id',
  trip_access: 'tenant_id',
  access_event: 'tenant_id',
  access_day: 'tenant_id',
  access_part: 'tenant_id',
  event: 'tenant_id',
  event_counter: 'tenant_id',
  document_counter: 'tenant_id',
  technician: 'tenant_id',
  work_order: 'tenant_id',
  assignment: 'tenant_id',
  assignment_change: 'tenant_id',
  visit_rating: 'tenant_id',
  tracking_consent: 'tenant_id',
  location_audit: 'tenant_id',
  location_view: 'tenant_id',
  mileage_day: 'tenant_id',
  quote: 'tenant_id',
  webhook: 'tenant_id',
  webhook_delivery: 'tenant_id',
  webhook_attempt: 'tenant_id',
  collab_session: 'tenant_id',
  collab_participant: 'tenant_id',
  collab_seat: 'tenant_id',
  collab_event: 'tenant_id',
  comment: 'tenant_id',
  comment_mention: 'tenant_id',
  collab_document: 'tenant_id',
  collab_document_update: 'tenant_id',
  collab_document_client: 'tenant_id',
  collab_recording: 'tenant_id',
  collab_consent: 'tenant_id',
  collab_recording_chunk: 'tenant_id',
  notification: 'tenant_id',
  notification_preference: 'tenant_id',
}

describe('row-level security', () => {
  let database: TestDatabase
  let ours: number
  let theirs: number

  before(async () => {
    database = await createDatabase()
    ours = await aFullTenant(database)
    theirs = await aFullTenant(database)
  })
  after(() => database.drop())

  const as = async <T>(role: string, tenant: number | undefined, work: (query: Query) => Promise<T>) => {
    const client = new pg.Client({ connectionString: database.url, options: `-c role=${role}` })
    await client.connect()
    try {
      if (tenant !== undefined)
        await client.query("select set_config('fleeting.tenant', $1, false)", [tenant])
      return await work((text, values) => client.query(text, values))
    } finally {
      await client.end()
    }
  }
  const privileges = (role: string) =>
    database.query(
      `select c.relname as table, string_agg(p, ' ' order by p) as may from pg_class c,
         unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
         and (has_table_privilege($1, c.oid, p) or p in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
           and has_any_column_privilege($1, c.oid, p))
       group by 1 order by 1`,
      [role],
    )

  it('guards every table that a role of the service may touch', async () => {
    const unguarded = await database.query(
      `select c.relname from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
         and (select bool_or(has_table_privilege(role, c.oid, 'SELECT, INSERT, UPDATE, DELETE')
             or has_any_column_privilege(role, c.oid, 'SELECT, INSERT, UPDATE'))
           from unnest(array['fleeting_app', 'fleeting_system']) role)
         and not (c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))`,
    )
    const touched = (await privileges('fleeting_app')).map(({ table }) => table)

    expect(unguarded).to.deep.equal([])
    expect(touched, 'a new table: say above how its tenant is told').to.have.members(Object.keys(tenantOf))
  })

  it('leaves no table without a role that needs it, but the migrations and the partitions', async () => {
    const mine = await database.query(
      `select c.relname as table from pg_class c where c.relnamespace = 'public'::regnamespace
       and c.relkind in ('r', 'p') and not c.relispartition and not c.relname like 'kysely_%'
       and not (c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))`,
    )

    expect(mine).to.deep.equal([])
  })

  for (const [table, tenant] of Object.entries(tenantOf)) {
    it(`shows a tenant its own rows of ${table} alone, without any where [T-58]`, async () => {
      const seen = await as('fleeting_app', ours, (query) =>
        query(`select ${tenant} as tenant from ${table}`),
      )

      expect(seen.rows.length).to.be.above(0)
      expect(new Set(seen.rows.map((row) => row.tenant))).to.deep.equal(new Set([ours]))
    })

    it(`shows nobody's rows of ${table} to a connection that serves no tenant [T-58]`, async () => {
      const column = table === 'account' ? 'id' : '1'

      const seen = await as('fleeting_app', undefined, (query) => query(`select ${column} from ${table}`))

      expect(seen.rows).to.deep.equal([])
    })
  }

  it("changes nothing of another tenant's, whatever a statement forgets [T-58]", async () => {
    const mine = await aFullTenant(database)
    const before = await rowsOf(database, theirs)
    const statements = [
      "update tenant set name = 'taken'",
      "update album set title = 'taken'",
      'delete from album_access',
      'delete from album_item',
      'delete from album',
      'update storage_use set used = 7',
      'delete from asset_leftover',
      'delete from asset',
      "update trip set name = 'taken'",
      'delete from trip_access',
      'delete from trip_place',
      'delete from trip_day',
      'delete from trip',
      'update token_family set ended_at = now()',
      'update api_key set revoked_at = now()',
      "update membership set role = 'member'",
      'delete from membership',
      'update idempotency_key set status = 500',
      'delete from idempotency_key',
      "update vehicle set name = 'taken'",
      'update share_link set revoked_at = now()',
      'delete from share_link',
      'delete from vehicle',
      'update event_counter set last = 7',
      'update document_counter set last = 7',
      'delete from visit_rating',
      'delete from assignment',
      "update work_order set description = 'taken'",
      'delete from work_order',
      'update technician set is_active = false',
      'update location_view set looks = 7',
      'update mileage_day set distance_m = 7',
      "update quote set title = 'taken'",
      'delete from quote',
      "update webhook set url = 'https://taken.example.org'",
      'delete from webhook',
    ]

    for (const statement of statements) {
      const { rowCount } = await as('fleeting_app', mine, (query) => query(statement))
      expect(rowCount, statement).to.equal(1)
    }

    expect(await rowsOf(database, theirs)).to.deep.equal(before)
  })

  it('lets no row be written into, or moved to, another tenant [T-58]', async () => {
    const mine = await aFullTenant(database)
    const statements = [
      `insert into membership (tenant_id, user_id, role) select ${theirs}, user_id, 'owner' from membership`,
      `insert into vehicle (id, tenant_id, imei, name, icon, color, ingest_key_hash)
       values (gen_random_uuid(), ${theirs}, 'planted', 'x', 'car', '#000000', 'x')`,
      `update vehicle set tenant_id = ${theirs}`,
      `update api_key set tenant_id = ${theirs}`,
      `insert into api_key (id, tenant_id, created_by, name, prefix, key_hash, role)
       select gen_random_uuid(), ${theirs}, user_id, 'Planted', 'flk_abcdef', 'x', 'admin' from membership`,
      'select key_hash from api_key',
      "update api_key set role = 'admin'",
      `update share_link set tenant_id = ${theirs}`,
      `update membership set tenant_id = ${theirs}`,
      `update asset set tenant_id = ${theirs}`,
      `update storage_use set tenant_id = ${theirs}`,
      `update asset_leftover set tenant_id = ${theirs}`,
      `update album set tenant_id = ${theirs}`,
      `update album_item set tenant_id = ${theirs}`,
      `update album_access set tenant_id = ${theirs}`,
      `update trip set tenant_id = ${theirs}`,
      `update trip_access set tenant_id = ${theirs}`,
      `insert into idempotency_key (tenant_id, user_id, key, fingerprint) values (${theirs}, 1, 'planted', 'x')`,
      `select record_event(${theirs}, 'technician.created', 'technician', 'x', null, '{}')`,
      `insert into location_audit (tenant_id, outcome, at) values (${theirs}, 'accepted', now())`,
      `insert into webhook_delivery (id, tenant_id, webhook_id, event_seq, message_id, event_name, payload, status, due_at,
         give_up_at) select gen_random_uuid(), ${theirs}, id, 1, 'x', 'x', '{}', 'pending', now(), now() from webhook`,
      ...['technician', 'work_order', 'assignment', 'quote', 'webhook', 'mileage_day', 'location_view'].map(
        (table) => `update ${table} set tenant_id = ${theirs}`,
      ),
    ]

    for (const statement of statements)
      expect(await codeOf(as('fleeting_app', mine, (query) => query(statement))), statement).to.equal('42501')
  })

  it('gives the roles exactly what they need', async () => {
    const listed = async (role: string) =>
      Object.fromEntries((await privileges(role)).map(({ table, may }) => [table, may]))
    const everything = 'DELETE INSERT SELECT UPDATE'

    expect(await listed('fleeting_app')).to.deep.equal({
      tenant: 'SELECT UPDATE',
      account: 'SELECT',
      membership: everything,
      token_family: 'SELECT UPDATE',
      api_key: 'INSERT SELECT UPDATE',
      idempotency_key: everything,
      vehicle: everything,
      newest_position: 'SELECT',
      position: 'SELECT',
      share_link: everything,
      asset: everything,
      storage_use: 'INSERT SELECT UPDATE',
      asset_leftover: everything,
      album: everything,
      album_item: everything,
      album_access: everything,
      trip: everything,
      trip_day: everything,
      trip_place: everything,
      trip_access: everything,
      access_event: 'SELECT',
      access_day: 'SELECT',
      access_part: 'SELECT',
      event: 'INSERT SELECT',
      event_counter: 'INSERT SELECT UPDATE',
      document_counter: 'INSERT SELECT UPDATE',
      technician: everything,
      work_order: everything,
      assignment: everything,
      assignment_change: 'INSERT SELECT',
      visit_rating: everything,
      tracking_consent: 'INSERT SELECT',
      location_audit: 'INSERT SELECT',
      location_view: 'INSERT SELECT UPDATE',
      mileage_day: 'INSERT SELECT UPDATE',
      quote: everything,
      collab_session: 'INSERT SELECT UPDATE',
      collab_participant: 'INSERT SELECT UPDATE',
      collab_seat: everything,
      collab_event: 'INSERT SELECT',
      comment: 'INSERT SELECT UPDATE',
      comment_mention: 'DELETE INSERT SELECT',
      collab_document: 'INSERT SELECT UPDATE',
      collab_document_update: 'DELETE INSERT SELECT',
      collab_document_client: 'INSERT SELECT',
      collab_recording: everything,
      collab_consent: 'INSERT SELECT UPDATE',
      collab_recording_chunk: 'INSERT SELECT',
      notification: 'INSERT SELECT UPDATE',
      notification_preference: 'INSERT SELECT UPDATE',
      webhook: everything,
      webhook_delivery: 'INSERT SELECT UPDATE',
      webhook_attempt: 'SELECT',
    })
    expect(await listed('fleeting_system')).to.deep.equal({
      tenant: everything,
      account: everything,
      membership: everything,
      token_family: everything,
      refresh_token: everything,
      api_key: 'DELETE SELECT UPDATE',
      idempotency_key: everything,
      vehicle: 'SELECT UPDATE',
      newest_position: everything,
      position: 'DELETE INSERT SELECT',
      share_link: 'DELETE SELECT UPDATE',
      mail: everything,
      expiry_notice: everything,
      password_reset: everything,
      asset: 'SELECT UPDATE',
      storage_use: 'SELECT UPDATE',
      asset_leftover: 'DELETE SELECT',
      album: 'SELECT UPDATE',
      album_item: 'SELECT UPDATE',
      album_access: 'DELETE SELECT',
      trip: 'DELETE SELECT',
      trip_access: 'DELETE SELECT',
      access_event: everything,
      access_day: 'INSERT SELECT UPDATE',
      access_part: 'DELETE INSERT SELECT',
      access_visitor: 'DELETE INSERT SELECT',
      visitor_key: 'DELETE INSERT SELECT',
      event: 'DELETE INSERT SELECT',
      event_counter: 'INSERT SELECT UPDATE',
      technician: 'SELECT UPDATE',
      work_order: 'SELECT UPDATE',
      assignment: 'SELECT',
      assignment_change: 'SELECT',
      visit_rating: 'DELETE SELECT UPDATE',
      tracking_consent: 'SELECT',
      location_audit: 'DELETE INSERT SELECT',
      location_view: everything,
      mileage_day: everything,
      quote: 'SELECT UPDATE',
      collab_session: 'DELETE SELECT UPDATE',
      collab_seat: 'DELETE SELECT UPDATE',
      collab_participant: 'SELECT UPDATE',
      comment: 'SELECT UPDATE',
      collab_event: 'INSERT SELECT',
      comment_mention: 'DELETE SELECT',
      collab_document: 'SELECT',
      collab_recording: 'DELETE SELECT',
      collab_consent: 'SELECT',
      notification: 'DELETE SELECT UPDATE',
      notification_preference: 'DELETE SELECT',
      webhook: 'SELECT UPDATE',
      webhook_delivery: everything,
      webhook_attempt: everything,
      person_erasure: 'INSERT SELECT UPDATE',
    })
  })

  it('refuses the role that crosses tenants what it was not granted', async () => {
    const statements = [
      'delete from vehicle',
      "update vehicle set name = 'x'",
      'update position set quarantined = true',
      'insert into share_link (id) select id from share_link',
      'truncate position',
      'drop table position',
      'alter table tenant disable row level security',
      'create table own (id integer)',
      'create role more',
      'set role fleeting',
      'alter function current_tenant() owner to fleeting_system',
    ]

    for (const role of ['fleeting_app', 'fleeting_system'])
      for (const statement of statements.slice(role === 'fleeting_app' ? 2 : 0)) {
        if (role === 'fleeting_app' && statement.startsWith('insert into share_link')) continue
        const code = await codeOf(asRole(database.url, role, statement))
        expect(code, `${role}: ${statement}`).to.equal('42501')
      }
  })

  it('is not to be switched off by its roles, which own nothing and may nothing else', async () => {
    const owned = await database.query(
      `select relname as name from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like 'fleeting\\_%'
       union all select proname from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname like 'fleeting\\_%'
       union all select datname from pg_database d join pg_roles r on r.oid = d.datdba where r.rolname like 'fleeting\\_%'`,
    )
    const roles = await database.query(
      `select rolname, rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls or rolcanlogin as mighty,
         (select count(*)::int from pg_auth_members m where m.member = r.oid) as memberships
       from pg_roles r where rolname in ('fleeting_app', 'fleeting_system') order by 1`,
    )

    expect(owned).to.deep.equal([])
    expect(roles).to.deep.equal([
      { rolname: 'fleeting_app', mighty: false, memberships: 0 },
      { rolname: 'fleeting_system', mighty: false, memberships: 0 },
    ])
  })
})

/** Logs in as the role itself, so that nothing of the owner's shines through. */
const asRole = async (url: string, role: string, statement: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`set session authorization ${role}`)
    await client.query(statement)
  } finally {
    await client.end()
  }
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    ({ code }) => code,
  )

/** An organization with a row in every table. */
const aFullTenant = async (database: TestDatabase): Promise<number> => {
  const { url, query } = database
  const [row] = await query(
    `with t as (insert into tenant (schema_name, name, slug)
         select s, s, s from (select 't' || gen_random_uuid() as s) n returning id),
       a as (insert into account (email, full_name, password_hash)
         select gen_random_uuid() || '@example.org', 'Ana', 'hash' returning id),
       m as (insert into membership select t.id, a.id, 'owner' from t, a returning tenant_id, user_id),
       f as (insert into token_family (id, tenant_id, user_id, expires_at)
         select gen_random_uuid(), t.id, a.id, now() + interval '1 day' from t, a returning id),
       k as (insert into api_key (id, tenant_id, created_by, name, prefix, key_hash, role)
         select gen_random_uuid(), tenant_id, user_id, 'Till', 'flk_abcdef', gen_random_uuid()::text::bytea, 'member' from m),
       r as (insert into refresh_token (token_hash, family_id) select gen_random_uuid()::text::bytea, id from f),
       i as (insert into idempotency_key (tenant_id, user_id, key, fingerprint) select t.id, a.id, 'key', 'x' from t, a),
       v as (insert into vehicle (id, tenant_id, imei, name, icon, color, ingest_key_hash)
         select gen_random_uuid(), id, gen_random_uuid(), 'Van', 'van', '#000000', gen_random_uuid()::text::bytea from t
         returning key, id),
       l as (insert into share_link (id, tenant_id, face, resource_kind, resource_id, token_hash, created_by)
         select gen_random_uuid(), t.id, 'core', 'vehicle', v.id, gen_random_uuid()::text::bytea, a.id from t, v, a),
       e as (insert into access_event (tenant_id, link_id, resource, at, day, type, is_bot)
         select id, gen_random_uuid(), 'asset:1', now(), current_date, 'view', false from t),
       d as (insert into access_day (tenant_id, scope, day, views, downloads, unlocks, failed_unlocks, bot_views, visitors,
           dimensions, seconds, load_ms) select id, 'asset:1', current_date, 1, 0, 0, 0, 0, 1, '{}', '{}', '{}' from t),
       y as (insert into access_part (tenant_id, scope, day) select id, 'asset:1', current_date from t),
       z as (insert into access_visitor select current_date, id, 'mark' from t)
     select t.id, v.key from t, v`,
  )
  const connections = connect(url)
  const { id, key } = row as { id: number; key: number }
  await createPositionWriter(connections.systemPool).write([aRow(aSubject({ key, tenantId: id }))])
  await connections.close()
  await query(
    `with l as (select id, tenant_id, created_by as maker from share_link where tenant_id = $1 limit 1),
       f as (insert into asset (uuid, tenant_id, owner_id, title, filename, content_type, kind, size, clean)
         select gen_random_uuid(), tenant_id, maker, 'Sea', 'sea.png', 'image/png', 'image', 1, '{"as": "same"}' from l
         returning id),
       u as (insert into storage_use (tenant_id) select tenant_id from l),
       o as (insert into asset_leftover (uuid, tenant_id) select gen_random_uuid(), tenant_id from l),
       b as (insert into album (tenant_id, owner_id, title) select tenant_id, maker, 'Sea' from l returning id),
       i as (insert into album_item (album_id, asset_id, tenant_id, position, added_by)
         select b.id, f.id, tenant_id, 1, maker from b, f, l),
       g as (insert into album_access (link_id, user_id, album_id, tenant_id, password_version, accepted_at)
         select l.id, maker, b.id, tenant_id, 0, now() from b, l),
       t as (insert into trip (tenant_id, user_id, name, start_date, end_date)
         select tenant_id, maker, 'Angkor', current_date, current_date from l returning id),
       d as (insert into trip_day (tenant_id, trip_id, date) select tenant_id, t.id, current_date from t, l returning id),
       p as (insert into trip_place (tenant_id, day_id, name) select tenant_id, d.id, 'Bayon' from d, l)
     insert into trip_access (link_id, user_id, tenant_id, first_at, last_at)
       select l.id, maker, tenant_id, now(), now() from l`,
    [id],
  )
  await aFieldService({ query }, id)
  const [own] = await query(
    'select owner_id as "userId", id as "assetId" from asset where tenant_id = $1 limit 1',
    [id],
  )
  const collab = await addCollabSession(database, {
    tenantId: id,
    ...(own as { userId: number; assetId: number }),
  })
  await aCollaboration(database, collab)
  return id
}

const rowsOf = async ({ query }: TestDatabase, tenantId: number) => {
  const found: Record<string, unknown> = {}
  for (const [table, tenant] of Object.entries(tenantOf))
    found[table] = await query(`select * from ${table} where ${tenant} = $1 order by 1, 2`, [tenantId])
  return found
}

import { type Kysely, sql } from 'kysely'

/**
 * Two roles, neither of which owns anything. `fleeting_app` serves one tenant at a time: row-level security shows it
 * only the rows of the tenant its connection was bound to. `fleeting_system` does what crosses tenants by nature
 * (sign-in, finding a link by its token, storing positions, jobs) and is granted just that.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    do $$
    declare
      name text;
      -- From 16 on, being a member and being allowed to become are two things.
      needed constant text := case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end;
    begin
      foreach name in array array['fleeting_app', 'fleeting_system'] loop
        if to_regrole(name) is null then -- roles belong to the server, not to the database
          begin
            execute format('create role %I nologin nosuperuser nocreatedb nocreaterole nobypassrls', name);
          exception when duplicate_object or unique_violation then null; -- made by another database's migration
          end;
        end if;
        if not pg_has_role(current_user, name, needed) then
          execute format('grant %I to current_user', name);
        end if;
      end loop;
    end $$`.execute(db)
  await sql`grant usage on schema public to fleeting_app, fleeting_system`.execute(db)

  await sql`
    create function current_tenant() returns integer language sql stable parallel safe
    as $$ select nullif(current_setting('fleeting.tenant', true), '')::integer $$`.execute(db)

  await sql`
    create table tenant (
      id integer generated always as identity primary key,
      schema_name text not null unique,
      name text not null,
      slug text not null unique,
      timezone text not null default 'UTC',
      locale text not null default 'en',
      features jsonb not null default '{}',
      settings jsonb not null default '{}',
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now()
    )`.execute(db)
  await sql`
    create table account (
      id integer generated always as identity primary key,
      email text not null,
      full_name text not null,
      password_hash text not null,
      created_at timestamptz(3) not null default now()
    )`.execute(db)
  await sql`create unique index account_email on account (lower(email))`.execute(db)
  await sql`
    create table membership (
      tenant_id integer not null references tenant on delete cascade,
      user_id integer not null references account on delete cascade,
      role text not null check (role in ('owner', 'admin', 'dispatcher', 'technician', 'member')),
      created_at timestamptz(3) not null default now(),
      primary key (tenant_id, user_id)
    )`.execute(db)
  await sql`create index membership_user on membership (user_id)`.execute(db)
  await sql`
    create table token_family (
      id uuid primary key,
      tenant_id integer not null,
      user_id integer not null,
      created_at timestamptz(3) not null default now(),
      expires_at timestamptz(3) not null,
      ended_at timestamptz(3),
      foreign key (tenant_id, user_id) references membership on delete cascade
    )`.execute(db)
  await sql`create index token_family_member on token_family (user_id, tenant_id)`.execute(db)
  await sql`
    create table refresh_token (
      token_hash bytea primary key,
      family_id uuid not null references token_family on delete cascade,
      created_at timestamptz(3) not null default now(),
      used_at timestamptz(3)
    )`.execute(db)
  await sql`create index refresh_token_family on refresh_token (family_id)`.execute(db)
  await sql`
    create table idempotency_key (
      tenant_id integer not null references tenant on delete cascade,
      user_id integer not null,
      key text not null,
      fingerprint bytea not null,
      status smallint,
      answer_sealed bytea,
      created_at timestamptz(3) not null default now(),
      primary key (tenant_id, user_id, key)
    )`.execute(db)
  await sql`create index idempotency_key_age on idempotency_key (created_at)`.execute(db)

  for (const table of [
    'tenant',
    'account',
    'membership',
    'token_family',
    'refresh_token',
    'idempotency_key',
  ]) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`create policy own on tenant to fleeting_app using (id = current_tenant())`.execute(db)
  await sql`create policy own on membership to fleeting_app using (tenant_id = current_tenant())`.execute(db)
  await sql`create policy own on idempotency_key to fleeting_app using (tenant_id = current_tenant())`.execute(
    db,
  )
  await sql`create policy own on token_family to fleeting_app using (tenant_id = current_tenant())`.execute(
    db,
  )
  await sql`
    create policy colleagues on account for select to fleeting_app
    using (exists (select from membership m where m.user_id = account.id and m.tenant_id = current_tenant()))`.execute(
    db,
  )

  await sql`grant select, update on tenant to fleeting_app`.execute(db)
  await sql`grant select (id, email, full_name, created_at) on account to fleeting_app`.execute(db)
  await sql`grant select, insert, update, delete on membership to fleeting_app`.execute(db)
  await sql`grant select, update on token_family to fleeting_app`.execute(db)
  await sql`grant select, insert, update, delete on idempotency_key to fleeting_app`.execute(db)
  await sql`
    grant select, insert, update, delete on tenant, account, membership, token_family, refresh_token, idempotency_key
    to fleeting_system`.execute(db)
}

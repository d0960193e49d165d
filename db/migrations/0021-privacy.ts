import { type Kysely, sql } from 'kysely'

/**
 * What it takes to forget a person. `person_erasure` says by number who was forgotten where, so that nothing they left
 * brings their name back. Rows of the audit are added and never changed, but for this: who sent a position,
 * and from which device, gives way to a pseudonym. A function does that and nothing else, in steps, so that no role may
 * write to the table. It answers up to which row it came, and null once there is none left.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table person_erasure (
      tenant_id integer not null references tenant on delete cascade,
      user_id integer not null,
      erased_at timestamptz(3) not null,
      primary key (tenant_id, user_id)
    )`.execute(db)
  await sql`alter table person_erasure enable row level security`.execute(db)
  await sql`create policy system on person_erasure to fleeting_system using (true) with check (true)`.execute(
    db,
  )
  await sql`grant select, insert, update on person_erasure to fleeting_system`.execute(db)

  await sql`
    create function pseudonymise_location_audit(tenant integer, technicians uuid[], person integer, devices text[],
      pseudonyms text[], after_id bigint, at_most integer, out last bigint, out changed integer)
    language plpgsql security definer set search_path = pg_catalog, public as $$
    begin
      with step as (
        select a.id from public.location_audit a
        where a.tenant_id = tenant and a.user_id = person and a.id > after_id
          and (a.technician_id = any(technicians) or a.technician_id is null)
        order by a.id limit at_most
      ), done as (
        update public.location_audit a
        set user_id = null, device_id = pseudonyms[array_position(devices, a.device_id)]
        from step where a.id = step.id returning a.id
      )
      select max(id), count(*)::integer into last, changed from done;
    end $$`.execute(db)
  await sql`
    revoke all on function
      pseudonymise_location_audit(integer, uuid[], integer, text[], text[], bigint, integer) from public`.execute(
    db,
  )
  await sql`
    grant execute on function
      pseudonymise_location_audit(integer, uuid[], integer, text[], text[], bigint, integer) to fleeting_system`.execute(
    db,
  )

  await sql`grant select, delete on trip to fleeting_system`.execute(db)
  await sql`grant update (owner_id, updated_at) on album, asset to fleeting_system`.execute(db)
  await sql`grant update (added_by) on album_item to fleeting_system`.execute(db)
  await sql`grant delete on album_access, trip_access to fleeting_system`.execute(db)

  // Looks are forgotten by age, and those of one person are looked for.
  await sql`create index location_view_age on location_view (tenant_id, last_at)`.execute(db)
  await sql`
    create index share_link_recipient on share_link (least(revoked_at, expires_at))
    where recipient_name is not null or recipient_email is not null`.execute(db)
}

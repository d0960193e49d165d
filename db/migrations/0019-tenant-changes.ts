import { type Kysely, sql } from 'kysely'

/**
 * Whoever remembers organizations hears of each change when it is committed, whoever made it: a process of the service,
 * the command line, or somebody's own SQL.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create function tell_tenant_change() returns trigger language plpgsql as $$
    begin
      perform pg_notify('fleeting_tenant', coalesce(new.id, old.id)::text);
      return null;
    end $$`.execute(db)
  await sql`
    create trigger tenant_changed after update of name, features, locale, timezone, settings on tenant
    for each row when (
      (old.name, old.features, old.locale, old.timezone, old.settings)
      is distinct from (new.name, new.features, new.locale, new.timezone, new.settings)
    ) execute function tell_tenant_change()`.execute(db)
  await sql`
    create trigger tenant_removed after delete on tenant
    for each row execute function tell_tenant_change()`.execute(db)
}

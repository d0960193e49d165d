import { type Kysely, sql } from 'kysely'

/**
 * Links are changed by a dozen statements of five stores; what becomes of them is told here, where none can be
 * forgotten. The triggers wait for the end of the transaction: only there is the organization's counter taken, and
 * nobody who holds it waits for a link. What is counted at a link (views, visitors) is no change of it.
 *
 * Nothing that opens a link, and nobody it was made for, is in an event: no token, slug, password or recipient. Of what
 * changed, the names are told.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create function share_facts(link share_link) returns jsonb language sql stable as $$
      select jsonb_build_object(
        'resource_type', link.resource_kind, 'resource_id', link.resource_id, 'face', link.face,
        'share_type', link.share_type,
        'starts_at', to_char(link.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'expires_at', to_char(link.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'permissions', jsonb_build_object('preview', link.allow_preview, 'download', link.allow_download,
          'comment', link.allow_comments, 'collaborate', link.allow_collaboration))
    $$`.execute(db)

  await sql`
    create function tell_share_created() returns trigger language plpgsql as $$
    begin
      perform record_event(new.tenant_id, 'share.created', 'share', new.id::text, new.created_by, share_facts(new));
      return null;
    end $$`.execute(db)

  await sql`
    create function tell_share_changed() returns trigger language plpgsql as $$
    declare
      -- A link that was made for a way or a visit ends by its end being moved to the moment of its change.
      has_ended constant boolean := new.ends_on is not null and new.expires_at is distinct from old.expires_at
        and new.expires_at <= new.updated_at;
      changed text[];
    begin
      if new.revoked_at is not null or has_ended then
        if old.revoked_at is null then
          perform record_event(new.tenant_id, 'share.revoked', 'share', new.id::text, null, share_facts(new)
            || jsonb_build_object('reason', case
              when new.revoked_at is not null then 'revoked'
              when new.ends_on = 'arrival' then 'arrived'
              else new.ends_on end));
        end if;
        return null;
      end if;
      changed := array_remove(array[
        case when new.starts_at is distinct from old.starts_at then 'starts_at' end,
        case when new.expires_at is distinct from old.expires_at then 'expires_at' end,
        case when (new.allow_preview, new.allow_download, new.allow_comments, new.allow_collaboration)
          is distinct from (old.allow_preview, old.allow_download, old.allow_comments, old.allow_collaboration)
          then 'permissions' end,
        case when new.share_type <> old.share_type then 'share_type' end,
        case when new.title is distinct from old.title then 'title' end,
        case when new.password_version <> old.password_version then 'password' end,
        case when new.rotated_at is distinct from old.rotated_at then 'token' end,
        case when (new.max_views, new.max_downloads) is distinct from (old.max_views, old.max_downloads)
          then 'limits' end,
        case when (new.ends_on, new.destination) is distinct from (old.ends_on, old.destination)
          then 'ends_on' end], null);
      perform record_event(new.tenant_id, 'share.updated', 'share', new.id::text, null,
        share_facts(new) || jsonb_build_object('changed', to_jsonb(changed)));
      return null;
    end $$`.execute(db)

  await sql`
    create constraint trigger share_created after insert on share_link
    deferrable initially deferred for each row execute function tell_share_created()`.execute(db)
  // The condition is asked at once, so that a view that is counted leaves nothing for the end of its transaction.
  await sql`
    create constraint trigger share_changed after update on share_link
    deferrable initially deferred for each row when (
      (old.starts_at, old.expires_at, old.revoked_at, old.share_type, old.title, old.password_version, old.rotated_at,
        old.max_views, old.max_downloads, old.ends_on, old.destination, old.allow_preview, old.allow_download,
        old.allow_comments, old.allow_collaboration)
      is distinct from
      (new.starts_at, new.expires_at, new.revoked_at, new.share_type, new.title, new.password_version, new.rotated_at,
        new.max_views, new.max_downloads, new.ends_on, new.destination, new.allow_preview, new.allow_download,
        new.allow_comments, new.allow_collaboration)
    ) execute function tell_share_changed()`.execute(db)
}

import { type Kysely, sql } from 'kysely'
import type { PersonSections } from '../domain/privacy/export-schema.ts'
import { moment, portionsOf } from './privacy-portions.ts'
import type { Database } from './schema.ts'

type Together = Pick<
  PersonSections,
  | 'comments'
  | 'mentions'
  | 'collaboration_sessions'
  | 'participations'
  | 'recording_consents'
  | 'notifications'
  | 'notification_preferences'
>

/** What somebody said, where they took part, and what they were told of. */
export const togetherSections = (db: Kysely<Database>, tenantId: number, userId: number): Together => ({
  comments: portionsOf(db, {
    entry: sql`json_build_object('id', id, 'asset_id', asset_id, 'parent_comment_id', parent_id, 'content', content,
      'visibility', visibility, 'created_at', ${moment('created_at')}, 'updated_at', ${moment('updated_at')},
      'deleted_at', ${moment('deleted_at')})`,
    from: sql`from comment where tenant_id = ${tenantId} and author_id = ${userId}`,
    key: sql`id`,
    keyType: 'uuid',
  }),
  mentions: portionsOf(db, {
    entry: sql`json_build_object('comment_id', c.id, 'asset_id', c.asset_id, 'at', ${moment('c.created_at')})`,
    from: sql`from comment_mention m join comment c on c.id = m.comment_id
      where m.tenant_id = ${tenantId} and m.user_id = ${userId}`,
    key: sql`c.id`,
    keyType: 'uuid',
  }),
  collaboration_sessions: portionsOf(db, {
    entry: sql`json_build_object('id', id, 'asset_id', asset_id, 'invitation_message', invitation_message,
      'created_at', ${moment('created_at')}, 'expires_at', ${moment('expires_at')}, 'ended_at', ${moment('ended_at')})`,
    from: sql`from collab_session where tenant_id = ${tenantId} and created_by = ${userId}`,
    key: sql`id`,
    keyType: 'uuid',
  }),
  participations: portionsOf(db, {
    entry: sql`json_build_object('participant_id', id, 'session_id', session_id, 'name', name, 'email', email,
      'role', role, 'joined_at', ${moment('joined_at')}, 'removed_at', ${moment('removed_at')})`,
    from: sql`from collab_participant where tenant_id = ${tenantId} and user_id = ${userId}`,
    key: sql`id`,
    keyType: 'uuid',
  }),
  recording_consents: portionsOf(db, {
    entry: sql`json_build_object('recording_id', c.recording_id, 'agreed', c.agreed, 'at', ${moment('c.at')})`,
    from: sql`from collab_consent c join collab_participant p on p.id = c.participant_id
      where c.tenant_id = ${tenantId} and p.tenant_id = ${tenantId} and p.user_id = ${userId}`,
    key: sql`c.recording_id`,
    keyType: 'uuid',
  }),
  notifications: portionsOf(db, {
    entry: sql`json_build_object('id', id, 'type', type, 'asset_id', (data ->> 'assetId')::integer,
      'comment_id', data ->> 'commentId', 'session_id', data ->> 'sessionId', 'created_at', ${moment('created_at')},
      'read_at', ${moment('read_at')}, 'mailed_at', ${moment('mailed_at')})`,
    from: sql`from notification where tenant_id = ${tenantId} and user_id = ${userId}`,
    key: sql`id`,
    keyType: 'uuid',
  }),
  notification_preferences: portionsOf(db, {
    entry: sql`json_build_object('digest', digest)`,
    from: sql`from notification_preference where tenant_id = ${tenantId} and user_id = ${userId}`,
    key: sql`user_id`,
    keyType: 'integer',
  }),
})

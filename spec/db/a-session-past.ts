import { randomUUID } from 'node:crypto'
import type { TestDatabase } from '../support/database.ts'

export interface Whose {
  readonly tenantId: number
  readonly userId: number
  readonly colleagueId: number
  readonly email: string
  readonly fullName: string
}

export interface SessionPast {
  readonly assetId: number
  /** Theirs, open, with the colleague in it. */
  readonly made: string
  /** The colleague's, open on the same file; they are invited by mail. */
  readonly invitedTo: string
  /** By them, and the colleague's answer to it, which names them. */
  readonly said: string
  readonly answer: string
  /** The colleague's, resolved by them. */
  readonly resolved: string
}

/** Somebody who worked together with a colleague: a row in every table that has room for them. */
export const addSessionPast = async (
  { query }: TestDatabase,
  { tenantId, userId, colleagueId, email, fullName }: Whose,
): Promise<SessionPast> => {
  const [made, invitedTo, said, answer, resolved] = Array.from({ length: 5 }, () => randomUUID())
  const [self, colleague, invited, recording] = Array.from({ length: 4 }, () => randomUUID())
  const [asset] = await query(
    `insert into asset (uuid, tenant_id, owner_id, title, filename, content_type, kind, size, clean)
     values (gen_random_uuid(), $1, $2, 'Board', 'board.png', 'image/png', 'image', 1, '{"as": "same"}') returning id`,
    [tenantId, colleagueId],
  )
  const assetId = asset!.id as number
  await query(
    `insert into collab_session (id, tenant_id, asset_id, created_by, allow_download, cursor_tracking, voice_chat,
       screen_sharing, recording, max_participants, invitation_message, expires_at)
     select s.id, $1, $2, s.maker, false, true, true, true, true, 8, s.message, now() + interval '1 day'
     from (values ($3::uuid, $4::integer, $5), ($6, $7, 'Please look')) s (id, maker, message)`,
    [tenantId, assetId, made, userId, `Come, says ${fullName}`, invitedTo, colleagueId],
  )
  await query(
    `insert into collab_participant (id, tenant_id, session_id, user_id, email, name, role, color, joined_at) values
       ($1, $4, $5, $6, $7, $8, 'host', '#0072b2', now()),
       ($2, $4, $5, $9, null, 'Ana', 'collaborator', '#d55e00', now()),
       ($3, $4, $10, null, upper($7), upper($7), 'viewer', '#009e73', null)`,
    [self, colleague, invited, tenantId, made, userId, email, fullName, colleagueId, invitedTo],
  )
  await query(
    `insert into collab_seat (id, tenant_id, session_id, participant_id, node)
     values (gen_random_uuid(), $1, $2, $3, 'n'), (gen_random_uuid(), $1, $2, $4, 'n')`,
    [tenantId, made, self, colleague],
  )
  await query(
    `insert into comment (id, tenant_id, asset_id, parent_id, author_id, author_name, content, drawing, visibility,
       client_id, resolved_at, resolved_by) values
       ($1, $4, $5, null, $6, $7, 'Move it, says ' || $7, '[]', 'public', 'client-of-theirs', null, null),
       ($2, $4, $5, $1, $8, 'Ana', 'Done, @' || upper($9) || ', look', null, 'public', null, null, null),
       ($3, $4, $5, null, $8, 'Ana', 'Too dark', null, 'public', null, now(), $7)`,
    [said, answer, resolved, tenantId, assetId, userId, fullName, colleagueId, email],
  )
  await query('insert into comment_mention (comment_id, user_id, tenant_id) values ($1, $2, $3)', [
    answer,
    userId,
    tenantId,
  ])
  await query(
    `with r as (insert into collab_recording (id, session_id, tenant_id, started_by, first_seq)
         values ($1, $2, $3, $4, 0) returning id)
     insert into collab_consent (recording_id, participant_id, tenant_id, agreed) select id, $4, $3, true from r`,
    [recording, made, tenantId, self],
  )
  await query(
    `insert into notification (id, tenant_id, user_id, type, data) values
       (gen_random_uuid(), $1, $2, 'comment.mention', $4), (gen_random_uuid(), $1, $3, 'comment.created', $5)`,
    [
      tenantId,
      userId,
      colleagueId,
      JSON.stringify({ assetId, commentId: answer, actorId: colleagueId }),
      JSON.stringify({ assetId, commentId: said, actorId: userId }),
    ],
  )
  await query(`insert into notification_preference (tenant_id, user_id, digest) values ($1, $2, 'hourly')`, [
    tenantId,
    userId,
  ])
  return {
    assetId,
    made: made!,
    invitedTo: invitedTo!,
    said: said!,
    answer: answer!,
    resolved: resolved!,
  }
}

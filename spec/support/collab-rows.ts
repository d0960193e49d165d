import { randomUUID } from 'node:crypto'
import { addAccount, addAsset } from './album-rows.ts'
import type { TestDatabase } from './database.ts'
import { addTenant } from './rows.ts'

export interface CollabRows {
  readonly tenantId: number
  readonly userId: number
  readonly assetId: number
  readonly sessionId: string
  /** The host. */
  readonly participantId: string
}

/** A session on a file as its rows say it, with its host. */
export const addCollabSession = async (
  database: TestDatabase,
  from: { readonly tenantId?: number; readonly userId?: number; readonly assetId?: number } = {},
): Promise<CollabRows> => {
  const tenantId = from.tenantId ?? (await addTenant(database))
  const userId = from.userId ?? (await addAccount(database, tenantId))
  const assetId = from.assetId ?? (await addAsset(database, { tenantId, userId }))
  const sessionId = randomUUID()
  await database.query(
    `insert into collab_session (id, tenant_id, asset_id, created_by, allow_download, cursor_tracking, voice_chat,
       screen_sharing, recording, max_participants, expires_at)
     values ($1, $2, $3, $4, false, true, true, true, true, 100, now() + interval '1 day')`,
    [sessionId, tenantId, assetId, userId],
  )
  const participantId = await addParticipant(database, { tenantId, sessionId, userId, role: 'host' })
  return { tenantId, userId, assetId, sessionId, participantId }
}

export const addParticipant = async (
  { query }: TestDatabase,
  {
    tenantId,
    sessionId,
    userId = null,
    role = 'collaborator',
    name = 'Ana',
  }: {
    readonly tenantId: number
    readonly sessionId: string
    readonly userId?: number | null
    readonly role?: string
    readonly name?: string
  },
): Promise<string> => {
  const id = randomUUID()
  await query(
    `insert into collab_participant (id, tenant_id, session_id, user_id, guest_id, name, role, color, joined_at)
     values ($1, $2, $3, $4, $5, $6, $7, '#0072b2', now())`,
    [id, tenantId, sessionId, userId, userId === null ? randomUUID() : null, name, role],
  )
  return id
}

/** A row in every table of sessions, comments, documents, recordings and notifications. */
export const aCollaboration = async (database: TestDatabase, from: CollabRows): Promise<void> => {
  const { tenantId, userId, assetId, sessionId, participantId } = from
  const given = [tenantId, userId, assetId, sessionId, participantId]
  await database.query(
    `with g as (select $1::int as tenant, $2::int as person, $3::int as asset, $4::uuid as session, $5::uuid as who),
       s as (insert into collab_seat (id, tenant_id, session_id, participant_id, node)
         select gen_random_uuid(), tenant, session, who, gen_random_uuid() from g),
       c as (insert into comment (id, tenant_id, asset_id, author_id, author_name, content, visibility)
         select gen_random_uuid(), tenant, asset, person, 'Ana', 'Too small', 'public' from g returning id),
       m as (insert into comment_mention (comment_id, user_id, tenant_id) select c.id, person, tenant from c, g),
       d as (insert into collab_document (session_id, tenant_id, state, state_seq, last_seq, size)
         select session, tenant, '\\x0000', 0, 1, 2 from g),
       u as (insert into collab_document_update (session_id, seq, tenant_id, participant_id, content)
         select session, 1, tenant, who, '\\x0000' from g),
       o as (insert into collab_document_client (session_id, client, tenant_id, participant_id)
         select session, 7, tenant, who from g),
       r as (insert into collab_recording (id, session_id, tenant_id, started_by, first_seq)
         select gen_random_uuid(), session, tenant, who, 1 from g returning id),
       a as (insert into collab_consent (recording_id, participant_id, tenant_id, agreed)
         select r.id, who, tenant, true from r, g),
       k as (insert into collab_recording_chunk (recording_id, tenant_id, from_ms, to_ms, content)
         select r.id, tenant, 0, 1, '[]' from r, g),
       n as (insert into notification (id, tenant_id, user_id, type, data)
         select gen_random_uuid(), tenant, person, 'comment.mention', '{}' from g),
       p as (insert into notification_preference (tenant_id, user_id, digest) select tenant, person, 'off' from g)
     select append_collab_event(tenant, session, 'session:updated', null, '{}') from g`,
    given,
  )
}

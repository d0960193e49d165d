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

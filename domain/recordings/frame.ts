import type { Member } from '../actor.ts'
import type { Asset } from '../assets/asset.ts'
import { found } from '../problem.ts'
import type { Id } from '../schema.ts'
import type { CollabSession, SessionRole } from '../sessions/session.ts'
import type { RecordingPorts } from './service.ts'

/** What stands around a replay. */
export interface ReplayFrame {
  readonly session: CollabSession
  /** What the member is in it. */
  readonly role: SessionRole
  readonly asset: Asset
  /** The session goes on. */
  readonly isOpen: boolean
  readonly isRecorded: boolean
}

/** As far as a member may see the session again; `not_found` otherwise. */
export const framesOf =
  ({ accessTo, assetOf, recordingsOf, now }: RecordingPorts) =>
  async (member: Member, sessionId: Id): Promise<ReplayFrame> => {
    const { session, role } = await accessTo(member, sessionId)
    const [asset, recordings] = await Promise.all([
      assetOf(session.tenantId, session.assetId).then(found),
      recordingsOf(session.tenantId).list(session.id),
    ])
    return {
      session,
      role,
      asset,
      isOpen: overOf(session, now()) === null,
      isRecorded: recordings.length > 0,
    }
  }

/** When the session was over, where it is. */
export const overOf = ({ endedAt, expiresAt }: CollabSession, now: Date): Date | null =>
  endedAt ?? (expiresAt <= now ? expiresAt : null)

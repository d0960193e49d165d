import type { EventName, NewEvent } from '../events/event.ts'
import type { SerialId } from '../schema.ts'
import type { CollabSession, SessionState } from './session.ts'

/** What is told of a session: which one, of which file, and how it stands. */
export const eventOf = (
  name: Extract<EventName, `session.${string}`>,
  { id, assetId }: Pick<CollabSession, 'id' | 'assetId'>,
  state: SessionState,
  actorId: SerialId | null,
): NewEvent => ({
  name,
  aggregateType: 'session',
  aggregateId: id,
  actorId,
  data: { asset_id: assetId, state },
})

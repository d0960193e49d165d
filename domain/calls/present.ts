import type { PeerView } from '../sessions/schema.ts'
import type { Seat } from '../sessions/session.ts'

/** A seat in the call, as the others are told of it. */
export const toPeer = ({ id, participantId, isMuted, sharesScreen }: Seat): PeerView => ({
  id,
  participant_id: participantId,
  is_muted: isMuted,
  shares_screen: sharesScreen,
})

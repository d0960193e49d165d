import type { Id } from '../../domain/schema.ts'
import type { PeerView } from '../../domain/sessions/schema.ts'
import type { PeerMedia } from './carriage.ts'

/** Somebody else in the call; `id` is a seat. */
export interface CallPeer {
  readonly id: Id
  readonly participantId: Id
  /** Is played by the call itself. */
  readonly stream: MediaStream | null
  /** With its sound, to be shown by a `video`. */
  readonly screenStream: MediaStream | null
  readonly isMuted: boolean
  readonly sharesScreen: boolean
  readonly isSpeaking: boolean
  /** 0 to 1, in steps of a twentieth. */
  readonly level: number
}

/** The call as it is now. */
export interface CallView {
  readonly state: 'out' | 'joining' | 'in'
  readonly isMuted: boolean
  readonly isSpeaking: boolean
  /** Whether there is a microphone, and it may be used. */
  readonly hasMicrophone: boolean
  /** The own screen, while it is shown. */
  readonly screen: MediaStream | null
  readonly peers: readonly CallPeer[]
}

export const callPeerOf = (
  { id, participant_id, is_muted, shares_screen }: PeerView,
  media: PeerMedia | undefined,
  heard: Pick<CallPeer, 'isSpeaking' | 'level'> | undefined,
): CallPeer => ({
  id,
  participantId: participant_id,
  stream: media?.stream ?? null,
  screenStream: media?.screenStream ?? null,
  isMuted: is_muted,
  sharesScreen: shares_screen,
  isSpeaking: heard?.isSpeaking ?? false,
  level: heard?.level ?? 0,
})

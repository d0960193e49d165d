import type { Id } from '../../domain/schema.ts'
import type { IceServer, PeerView } from '../../domain/sessions/schema.ts'
import type { Notice } from './connection.ts'

export type Signal = Notice<'rtc:signal'>['signal']

/** What is heard and seen of somebody. The same object as long as it is the same stream. */
export interface PeerMedia {
  readonly stream: MediaStream | null
  readonly screenStream: MediaStream | null
}

/** How voices and screens get from one to another: from browser to browser (`Mesh`), or by a server of calls. */
export interface Carriage {
  /** Somebody is in the call. `isCalled`: they were in it before, and wait to be called. */
  add(peer: PeerView, isCalled: boolean): void
  remove(id: Id): void
  signal(from: Id, signal: Signal): void
  setMuted(isMuted: boolean): void
  /** The screen that is shown from now on; none: no screen any more. */
  setScreen(screen: MediaStream | undefined): Promise<void>
  mediaOf(peer: PeerView): PeerMedia
  /** How loud they are now, 0 to 1. */
  levelOf(peer: PeerView): number
  close(): void
}

export interface CarriageEvents {
  /** What is heard or seen of somebody is another. */
  readonly onMedia: () => void
  /** The way to everybody is gone for good: the call is over. */
  readonly onLost: () => void
}

/** Our own end of the call. */
export interface OwnEnd {
  readonly id: Id
  /** `undefined`: there is none, or it may not be used; one listens. */
  readonly microphone: MediaStream | undefined
  readonly isMuted: boolean
  readonly iceServers: readonly IceServer[]
}

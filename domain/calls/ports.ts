import type { Id } from '../schema.ts'

/** What browsers are told to find each other by. */
export interface IceSettings {
  /** `stun:…` (RFC 7064): say what address one has from outside. */
  readonly stun: readonly string[]
  /** `turn:…` (RFC 7065): pass on what cannot go straight. */
  readonly turn: readonly string[]
  /** How long a relay's credentials are good. */
  readonly minutes: number
  /** Base64 of HMAC-SHA1 with the secret that the relay shares. */
  readonly sign: (text: string) => string
}

/** Somebody on their way into the room of a session on a server of calls. */
export interface CallTicket {
  readonly sessionId: Id
  readonly participantId: Id
  readonly name: string
  readonly mayShareScreen: boolean
}

/**
 * A server that carries the sound and the pictures of calls, instead of a mesh of browsers. A room is named by its session,
 * and whoever is in it by their participant: nobody is in it twice.
 */
export interface CallServer {
  /** Where browsers reach it: `wss://…`. */
  readonly url: string
  /** What lets one person into one room; to be used within two minutes. */
  ticket(ticket: CallTicket): Promise<string>
  /** Throws them out, and makes the tickets they were given worthless. Nobody there is fine. */
  remove(sessionId: Id, participantId: Id): Promise<void>
  /** Their microphone; they may open it again. Nobody there is fine. */
  mute(sessionId: Id, participantId: Id): Promise<void>
  /** Whoever is connected. Of a room that is not there: nobody. */
  present(sessionId: Id): Promise<readonly Id[]>
}

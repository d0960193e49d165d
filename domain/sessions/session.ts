import type { AssetKind } from '../assets/asset.ts'
import { faulty } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'

/** From most to least: a role may what the roles after it may. */
export const sessionRoles = ['host', 'collaborator', 'commenter', 'viewer'] as const
export type SessionRole = (typeof sessionRoles)[number]

/** What a session was made with. */
export interface SessionFeatures {
  readonly allowDownload: boolean
  readonly cursorTracking: boolean
  readonly voiceChat: boolean
  readonly screenSharing: boolean
  readonly recording: boolean
}

/** People who work on one file together, until a moment. */
export interface CollabSession {
  readonly id: Id
  readonly tenantId: SerialId
  readonly assetId: SerialId
  /** The first link of the share that leads to it; `null` once that was forgotten. */
  readonly linkId: Id | null
  /** `null` once that account is gone. */
  readonly createdBy: SerialId | null
  readonly features: SessionFeatures
  readonly maxParticipants: number
  readonly invitationMessage: string | null
  readonly playback: Playback | null
  /** Of the newest entry of its log; 0: there is none. */
  readonly lastSeq: number
  readonly createdAt: Date
  /** The moment itself is already too late. */
  readonly expiresAt: Date
  readonly endedAt: Date | null
}

/** What a list shows of a session beside its own: its file, who is there now, whether there is something to see again. */
export interface SessionGlimpse {
  readonly asset: { readonly title: string; readonly kind: AssetKind; readonly hasThumbnail: boolean }
  readonly present: readonly Pick<Participant, 'id' | 'name' | 'color'>[]
  readonly isRecorded: boolean
}

/** How the medium plays for all: at `at` (ms since 1970 UTC, the server's clock) it was at `positionMs`. */
export interface Playback {
  readonly leaderId: Id
  readonly isPlaying: boolean
  readonly positionMs: number
  /** 1: as it was made. */
  readonly rate: number
  readonly at: number
}

/** Somebody who takes part, or is invited to. */
export interface Participant {
  readonly id: Id
  readonly sessionId: Id
  /** A member of the organization; `null` for a guest, and for whoever was invited by mail and has not come yet. */
  readonly userId: SerialId | null
  /** A guest, as their browser can prove it; see `Guest`. */
  readonly guestId: Id | null
  /** The link they were invited by, or came by; `null` for hosts and admins, who need none. */
  readonly linkId: Id | null
  readonly email: string | null
  readonly name: string
  readonly role: SessionRole
  /** `#rrggbb`, given by the server. */
  readonly color: string
  /** `null`: invited, and not come yet. */
  readonly joinedAt: Date | null
  /** The host has sent them away. */
  readonly removedAt: Date | null
}

export type SeatState = 'active' | 'idle'

/** One connection of a participant, on whichever node. */
export interface Seat {
  readonly id: Id
  readonly participantId: Id
  readonly node: string
  readonly state: SeatState
  readonly inCall: boolean
  readonly isMuted: boolean
  readonly sharesScreen: boolean
}
export type SeatChange = Partial<Pick<Seat, 'state' | 'inCall' | 'isMuted' | 'sharesScreen'>>

/** A node that has not said for this long that it lives has no seats any more. */
export const seatLapsesMs = 45_000
/** Connections of one participant: more than anybody has tabs and devices for. */
export const mostSeatsEach = 50

/** Whether there is a seat left for a participant among those that are taken, where `most` participants fit. */
export const isFree = (
  participantId: Id,
  there: readonly Pick<Seat, 'participantId'>[],
  most: number,
): boolean => {
  const own = there.filter((seat) => seat.participantId === participantId).length
  if (own > 0) return own < mostSeatsEach
  return new Set(there.map((seat) => seat.participantId)).size < most
}

/** As many as a mesh of browsers carries: each sends to each. */
export const mostInMesh = 8

/** `most`: what this house allows. */
export const assertMost = (field: string, wanted: number | undefined, most: number): void => {
  if (wanted !== undefined && wanted > most) throw faulty({ field, message: `must be at most ${most}` })
}

export type SessionState = 'open' | 'expired' | 'ended'

export const stateOfSession = (
  { endedAt, expiresAt }: Pick<CollabSession, 'endedAt' | 'expiresAt'>,
  now: Date,
): SessionState => (endedAt ? 'ended' : expiresAt <= now ? 'expired' : 'open')

/** Told apart on a light and on a dark ground, and by those who see few colours: Okabe and Ito's set and its neighbours. */
const colors = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#b8860b',
  '#56b4e9',
  '#7b3294',
  '#a6611a',
  '#018571',
  '#e7298a',
  '#4d4d4d',
  '#5e8c1a',
] as const

/** Of the `ordinal`th participant of a session, from 0. */
export const colorOf = (ordinal: number): string => colors[ordinal % colors.length]!

import Type, { type Static } from 'typebox'
import { CommentView, Unit } from '../comments/schema.ts'
import { Id, Nullable, OneOf, Timestamp } from '../schema.ts'
import { logNames } from './log.ts'
import { sessionRoles } from './session.ts'

const closed = { additionalProperties: false } as const

/** Somebody who takes part, as the others see them. */
export const ParticipantView = Type.Object(
  {
    id: Id,
    name: Type.String(),
    /** `#rrggbb`, given by the server, as the name is. */
    color: Type.String(),
    role: OneOf(...sessionRoles),
    kind: OneOf('member', 'guest'),
    /** `away`: not connected. */
    presence: OneOf('active', 'idle', 'away'),
    in_call: Type.Boolean(),
    is_muted: Type.Boolean(),
    shares_screen: Type.Boolean(),
  },
  { $id: 'ParticipantView', ...closed },
)
export type ParticipantView = Static<typeof ParticipantView>

export const FeaturesView = Type.Object(
  {
    allow_download: Type.Boolean(),
    cursor_tracking: Type.Boolean(),
    voice_chat: Type.Boolean(),
    screen_sharing: Type.Boolean(),
    recording: Type.Boolean(),
  },
  { $id: 'SessionFeatures', ...closed },
)
export type FeaturesView = Static<typeof FeaturesView>

export const PlaybackView = Type.Object(
  {
    leader_id: Id,
    playing: Type.Boolean(),
    position_ms: Type.Integer({ minimum: 0, maximum: 360_000_000 }),
    rate: Type.Number({ minimum: 0.25, maximum: 4 }),
    /** Milliseconds since 1970 UTC, the server's clock: when it was at `position_ms`. */
    at: Type.Integer(),
  },
  { $id: 'PlaybackView', ...closed },
)
export type PlaybackView = Static<typeof PlaybackView>

/** An entry of the log as a participant reads it; the notice of the same name carries it too. */
export const LogEntryView = Type.Object(
  {
    seq: Type.Integer({ minimum: 1 }),
    name: OneOf(...logNames),
    at: Timestamp,
    /** Who did it; `null` for somebody outside of the session, or the service itself. */
    participant_id: Nullable(Id),
    /** What `comment:…` is about: as it is now; not there for `comment:deleted`. */
    comment_id: Type.Optional(Id),
    comment: Type.Optional(CommentView),
    /** What `participant:…` is about. */
    participant: Type.Optional(ParticipantView),
    /** What `recording:…` is about. */
    recording_id: Type.Optional(Id),
    /** Of `session:updated`: how it is now. */
    session: Type.Optional(
      Type.Object(
        { features: FeaturesView, max_participants: Type.Integer(), expires_at: Timestamp },
        closed,
      ),
    ),
  },
  { $id: 'LogEntry', ...closed },
)
export type LogEntryView = Static<typeof LogEntryView>

export const RecordingNow = Type.Object(
  {
    id: Id,
    started_at: Timestamp,
    /** Whether the reader agreed that their own movements are kept. */ agreed: Nullable(Type.Boolean()),
  },
  { $id: 'RecordingNow', ...closed },
)

export const SessionInfo = Type.Object(
  {
    id: Id,
    asset: Type.Object(
      {
        title: Type.String(),
        kind: Type.String(),
        content_type: Type.String(),
        width: Nullable(Type.Integer()),
        height: Nullable(Type.Integer()),
        duration_s: Nullable(Type.Number()),
      },
      closed,
    ),
    features: FeaturesView,
    max_participants: Type.Integer(),
    created_at: Timestamp,
    expires_at: Timestamp,
  },
  { $id: 'SessionInfo', ...closed },
)

/** Everything a participant needs to begin; entries after `seq` follow as notices. */
export const SessionState = Type.Object(
  {
    session: SessionInfo,
    you: Type.Object(
      {
        participant_id: Id,
        /** This connection: what signalling is addressed to. */
        seat_id: Id,
        role: OneOf(...sessionRoles),
        /** Of a guest: to be given back as `guest` on the next connection. */
        guest: Type.Optional(Type.String()),
      },
      closed,
    ),
    participants: Type.Array(ParticipantView),
    comments: Type.Array(CommentView),
    /** There are more comments than these, the newest; all are at the REST address. */
    more_comments: Type.Boolean(),
    seq: Type.Integer({ minimum: 0 }),
    features: FeaturesView,
    playback: Nullable(PlaybackView),
    recording: Nullable(RecordingNow),
    server_time: Timestamp,
  },
  { $id: 'SessionState', ...closed },
)
export type SessionState = Static<typeof SessionState>

export const CursorView = Type.Object(
  { id: Id, x: Unit, y: Unit, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) },
  { $id: 'CursorView', ...closed },
)
export type CursorView = Static<typeof CursorView>

/** What a participant looks at: the middle of it, how near, which page, which moment. */
export const ViewOf = {
  x: Unit,
  y: Unit,
  zoom: Type.Number({ minimum: 0.05, maximum: 64 }),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  time_ms: Type.Optional(Type.Integer({ minimum: 0, maximum: 360_000_000 })),
} as const

/** Somebody in the call, as a peer. `id` is a seat. */
export const PeerView = Type.Object(
  {
    id: Id,
    participant_id: Id,
    is_muted: Type.Boolean(),
    shares_screen: Type.Boolean(),
  },
  { $id: 'PeerView', ...closed },
)
export type PeerView = Static<typeof PeerView>

export const IceServer = Type.Object(
  {
    urls: Type.Array(Type.String()),
    username: Type.Optional(Type.String()),
    credential: Type.Optional(Type.String()),
  },
  { $id: 'IceServer', ...closed },
)
export type IceServer = Static<typeof IceServer>

import Type, { type Static } from 'typebox'
import { CommentView } from '../comments/schema.ts'
import { Id, Nullable, OneOf, Timestamp } from '../schema.ts'
import { CursorView, LogEntryView, ParticipantView, PlaybackView, ViewOf } from '../sessions/schema.ts'

const closed = { additionalProperties: false } as const
/** Milliseconds since the recording began. */
const Moment = Type.Integer({ minimum: 0 })

export const RecordingView = Type.Object(
  {
    id: Id,
    started_at: Timestamp,
    /** `null`: it goes on. */
    stopped_at: Nullable(Timestamp),
    duration_ms: Moment,
    /** It became as large as it may be: from some moment on, what moved was not kept. */
    is_truncated: Type.Boolean(),
  },
  { $id: 'RecordingView', ...closed },
)
export type RecordingView = Static<typeof RecordingView>

export const ReplayEventView = Type.Union(
  [
    Type.Object({ t: Moment, type: Type.Literal('log'), entry: LogEntryView }, closed),
    Type.Object({ t: Moment, type: Type.Literal('cursor'), ...CursorView.properties }, closed),
    Type.Object({ t: Moment, type: Type.Literal('cursor_left'), id: Id }, closed),
    Type.Object({ t: Moment, type: Type.Literal('view'), id: Id, ...ViewOf }, closed),
    Type.Object({ t: Moment, type: OneOf('joined', 'left'), id: Id }, closed),
    Type.Object({ t: Moment, type: Type.Literal('playback'), playback: PlaybackView }, closed),
    /** Yjs, base64. The first is the whole document as it was. */
    Type.Object({ t: Moment, type: Type.Literal('document'), update: Type.String() }, closed),
  ],
  { $id: 'ReplayEvent' },
)
export type ReplayEventView = Static<typeof ReplayEventView>

/** A session to be seen again. Without a recording: what its log holds. */
export const ReplayView = Type.Object(
  {
    session_id: Id,
    /** Newest first. */
    recordings: Type.Array(RecordingView),
    /** Which one this is; `null`: the log alone. */
    recording_id: Nullable(Id),
    duration_ms: Moment,
    participants: Type.Array(ParticipantView),
    /** What had been said before it began; with the first part only. */
    comments_before: Type.Array(CommentView),
    chapters: Type.Array(Type.Object({ t: Moment, comment_id: Id, title: Type.String() }, closed)),
    events: Type.Array(ReplayEventView),
    /** Ask for the next part with `from_ms`; `null`: this was the last. */
    next_from_ms: Nullable(Moment),
  },
  { $id: 'ReplayView', ...closed },
)
export type ReplayView = Static<typeof ReplayView>

export const ReplayQuery = Type.Object(
  {
    recording_id: Type.Optional(Id),
    from_ms: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1, default: 0 })),
  },
  closed,
)
export type ReplayQuery = Static<typeof ReplayQuery>

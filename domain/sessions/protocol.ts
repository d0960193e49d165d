import Type, { type TSchema } from 'typebox'
import { ClientId, CommentView, CreateComment, EditComment, Unit } from '../comments/schema.ts'
import { Bytes, Id, Nullable, OneOf, Timestamp } from '../schema.ts'
import {
  CursorView,
  IceServer,
  LogEntryView,
  ParticipantView,
  PeerView,
  PlaybackView,
  RecordingNow,
  SessionState,
  ViewOf,
} from './schema.ts'
import { sessionRoles } from './session.ts'

/**
 * The conversation of a session, over `/collab` and over the plain WebSocket. What is durable carries the `seq` of the
 * session's log; after `resume` a client that was away has heard everything once.
 */
const closed = { additionalProperties: false } as const
const Of = <P extends Record<string, TSchema>>(properties: P) => Type.Object(properties, closed)
const Done = Of({ ok: Type.Literal(true) })
const ById = Of({ id: Id })
const Kept = Of({ ok: Type.Literal(true), seq: Type.Integer({ minimum: 0 }), comment: CommentView })
const AndWhen = { client_id: Type.Optional(ClientId) }

/** Session descriptions and candidates go from peer to peer; nobody here reads them. */
const Signal = Type.Union([
  Of({
    description: Of({
      type: OneOf('offer', 'answer', 'pranswer', 'rollback'),
      sdp: Type.Optional(Type.String({ maxLength: 65_536 })),
    }),
  }),
  Of({
    candidate: Nullable(
      Of({
        candidate: Type.String({ maxLength: 2048 }),
        sdpMid: Type.Optional(Nullable(Type.String({ maxLength: 64 }))),
        sdpMLineIndex: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 1000 }))),
        usernameFragment: Type.Optional(Nullable(Type.String({ maxLength: 256 }))),
      }),
    ),
  }),
])

export const sessionEndReasons = ['ended', 'expired', 'removed', 'link_ended', 'signed_out'] as const

export const collab = {
  namespace: '/collab',
  /** A member's access token, or a link's token (with the proof of an unlock) and a name; a guest shows their ticket. */
  auth: Type.Object(
    {
      session_id: Id,
      jwt: Type.Optional(Type.String({ maxLength: 4096 })),
      token: Type.Optional(Type.String({ maxLength: 200 })),
      access_token: Type.Optional(Type.String({ maxLength: 4096 })),
      name: Type.Optional(Type.String({ maxLength: 200 })),
      guest: Type.Optional(Type.String({ maxLength: 1000 })),
    },
    { $id: 'CollabAuth', ...closed },
  ),
  requests: {
    'cursor:move': {
      payload: Of({ x: Unit, y: Unit, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) }),
      reply: Done,
    },
    /** The pointer has left the medium. */
    'cursor:leave': { payload: Of({}), reply: Done },
    'view:move': { payload: Of(ViewOf), reply: Done },
    /** Whose view the client goes along with; the followed are told by `presence:followed`. */
    follow: { payload: Of({ participant_id: Nullable(Id) }), reply: Done },
    'presence:set': { payload: Of({ state: OneOf('active', 'idle') }), reply: Done },
    'playback:set': {
      payload: Of({
        playing: Type.Boolean(),
        position_ms: Type.Integer({ minimum: 0, maximum: 360_000_000 }),
        rate: Type.Optional(Type.Number({ minimum: 0.25, maximum: 4 })),
      }),
      reply: Of({ ok: Type.Literal(true), playback: PlaybackView }),
    },

    'comment:create': { payload: CreateComment, reply: Kept },
    'comment:update': { payload: Of({ id: Id, ...AndWhen, ...EditComment.properties }), reply: Kept },
    'comment:resolve': { payload: Of({ id: Id, resolved: Type.Optional(Type.Boolean()) }), reply: Kept },
    'comment:delete': { payload: ById, reply: Of({ ok: Type.Literal(true), seq: Type.Integer() }) },
    /** What came after `seq`; or `reload`, where that is too much, or the log was begun anew: connect again. */
    resume: {
      payload: Of({ seq: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }),
      reply: Type.Union([
        Of({ ok: Type.Literal(true), seq: Type.Integer(), events: Type.Array(LogEntryView) }),
        Of({ ok: Type.Literal(true), reload: Type.Literal(true) }),
      ]),
    },

    /** Yjs: what the client lacks, for the state vector it gives, and the server's own. */
    'doc:sync': {
      payload: Of({ state_vector: Bytes }),
      /** `seq`: of the newest change that is in it. */
      reply: Of({ ok: Type.Literal(true), update: Bytes, state_vector: Bytes, seq: Type.Integer() }),
    },
    /** Answered when it is stored. */
    'doc:update': {
      payload: Of({ update: Bytes }),
      reply: Of({ ok: Type.Literal(true), seq: Type.Integer() }),
    },
    /** y-protocols/awareness; only of clients of one's own. */
    awareness: { payload: Of({ update: Bytes }), reply: Done },

    'rtc:join': {
      payload: Of({ muted: Type.Optional(Type.Boolean()) }),
      reply: Of({
        ok: Type.Literal(true),
        peers: Type.Array(PeerView),
        ice_servers: Type.Array(IceServer),
        /** Beyond the mesh: the server that carries the call instead. */
        livekit: Type.Optional(Of({ url: Type.String(), token: Type.String() })),
      }),
    },
    'rtc:signal': { payload: Of({ to: Id, signal: Signal }), reply: Done },
    'rtc:state': {
      payload: Of({
        muted: Type.Optional(Type.Boolean()),
        shares_screen: Type.Optional(Type.Boolean()),
        speaking: Type.Optional(Type.Boolean()),
      }),
      reply: Done,
    },
    'rtc:leave': { payload: Of({}), reply: Done },

    'participant:update': { payload: Of({ id: Id, role: OneOf(...sessionRoles) }), reply: Done },
    'participant:mute': { payload: ById, reply: Done },
    'participant:remove': { payload: ById, reply: Done },
    'session:end': { payload: Of({}), reply: Done },
    'recording:start': { payload: Of({}), reply: Of({ ok: Type.Literal(true), recording: RecordingNow }) },
    'recording:stop': { payload: Of({}), reply: Done },
    /** Whether one's own movements may be kept; what is said is in the log either way. */
    'recording:consent': { payload: Of({ agreed: Type.Boolean() }), reply: Done },
  },
  notices: {
    'session:state': SessionState,
    /** The server disconnects after it. */
    'session:closed': Of({ reason: OneOf(...sessionEndReasons) }),
    /** Of others, all that moved in this tick. `null` coordinates are written as `cursor:left`. */
    'cursor:update': Type.Array(CursorView),
    'cursor:left': Of({ id: Id }),
    'view:update': Type.Array(Of({ id: Id, ...ViewOf })),
    'presence:joined': ParticipantView,
    /** `gone`: without a word. */
    'presence:left': Of({ id: Id, reason: OneOf('left', 'gone', 'removed') }),
    'presence:changed': ParticipantView,
    /** To whoever is followed. */
    'presence:followed': Of({ by: Type.Array(Id) }),
    'playback:changed': PlaybackView,

    'participant:joined': LogEntryView,
    'participant:updated': LogEntryView,
    'participant:removed': LogEntryView,
    'comment:created': LogEntryView,
    'comment:updated': LogEntryView,
    'comment:resolved': LogEntryView,
    'comment:reopened': LogEntryView,
    'comment:deleted': LogEntryView,
    'recording:started': LogEntryView,
    'recording:stopped': LogEntryView,
    'session:updated': LogEntryView,
    'session:ended': LogEntryView,

    'doc:update': Of({ update: Bytes, seq: Type.Integer() }),
    awareness: Of({ update: Bytes }),

    'rtc:joined': PeerView,
    'rtc:left': Of({ id: Id }),
    'rtc:signal': Of({ from: Id, signal: Signal }),
    'rtc:state': Of({
      id: Id,
      /** Whoever is not in the call knows no seats of it. */
      participant_id: Id,
      is_muted: Type.Boolean(),
      shares_screen: Type.Boolean(),
      speaking: Type.Boolean(),
    }),
    /** A host has closed this microphone; `null`: it is not known any more which. */
    'rtc:muted': Of({ by: Nullable(Id) }),
    /** What this client knows has a hole that cannot be filled: connect again. */
    reload: Of({ at: Timestamp }),
  },
} as const

import Type, { type Static } from 'typebox'
import { Email } from '../accounts/email.ts'
import { assetKinds } from '../assets/asset.ts'
import { Id, Line, Nullable, OneOf, PageQuery, SerialId, Text, Timestamp } from '../schema.ts'
import { CreatedShare } from '../share-links/schema.ts'
import { FeaturesView, LogEntryView, ParticipantView } from './schema.ts'
import { sessionRoles } from './session.ts'

const closed = { additionalProperties: false } as const

/** A year. */
export const mostHours = 8760
/** Each is sent a mail, and has a link of their own. */
export const mostInvited = 100

const features = {
  allow_download: Type.Optional(Type.Boolean()),
  cursor_tracking: Type.Optional(Type.Boolean()),
  voice_chat: Type.Optional(Type.Boolean()),
  screen_sharing: Type.Optional(Type.Boolean()),
  recording: Type.Optional(Type.Boolean()),
}
const max_participants = Type.Optional(Type.Integer({ minimum: 2, maximum: 500 }))

export const InvitePerson = Type.Object(
  {
    email: Email,
    /** What the others see until they come; a member is called as their account is. */
    name: Type.Optional(Line(60)),
    /** `collaborator` unless it is said. Members can be made hosts once they are there. */
    role: Type.Optional(OneOf('collaborator', 'commenter', 'viewer')),
  },
  { $id: 'InvitePerson', ...closed },
)

export const SessionConfig = Type.Object(
  {
    /** 24 unless it is said. */
    duration_hours: Type.Optional(Type.Number({ minimum: 1, maximum: mostHours })),
    /** Cursors, voice and screens are on, downloads and recording off, unless it is said. */
    ...features,
    invitation_message: Type.Optional(Nullable(Text(1000))),
    /** At once; as many as this house allows unless it is said. */
    max_participants,
  },
  { $id: 'SessionConfig', ...closed },
)
export type SessionConfig = Static<typeof SessionConfig>

export const CreateSession = Type.Object(
  {
    asset_id: SerialId,
    participants: Type.Optional(Type.Array(InvitePerson, { maxItems: mostInvited })),
    session_config: Type.Optional(SessionConfig),
  },
  { $id: 'CreateSession', ...closed },
)
export type CreateSession = Static<typeof CreateSession>

/** What is left out stays as it is. */
export const ChangeSession = Type.Object(
  {
    /** Its links end then too. Not beside `extend_hours`. */
    expires_at: Type.Optional(Timestamp),
    /** Added to its present end. */
    extend_hours: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: mostHours })),
    features: Type.Optional(Type.Object(features, { ...closed, minProperties: 1 })),
    max_participants,
  },
  {
    $id: 'ChangeSession',
    ...closed,
    minProperties: 1,
    not: { required: ['expires_at', 'extend_hours'] },
  },
)
export type ChangeSession = Static<typeof ChangeSession>

export const ChangeParticipant = Type.Object(
  { role: OneOf(...sessionRoles) },
  { $id: 'ChangeParticipant', ...closed },
)

/** `and_link`: the link that they came by, or were invited by, is revoked as well. */
export const RemoveQuery = Type.Object({ and_link: Type.Optional(Type.Boolean()) }, closed)

export const SessionParams = Type.Object({ id: Id })
export const ParticipantParams = Type.Object({ id: Id, pid: Id })

export const SessionQuery = Type.Object(
  {
    ...PageQuery.properties,
    /** `true`: those that are not over; `false`: the others. */
    open: Type.Optional(Type.Boolean()),
    asset_id: Type.Optional(SerialId),
    /** For admins: those of everybody, and not only those one has made or is invited to. */
    everyone: Type.Optional(Type.Boolean()),
  },
  closed,
)
export type SessionQuery = Static<typeof SessionQuery>

export const LogQuery = Type.Object(
  {
    /** Of the last entry that is known; 0: from the beginning. */
    after: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
  },
  closed,
)

/** A participant as their hosts see them; others are told no addresses and no links. */
export const InvitedView = Type.Object(
  {
    ...ParticipantView.properties,
    user_id: Nullable(SerialId),
    email: Nullable(Type.String()),
    /** The link they were invited by, or came by: `DELETE /api/v3/shares/{uuid}` revokes it. */
    link: Nullable(Id),
    joined_at: Nullable(Timestamp),
    removed_at: Nullable(Timestamp),
  },
  { $id: 'SessionParticipant', ...closed },
)
export type InvitedView = Static<typeof InvitedView>

export const CreatedSession = Type.Object(
  {
    session_id: Id,
    /** For whoever is not invited by name; those who are have links of their own. */
    share_link: CreatedShare,
    participants: Type.Array(InvitedView),
    features: FeaturesView,
    /** A path of this server. */
    websocket_url: Type.String(),
    collaboration_url: Type.String(),
    created_at: Timestamp,
    expires_at: Timestamp,
  },
  { $id: 'CreatedSession', ...closed },
)
export type CreatedSession = Static<typeof CreatedSession>

const session = {
  session_id: Id,
  asset_id: SerialId,
  state: OneOf('open', 'expired', 'ended'),
  /** What the reader is in it. */
  role: OneOf(...sessionRoles),
  features: FeaturesView,
  max_participants: Type.Integer(),
  invitation_message: Nullable(Type.String()),
  created_by: Nullable(SerialId),
  websocket_url: Type.String(),
  /** For hosts: the address of its public link; `null` for others, and once that link is gone. */
  collaboration_url: Nullable(Type.String()),
  created_at: Timestamp,
  expires_at: Timestamp,
  ended_at: Nullable(Timestamp),
}
export const SessionListed = Type.Object(
  {
    ...session,
    asset: Type.Object(
      {
        title: Type.String(),
        kind: OneOf(...assetKinds),
        /** A path of this server, for whoever has this list; `null`: there is no picture to be shown. */
        thumbnail_url: Nullable(Type.String()),
      },
      closed,
    ),
    /** Who is there at this moment, in however many windows. */
    present: Type.Array(Type.Object({ id: Id, name: Type.String(), color: Type.String() }, closed)),
    /** There is something of it to be seen again. */
    is_recorded: Type.Boolean(),
  },
  { $id: 'SessionListed', ...closed },
)
export type SessionListed = Static<typeof SessionListed>

export const SessionView = Type.Object(
  { ...session, participants: Type.Array(InvitedView) },
  { $id: 'CollaborationSession', ...closed },
)
export type SessionView = Static<typeof SessionView>

export const SessionLog = Type.Object(
  {
    events: Type.Array(LogEntryView),
    /** Of the last entry here; to be asked with next. */
    seq: Type.Integer({ minimum: 0 }),
    /** There are more after it. */
    more: Type.Boolean(),
  },
  { $id: 'SessionLog', ...closed },
)
export type SessionLog = Static<typeof SessionLog>

export const JoinSession = Type.Object(
  { name: Type.Optional(Type.String({ maxLength: 200 })) },
  { $id: 'JoinSession', ...closed },
)

export const JoinedSession = Type.Object(
  {
    session_id: Id,
    participant: ParticipantView,
    websocket_url: Type.String(),
    /** To be given as `guest` to a socket, and kept by browsers in a cookie; `null` for a member who needs none. */
    guest: Nullable(Type.String()),
  },
  { $id: 'JoinedSession', ...closed },
)
export type JoinedSession = Static<typeof JoinedSession>

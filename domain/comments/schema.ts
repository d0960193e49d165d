import Type, { type Static } from 'typebox'
import { Id, Line, Nullable, OneOf, PageQuery, Prose, SerialId, Timestamp } from '../schema.ts'

const closed = { additionalProperties: false } as const

/** Part of the unrotated medium, from its upper left corner. */
export const Unit = Type.Number({ minimum: 0, maximum: 1 })
const Color = Type.String({ pattern: '^#[0-9a-fA-F]{6}$' })

export const Shape = Type.Object(
  {
    kind: OneOf('line', 'arrow', 'rectangle', 'ellipse', 'path'),
    color: Color,
    /** Of the medium's width. */
    width: Type.Number({ exclusiveMinimum: 0, maximum: 0.1 }),
    points: Type.Array(Type.Array(Unit, { minItems: 2, maxItems: 2 }), { minItems: 2, maxItems: 500 }),
  },
  { $id: 'Shape', ...closed },
)
export const Drawing = Type.Array(Shape, { minItems: 1, maxItems: 50 })

/** `HH:MM:SS`, with a fraction where there is one; or `H:MM:SS`. */
export const MediaTime = Type.String({ pattern: '^[0-9]{1,3}:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3})?$' })

const place = {
  position_x: Type.Optional(Nullable(Unit)),
  position_y: Type.Optional(Nullable(Unit)),
  timestamp: Type.Optional(Nullable(MediaTime)),
  page: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 100_000 }))),
  drawing: Type.Optional(Nullable(Drawing)),
}
const visibility = Type.Optional(OneOf('public', 'internal'))
/** Of the client's choice: the same one again is the same comment again. */
export const ClientId = Type.String({ pattern: '^[A-Za-z0-9_-]{8,64}$' })

export const CreateComment = Type.Object(
  {
    content: Prose(5000),
    ...place,
    parent_comment_id: Type.Optional(Nullable(Id)),
    visibility,
    client_id: Type.Optional(ClientId),
  },
  { $id: 'CreateComment', ...closed },
)
export type CreateComment = Static<typeof CreateComment>

/** What a visitor writes, under a name they give. */
export const CreateVisitorComment = Type.Object(
  { name: Type.Optional(Line(60)), ...CreateComment.properties },
  { $id: 'CreateVisitorComment', ...closed },
)
export type CreateVisitorComment = Static<typeof CreateVisitorComment>

/** What is left out stays as it is. */
export const EditComment = Type.Object(
  { content: Type.Optional(Prose(5000)), ...place, visibility },
  { $id: 'EditComment', minProperties: 1, ...closed },
)
export type EditComment = Static<typeof EditComment>

export const ResolveComment = Type.Object(
  {
    /** `false` opens the thread again. */
    resolved: Type.Optional(Type.Boolean()),
  },
  { $id: 'ResolveComment', ...closed },
)

/** Which of them: of threads that are resolved, or are not; answers come and go with their thread. */
export const CommentQuery = Type.Object(
  {
    ...PageQuery.properties,
    resolved: Type.Optional(Type.Boolean()),
    visibility: Type.Optional(OneOf('public', 'internal')),
  },
  closed,
)

export const VisitorCommentQuery = Type.Object(
  {
    ...PageQuery.properties,
    resolved: Type.Optional(Type.Boolean()),
    /** Of an album: which file. */
    item: Type.Optional(SerialId),
  },
  closed,
)

export const CommentExportQuery = Type.Object(
  {
    format: OneOf('csv', 'vtt', 'edl'),
    /** With what is internal. */
    internal: Type.Optional(Type.Boolean()),
    /** Frames a second, of an EDL. */
    fps: Type.Optional(Type.Union([Type.Literal(24), Type.Literal(25), Type.Literal(30)])),
  },
  closed,
)

export const CommentView = Type.Object(
  {
    id: Id,
    /** The same, as the content document calls it. */
    uuid: Id,
    parent_comment_id: Nullable(Id),
    author: Type.Object(
      { name: Type.String(), kind: OneOf('member', 'guest'), user_id: Nullable(SerialId) },
      closed,
    ),
    /** Whoever reads it wrote it. */
    is_mine: Type.Boolean(),
    content: Type.String(),
    position_x: Nullable(Unit),
    position_y: Nullable(Unit),
    timestamp: Nullable(Type.String()),
    page: Nullable(Type.Integer()),
    drawing: Nullable(Drawing),
    visibility: OneOf('public', 'internal'),
    mentions: Type.Array(SerialId),
    resolved_at: Nullable(Timestamp),
    resolved_by: Nullable(Type.String()),
    is_deleted: Type.Boolean(),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'CommentView', ...closed },
)
export type CommentView = Static<typeof CommentView>

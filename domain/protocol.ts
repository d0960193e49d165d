import Type, { type Static, type TSchema } from 'typebox'
import { assignmentStatuses } from './assignments/assignment.ts'
import { IngestReceipt, LivePosition } from './positions/schema.ts'
import { Eta } from './routing/schema.ts'
import { Id, Latitude, Longitude, Nullable, OneOf, Timestamp } from './schema.ts'

/**
 * Every socket request and notice, by namespace: the whole conversation on one page. Requests are answered in their
 * acknowledgement with `reply`, or with `Refusal`. Raise the version when a client that knows the old one would break.
 */
export const PROTOCOL_VERSION = 1

export const Refusal = Type.Object(
  { error: Type.Object({ code: Type.String(), detail: Type.String() }, { additionalProperties: false }) },
  { $id: 'Refusal', additionalProperties: false },
)
export type Refusal = Static<typeof Refusal>

const closed = { additionalProperties: false } as const

/** A subject as a viewer meets it. `handle` stands for `id` in binary frames, until this connection ends. */
export const LiveSubject = Type.Object(
  {
    id: Id,
    kind: OneOf('vehicle', 'technician'),
    name: Type.String(),
    icon: Type.String(),
    color: Type.String(),
    handle: Type.Integer({ minimum: 1 }),
    position: Nullable(LivePosition),
    trail: Type.Optional(Type.Array(LivePosition)),
  },
  { $id: 'LiveSubject', additionalProperties: false },
)
export type LiveSubject = Static<typeof LiveSubject>

export const LinkInfo = Type.Object(
  {
    expires_at: Nullable(Timestamp),
    title: Nullable(Type.String()),
    permissions: Type.Object(
      {
        preview: Type.Boolean(),
        download: Type.Boolean(),
        comment: Type.Boolean(),
        collaborate: Type.Boolean(),
      },
      closed,
    ),
  },
  { $id: 'LinkInfo', additionalProperties: false },
)
export type LinkInfo = Static<typeof LinkInfo>

/** Sent once after a connection by link; the answer to `subscribe` carries the same without `link`. */
export const Snapshot = Type.Object(
  { link: Type.Optional(LinkInfo), subjects: Type.Array(LiveSubject), server_time: Timestamp },
  { $id: 'Snapshot', additionalProperties: false },
)
export type Snapshot = Static<typeof Snapshot>

/** `vehicle:<imei>` or `technician:<uuid>`. */
const uuid = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
const SubjectName = Type.String({ pattern: `^(vehicle:[A-Za-z0-9._-]{1,100}|technician:${uuid})$` })
const Viewport = Type.Object({ west: Longitude, south: Latitude, east: Longitude, north: Latitude }, closed)

/** The keys of a record are checked by pattern alone. */
const IdKey = Type.String({ pattern: `^${uuid}$` })

/** What a fleet or a viewport is narrowed to: whoever draws no technicians should not be on record as looking at them. */
const Kinds = Type.Optional(Type.Array(OneOf('vehicle', 'technician'), { minItems: 1, uniqueItems: true }))

/** Exactly one of the three. */
export const Subscribe = Type.Union(
  [
    Type.Object({ subjects: Type.Array(SubjectName, { minItems: 1, maxItems: 1000 }) }, closed),
    Type.Object({ fleet: Type.Literal(true), kinds: Kinds }, closed),
    Type.Object({ viewport: Viewport, kinds: Kinds }, closed),
  ],
  { $id: 'Subscribe' },
)
export type Subscribe = Static<typeof Subscribe>

/** Whether a subscription to a fleet or a viewport is about subjects of this kind. */
export const includes = (wanted: Subscribe, kind: 'vehicle' | 'technician'): boolean =>
  'subjects' in wanted || (wanted.kinds?.includes(kind) ?? true)

/** Members are told whose visit it is; a customer knows no technician by id but the one on their map. */
const ToMembers = Type.Optional(Id)

export const EndReason = OneOf('expired', 'revoked', 'arrived', 'done', 'limit')
export type EndReason = Static<typeof EndReason>

const Subscribed = Type.Object(
  { ok: Type.Literal(true), snapshot: Snapshot },
  { $id: 'Subscribed', ...closed },
)
const Done = Type.Object({ ok: Type.Literal(true) }, closed)

export const live = {
  namespace: '/live',
  /** A link's token (with the proof from unlock where it is protected) or a member's access token. */
  auth: Type.Object(
    {
      token: Type.Optional(Type.String({ maxLength: 200 })),
      access_token: Type.Optional(Type.String({ maxLength: 4096 })),
      jwt: Type.Optional(Type.String({ maxLength: 4096 })),
      encoding: Type.Optional(OneOf('json', 'binary')),
    },
    { $id: 'LiveAuth', ...closed },
  ),
  requests: {
    subscribe: { payload: Subscribe, reply: Subscribed },
    unsubscribe: { payload: Subscribe, reply: Done },
    /** `since` maps a subject's id to the last `seq` that the client saw. */
    resume: {
      payload: Type.Object(
        { since: Type.Record(IdKey, Type.Integer({ minimum: 0 }), { maxProperties: 1000, ...closed }) },
        closed,
      ),
      reply: Type.Object({ ok: Type.Literal(true), positions: Type.Array(LivePosition) }, closed),
    },
  },
  notices: {
    snapshot: Snapshot,
    /** With `encoding: "binary"` one packed buffer instead: the layout stands in `domain/positions/live-frame.ts`. */
    positions: Type.Array(LivePosition),
    /**
     * Subjects that newly came into a fleet or a viewport, before their first position, and subjects whose name, icon
     * or colour was changed. A client adds them to what it knows from the snapshot.
     */
    subjects: Type.Array(LiveSubject),
    /** The subject is gone, or nobody may see it for now: nothing more comes of it, unless `subjects` brings it anew. */
    'subject:removed': Type.Object({ id: Id }, closed),
    'link:updated': LinkInfo,
    /** The server disconnects after it. */
    'link:ended': Type.Object({ reason: EndReason }, closed),
    /**
     * How the visit `id` stands. By its link: first with the snapshot, and on the way followed by another snapshot. To
     * dispatchers who watch its technician, and to the technician: with each change.
     */
    'assignment:status': Type.Object(
      { id: Id, technician_id: ToMembers, status: OneOf(...assignmentStatuses), at: Timestamp },
      closed,
    ),
    /** The customer of the visit `id` said how it was, or said it anew. To members who are told of its states; what was said is read by REST. */
    'assignment:rated': Type.Object({ id: Id, technician_id: Id, at: Timestamp }, closed),
    /** When the technician of the visit `id` is expected; only on the way. */
    eta: Type.Object({ id: Id, technician_id: ToMembers, ...Eta.properties }, closed),
    /** To members who watch the subject: how many people have a link of it open, on all nodes. */
    viewers: Type.Object({ id: Id, count: Type.Integer({ minimum: 0 }) }, closed),
    /** To a member who was signed out, removed or given another role. The server disconnects after it. */
    'session:ended': Type.Object({}, closed),
  },
} as const

export const ingest = {
  namespace: '/ingest',
  auth: Type.Object(
    {
      device_id: Type.Optional(Type.String({ maxLength: 100 })),
      key: Type.Optional(Type.String({ maxLength: 200 })),
      jwt: Type.Optional(Type.String({ maxLength: 4096 })),
    },
    { $id: 'IngestAuth', ...closed },
  ),
  requests: {
    /** One position or an array of them, each read by `domain/positions/report.ts`; the reply comes after the commit. */
    position: { payload: Type.Unknown(), reply: IngestReceipt },
  },
  notices: {},
} as const

type RequestTable = Record<string, { payload: TSchema; reply: TSchema }>
type NoticeTable = Record<string, TSchema>

/** Socket.IO's client-to-server map of one namespace. */
export type ClientEvents<N extends { requests: RequestTable }> = {
  [E in keyof N['requests']]: (
    payload: Static<N['requests'][E]['payload']>,
    acknowledge: (answer: Static<N['requests'][E]['reply']> | Refusal) => void,
  ) => void
}
/** Socket.IO's server-to-client map of one namespace. */
export type ServerEvents<N extends { notices: NoticeTable }> = {
  [E in keyof N['notices']]: (payload: Static<N['notices'][E]>) => void
}

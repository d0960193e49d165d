import Type, { type Static, type TSchema } from 'typebox'
import { Id, Nullable, SerialId, Timestamp } from '../schema.ts'

const text = Type.String()
const textOrNone = Nullable(Type.String())
const moment = Nullable(Timestamp)
const whole = Type.Integer()
const number = Nullable(Type.Number())

/** What an organization holds about one of its people, list by list. Later versions may say more of each. */
export const personSections = {
  /** `ended_at`: signed out, or ended by a change of the password. */
  sessions: Type.Object({ started_at: Timestamp, expires_at: Timestamp, ended_at: moment }),
  /** Keys for programs that the person made: not what they open with. */
  api_keys: Type.Object({
    id: Id,
    name: text,
    prefix: text,
    role: text,
    created_at: Timestamp,
    expires_at: moment,
    last_used_at: moment,
    revoked_at: moment,
  }),
  /** What opens a link is not in here, nor for whom it was made. */
  links: Type.Object({
    id: Id,
    resource_type: text,
    resource_id: text,
    share_type: text,
    title: textOrNone,
    description: textOrNone,
    views: whole,
    downloads: whole,
    created_at: Timestamp,
    starts_at: moment,
    expires_at: moment,
    revoked_at: moment,
  }),
  albums: Type.Object({
    id: SerialId,
    title: text,
    description: textOrNone,
    created_at: Timestamp,
    updated_at: Timestamp,
  }),
  assets: Type.Object({
    id: SerialId,
    title: text,
    filename: text,
    content_type: text,
    size: whole,
    created_at: Timestamp,
    updated_at: Timestamp,
  }),
  /** Only in one's own export: trips are nobody else's. */
  trips: Type.Object({
    id: SerialId,
    name: text,
    start_date: text,
    end_date: text,
    created_at: Timestamp,
    updated_at: Timestamp,
  }),
  /** Albums and trips that the person opened by a link and that remember it. */
  opened: Type.Object({ kind: text, link_id: Id, first_at: Timestamp, last_at: Timestamp }),
  /** One entry a profile, those that were removed among them. */
  technicians: Type.Object({
    id: Id,
    phone: text,
    skills: Type.Array(text),
    work_start_time: text,
    work_end_time: text,
    is_active: Type.Boolean(),
    allow_tracking: Type.Boolean(),
    last_seen_at: moment,
    created_at: Timestamp,
    updated_at: Timestamp,
    removed_at: moment,
  }),
  /** Each time that tracking was allowed or forbidden, under which version of the words, and by whom. */
  consents: Type.Object({
    technician_id: Id,
    allow_tracking: Type.Boolean(),
    version: text,
    by_user_id: SerialId,
    at: Timestamp,
  }),
  /** Work that the person was sent to. */
  assignments: Type.Object({
    id: Id,
    technician_id: Id,
    work_order_id: SerialId,
    work_order_number: text,
    scheduled_date: text,
    scheduled_start: textOrNone,
    scheduled_end: textOrNone,
    status: text,
    departed_at: moment,
    arrived_at: moment,
    completed_at: moment,
    canceled_at: moment,
    notes: text,
    cancellation_reason: text,
    steps: Type.Array(
      Type.Object({
        from: textOrNone,
        to: text,
        reason: text,
        by_user_id: Nullable(SerialId),
        at: Timestamp,
      }),
    ),
  }),
  /** What customers said of these visits. */
  ratings: Type.Object({ assignment_id: Id, score: whole, comment: text, created_at: Timestamp }),
  /** As points of GeoJSON: longitude first. Kilometres an hour, degrees clockwise from north, metres. */
  positions: Type.Object({
    type: Type.Literal('Point'),
    coordinates: Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }),
    technician_id: Id,
    recorded_at: Timestamp,
    received_at: Timestamp,
    speed: number,
    heading: number,
    accuracy: number,
    altitude: number,
    /** What else the device said: its id, where the position is from, its battery. */
    attributes: Nullable(Type.Record(Type.String(), Type.Unknown())),
  }),
  /** What became of each position that was sent. */
  location_audit: Type.Object({
    technician_id: Nullable(Id),
    outcome: text,
    code: textOrNone,
    device_id: textOrNone,
    source: textOrNone,
    recorded_at: moment,
    at: Timestamp,
  }),
  /** Who looked at where the person is or was; `viewer_id` is null for whoever holds a link. */
  looks: Type.Object({
    technician_id: Id,
    viewer_id: Nullable(SerialId),
    via: text,
    looks: whole,
    first_at: Timestamp,
    last_at: Timestamp,
  }),
  /** At whom the person looked. */
  own_looks: Type.Object({
    technician_id: Id,
    via: text,
    looks: whole,
    first_at: Timestamp,
    last_at: Timestamp,
  }),
  mileage: Type.Object({
    technician_id: Id,
    date: text,
    distance_m: whole,
    positions: whole,
    first_at: moment,
    last_at: moment,
  }),
  work_orders: Type.Object({ id: SerialId, number: text, created_at: Timestamp }),
  planned: Type.Object({ assignment_id: Id, created_at: Timestamp }),
  quotes: Type.Object({ id: Id, number: text, created_at: Timestamp }),
  webhooks: Type.Object({ id: Id, created_at: Timestamp }),
  /** What the person said of files; one that was deleted says nothing. */
  comments: Type.Object({
    id: Id,
    asset_id: SerialId,
    parent_comment_id: Nullable(Id),
    content: text,
    visibility: text,
    created_at: Timestamp,
    updated_at: Timestamp,
    deleted_at: moment,
  }),
  /** Comments of others that name the person. */
  mentions: Type.Object({ comment_id: Id, asset_id: SerialId, at: Timestamp }),
  /** Sessions that the person made. */
  collaboration_sessions: Type.Object({
    id: Id,
    asset_id: SerialId,
    invitation_message: textOrNone,
    created_at: Timestamp,
    expires_at: Timestamp,
    ended_at: moment,
  }),
  /** Sessions that the person took part in, or was invited to. What was written together is nobody's alone. */
  participations: Type.Object({
    participant_id: Id,
    session_id: Id,
    name: text,
    email: textOrNone,
    role: text,
    joined_at: moment,
    removed_at: moment,
  }),
  /** Whether the person agreed that their movements were recorded. */
  recording_consents: Type.Object({ recording_id: Id, agreed: Type.Boolean(), at: Timestamp }),
  notifications: Type.Object({
    id: Id,
    type: text,
    asset_id: SerialId,
    comment_id: Nullable(Id),
    session_id: Nullable(Id),
    created_at: Timestamp,
    read_at: moment,
    mailed_at: moment,
  }),
  notification_preferences: Type.Object({ digest: text }),
  /** What the person did, as the organization's audit has it. */
  events: Type.Object({
    seq: whole,
    name: text,
    aggregate_type: text,
    aggregate_id: text,
    data: Type.Record(Type.String(), Type.Unknown()),
    at: Timestamp,
  }),
} as const satisfies Record<string, TSchema>

export const listsOf = <T extends Record<string, TSchema>>(sections: T) =>
  Object.fromEntries(Object.entries(sections).map(([name, entry]) => [name, Type.Array(entry)])) as {
    [K in keyof T]: ReturnType<typeof Type.Array<T[K]>>
  }

export const PersonExport = Type.Object(
  {
    exported_at: Timestamp,
    organization: Type.Object({ id: SerialId, name: text }),
    account: Type.Object({ id: SerialId, email: text, full_name: text, created_at: Timestamp }),
    /** Null for somebody who has left. */
    membership: Nullable(Type.Object({ role: text, joined_at: Timestamp })),
    /** To how many people links of theirs were addressed. */
    recipients: whole,
    ...listsOf(personSections),
  },
  { $id: 'PersonExport' },
)

/** Entries in portions, so that a year of positions is never held at once. */
export type Sections<T extends Record<string, TSchema>> = {
  readonly [K in keyof T]: AsyncIterable<readonly Static<T[K]>[]>
}
export type PersonSections = Sections<typeof personSections>

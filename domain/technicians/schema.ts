import Type, { type Static } from 'typebox'
import { Id, Line, LineOrNone, Nullable, PageQuery, SerialId, Timestamp } from '../schema.ts'

const closed = { additionalProperties: false } as const

/** `HH:MM` or `HH:MM:SS`, as a clock on the wall shows it; answers carry the seconds. */
export const TimeOfDay = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?$' })

const changeable = {
  phone: LineOrNone(40),
  skills: Type.Array(Line(100), { maxItems: 50 }),
  /** By the organization's clock. A window that ends before it begins goes across midnight. */
  work_start_time: TimeOfDay,
  work_end_time: TimeOfDay,
  is_active: Type.Boolean(),
  /** On the map and on the board. */
  color: Type.String({ pattern: '^#[0-9a-fA-F]{6}$' }),
  /** Whether where they are may be known. Only the technician switches it on again after switching it off. */
  allow_tracking: Type.Boolean(),
}

export const UpdateTechnician = Type.Partial(Type.Object(changeable), {
  $id: 'UpdateTechnician',
  ...closed,
  minProperties: 1,
})
export type UpdateTechnician = Static<typeof UpdateTechnician>

export const CreateTechnician = Type.Object(
  { user_id: SerialId, ...Type.Partial(Type.Object(changeable)).properties },
  { $id: 'CreateTechnician', ...closed },
)
export type CreateTechnician = Static<typeof CreateTechnician>

/** In name or e-mail; accents and case do not matter. */
const search = { search: Type.Optional(LineOrNone(200)) }
export const ActiveTechnicianQuery = Type.Object({ ...search, ...PageQuery.properties }, closed)
export const TechnicianQuery = Type.Object(
  { is_active: Type.Optional(Type.Boolean()), ...search, ...PageQuery.properties },
  closed,
)
export type TechnicianQuery = Static<typeof TechnicianQuery>

export const TechnicianView = Type.Object(
  {
    id: Id,
    user: Type.Object(
      {
        id: SerialId,
        email: Type.String(),
        first_name: Type.String(),
        last_name: Type.String(),
        full_name: Type.String(),
      },
      closed,
    ),
    full_name: Type.String(),
    phone: Type.String(),
    skills: Type.Array(Type.String()),
    work_start_time: TimeOfDay,
    work_end_time: TimeOfDay,
    is_active: Type.Boolean(),
    allow_tracking: Type.Boolean(),
    created_at: Timestamp,
    updated_at: Timestamp,
    color: Type.String(),
    /** When a position of theirs was last taken; `null` while tracking is off. */
    last_seen_at: Nullable(Timestamp),
  },
  { $id: 'TechnicianView', ...closed },
)
export type TechnicianView = Static<typeof TechnicianView>

export const CandidateQuery = Type.Object({ ...search, ...PageQuery.properties }, closed)

/** A member of the organization who has no profile yet. */
export const CandidateView = Type.Object(
  { user_id: SerialId, full_name: Type.String(), email: Type.String() },
  { $id: 'TechnicianCandidate', ...closed },
)
export type CandidateView = Static<typeof CandidateView>

/** How the technician's phone reports. Shown when the key is made and never again: only its hash is kept. */
export const TechnicianKeyView = Type.Object(
  {
    ingest_key: Type.String(),
    /** For OsmAnd's online tracking and for Traccar Client, whose device identifier is the technician's id. */
    osmand_url: Type.String(),
    /** HTTP mode, with basic authentication. */
    owntracks: Type.Object({ url: Type.String(), user: Id, password: Type.String() }, closed),
  },
  { $id: 'TechnicianKeyView', ...closed },
)
export type TechnicianKeyView = Static<typeof TechnicianKeyView>

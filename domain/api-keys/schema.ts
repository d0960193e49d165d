import Type, { type Static } from 'typebox'
import { Id, Line, Nullable, OneOf, SerialId, Timestamp } from '../schema.ts'
import { keyRoles } from './key.ts'

const closed = { additionalProperties: false } as const
const Role = OneOf(...keyRoles)

export const CreateApiKey = Type.Object(
  {
    /** What the key is for, in its maker's words. */
    name: Line(100),
    /** What the program may do; never more than its maker may. */
    role: Role,
    /** 90 days from now where it is left out; `null`: the key lasts until it is revoked. */
    expires_at: Type.Optional(Nullable(Timestamp)),
  },
  { $id: 'CreateApiKey', ...closed },
)
export type CreateApiKey = Static<typeof CreateApiKey>

export const ApiKeyView = Type.Object(
  {
    id: Id,
    name: Type.String(),
    /** How the secret begins, so that it is known again where it is used. */
    prefix: Type.String(),
    role: Role,
    state: OneOf('active', 'expired', 'revoked'),
    expires_at: Nullable(Timestamp),
    /** To the minute. */
    last_used_at: Nullable(Timestamp),
    created_by: Type.Object({ id: SerialId, full_name: Type.String() }, closed),
    created_at: Timestamp,
    revoked_at: Nullable(Timestamp),
  },
  { $id: 'ApiKeyView', ...closed },
)
export type ApiKeyView = Static<typeof ApiKeyView>

export const CreatedApiKey = Type.Object(
  {
    ...ApiKeyView.properties,
    secret: Type.String({ description: 'flk_ and 32 random bytes in base64url. Shown this once.' }),
  },
  { $id: 'CreatedApiKey', ...closed },
)
export type CreatedApiKey = Static<typeof CreatedApiKey>

import Type, { type Static } from 'typebox'
import { Email } from '../accounts/email.ts'
import { NewPassword } from '../accounts/password.ts'
import { roles } from '../actor.ts'
import { languages } from '../problem.ts'
import { Line, OneOf, SerialId, Timestamp } from '../schema.ts'

const closed = { additionalProperties: false } as const
const Role = OneOf(...roles)

/** What is not named is off. */
export const FeatureFlags = Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_.]{0,63}$' }), Type.Boolean(), {
  maxProperties: 200,
  ...closed,
})
export type FeatureFlags = Static<typeof FeatureFlags>

export const Features = Type.Object({ features: FeatureFlags }, { $id: 'Features', ...closed })
export type Features = Static<typeof Features>

/** An organization as one of its members sees it; `role` is theirs. */
export const TenantView = Type.Object(
  {
    id: SerialId,
    schema_name: Type.String(),
    name: Type.String(),
    slug: Type.String(),
    role: Role,
    timezone: Type.String(),
    locale: Type.String(),
    features: FeatureFlags,
  },
  { $id: 'TenantView', ...closed },
)
export type TenantView = Static<typeof TenantView>

export const UpdateTenant = Type.Object(
  {
    name: Type.Optional(Line(200)),
    /** A name of the IANA time zone database. */
    timezone: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z][A-Za-z0-9_+/-]*$' }),
    ),
    locale: Type.Optional(OneOf(...languages)),
  },
  { $id: 'UpdateTenant', ...closed, minProperties: 1 },
)
export type UpdateTenant = Static<typeof UpdateTenant>

export const MemberView = Type.Object(
  {
    user_id: SerialId,
    email: Type.String(),
    full_name: Type.String(),
    role: Role,
    joined_at: Timestamp,
  },
  { $id: 'MemberView', ...closed },
)
export type MemberView = Static<typeof MemberView>

/** `full_name` and `password` are for somebody who has no account yet. */
export const AddMember = Type.Object(
  {
    email: Email,
    role: Role,
    full_name: Type.Optional(Line(200)),
    password: Type.Optional(NewPassword),
  },
  { $id: 'AddMember', ...closed },
)
export type AddMember = Static<typeof AddMember>

export const ChangeRole = Type.Object({ role: Role }, { $id: 'ChangeRole', ...closed })
export type ChangeRole = Static<typeof ChangeRole>

export const MemberParams = Type.Object({ user_id: SerialId }, closed)

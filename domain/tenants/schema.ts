import Type, { type Static } from 'typebox'
import { Email } from '../accounts/email.ts'
import { NewPassword } from '../accounts/password.ts'
import { roles } from '../actor.ts'
import { languages } from '../problem.ts'
import { Line, Nullable, OneOf, SerialId, Timestamp } from '../schema.ts'
import { platforms } from '../share-links/handouts.ts'
import { ApplyLinkPolicy, ExistingLinks, LinkPolicyView } from '../share-links/policy-schema.ts'
import { mostFlags } from './features.ts'

const closed = { additionalProperties: false } as const
const Role = OneOf(...roles)

/** Flags that are not named stay as they are when they are set; every flag that is known is shown. */
export const FeatureFlags = Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_.]{0,63}$' }), Type.Boolean(), {
  maxProperties: mostFlags,
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

const message = Type.Optional(Line(500))
const messages = Object.fromEntries(platforms.map((platform) => [platform, message])) as Record<
  (typeof platforms)[number],
  typeof message
>

/** How the organization speaks where it shares. A message may carry `{title}` and `{url}`. */
export const SocialSettings = Type.Object(
  {
    /** Words without blanks; a `#` before them is taken off. */
    hashtags: Type.Array(Type.String({ pattern: '^#?[\\p{L}\\p{M}\\p{N}_]{1,50}$' }), { maxItems: 10 }),
    /** The organization's name on Twitter; an `@` before it is taken off. */
    via: Nullable(Type.String({ pattern: '^@?[A-Za-z0-9_]{1,15}$' })),
    messages: Type.Object(messages, closed),
  },
  { $id: 'SocialSettings', ...closed },
)
export type SocialSettings = Static<typeof SocialSettings>

/** How long the organization keeps things, in days. */
export const RetentionSettings = Type.Object(
  {
    /** Positions of vehicles and technicians; no longer than the service keeps any. */
    positions_days: Type.Integer({ minimum: 1, maximum: 3650 }),
    /** What happened, as the audit shows it. */
    audit_days: Type.Integer({ minimum: 30, maximum: 3650 }),
  },
  { $id: 'RetentionSettings', ...closed },
)
export type RetentionSettings = Static<typeof RetentionSettings>

/** The organization with its settings, for its own page. */
export const CurrentTenant = Type.Object(
  { ...TenantView.properties, social: SocialSettings, links: LinkPolicyView, retention: RetentionSettings },
  { $id: 'CurrentTenant', ...closed },
)
export type CurrentTenant = Static<typeof CurrentTenant>

/** The same after a change; `existing_links` where it was one of the policy for links. */
export const UpdatedTenant = Type.Object(
  { ...CurrentTenant.properties, existing_links: Type.Optional(ExistingLinks) },
  { $id: 'UpdatedTenant', ...closed },
)
export type UpdatedTenant = Static<typeof UpdatedTenant>

export const UpdateTenant = Type.Object(
  {
    name: Type.Optional(Line(200)),
    /** A name of the IANA time zone database. */
    timezone: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z][A-Za-z0-9_+/-]*$' }),
    ),
    locale: Type.Optional(OneOf(...languages)),
    /** What is left out stays; `messages` come all together. */
    social: Type.Optional(Type.Partial(SocialSettings, { ...closed, minProperties: 1 })),
    links: Type.Optional(ApplyLinkPolicy),
    retention: Type.Optional(Type.Partial(RetentionSettings, { ...closed, minProperties: 1 })),
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

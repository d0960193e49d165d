import Type, { type Static } from 'typebox'
import { Email } from '../accounts/email.ts'
import { Id, Latitude, Line, Longitude, Nullable, OneOf, SerialId, Timestamp } from '../schema.ts'
import { resourceKinds, shareTypes } from './link.ts'

const closed = { additionalProperties: false } as const

/** 4 characters are enough here: tries are few, and slow. Compared after NFKC, as people's own passwords are. */
export const LinkPassword = Type.String({ minLength: 4, maxLength: 200 })

/** Lower case letters, digits and single hyphens; shorter than a token, so that none can be taken for one. */
export const Slug = Type.String({ pattern: '^(?=.{3,60}$)[a-z0-9]+(-[a-z0-9]+)*$' })

export const Recipient = Type.Object(
  { name: Line(120), email: Type.Optional(Nullable(Email)) },
  { $id: 'Recipient', ...closed },
)

export const Destination = Type.Object(
  { latitude: Latitude, longitude: Longitude, radius_m: Type.Number({ minimum: 20, maximum: 50_000 }) },
  { $id: 'Destination', ...closed },
)

const count = Type.Integer({ minimum: 1, maximum: 1_000_000_000 })
const longestHours = 24 * 366 * 10

const editable = {
  share_type: Type.Optional(OneOf(...shareTypes)),
  password: Type.Optional(LinkPassword),
  allow_preview: Type.Optional(Type.Boolean()),
  allow_download: Type.Optional(Type.Boolean()),
  allow_comments: Type.Optional(Type.Boolean()),
  allow_collaboration: Type.Optional(Type.Boolean()),
  starts_at: Type.Optional(Nullable(Timestamp)),
  /** `null`: never. */
  expires_at: Type.Optional(Nullable(Timestamp)),
  /** From now on; `null`: never. Not beside `expires_at`. */
  expires_in_hours: Type.Optional(Nullable(Type.Number({ exclusiveMinimum: 0, maximum: longestHours }))),
  max_views: Type.Optional(Nullable(count)),
  max_downloads: Type.Optional(Nullable(count)),
  title: Type.Optional(Nullable(Line(200))),
  description: Type.Optional(Nullable(Type.String({ maxLength: 2000 }))),
  slug: Type.Optional(Nullable(Slug)),
  notify_on_access: Type.Optional(Type.Boolean()),
  /** Minutes of the past that a viewer sees of something that moves. */
  trail_minutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 1440 })),
  ends_on: Type.Optional(Nullable(OneOf('arrival'))),
  destination: Type.Optional(Nullable(Destination)),
}

const atMostOneEnd = { not: { required: ['expires_at', 'expires_in_hours'] } }

/** The options of a new link; what is left out is as the organization's policy presets it. */
const options = {
  ...editable,
  /** The link is sent to these. */
  emails: Type.Optional(Type.Array(Email, { maxItems: 50, uniqueItems: true })),
  /** Each gets a link of their own, under one share. */
  recipients: Type.Optional(Type.Array(Recipient, { minItems: 1, maxItems: 100 })),
}

export const CreateShare = Type.Object(
  {
    resource_type: OneOf(...resourceKinds),
    /** A UUID for vehicles, a number for everything else. */
    resource_id: Type.Union([SerialId, Id]),
    ...options,
  },
  { $id: 'CreateShare', ...closed, ...atMostOneEnd },
)
export type CreateShare = Static<typeof CreateShare>

/** The same, where the address says already what is shared. */
export const ShareOptions = Type.Object(options, { $id: 'ShareOptions', ...closed, ...atMostOneEnd })
export type ShareOptions = Static<typeof ShareOptions>

/** `password: null` takes the password away; a link without one is not `protected`. */
export const EditShare = Type.Object(
  { ...editable, password: Type.Optional(Nullable(LinkPassword)) },
  { $id: 'EditShare', ...closed, minProperties: 1, ...atMostOneEnd },
)
export type EditShare = Static<typeof EditShare>

export const PermissionsView = Type.Object(
  {
    preview: Type.Boolean(),
    download: Type.Boolean(),
    comment: Type.Boolean(),
    collaborate: Type.Boolean(),
  },
  { $id: 'Permissions', ...closed },
)

export const SocialLinks = Type.Object(
  {
    facebook: Type.String(),
    twitter: Type.String(),
    linkedin: Type.String(),
    whatsapp: Type.String(),
    telegram: Type.String(),
    reddit: Type.String(),
  },
  { $id: 'SocialLinks', ...closed },
)
export type SocialLinks = Static<typeof SocialLinks>

export const shareStatuses = ['active', 'scheduled', 'expired', 'revoked'] as const

/** What the owner sees, the token included, so that the link can be copied again. The password is never among it. */
export const ShareView = Type.Object(
  {
    id: SerialId,
    uuid: Id,
    token: Type.String(),
    share_type: OneOf(...shareTypes),
    has_password: Type.Boolean(),
    resource: Type.Object(
      { type: OneOf(...resourceKinds), id: Type.Union([SerialId, Id]), title: Nullable(Type.String()) },
      closed,
    ),
    permissions: PermissionsView,
    title: Nullable(Type.String()),
    description: Nullable(Type.String()),
    slug: Nullable(Type.String()),
    share_url: Type.String(),
    qr_code_data: Type.String(),
    social_links: SocialLinks,
    embed_code: Type.String(),
    /** The first link of the share that this one belongs to. */
    share: Nullable(Id),
    recipient: Nullable(Type.Object({ name: Type.String(), email: Nullable(Type.String()) }, closed)),
    notify_on_access: Type.Boolean(),
    trail_minutes: Type.Integer(),
    ends_on: Nullable(OneOf('arrival')),
    destination: Nullable(Destination),
    max_views: Nullable(Type.Integer()),
    max_downloads: Nullable(Type.Integer()),
    created_at: Timestamp,
    updated_at: Timestamp,
    starts_at: Nullable(Timestamp),
    expires_at: Nullable(Timestamp),
    revoked_at: Nullable(Timestamp),
    status: OneOf(...shareStatuses),
    is_active: Type.Boolean(),
    counts: Type.Object(
      {
        views: Type.Integer(),
        downloads: Type.Integer(),
        visitors: Type.Integer(),
        last_accessed_at: Nullable(Timestamp),
      },
      closed,
    ),
  },
  { $id: 'ShareView', ...closed },
)
export type ShareView = Static<typeof ShareView>

/** A share made for several people answers with all of their links beside its first one. */
export const CreatedShare = Type.Object(
  { ...ShareView.properties, recipients: Type.Optional(Type.Array(ShareView)) },
  { $id: 'CreatedShare', ...closed },
)
export type CreatedShare = Static<typeof CreatedShare>

/** How a visitor names a link: by its token, its slug, or the link's UUID. */
export const Ref = Type.String({ minLength: 1, maxLength: 200 })
export const ByRef = Type.Object({ ref: Ref })

export const Unlock = Type.Object(
  { password: Type.String({ maxLength: 1000 }) },
  { $id: 'Unlock', ...closed },
)
export type Unlock = Static<typeof Unlock>

export const Unlocked = Type.Object(
  { access_token: Type.String(), expires_in: Type.Integer() },
  { $id: 'Unlocked', ...closed },
)
export type Unlocked = Static<typeof Unlocked>

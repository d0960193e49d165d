import Type, { type Static } from 'typebox'
import { Email } from '../accounts/email.ts'
import {
  Id,
  Latitude,
  Line,
  Longitude,
  Nullable,
  OneOf,
  PageQuery,
  SerialId,
  Text,
  Timestamp,
} from '../schema.ts'
import { faces, resourceKinds, shareableKinds, shareTypes } from './link.ts'

const closed = { additionalProperties: false } as const

/** 4 characters are enough here: tries are few, and slow. Compared after NFKC, as people's own passwords are. */
export const LinkPassword = Type.String({ minLength: 4, maxLength: 200 })

/** Lower case letters, digits and single hyphens. */
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
/** How long a link may be given, as a request says it: ten years at most. */
export const Hours = Type.Number({ exclusiveMinimum: 0, maximum: longestHours })

/** A UUID for vehicles and visits, a number for everything else. */
export const ResourceId = Type.Union([SerialId, Id])

const editable = {
  share_type: Type.Optional(OneOf(...shareTypes)),
  password: Type.Optional(LinkPassword),
  allow_preview: Type.Optional(Type.Boolean()),
  allow_download: Type.Optional(Type.Boolean()),
  allow_comments: Type.Optional(Type.Boolean()),
  allow_collaboration: Type.Optional(Type.Boolean()),
  /** `null`, or a time that has passed: at once. */
  starts_at: Type.Optional(Nullable(Timestamp)),
  /** `null`: never. */
  expires_at: Type.Optional(Nullable(Timestamp)),
  /** From now on; `null`: never. Not beside `expires_at`. */
  expires_in_hours: Type.Optional(Nullable(Hours)),
  max_views: Type.Optional(Nullable(count)),
  max_downloads: Type.Optional(Nullable(count)),
  title: Type.Optional(Nullable(Line(200))),
  description: Type.Optional(Nullable(Text(2000))),
  slug: Type.Optional(Nullable(Slug)),
  notify_on_access: Type.Optional(Type.Boolean()),
  /** Minutes of the past that a viewer sees of something that moves. */
  trail_minutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 1440 })),
  /** `arrival` for a vehicle, beside its destination; `done` for a visit. */
  ends_on: Type.Optional(Nullable(OneOf('arrival', 'done'))),
  destination: Type.Optional(Nullable(Destination)),
}

const atMostOneEnd = { not: { required: ['expires_at', 'expires_in_hours'] } }
/** People whom one request may mail, or make a link for. */
const mostPeople = 50

/** The options of a new link; what is left out is as the organization's policy presets it. */
const options = {
  ...editable,
  /** The link is sent to these. Not beside `recipients`, whose own e-mails are sent theirs. */
  emails: Type.Optional(Type.Array(Email, { maxItems: mostPeople, uniqueItems: true })),
  /** Each gets a link of their own, under one share. */
  recipients: Type.Optional(Type.Array(Recipient, { minItems: 1, maxItems: mostPeople })),
}

export const CreateShare = Type.Object(
  {
    resource_type: OneOf(...shareableKinds),
    /** A UUID for vehicles and visits, a number for everything else. */
    resource_id: ResourceId,
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
    /** `null` once the link has ended and its token was withdrawn. */
    token: Nullable(Type.String()),
    /** Which API made it. */
    face: OneOf(...faces),
    created_by: SerialId,
    share_type: OneOf(...shareTypes),
    has_password: Type.Boolean(),
    resource: Type.Object(
      { type: OneOf(...resourceKinds), id: ResourceId, title: Nullable(Type.String()) },
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
    ends_on: Nullable(OneOf('arrival', 'done')),
    destination: Nullable(Destination),
    max_views: Nullable(Type.Integer()),
    max_downloads: Nullable(Type.Integer()),
    created_at: Timestamp,
    updated_at: Timestamp,
    starts_at: Nullable(Timestamp),
    expires_at: Nullable(Timestamp),
    revoked_at: Nullable(Timestamp),
    status: OneOf(...shareStatuses),
    /** It opens now: not so, whatever its status, when its views are used up or its maker may not share this any more. */
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

export const ShareParams = Type.Object({ uuid: Id })
export const AssetParams = Type.Object({ id: SerialId })

/** `-` before it turns the order round. A link that never ends ends last; one that was never opened was opened first. */
export const shareSorts = ['created', 'expires', 'views', 'last_accessed'] as const

export const ShareQuery = Type.Object(
  {
    ...PageQuery.properties,
    resource_type: Type.Optional(OneOf(...resourceKinds)),
    resource_id: Type.Optional(Type.String({ minLength: 1, maxLength: 40, pattern: '^[0-9A-Fa-f-]+$' })),
    status: Type.Optional(OneOf(...shareStatuses)),
    share_type: Type.Optional(OneOf(...shareTypes)),
    /** The links of one share, by its first. */
    share: Type.Optional(Id),
    /** Part of a title, a description, a slug, a recipient's name or e-mail, or of what the thing is called; accents and case do not matter. */
    search: Type.Optional(Line(100)),
    /** For admins: the links of all members, and not only one's own. */
    everyone: Type.Optional(Type.Boolean()),
    /** The newest first unless it is said. */
    sort: Type.Optional(OneOf(...shareSorts, ...shareSorts.map((sort) => `-${sort}` as const))),
  },
  closed,
)
export type ShareQuery = Static<typeof ShareQuery>

/** Of a share made for several people, `whole_share` takes all links, and not only the one named. */
export const RevokeQuery = Type.Object({ whole_share: Type.Optional(Type.Boolean()) }, closed)

/** One resource, or links by name, or everything: never two of these at once. */
export const RevokeAll = Type.Object(
  {
    resource_type: Type.Optional(OneOf(...resourceKinds)),
    resource_id: Type.Optional(ResourceId),
    uuids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 500, uniqueItems: true })),
    /** For admins: the links of all members, and not only one's own. */
    everyone: Type.Optional(Type.Boolean()),
  },
  {
    $id: 'RevokeAll',
    ...closed,
    dependentRequired: { resource_type: ['resource_id'], resource_id: ['resource_type'] },
    not: { required: ['resource_type', 'uuids'] },
  },
)
export type RevokeAll = Static<typeof RevokeAll>

/** `results` for links that were named: one that is not yours reads as one that is not there. */
export const RevokedAll = Type.Object(
  {
    revoked: Type.Integer(),
    results: Type.Optional(
      Type.Array(Type.Object({ uuid: Id, status: OneOf('revoked', 'already_revoked', 'not_found') }, closed)),
    ),
  },
  { $id: 'RevokedAll', ...closed },
)
export type RevokedAll = Static<typeof RevokedAll>

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

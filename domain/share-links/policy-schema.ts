import Type, { type Static } from 'typebox'
import { Id, Nullable, OneOf, SerialId, Timestamp } from '../schema.ts'
import { faces, resourceKinds, shareTypes } from './link.ts'
import { Hours, PermissionsView, ResourceId } from './schema.ts'

const closed = { additionalProperties: false } as const

/** What an organization allows its links. Hours; `null`: no end is set, none is asked for. */
export const LinkPolicyView = Type.Object(
  {
    /** How long a link lasts whose maker does not say. */
    default_hours: Nullable(Hours),
    longest_hours: Nullable(Hours),
    password_required: Type.Boolean(),
    allowed_types: Type.Array(OneOf(...shareTypes), { minItems: 1, uniqueItems: true }),
    allowed_rights: PermissionsView,
  },
  { $id: 'LinkPolicy', ...closed },
)
export type LinkPolicyView = Static<typeof LinkPolicyView>

const { allowed_rights: _, ...policyFields } = LinkPolicyView.properties
const changeable = {
  ...Type.Partial(Type.Object(policyFields)).properties,
  allowed_rights: Type.Optional(Type.Partial(Type.Object(PermissionsView.properties), closed)),
}

/** What is left out stays as it is. */
export const ChangeLinkPolicy = Type.Object(changeable, {
  $id: 'ChangeLinkPolicy',
  ...closed,
  minProperties: 1,
})
export type ChangeLinkPolicy = Static<typeof ChangeLinkPolicy>

/** With `apply_to_existing` the links that are there follow at once; otherwise they stay as they were made. */
export const ApplyLinkPolicy = Type.Object(
  { ...changeable, apply_to_existing: Type.Optional(Type.Boolean()) },
  { $id: 'ApplyLinkPolicy', ...closed, minProperties: 1 },
)
export type ApplyLinkPolicy = Static<typeof ApplyLinkPolicy>

const Violation = Type.Object({ field: Type.String(), message: Type.String() }, closed)

/** `count` is of all links that a policy would touch; `results` are those of them that the asker looks after. */
export const LinkPolicyPreview = Type.Object(
  {
    count: Type.Integer(),
    would_adjust: Type.Integer(),
    would_revoke: Type.Integer(),
    results: Type.Array(
      Type.Object(
        {
          uuid: Id,
          face: OneOf(...faces),
          resource: Type.Object({ type: OneOf(...resourceKinds), id: ResourceId }, closed),
          title: Nullable(Type.String()),
          created_by: SerialId,
          expires_at: Nullable(Timestamp),
          violations: Type.Array(Violation),
          /** What applying the policy would do: a shorter life and fewer rights, or the end. */
          outcome: OneOf('adjusted', 'revoked'),
        },
        closed,
      ),
    ),
  },
  { $id: 'LinkPolicyPreview', ...closed },
)
export type LinkPolicyPreview = Static<typeof LinkPolicyPreview>

/** What became of the links that were there when the policy changed. */
export const ExistingLinks = Type.Object(
  {
    /** Those that go on although the policy would not allow them now. */
    violating: Type.Integer(),
    adjusted: Type.Integer(),
    revoked: Type.Integer(),
  },
  { $id: 'ExistingLinks', ...closed },
)
export type ExistingLinks = Static<typeof ExistingLinks>

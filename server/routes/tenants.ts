import { Page, PageQuery } from '../../domain/schema.ts'
import type { LinkPolicies } from '../../domain/share-links/link-policies.ts'
import { ChangeLinkPolicy, LinkPolicyPreview } from '../../domain/share-links/policy-schema.ts'
import { changedPolicy } from '../../domain/share-links/share-policy.ts'
import { allFlags } from '../../domain/tenants/features.ts'
import {
  AddMember,
  ChangeRole,
  CurrentTenant,
  Features,
  MemberParams,
  MemberView,
  UpdatedTenant,
  UpdateTenant,
} from '../../domain/tenants/schema.ts'
import { presentMember, type Tenants } from '../../domain/tenants/service.ts'
import { presentCurrent } from '../../domain/tenants/tenant.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { type Route, route } from '../route.ts'

interface TenantServices {
  readonly tenants: Tenants
  readonly linkPolicies: LinkPolicies
}

const tag = 'Organization'
const membersPath = '/api/tenants/members'
const memberPath = `${membersPath}/:user_id`

export const tenantRoutes = ({ tenants, linkPolicies }: TenantServices): Route[] => [
  route({
    method: 'get',
    path: membersPath,
    summary: 'List the members of the organization',
    tag,
    who: 'admin',
    query: PageQuery,
    reply: Page(MemberView, 'MemberPage'),
    async handle({ actor, query, request }) {
      const { count, rows } = await tenants.members(actor, sliceOf(query))
      return presentPage({ count, rows: rows.map(presentMember) }, query, request.publicUrl, membersPath)
    },
  }),
  route({
    method: 'post',
    path: membersPath,
    summary: 'Add a member: somebody with an account, or a new person with a name and a first password',
    tag,
    who: 'admin',
    status: 201,
    body: AddMember,
    reply: MemberView,
    refusals: ['email_taken', 'unavailable'],
    async handle({ actor, body }) {
      return presentMember(await tenants.add(actor, body))
    },
  }),
  route({
    method: 'patch',
    path: memberPath,
    summary: 'Give a member another role',
    tag,
    who: 'admin',
    params: MemberParams,
    body: ChangeRole,
    reply: MemberView,
    refusals: ['not_found', 'last_owner'],
    async handle({ actor, params, body }) {
      return presentMember(await tenants.changeRole(actor, params.user_id, body.role))
    },
  }),
  route({
    method: 'delete',
    path: memberPath,
    summary: 'Remove a member; their sessions end',
    tag,
    who: 'admin',
    params: MemberParams,
    refusals: ['not_found', 'last_owner'],
    async handle({ actor, params }) {
      await tenants.remove(actor, params.user_id)
    },
  }),
  route({
    method: 'get',
    path: '/api/tenants/current',
    summary: 'The organization that the session is in',
    tag,
    who: 'member',
    reply: CurrentTenant,
    async handle({ actor }) {
      return presentCurrent(await tenants.current(actor), actor.role)
    },
  }),
  route({
    method: 'patch',
    path: '/api/tenants/current',
    summary: 'Change the name, time zone, language or settings of the organization',
    tag,
    who: 'admin',
    body: UpdateTenant,
    reply: UpdatedTenant,
    async handle({ actor, body }) {
      const tenant = await tenants.update(actor, body)
      const view = presentCurrent(tenant, actor.role)
      if (!body.links) return view
      const judge = body.links.apply_to_existing ? linkPolicies.apply : linkPolicies.count
      return { ...view, existing_links: await judge(tenant.id, tenant.settings.links) }
    },
  }),
  route({
    method: 'post',
    path: '/api/tenants/current/link-policy/preview',
    summary: 'Which links that are there a policy for links would touch, and how; nothing is changed',
    tag,
    who: 'admin',
    status: 200,
    body: ChangeLinkPolicy,
    reply: LinkPolicyPreview,
    async handle({ actor, body }) {
      const { settings } = await tenants.current(actor)
      return linkPolicies.preview(actor, changedPolicy(settings.links, body))
    },
  }),
  route({
    method: 'get',
    path: '/api/tenants/features',
    summary: 'Which features are on',
    tag,
    who: 'admin',
    reply: Features,
    async handle({ actor }) {
      const { features } = await tenants.current(actor)
      return { features: allFlags(features) }
    },
  }),
  route({
    method: 'put',
    path: '/api/tenants/features',
    summary: 'Switch features on or off; those not named stay as they are',
    tag,
    who: 'admin',
    body: Features,
    reply: Features,
    async handle({ actor, body }) {
      return { features: await tenants.setFeatures(actor, body.features) }
    },
  }),
]

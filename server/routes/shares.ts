import { setImmediate as immediate } from 'node:timers/promises'
import type { Member } from '../../domain/actor.ts'
import { Page } from '../../domain/schema.ts'
import type { Resource } from '../../domain/share-links/link.ts'
import { presentCreated, presentShare, type ShareFrame } from '../../domain/share-links/present.ts'
import {
  AssetParams,
  CreatedShare,
  CreateShare,
  EditShare,
  RevokeAll,
  RevokedAll,
  RevokeQuery,
  ShareOptions,
  ShareParams,
  ShareQuery,
  ShareView,
} from '../../domain/share-links/schema.ts'
import { countOf, resourceIn } from '../../domain/share-links/share-creation.ts'
import type { OwnedShare } from '../../domain/share-links/share-ports.ts'
import { versionOf } from '../../domain/share-links/shares.ts'
import { etagOf, versionsIn } from '../etags.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { qrDataUrl } from '../qr.ts'
import { Answer, type RequestFacts, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const tag = 'Shares'
const sharesPath = '/api/v3/shares'
const sharePath = `${sharesPath}/:uuid`

export const shareRoutes = ({ services: { shares, tenants, now } }: RouteContext) => {
  const frameOf = async (actor: Member, { publicUrl }: RequestFacts): Promise<ShareFrame> => {
    const { settings } = await tenants.current(actor)
    return { publicUrl, now: now(), social: settings.social, qr: qrDataUrl }
  }

  /** The link with what a change has to name. */
  const answerOf = async (actor: Member, share: OwnedShare, request: RequestFacts): Promise<Answer> => {
    const view = presentShare(share, await frameOf(actor, request))
    return new Answer(view, { headers: { ETag: etagOf(versionOf(share.link), view) } })
  }

  const create = async (actor: Member, resource: Resource, options: ShareOptions, request: RequestFacts) => {
    for (let i = countOf(options); i > 0; i--) await request.consume('share_create', `user:${actor.userId}`)
    const made = await shares.create(actor, resource, options, request.publicUrl)
    const view = presentCreated(made, await frameOf(actor, request))
    return new Answer(view, { status: 201, headers: { Location: `${sharesPath}/${made[0].link.id}` } })
  }

  return [
    route({
      method: 'post',
      path: sharesPath,
      summary: 'Share a vehicle, trip, album or asset by a new link, or by one for each recipient',
      tag,
      who: 'member',
      status: 201,
      body: CreateShare,
      reply: CreatedShare,
      refusals: ['not_found', 'forbidden', 'slug_taken', 'policy_violated', 'rate_limited', 'unavailable'],
      async handle({ actor, body, request }) {
        const { resource_type: _, resource_id: __, ...options } = body
        return create(actor, resourceIn(body), options, request)
      },
    }),
    route({
      method: 'post',
      path: '/api/v3/assets/:id/share',
      summary: 'Share an asset by a new link, or by one for each recipient',
      tag,
      who: 'member',
      status: 201,
      params: AssetParams,
      body: ShareOptions,
      reply: CreatedShare,
      refusals: ['not_found', 'slug_taken', 'policy_violated', 'rate_limited', 'unavailable'],
      async handle({ actor, params, body, request }) {
        return create(actor, { kind: 'asset', id: String(params.id) }, body, request)
      },
    }),
    route({
      method: 'get',
      path: sharesPath,
      summary: 'My links, whichever API made them, newest first; for admins, also those of everyone',
      tag,
      who: 'member',
      query: ShareQuery,
      reply: Page(ShareView, 'SharePage'),
      refusals: ['forbidden'],
      async handle({ actor, query, request }) {
        const frame = await frameOf(actor, request)
        const { count, rows } = await shares.list(actor, query, sliceOf(query))
        const results: ShareView[] = []
        for (const share of rows) {
          results.push(presentShare(share, frame))
          await immediate() // a QR code takes its time to draw: others get theirs in between
        }
        return presentPage({ count, rows: results }, query, request.publicUrl, sharesPath)
      },
    }),
    route({
      method: 'post',
      path: `${sharesPath}/revoke-all`,
      summary: 'End many links at once: all of mine, those to one resource, or those named',
      tag,
      who: 'member',
      status: 200,
      body: RevokeAll,
      reply: RevokedAll,
      refusals: ['forbidden'],
      handle: ({ actor, body }) => shares.revokeAll(actor, body),
    }),
    route({
      method: 'get',
      path: sharePath,
      summary: 'One link; its ETag is what a change names in If-Match',
      tag,
      who: 'member',
      params: ShareParams,
      reply: ShareView,
      refusals: ['not_found'],
      async handle({ actor, params, request }) {
        return answerOf(actor, await shares.find(actor, params.uuid), request)
      },
    }),
    route({
      method: 'patch',
      path: sharePath,
      summary: 'Change a link: its end, its rights, its password, what it is called. Asks for If-Match',
      tag,
      who: 'member',
      params: ShareParams,
      body: EditShare,
      reply: ShareView,
      refusals: [
        'not_found',
        'forbidden',
        'conflict',
        'slug_taken',
        'policy_violated',
        'precondition_required',
        'precondition_failed',
        'unavailable',
      ],
      async handle({ actor, params, body, request }) {
        const expected = versionsIn(request.header('if-match'))
        return answerOf(actor, await shares.edit(actor, params.uuid, expected, body), request)
      },
    }),
    route({
      method: 'delete',
      path: sharePath,
      summary: 'End a link, for good and at once; with whole_share all links of its share',
      tag,
      who: 'member',
      status: 200,
      params: ShareParams,
      query: RevokeQuery,
      reply: ShareView,
      refusals: ['not_found'],
      async handle({ actor, params, query, request }) {
        return answerOf(actor, await shares.revoke(actor, params.uuid, query.whole_share), request)
      },
    }),
    route({
      method: 'post',
      path: `${sharePath}/rotate`,
      summary: 'Give a link a new token; the old one, and the address by its UUID, open nothing any more',
      tag,
      who: 'member',
      status: 200,
      params: ShareParams,
      reply: ShareView,
      refusals: ['not_found', 'forbidden', 'conflict', 'rate_limited'],
      async handle({ actor, params, request }) {
        await request.consume('share_create', `user:${actor.userId}`)
        return answerOf(actor, await shares.rotate(actor, params.uuid), request)
      },
    }),
  ]
}

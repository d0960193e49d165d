import Type from 'typebox'
import { Page, PageQuery } from '../../domain/schema.ts'
import { ByRef } from '../../domain/share-links/schema.ts'
import {
  CreateShareTrack,
  PublicShareTrackView,
  ShareTrackStats,
  ShareTrackView,
} from '../../domain/share-links/share-track.ts'
import { presentShareTrack, presentStats, presentToVisitor } from '../../domain/share-links/share-tracks.ts'
import { Imei } from '../../domain/vehicles/schema.ts'
import { IfAny, ifAny } from '../if-any.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { Answer, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const tag = 'Share track'
const ByImei = Type.Object({ imei: Imei })
const Deleted = Type.Object({ deleted: Type.Literal(true) }, { $id: 'Deleted', additionalProperties: false })

export const shareTrackRoutes = ({ services: { shareTracks } }: RouteContext) => [
  route({
    method: 'post',
    path: '/api/fleet/share-track/create',
    summary: 'Share a vehicle for 10 minutes to 24 hours; a vehicle that is shared already gets the new end',
    tag,
    who: 'dispatcher',
    status: 201,
    otherStatuses: [200],
    body: CreateShareTrack,
    reply: ShareTrackView,
    refusals: ['not_found', 'rate_limited'],
    async handle({ actor, body, request }) {
      await request.consume('share_create', `user:${actor.userId}`)
      const track = await shareTracks.share(actor, body)
      return new Answer(presentShareTrack(track, request.publicUrl), { status: track.isNew ? 201 : 200 })
    },
  }),
  route({
    method: 'get',
    path: '/api/fleet/share-track/existing/:imei',
    summary: 'The live link of a vehicle',
    tag,
    who: 'member',
    otherStatuses: [204],
    params: ByImei,
    query: IfAny,
    reply: ShareTrackView,
    refusals: ['not_found'],
    handle: ({ actor, params, query, request }) =>
      ifAny(query, async () =>
        presentShareTrack(await shareTracks.existing(actor, params.imei), request.publicUrl),
      ),
  }),
  route({
    method: 'delete',
    path: '/api/fleet/share-track/delete/:imei',
    summary: 'End the link of a vehicle, for good and at once',
    tag,
    who: 'dispatcher',
    status: 200,
    params: ByImei,
    reply: Deleted,
    refusals: ['not_found'],
    async handle({ actor, params }) {
      await shareTracks.stop(actor, params.imei)
      return { deleted: true } as const
    },
  }),
  route({
    method: 'get',
    path: '/api/fleet/share-track/my-tracks',
    summary: 'My live links, newest first',
    tag,
    who: 'member',
    query: PageQuery,
    reply: Page(ShareTrackView, 'ShareTrackPage'),
    async handle({ actor, query, request }) {
      const { count, rows } = await shareTracks.mine(actor, sliceOf(query))
      const results = rows.map((track) => presentShareTrack(track, request.publicUrl))
      return presentPage({ count, rows: results }, query, request.publicUrl, request.path)
    },
  }),
  route({
    method: 'get',
    path: '/api/fleet/share-track/stats',
    summary: 'How many links the organization has, by state',
    tag,
    who: 'admin',
    reply: ShareTrackStats,
    handle: async ({ actor }) => presentStats(await shareTracks.stats(actor)),
  }),
  route({
    method: 'get',
    path: '/api/fleet/share-track/:ref',
    summary: 'What a link shows now, for whoever holds it',
    tag,
    who: 'visitor',
    params: ByRef,
    reply: PublicShareTrackView,
    refusals: ['not_found', 'link_expired', 'link_revoked', 'rate_limited'],
    async handle({ visit, request }) {
      return presentToVisitor(await shareTracks.show(visit), request.publicUrl)
    },
  }),
]

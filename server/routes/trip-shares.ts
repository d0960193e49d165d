import Type from 'typebox'
import type { Member } from '../../domain/actor.ts'
import { Problem } from '../../domain/problem.ts'
import { SerialId } from '../../domain/schema.ts'
import { ByRef } from '../../domain/share-links/schema.ts'
import type { OpenLink } from '../../domain/share-links/service.ts'
import { SharedTripView, ShareTrip, TripAccesses, TripShareView } from '../../domain/trips/schema.ts'
import { presentAccesses, presentShared } from '../../domain/trips/trip.ts'
import { Answer, type RequestFacts, route } from '../route.ts'
import type { RouteContext } from './index.ts'
import { Done, done, Enveloped, enveloped, refuseFriend, refuseMaker } from './trip-envelope.ts'

const ByTrip = Type.Object({ id: SerialId })
const Shared = Enveloped(TripShareView, 'TripShareAnswer')
const usual = { tag: 'Trips', who: 'member', refuse: refuseMaker } as const

const presentShare = ({ link, token }: OpenLink, publicUrl: string) => ({
  share_link: `${publicUrl}/share/trip/${token}`,
  token,
  expires_at: link.expiresAt?.toISOString() ?? null,
  created_at: link.createdAt.toISOString(),
})

/** The trip face of the link core: one link a trip, for friends who sign in. Stands before {@link tripRoutes}. */
export const tripShareRoutes = ({ services: { trips } }: RouteContext) => {
  /** The live link as it is, unless there is none or it is to end at another time. */
  const share = async (actor: Member, id: number, days: number | undefined, request: RequestFacts) => {
    const live = days === undefined ? await trips.sharedAs(actor, id) : undefined
    if (!live) await request.consume('share_create', `user:${actor.userId}`)
    const open = live ?? (await trips.share(actor, id, days))
    return enveloped(presentShare(open, request.publicUrl), 'Share link generated successfully')
  }

  return [
    route({
      method: 'get',
      path: '/api/trip/share/:ref',
      summary: 'A shared trip, for friends who are signed in, to whatever organization',
      tag: usual.tag,
      who: 'visitor',
      params: ByRef,
      reply: Enveloped(SharedTripView, 'SharedTripAnswer'),
      refusals: ['not_found', 'link_expired', 'sign_in_required', 'rate_limited'],
      refuse: refuseFriend,
      async handle({ visit }) {
        if (!visit.visitor.member) throw new Problem('sign_in_required')
        return enveloped(presentShared(await trips.visit(visit)), 'Trip accessed successfully')
      },
    }),
    route({
      ...usual,
      method: 'get',
      path: '/api/trip/:id/share',
      summary: 'The link of a trip: the live one, or else a new one',
      params: ByTrip,
      reply: Shared,
      handle: ({ actor, params, request }) => share(actor, params.id, undefined, request),
    }),
    route({
      ...usual,
      method: 'post',
      path: '/api/trip/:id/share',
      summary: 'The same; with `expires_in_days` the link ends that many days from now',
      params: ByTrip,
      body: ShareTrip,
      status: 200,
      reply: Shared,
      refusals: ['policy_violated'],
      handle: ({ actor, params, body, request }) => share(actor, params.id, body.expires_in_days, request),
    }),
    route({
      ...usual,
      method: 'delete',
      path: '/api/trip/:id/share',
      summary: 'Deactivate the link of a trip, for good and at once',
      params: ByTrip,
      reply: Done,
      async handle({ actor, params }) {
        await trips.unshare(actor, params.id)
        return done('Share link deactivated successfully')
      },
    }),
    route({
      ...usual,
      method: 'get',
      path: '/api/trip/:id/share/accesses',
      summary: 'Who has opened the link of a trip: everybody once, with the first and the last time',
      params: ByTrip,
      reply: Enveloped(TripAccesses, 'TripAccessesAnswer'),
      async handle({ actor, params }) {
        return enveloped(presentAccesses(await trips.accesses(actor, params.id)))
      },
    }),
    route({
      method: 'get',
      path: '/share/trip/:ref',
      summary: 'The address that `share_link` names: it leads to the page of the link',
      tag: usual.tag,
      who: 'anyone',
      status: 308,
      params: ByRef,
      limit: 'api',
      async handle({ params, request }) {
        const search = /\?.*$/.exec(request.url)?.[0] ?? ''
        const location = `/share/${encodeURIComponent(params.ref)}/${search}`
        return new Answer(undefined, {
          status: 308,
          headers: { Location: location, 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' },
        })
      },
    }),
  ]
}

import Type from 'typebox'
import { ApplyRoute, Eta, OptimizeRoute, RoutePlan } from '../../domain/routing/schema.ts'
import { Id } from '../../domain/schema.ts'
import { route } from '../route.ts'
import { refuseTrakService } from '../trakservice-refusals.ts'
import type { RouteContext } from './index.ts'

const usual = { tag: 'TrakService', who: 'member', refuse: refuseTrakService } as const

export const routingRoutes = ({ services: { routing } }: RouteContext) => [
  route({
    ...usual,
    feature: 'trakservice.routing',
    method: 'post',
    path: '/api/trakservice/routing/optimize',
    summary: 'The best order of a technician’s day, against the order it has now; kept with apply',
    status: 200,
    body: OptimizeRoute,
    reply: RoutePlan,
    refusals: ['not_found', 'conflict'],
    handle: ({ actor, body }) => routing.optimize(actor, body),
  }),
  route({
    ...usual,
    feature: 'trakservice.routing',
    method: 'post',
    path: '/api/trakservice/routing/apply',
    summary: 'Put a technician’s day into this order',
    body: ApplyRoute,
    refusals: ['not_found', 'conflict'],
    handle: ({ actor, body }) => routing.apply(actor, body),
  }),
  route({
    ...usual,
    feature: 'trakservice.tracking',
    method: 'get',
    path: '/api/trakservice/assignments/:id/eta',
    summary: 'When the technician who is on the way will arrive',
    params: Type.Object({ id: Id }),
    reply: Eta,
    refusals: ['not_found'],
    handle: ({ actor, params }) => routing.eta(actor, params.id),
  }),
]

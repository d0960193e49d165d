import { EventQuery, EventsPage } from '../../domain/events/schema.ts'
import { presentEvent } from '../../domain/events/service.ts'
import { route } from '../route.ts'
import type { RouteContext } from './index.ts'

/** What happened in the organization, for programs that keep their own place in it. */
export const eventRoutes = ({ services: { events } }: RouteContext) => [
  route({
    method: 'get',
    path: '/api/events',
    summary:
      'What happened, in order and without gaps; `wait` keeps the answer back until there is something',
    tag: 'Events',
    who: 'admin',
    query: EventQuery,
    reply: EventsPage,
    async handle({ actor, query }) {
      const { events: found, last, more } = await events.read(actor, query)
      return { events: found.map(presentEvent), last, more }
    },
  }),
]

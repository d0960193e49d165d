import Type from 'typebox'
import { instantOf } from '../../domain/positions/timestamp.ts'
import { toGeoJson } from '../../domain/positions/trail/geojson.ts'
import { toGpx } from '../../domain/positions/trail/gpx.ts'
import { segmentsOf } from '../../domain/positions/trail/segments.ts'
import { found } from '../../domain/problem.ts'
import { Id } from '../../domain/schema.ts'
import { presentLatest, presentTrail } from '../../domain/tracking/present.ts'
import {
  LatestLocationView,
  LocationPingView,
  LocationTrailQuery,
  LocationTrailView,
  PingBatchView,
  SubmitPings,
} from '../../domain/tracking/schema.ts'
import { Answer, media, route } from '../route.ts'
import { refuseTrakService } from '../trakservice-refusals.ts'
import type { RouteContext } from './index.ts'

const frame = {
  tag: 'TrakService',
  who: 'member',
  feature: 'trakservice.tracking',
  refuse: refuseTrakService,
} as const

/** A thousand pings of some 300 bytes, and room to breathe. */
const mostBytes = 1024 * 1024

const ByTechnician = Type.Object({ id: Id })
const location = '/api/trakservice/technicians/:id/location'

export const trackingRoutes = ({ services: { tracking } }: RouteContext) => [
  route({
    ...frame,
    method: 'post',
    path: '/api/trakservice/location/pings',
    summary:
      'Submit the caller’s own GPS ping, or up to 1,000 of them that a phone kept while it was offline',
    status: 201,
    otherStatuses: [200],
    bodyLimit: mostBytes,
    body: Type.Unknown(),
    describes: SubmitPings,
    reply: Type.Union([LocationPingView, PingBatchView]),
    refusals: [
      'tracking_not_allowed',
      'outside_work_window',
      'no_technician_profile',
      'coordinates_invalid',
      'null_island',
      'time_in_future',
      'time_too_old',
      'time_invalid',
    ],
    async handle({ actor, body, request: { language } }) {
      if (Array.isArray(body)) return new Answer(await tracking.pings(actor, body, language), { status: 200 })
      const { isNew, ping } = await tracking.ping(actor, body, language)
      return new Answer(ping, { status: isNew ? 201 : 200 })
    },
  }),
  route({
    ...frame,
    method: 'get',
    path: `${location}/latest`,
    summary: 'Where a technician is, while tracking is on',
    params: ByTechnician,
    reply: LatestLocationView,
    refusals: ['not_found'],
    async handle({ actor, params }) {
      const { technician, position, now } = await tracking.latest(actor, params.id)
      return found(presentLatest(position, technician, now))
    },
  }),
  route({
    ...frame,
    method: 'get',
    path: location,
    summary: 'Where a technician was: at most 24 hours, the last 24 by default; as JSON, GeoJSON or GPX',
    params: ByTechnician,
    query: LocationTrailQuery,
    reply: LocationTrailView,
    refusals: ['not_found', 'range_too_long'],
    async handle({ actor, params, query: { from, to, format = 'json' } }) {
      const trail = await tracking.trail(actor, params.id, {
        from: from ? instantOf('from', from) : undefined,
        to: to ? instantOf('to', to) : undefined,
        via: format === 'json' ? 'trail' : 'export',
      })
      if (format === 'json') return presentTrail(trail.positions, trail.technician, trail.from, trail.to)
      const { type, write } = files[format]
      const name = `trail-${trail.from.toISOString().slice(0, 10)}.${format}`
      return media(type, write(segmentsOf(trail.positions), trail.technician.fullName), {
        'Content-Disposition': `attachment; filename="${name}"`,
      })
    },
  }),
]

type Segments = ReturnType<typeof segmentsOf>

const files = {
  geojson: {
    type: 'application/geo+json',
    write: (segments: Segments, name: string) => JSON.stringify(toGeoJson(segments, name)),
  },
  gpx: { type: 'application/gpx+xml', write: toGpx },
}

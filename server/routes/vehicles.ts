import { createHash } from 'node:crypto'
import Type from 'typebox'
import { PositionView, presentPosition, TrailQuery } from '../../domain/positions/schema.ts'
import { instantOf } from '../../domain/positions/timestamp.ts'
import { trailFormats } from '../../domain/positions/trail/formats.ts'
import { toGeoJson } from '../../domain/positions/trail/geojson.ts'
import { segmentsOf, simplifySegments } from '../../domain/positions/trail/segments.ts'
import { Problem } from '../../domain/problem.ts'
import { Page, PageQuery } from '../../domain/schema.ts'
import {
  CreateVehicle,
  DeviceView,
  FleetOverview,
  Imei,
  UpdateVehicle,
  VehicleView,
  VehicleWithKeyView,
} from '../../domain/vehicles/schema.ts'
import { presentDevice, presentOverview, presentVehicle } from '../../domain/vehicles/vehicle.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { Answer, media, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const tag = 'Vehicles'
const ByImei = Type.Object({ imei: Imei })

export const vehicleRoutes = ({ services: { vehicles } }: RouteContext) => [
  route({
    method: 'post',
    path: '/api/fleet/vehicles',
    summary: 'Add a vehicle; the answer carries its ingest key, once',
    tag,
    who: 'dispatcher',
    status: 201,
    body: CreateVehicle,
    reply: VehicleWithKeyView,
    refusals: ['imei_taken'],
    async handle({ actor, body }) {
      const { vehicle, ingestKey } = await vehicles.create(actor, body)
      return { ...presentVehicle(vehicle), ingest_key: ingestKey }
    },
  }),
  route({
    method: 'get',
    path: '/api/fleet/vehicles',
    summary: 'The fleet, each vehicle with its newest position',
    tag,
    who: 'member',
    query: PageQuery,
    reply: Page(VehicleView, 'VehiclePage'),
    async handle({ actor, query, request }) {
      const { count, rows } = await vehicles.list(actor, sliceOf(query))
      return presentPage({ count, rows: rows.map(presentVehicle) }, query, request.publicUrl, request.path)
    },
  }),
  route({
    method: 'get',
    path: '/api/fleet/vehicles/:imei',
    summary: 'One vehicle',
    tag,
    who: 'member',
    params: ByImei,
    reply: VehicleView,
    refusals: ['not_found'],
    async handle({ actor, params }) {
      return presentVehicle(await vehicles.get(actor, params.imei))
    },
  }),
  route({
    method: 'patch',
    path: '/api/fleet/vehicles/:imei',
    summary: 'Give a vehicle another name, look, plate or device',
    tag,
    who: 'dispatcher',
    params: ByImei,
    body: UpdateVehicle,
    reply: VehicleView,
    refusals: ['not_found', 'imei_taken'],
    async handle({ actor, params, body }) {
      return presentVehicle(await vehicles.update(actor, params.imei, body))
    },
  }),
  route({
    method: 'delete',
    path: '/api/fleet/vehicles/:imei',
    summary: 'Remove a vehicle: its links end and its past is forgotten',
    tag,
    who: 'admin',
    params: ByImei,
    refusals: ['not_found'],
    async handle({ actor, params }): Promise<undefined> {
      await vehicles.remove(actor, params.imei)
    },
  }),
  route({
    method: 'post',
    path: '/api/fleet/vehicles/:imei/rotate-key',
    summary: 'A new ingest key; the old one is dead at once',
    tag,
    who: 'dispatcher',
    status: 200,
    params: ByImei,
    reply: VehicleWithKeyView,
    refusals: ['not_found'],
    async handle({ actor, params }) {
      const { vehicle, ingestKey } = await vehicles.rotateKey(actor, params.imei)
      return { ...presentVehicle(vehicle), ingest_key: ingestKey }
    },
  }),
  route({
    method: 'get',
    path: '/api/fleet/overview',
    summary: 'The whole fleet at once, packed for a map: up to 10,000 vehicles, a list for each fact',
    tag,
    who: 'member',
    reply: FleetOverview,
    otherStatuses: [304],
    async handle({ actor, request }) {
      const { count, rows } = await vehicles.overview(actor)
      const view = presentOverview(count, rows)
      const digest = createHash('sha256').update(JSON.stringify(view)).digest('base64url')
      // Kept by this browser alone, and asked for anew each time: a fleet that stood still is answered in no bytes.
      const headers = {
        'Cache-Control': 'private, no-cache',
        Vary: 'Authorization, Cookie',
        ETag: `"${digest.slice(0, 22)}"`,
      }
      const isKnown = request.header('if-none-match')?.includes(headers.ETag)
      return isKnown ? new Answer(undefined, { status: 304, headers }) : new Answer(view, { headers })
    },
  }),
  route({
    method: 'get',
    path: '/api/fleet/vehicles/:imei/device',
    summary: 'What the device said of itself in the last day: its battery',
    tag,
    who: 'member',
    params: ByImei,
    reply: DeviceView,
    refusals: ['not_found'],
    async handle({ actor, params }) {
      return presentDevice(await vehicles.deviceOf(actor, params.imei))
    },
  }),
  route({
    method: 'get',
    path: '/api/fleet/vehicles/:imei/position',
    summary: 'The newest position of a vehicle',
    tag,
    who: 'member',
    params: ByImei,
    reply: PositionView,
    refusals: ['not_found'],
    async handle({ actor, params }) {
      const { newest } = await vehicles.get(actor, params.imei)
      if (!newest) throw new Problem('not_found')
      return presentPosition(newest)
    },
  }),
  route({
    method: 'get',
    path: '/api/fleet/vehicles/:imei/trail',
    summary: 'Where a vehicle has been: at most 24 hours, the last hour by default',
    tag,
    who: 'member',
    params: ByImei,
    query: TrailQuery,
    reply: Object.values(trailFormats).map(({ type }) => type),
    refusals: ['not_found', 'trail_too_long'],
    async handle({ actor, params, query }) {
      const { from, to, format = 'json', tolerance = 0 } = query
      const trail = await vehicles.trail(
        actor,
        params.imei,
        from ? instantOf('from', from) : undefined,
        to ? instantOf('to', to) : undefined,
      )
      const { type, write, extension } = trailFormats[format]
      const disposition = `attachment; filename="trail-${trail.from.toISOString().slice(0, 10)}.${extension}"`
      return media(
        type,
        write(trail, tolerance),
        format === 'json' ? {} : { 'Content-Disposition': disposition },
      )
    },
  }),
  route({
    method: 'get',
    path: '/api/fleet/history',
    summary: 'Where the fleet has driven in the last days, simplified, as GeoJSON',
    tag,
    who: 'member',
    query: Type.Object(
      { days: Type.Optional(Type.Integer({ minimum: 1, maximum: 30, default: 7 })) },
      { additionalProperties: false },
    ),
    reply: ['application/geo+json'],
    async handle({ actor, query }) {
      const trails = await vehicles.history(actor, query.days ?? 7)
      const features = trails.map(({ vehicle, positions }) => ({
        type: 'Feature',
        properties: { id: vehicle.id, color: vehicle.color },
        geometry: toGeoJson(simplifySegments(segmentsOf(positions), historyToleranceM)).geometry,
      }))
      return media('application/geo+json', JSON.stringify({ type: 'FeatureCollection', features }), {
        'Cache-Control': 'private, max-age=60',
      })
    },
  }),
]

const historyToleranceM = 15

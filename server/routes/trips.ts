import Type from 'typebox'
import { Page, PageQuery, SerialId } from '../../domain/schema.ts'
import {
  CreateTrip,
  CreateTripPlace,
  OrderTripPlaces,
  TripDayBody,
  TripDayView,
  TripPlaceView,
  TripView,
  UpdateTrip,
  UpdateTripPlace,
  WholeTripView,
} from '../../domain/trips/schema.ts'
import { presentDay, presentPlace, presentTrip, presentWhole } from '../../domain/trips/trip.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { route } from '../route.ts'
import type { RouteContext } from './index.ts'
import { Done, done, Enveloped, enveloped, refuseMaker } from './trip-envelope.ts'

const byTrip = { id: SerialId }
const byDay = { ...byTrip, day_id: SerialId }
const ByTrip = Type.Object(byTrip)
const ByDay = Type.Object(byDay)
const ByPlace = Type.Object({ ...byDay, place_id: SerialId })

const OneTrip = Enveloped(TripView, 'TripAnswer')
const OneDay = Enveloped(TripDayView, 'TripDayAnswer')
const WholeOne = Enveloped(WholeTripView, 'WholeTripAnswer')
const OnePlace = Enveloped(TripPlaceView, 'TripPlaceAnswer')

const usual = { tag: 'Trips', who: 'member', refuse: refuseMaker } as const

/** Trips, their days and the places of each day: their maker's alone. */
export const tripRoutes = ({ services: { trips } }: RouteContext) => [
  route({
    ...usual,
    method: 'post',
    path: '/api/trip',
    summary: 'Plan a trip',
    status: 201,
    body: CreateTrip,
    reply: OneTrip,
    async handle({ actor, body }) {
      return enveloped(presentTrip(await trips.create(actor, body)), 'Trip created successfully')
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: '/api/trip',
    summary: 'My trips, the one that starts last first',
    query: PageQuery,
    reply: Enveloped(Page(TripView, 'TripPage'), 'TripListAnswer'),
    async handle({ actor, query, request }) {
      const { count, rows } = await trips.mine(actor, sliceOf(query))
      const page = { count, rows: rows.map(presentTrip) }
      return enveloped(presentPage(page, query, request.publicUrl, request.path))
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: '/api/trip/:id',
    summary: 'One of my trips, with its days and their places',
    params: ByTrip,
    reply: WholeOne,
    async handle({ actor, params }) {
      return enveloped(presentWhole(await trips.get(actor, params.id)))
    },
  }),
  route({
    ...usual,
    method: 'patch',
    path: '/api/trip/:id',
    summary: 'Rename a trip, or move its ends; no planned day may fall outside',
    params: ByTrip,
    body: UpdateTrip,
    reply: OneTrip,
    async handle({ actor, params, body }) {
      return enveloped(presentTrip(await trips.update(actor, params.id, body)), 'Trip updated successfully')
    },
  }),
  route({
    ...usual,
    method: 'delete',
    path: '/api/trip/:id',
    summary: 'Remove a trip; its links end at once',
    params: ByTrip,
    reply: Done,
    async handle({ actor, params }) {
      await trips.remove(actor, params.id)
      return done('Trip deleted successfully')
    },
  }),

  route({
    ...usual,
    method: 'post',
    path: '/api/trip/:id/days',
    summary: 'Add a day; its number follows from its date',
    status: 201,
    params: ByTrip,
    body: TripDayBody,
    reply: OneDay,
    async handle({ actor, params, body }) {
      const { trip, day } = await trips.addDay(actor, params.id, body.date)
      return enveloped(presentDay(trip, day), 'Day added successfully')
    },
  }),
  route({
    ...usual,
    method: 'patch',
    path: '/api/trip/:id/days/:day_id',
    summary: 'Move a day, with its places, to another date',
    params: ByDay,
    body: TripDayBody,
    reply: OneDay,
    async handle({ actor, params, body }) {
      const { trip, day } = await trips.moveDay(actor, params.id, params.day_id, body.date)
      return enveloped(presentDay(trip, day), 'Day updated successfully')
    },
  }),
  route({
    ...usual,
    method: 'delete',
    path: '/api/trip/:id/days/:day_id',
    summary: 'Remove a day and its places',
    params: ByDay,
    reply: Done,
    async handle({ actor, params }) {
      await trips.removeDay(actor, params.id, params.day_id)
      return done('Day deleted successfully')
    },
  }),

  route({
    ...usual,
    method: 'post',
    path: '/api/trip/:id/days/:day_id/places',
    summary: 'Add a place to a day',
    status: 201,
    params: ByDay,
    body: CreateTripPlace,
    reply: OnePlace,
    async handle({ actor, params, body }) {
      const place = await trips.addPlace(actor, params.id, params.day_id, body)
      return enveloped(presentPlace(place), 'Place added successfully')
    },
  }),
  route({
    ...usual,
    method: 'patch',
    path: '/api/trip/:id/days/:day_id/places',
    summary: 'Put the places of a day in another order; those of other days that are named move to it',
    params: ByDay,
    body: OrderTripPlaces,
    reply: WholeOne,
    async handle({ actor, params: { id, day_id }, body }) {
      const trip = await trips.orderPlaces(actor, id, day_id, body.trip_place_ids)
      return enveloped(presentWhole(trip), 'Places ordered successfully')
    },
  }),
  route({
    ...usual,
    method: 'patch',
    path: '/api/trip/:id/days/:day_id/places/:place_id',
    summary: 'Change what is said of a place',
    params: ByPlace,
    body: UpdateTripPlace,
    reply: OnePlace,
    async handle({ actor, params: { id, day_id, place_id }, body }) {
      const place = await trips.updatePlace(actor, id, day_id, place_id, body)
      return enveloped(presentPlace(place), 'Place updated successfully')
    },
  }),
  route({
    ...usual,
    method: 'delete',
    path: '/api/trip/:id/days/:day_id/places/:place_id',
    summary: 'Remove a place',
    params: ByPlace,
    reply: Done,
    async handle({ actor, params: { id, day_id, place_id } }) {
      await trips.removePlace(actor, id, day_id, place_id)
      return done('Place deleted successfully')
    },
  }),
]

import type { Member } from '../actor.ts'
import { faulty, found, Problem } from '../problem.ts'
import { type Counted, type Id, isSerialId, type SerialId, type Slice } from '../schema.ts'
import type { Resource } from '../share-links/link.ts'
import type { SharedResource } from '../share-links/resources.ts'
import type { OpenLink, ShareLinks } from '../share-links/service.ts'
import { defaultEnd, type LinkPolicy } from '../share-links/share-policy.ts'
import type { Visit } from '../share-links/visits.ts'
import type { CreateTrip, CreateTripPlace, UpdateTrip, UpdateTripPlace } from './schema.ts'
import {
  assertNewDate,
  assertSpan,
  factsOf,
  mostPlacesADay,
  type PlaceFacts,
  type Trip,
  type TripAccess,
  type TripDay,
  type TripPlace,
  type WholeTrip,
} from './trip.ts'

type TripFields = Pick<Trip, 'name' | 'startDate' | 'endDate'>

/** The trips of one tenant. */
export interface TripStore {
  insert(trip: TripFields & Pick<Trip, 'userId'>, at: Date): Promise<Trip>
  /** Those of one person, the one that starts last first. */
  list(userId: SerialId, slice: Slice): Promise<Counted<Trip>>
  find(id: SerialId): Promise<Trip | undefined>
  update(id: SerialId, changes: Partial<TripFields>, at: Date): Promise<Trip | undefined>
  remove(id: SerialId): Promise<void>
  /** In the order of the calendar. */
  days(tripId: SerialId): Promise<readonly TripDay[]>
  /** Throws `validation_failed` for a date that is a day of the trip already; so does `moveDay`. */
  insertDay(tripId: SerialId, date: string): Promise<TripDay>
  moveDay(dayId: SerialId, date: string): Promise<void>
  removeDay(dayId: SerialId): Promise<void>
  insertPlace(dayId: SerialId, facts: Partial<PlaceFacts> & { name: string }, at: Date): Promise<TripPlace>
  updatePlace(placeId: SerialId, facts: Partial<PlaceFacts>): Promise<TripPlace | undefined>
  removePlace(placeId: SerialId): Promise<void>
  /** `false`, and nothing changes, where `placeIds` are not all of the day's and, beside them, others of the trip. */
  orderPlaces(tripId: SerialId, dayId: SerialId, placeIds: readonly SerialId[]): Promise<boolean>
  /** The first time makes the access, later ones move its last time. */
  recordAccess(linkId: Id, userId: SerialId, at: Date): Promise<void>
  /** The trip's link on its own face that was made last, in whatever state. */
  lastLink(tripId: SerialId): Promise<Id | undefined>
}

/** Friends come from any organization: their names are read across tenants. Who came first stands first. */
export type AccessesOf = (linkId: Id) => Promise<readonly TripAccess[]>

export interface TripPorts {
  readonly tripsOf: (tenantId: SerialId) => TripStore
  readonly accessesOf: AccessesOf
  readonly links: Pick<ShareLinks, 'livePrimary' | 'sharePrimary' | 'revokePrimary' | 'revokeAllOf'>
  readonly policyOf: (tenantId: SerialId) => Promise<LinkPolicy>
  /** How long a link lasts unless its maker says otherwise, or the organization's policy allows less. */
  readonly shareDays: number
  readonly now: () => Date
}

export type Trips = ReturnType<typeof createTrips>

const dayMs = 86_400_000

/** Trips belong to whoever made them, strictly: to anybody else of the organization they are not there. */
export const createTrips = ({ tripsOf, accessesOf, links, policyOf, shareDays, now }: TripPorts) => {
  const get = async (member: Member, id: SerialId): Promise<Trip> => {
    const trip = await tripsOf(member.tenantId).find(id)
    if (trip?.userId !== member.userId) throw new Problem('not_found')
    return trip
  }

  const whole = async (member: Member, id: SerialId): Promise<WholeTrip> => {
    const trip = await get(member, id)
    return { trip, days: await tripsOf(trip.tenantId).days(id) }
  }

  const dayOf = async (member: Member, id: SerialId, dayId: SerialId) => {
    const { trip, days } = await whole(member, id)
    return { trip, days, day: found(days.find((day) => day.id === dayId)) }
  }

  const livePrimary = (trip: Trip) => links.livePrimary(trip.tenantId, 'trip', resourceOf(trip.id))

  return {
    mine: (member: Member, slice: Slice) => tripsOf(member.tenantId).list(member.userId, slice),

    /** The member's own trip with its days. */
    get: whole,

    async create(member: Member, body: CreateTrip): Promise<Trip> {
      const fields = { name: body.trip_name.trim(), startDate: body.start_date, endDate: body.end_date }
      assertSpan(fields)
      return tripsOf(member.tenantId).insert({ ...fields, userId: member.userId }, now())
    },

    async update(member: Member, id: SerialId, body: UpdateTrip): Promise<Trip> {
      const { trip, days } = await whole(member, id)
      const changes = {
        name: body.trip_name?.trim() ?? trip.name,
        startDate: body.start_date ?? trip.startDate,
        endDate: body.end_date ?? trip.endDate,
      }
      assertSpan(
        changes,
        days.map(({ date }) => date),
      )
      return found(await tripsOf(trip.tenantId).update(id, changes, now()))
    },

    /** Its links end with it. */
    async remove(member: Member, id: SerialId): Promise<void> {
      const trip = await get(member, id)
      await links.revokeAllOf(trip.tenantId, resourceOf(id))
      await tripsOf(trip.tenantId).remove(id)
    },

    async addDay(member: Member, id: SerialId, date: string): Promise<{ trip: Trip; day: TripDay }> {
      const { trip, days } = await whole(member, id)
      assertNewDate(
        trip,
        date,
        days.map((day) => day.date),
      )
      return { trip, day: await tripsOf(trip.tenantId).insertDay(id, date) }
    },

    async moveDay(
      member: Member,
      id: SerialId,
      dayId: SerialId,
      date: string,
    ): Promise<{ trip: Trip; day: TripDay }> {
      const { trip, days, day } = await dayOf(member, id, dayId)
      const others = days.filter((other) => other !== day)
      assertNewDate(
        trip,
        date,
        others.map((other) => other.date),
      )
      await tripsOf(trip.tenantId).moveDay(dayId, date)
      return { trip, day: { ...day, date } }
    },

    async removeDay(member: Member, id: SerialId, dayId: SerialId): Promise<void> {
      await dayOf(member, id, dayId)
      await tripsOf(member.tenantId).removeDay(dayId)
    },

    async addPlace(member: Member, id: SerialId, dayId: SerialId, body: CreateTripPlace): Promise<TripPlace> {
      const { day } = await dayOf(member, id, dayId)
      if (day.places.length >= mostPlacesADay)
        throw faulty({ field: 'place_name', message: `a day has at most ${mostPlacesADay} places` })
      const facts = { ...factsOf(body), name: body.place_name.trim() }
      return tripsOf(member.tenantId).insertPlace(dayId, facts, now())
    },

    async updatePlace(
      member: Member,
      id: SerialId,
      dayId: SerialId,
      placeId: SerialId,
      body: UpdateTripPlace,
    ): Promise<TripPlace> {
      const { day } = await dayOf(member, id, dayId)
      const place = found(day.places.find((one) => one.id === placeId))
      const { latitude = place.latitude, longitude = place.longitude } = body
      if ((latitude === null) !== (longitude === null))
        throw faulty({
          field: 'latitude',
          message: 'and longitude belong together: both numbers, or both null',
        })
      return found(await tripsOf(member.tenantId).updatePlace(placeId, factsOf(body)))
    },

    async removePlace(member: Member, id: SerialId, dayId: SerialId, placeId: SerialId): Promise<void> {
      const { day } = await dayOf(member, id, dayId)
      found(day.places.find((place) => place.id === placeId))
      await tripsOf(member.tenantId).removePlace(placeId)
    },

    /** Puts the places of a day in an order; those of other days of the trip that are named move to it. */
    async orderPlaces(
      member: Member,
      id: SerialId,
      dayId: SerialId,
      placeIds: readonly SerialId[],
    ): Promise<WholeTrip> {
      const { trip } = await dayOf(member, id, dayId)
      if (!(await tripsOf(trip.tenantId).orderPlaces(id, dayId, placeIds)))
        throw faulty({
          field: 'trip_place_ids',
          message: 'must name all places of the day, each once, and others only of this trip',
        })
      return { trip, days: await tripsOf(trip.tenantId).days(id) }
    },

    /** The live link of a trip, where there is one. */
    async sharedAs(member: Member, id: SerialId): Promise<OpenLink | undefined> {
      return livePrimary(await get(member, id))
    },

    /** Makes the trip's link, or gives the live one a new end. For friends who sign in, and only to look. */
    async share(member: Member, id: SerialId, days?: number): Promise<OpenLink> {
      const trip = await get(member, id)
      const usual = { ...(await policyOf(trip.tenantId)), defaultHours: 24 * shareDays }
      return links.sharePrimary({
        tenantId: trip.tenantId,
        face: 'trip',
        resource: resourceOf(id),
        shareType: 'private',
        title: null,
        createdBy: member.userId,
        expiresAt:
          days === undefined
            ? defaultEnd(usual, { startsAt: null }, now())
            : new Date(now().getTime() + days * dayMs),
      })
    },

    async unshare(member: Member, id: SerialId): Promise<void> {
      const { tenantId } = await get(member, id)
      if (!(await links.revokePrimary(tenantId, 'trip', resourceOf(id)))) throw noLink()
    },

    /** Who opened the trip's link: the live one, or else the one that ended last. */
    async accesses(member: Member, id: SerialId): Promise<readonly TripAccess[]> {
      const trip = await get(member, id)
      const linkId = await tripsOf(trip.tenantId).lastLink(id)
      if (!linkId) throw noLink()
      return accessesOf(linkId)
    },

    /** What a visitor sees who came through the door; that they came is remembered for the trip's maker. */
    async visit({
      link,
      visitor: { member },
      isPeek,
    }: Pick<Visit, 'link' | 'visitor'> & { readonly isPeek: boolean }): Promise<WholeTrip> {
      if (link.resource.kind !== 'trip') throw new Problem('not_found')
      const trips = tripsOf(link.tenantId)
      const trip = found(await trips.find(Number(link.resource.id)))
      if (link.face === 'trip' && member && member.userId !== trip.userId && !isPeek)
        await trips.recordAccess(link.id, member.userId, now())
      return { trip, days: await trips.days(trip.id) }
    },

    /** A trip with its days, for those who were let in already. */
    async whole(tenantId: SerialId, id: SerialId): Promise<WholeTrip> {
      const trip = found(await tripsOf(tenantId).find(id))
      return { trip, days: await tripsOf(tenantId).days(id) }
    },

    async resource(tenantId: SerialId, id: string): Promise<SharedResource | undefined> {
      const trip = isSerialId(Number(id)) ? await tripsOf(tenantId).find(Number(id)) : undefined
      return trip && { kind: 'trip', id, ownerId: trip.userId, title: trip.name }
    },
  }
}

const resourceOf = (id: SerialId): Resource => ({ kind: 'trip', id: String(id) })

const noLink = () => new Problem('not_found', { absent: 'link' })

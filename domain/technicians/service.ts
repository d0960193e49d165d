import { isAtLeast, type Member } from '../actor.ts'
import type { EventName, NewEvent } from '../events/event.ts'
import type { Announcements, SubjectChange } from '../live/ports.ts'
import { faulty, found, Problem } from '../problem.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { TenantStore } from '../tenants/service.ts'
import { colorOf } from '../vehicles/vehicle.ts'
import { assertBasedOn, type BasedOn, isChange } from '../versions.ts'
import type { TechnicianFilter, TechnicianStore } from './ports.ts'
import type { CreateTechnician, UpdateTechnician } from './schema.ts'
import { skillsOf, type Technician, type TechnicianUser, withSeconds } from './technician.ts'

export interface TechnicianPorts {
  readonly techniciansOf: (tenantId: SerialId) => TechnicianStore
  readonly membersOf: (tenantId: SerialId) => Pick<TenantStore, 'member'>
  /**
   * Keeps whether the technician may be tracked, with its record and its event, and tells every node. Throws
   * `consent_withdrawn` where only the technician may say so.
   */
  readonly recordConsent: (actor: Member, technician: Technician, allowed: boolean) => Promise<unknown>
  /** Removes what is left of where the technician was. */
  readonly forgetPositions: (technician: Technician) => Promise<void>
  readonly deviceKeys: { create(): string; hash(key: string): Buffer }
  readonly announce: Pick<Announcements, 'subjectChanged'>
  /** So that this very node does not wait for its own announcement. */
  readonly forget: (technicianId: Id) => void
  readonly newId: () => Id
  readonly now: () => Date
}

export type Technicians = ReturnType<typeof createTechnicians>

/** Dispatchers keep the profiles of all technicians; everybody else knows their own and no other. */
export const createTechnicians = (ports: TechnicianPorts) => {
  const {
    techniciansOf,
    membersOf,
    recordConsent,
    forgetPositions,
    deviceKeys,
    announce,
    forget,
    newId,
    now,
  } = ports

  const get = async (actor: Member, id: Id): Promise<Technician> => {
    const technician = found(await techniciansOf(actor.tenantId).find(id))
    if (isDispatcher(actor) || technician.user.id === actor.userId) return technician
    throw new Problem('not_found')
  }

  const tell = (technician: Technician, change: SubjectChange): void => {
    forget(technician.id)
    announce.subjectChanged(technician, change)
  }

  /** A new profile is no way around what somebody said under an earlier one. Throws `consent_withdrawn`. */
  const assertNotWithdrawn = async (actor: Member, userId: SerialId): Promise<void> => {
    if (userId !== actor.userId && (await techniciansOf(actor.tenantId).withdrew(userId)))
      throw new Problem('consent_withdrawn')
  }

  const consented = async (actor: Member, technician: Technician, allowed: boolean): Promise<Technician> => {
    if (allowed) await assertNotWithdrawn(actor, technician.user.id)
    await recordConsent(actor, technician, allowed)
    return found(await techniciansOf(actor.tenantId).find(technician.id))
  }

  return {
    get,

    /** For other features: whoever it is of this organization. */
    find: (tenantId: SerialId, id: Id) => techniciansOf(tenantId).find(id),

    async list(actor: Member, filter: TechnicianFilter, slice: Slice): Promise<Counted<Technician>> {
      const own = isDispatcher(actor) ? {} : { userId: actor.userId }
      return techniciansOf(actor.tenantId).list({ ...filter, ...own }, slice)
    },

    /** Whom a dispatcher can make a technician. */
    candidates: (
      { tenantId }: Member,
      search: string | undefined,
      slice: Slice,
    ): Promise<Counted<TechnicianUser>> => techniciansOf(tenantId).candidates(search, slice),

    /** Without tracking unless it is said: consent is given, and recorded as whoever's word it is. */
    async create(actor: Member, wanted: CreateTechnician): Promise<Technician> {
      const { tenantId } = actor
      if (!(await membersOf(tenantId).member(wanted.user_id))) throw notAMember()
      if (wanted.allow_tracking) await assertNotWithdrawn(actor, wanted.user_id)
      const technicians = techniciansOf(tenantId)
      const { count } = await technicians.list({}, { limit: 1, offset: 0 })
      const id = newId()
      const profile = {
        phone: '',
        skills: [],
        workStartTime: '08:00:00',
        workEndTime: '18:00:00',
        isActive: true,
        color: colorOf(count),
        ...fieldsOf(wanted),
        id,
        userId: wanted.user_id,
        allowTracking: false,
      }
      const events = [eventOf(actor, 'technician.created', id, { user_id: wanted.user_id })]
      const made = await technicians.insert(profile, events)
      tell(made, 'made')
      return wanted.allow_tracking ? consented(actor, made, true) : made
    },

    /** Consent goes first: where it is refused, nothing is changed. */
    async update(
      actor: Member,
      id: Id,
      { allow_tracking, ...body }: UpdateTechnician,
      expected?: BasedOn,
    ): Promise<Technician> {
      const before = await get(actor, id)
      if (!isDispatcher(actor)) assertOwnToSay(body)
      assertBasedOn(expected, before)
      const isSaid = allow_tracking !== undefined && says(actor, before, allow_tracking)
      const consenting = isSaid ? await consented(actor, before, allow_tracking) : before
      const changes = fieldsOf(body)
      if (!isChange<Technician>(consenting, changes)) return consenting

      const events = [eventOf(actor, 'technician.updated', before.id, { fields: Object.keys(body) })]
      const { updatedAt } = consenting
      const changed = await techniciansOf(actor.tenantId).update(id, updatedAt, changes, now(), events)
      if (!changed) throw new Problem('conflict')
      tell(changed, changed.isActive ? 'changed' : 'hidden')
      return changed
    },

    /** The old key is dead at once. */
    async rotateKey(actor: Member, id: Id): Promise<{ technician: Technician; ingestKey: string }> {
      await get(actor, id)
      const ingestKey = deviceKeys.create()
      const hash = deviceKeys.hash(ingestKey)
      const technician = found(await techniciansOf(actor.tenantId).setIngestKey(id, hash))
      tell(technician, 'rekeyed')
      return { technician, ingestKey }
    },

    /** Somebody joined the organization or left it: whoever watches the technician that they are loses them, or not. */
    async cameOrLeft({ tenantId, userId }: Pick<Member, 'tenantId' | 'userId'>): Promise<void> {
      const technician = await techniciansOf(tenantId).ofUser(userId)
      if (technician) tell(technician, technician.isActive ? 'changed' : 'hidden')
    },

    /** Viewers leave, the key is dead, where they were is forgotten; what they did keeps their name. */
    async remove(actor: Member, id: Id, expected?: BasedOn): Promise<void> {
      const before = await get(actor, id)
      assertBasedOn(expected, before)
      const events = [eventOf(actor, 'technician.removed', before.id, {})]
      const technician = await techniciansOf(actor.tenantId).remove(id, now(), events, before.updatedAt)
      if (!technician) throw new Problem('conflict')
      tell(technician, 'removed')
      await forgetPositions(technician)
    },
  }
}

const isDispatcher = (actor: Member): boolean => isAtLeast(actor, 'dispatcher')

/** Throws `forbidden` for what a technician does not decide about themselves. */
const assertOwnToSay = ({ phone: _, ...others }: Omit<UpdateTechnician, 'allow_tracking'>): void => {
  if (Object.keys(others).length > 0) throw new Problem('forbidden')
}

/** A technician's own "no" is kept even where it changes nothing: nobody else can say "yes" after it. */
const says = (actor: Member, { user, allowTracking }: Technician, allowed: boolean): boolean =>
  allowed !== allowTracking || (!allowed && user.id === actor.userId)

/** What is named of the body. */
const fieldsOf = ({
  phone,
  skills,
  work_start_time,
  work_end_time,
  is_active,
  color,
}: Omit<UpdateTechnician, 'allow_tracking'>) => ({
  ...(phone !== undefined && { phone: phone.trim() }),
  ...(skills !== undefined && { skills: skillsOf(skills) }),
  ...(work_start_time !== undefined && { workStartTime: withSeconds(work_start_time) }),
  ...(work_end_time !== undefined && { workEndTime: withSeconds(work_end_time) }),
  ...(is_active !== undefined && { isActive: is_active }),
  ...(color !== undefined && { color: color.toLowerCase() }),
})

const eventOf = (actor: Member, name: EventName, id: Id, data: NewEvent['data']): NewEvent => ({
  name,
  aggregateType: 'technician',
  aggregateId: id,
  actorId: actor.userId,
  data,
})

const notAMember = () => faulty({ field: 'user_id', message: 'is not a member of your organization' })

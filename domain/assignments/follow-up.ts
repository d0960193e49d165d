import type { Member } from '../actor.ts'
import type { Announcements } from '../live/ports.ts'
import type { Etas } from '../routing/ports.ts'
import type { Id, SerialId } from '../schema.ts'
import { type Assignment, isOpen, isUnderWay } from './assignment.ts'
import type { CustomerLink, CustomerLinks } from './ports.ts'

export interface FollowUpPorts {
  readonly customerLinks: CustomerLinks & {
    /** Ends whatever links there are to an assignment that is gone. */
    endAll(tenantId: SerialId, id: Id): Promise<void>
  }
  readonly etas: Pick<Etas, 'forget'>
  readonly announce: Pick<Announcements, 'visitChanged' | 'visitRated'>
  /** Hears of what went wrong behind a change that stands. */
  readonly report: (error: unknown) => void
}

/** A change of status that is kept, as those are told who follow it. */
export interface StatusChanged {
  readonly actor: Member
  readonly before: Assignment
  readonly after: Assignment
  readonly at: Date
  readonly publicUrl: string
}

export type FollowUp = ReturnType<typeof createFollowUp>

/** Everything that comes of a change of status after it was committed: what fails here is reported, and fails nothing. */
export const createFollowUp = (ports: FollowUpPorts) => {
  const { customerLinks, etas, announce, report } = ports

  const quietly = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (error) {
      report(error)
      return undefined
    }
  }

  const linkNow = ({ actor, before, after, publicUrl }: StatusChanged) =>
    after.status === 'en_route'
      ? quietly(() => customerLinks.begin(actor, after, publicUrl))
      : currentLink(before)

  const currentLink = async (assignment: Assignment): Promise<CustomerLink | undefined> =>
    isUnderWay(assignment) ? quietly(() => customerLinks.of(assignment)) : undefined

  return {
    async changed(change: StatusChanged) {
      const { after, at } = change
      const { id, tenantId, technician, status } = after
      const link = await linkNow(change)
      await quietly(() => etas.forget(technician.id))
      // Whoever watches is told how the visit stands before their link ends with it.
      await quietly(() =>
        announce.visitChanged({
          tenantId,
          assignmentId: id,
          technicianId: technician.id,
          userId: technician.user.id,
          linkId: link?.id ?? null,
          status,
          at: at.toISOString(),
        }),
      )
      if (!isOpen(after)) await quietly(() => customerLinks.end(after))
      const customerLink = isUnderWay(after) ? (link ?? null) : null
      return { assignment: after, customerLink }
    },

    rated: ({ tenantId, id, technician }: Assignment, at: Date) =>
      quietly(() =>
        announce.visitRated({
          tenantId,
          assignmentId: id,
          technicianId: technician.id,
          userId: technician.user.id,
          at: at.toISOString(),
        }),
      ),

    removed: ({ tenantId, id }: Assignment) => quietly(() => customerLinks.endAll(tenantId, id)),

    /** `undefined` unless the technician is under way: nobody asks for a link then. */
    async linkOf(assignment: Assignment): Promise<CustomerLink | null | undefined> {
      return isUnderWay(assignment) ? ((await currentLink(assignment)) ?? null) : undefined
    },
  }
}

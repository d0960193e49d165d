import type { Assignment } from '../assignments/assignment.ts'
import type { AssignmentStore, CustomerLink, CustomerLinks } from '../assignments/ports.ts'
import type { Mails } from '../mail/service.ts'
import { Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import { taggedUrl } from '../share-links/handouts.ts'
import type { Resource, ShareLink } from '../share-links/link.ts'
import type { ShareLinks } from '../share-links/service.ts'
import type { LinkPolicy } from '../share-links/share-policy.ts'
import { shareUrlOf } from '../share-links/share-tracks.ts'
import { firstNameOf } from '../technicians/technician.ts'
import type { TenantProfiles } from '../tenants/profiles.ts'
import { lastsMs } from './visit.ts'

/** Somebody is on the way to a customer, and there was never a link to it. */
export interface VisitWithoutLink {
  readonly tenantId: SerialId
  readonly id: Id
  readonly startedBy: SerialId
}

/** Of all tenants: those that left within this span, the latest first. */
export type VisitsWithoutLink = (
  departed: { readonly after: Date; readonly before: Date },
  atMost: number,
) => Promise<readonly VisitWithoutLink[]>

export interface CustomerLinkPorts {
  readonly assignmentsOf: (tenantId: SerialId) => Pick<AssignmentStore, 'find'>
  readonly visitsWithoutLink: VisitsWithoutLink
  readonly links: Pick<ShareLinks, 'livePrimary' | 'sharePrimary' | 'endWith' | 'revokeAllOf'>
  readonly policyOf: (tenantId: SerialId) => Promise<LinkPolicy>
  readonly profiles: Pick<TenantProfiles, 'of'>
  readonly mail: Pick<Mails, 'send'>
  readonly publicUrl: () => string
  /** Hears of what went wrong while a visit went on. */
  readonly onFailed: (error: unknown) => void
  readonly now: () => Date
}

/** The `trakservice` face of the link core: one primary link a visit, from when its technician leaves until it is done. */
export const createCustomerLinks = (ports: CustomerLinkPorts) => {
  const { links, assignmentsOf, visitsWithoutLink, policyOf, profiles, mail, onFailed, now } = ports

  const open = async (assignment: Assignment): Promise<CustomerLink | undefined> => {
    const found = await links.livePrimary(assignment.tenantId, 'trakservice', resourceOf(assignment))
    return found && asCustomerLink(found)
  }

  /** A day after departure, or as soon as the organization wants it. */
  const expiryOf = async ({ tenantId, departedAt }: Assignment): Promise<Date> => {
    const { longestHours } = await policyOf(tenantId)
    const usual = (departedAt ?? now()).getTime() + lastsMs
    const longest = longestHours === null ? usual : now().getTime() + longestHours * 3_600_000
    return new Date(Math.min(usual, longest))
  }

  /** `undefined` where the organization's policy allows no link that opens without more ado. */
  const make = async (createdBy: SerialId, assignment: Assignment) => {
    const { tenantId } = assignment
    try {
      return await links.sharePrimary({
        tenantId,
        face: 'trakservice',
        resource: resourceOf(assignment),
        title: null,
        createdBy,
        endsOn: 'done',
        expiresAt: await expiryOf(assignment),
      })
    } catch (error) {
      if (error instanceof Problem && error.code === 'policy_violated') return undefined
      throw error
    }
  }

  const write = async (assignment: Assignment, { token, expiresAt }: CustomerLink, publicUrl: string) => {
    const { tenantId, workOrder, technician } = assignment
    const to = workOrder.customer?.email
    if (!to) return
    await mail.send({
      tenantId,
      to,
      language: (await profiles.of(tenantId)).locale,
      template: 'visit_started',
      data: {
        technicianName: firstNameOf(technician.user.fullName),
        url: taggedUrl(shareUrlOf(publicUrl, token), 'mail'),
        expiresAt,
      },
      ...(expiresAt && { usefulUntil: expiresAt }),
    })
  }

  /** A visit goes on, whatever becomes of its link. */
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (error) {
      onFailed(error)
      return undefined
    }
  }

  const customerLinks: CustomerLinks = {
    begin: (actor, assignment, publicUrl) =>
      attempt(async () => {
        const known = await open(assignment)
        if (known) return known
        const made = await make(actor.userId, assignment)
        if (!made) return undefined
        const link = asCustomerLink(made)
        if (made.isNew) await attempt(() => write(assignment, link, publicUrl))
        return link
      }),

    of: (assignment) => attempt(() => open(assignment)),

    async end(assignment) {
      const reason = assignment.status === 'done' ? 'done' : 'revoked'
      await attempt(() => links.endWith(assignment.tenantId, resourceOf(assignment), reason))
    },
  }

  return {
    ...customerLinks,

    /**
     * A link is made right after a visit has begun, unless the service dies in between or the database is away: such visits
     * get theirs now. Answers how many, or on a dry run how many have none; where the policy allows none, none is made.
     */
    async makeMissing(dryRun = false): Promise<number> {
      const at = now().getTime()
      const departed = { after: new Date(at - lastsMs), before: new Date(at - beingMadeMs) }
      const without = await visitsWithoutLink(departed, mostAtOnce)
      if (dryRun) return without.length
      let made = 0
      for (const { tenantId, id, startedBy } of without) {
        const assignment = await assignmentsOf(tenantId).find(id)
        if (assignment?.status !== 'en_route') continue
        if (await customerLinks.begin({ userId: startedBy }, assignment, ports.publicUrl())) made += 1
      }
      return made
    },

    /** The visit itself is gone, and with it every link to it. */
    endAll: (tenantId: SerialId, assignmentId: string): Promise<void> =>
      links.revokeAllOf(tenantId, { kind: 'assignment', id: assignmentId }),
  }
}

/** So long the request that began a visit may be making its link. */
const beingMadeMs = 60_000
const mostAtOnce = 500

const resourceOf = ({ id }: Pick<Assignment, 'id'>): Resource => ({ kind: 'assignment', id })

const asCustomerLink = ({
  link: { id, expiresAt },
  token,
}: {
  readonly link: ShareLink
  readonly token: string
}): CustomerLink => ({ id, token, expiresAt })

import { type AssignmentPorts, createAssignments } from './assignments/service.ts'
import { type CustomerLinkPorts, createCustomerLinks } from './customer-links/service.ts'
import { createSights } from './customer-links/sights.ts'
import { type CrewPorts, createCrew } from './live/crew.ts'
import type { Announcements } from './live/ports.ts'
import type { Mails } from './mail/service.ts'
import { createMileage, type MileagePorts } from './mileage/service.ts'
import { createQuoteMail, type QuoteMailPorts } from './quotes/mail.ts'
import { createQuotes, type QuotePorts } from './quotes/service.ts'
import { createEtas } from './routing/etas.ts'
import type { RoadEngine } from './routing/ports.ts'
import { createRouting } from './routing/service.ts'
import type { Id, SerialId } from './schema.ts'
import type { ShareLinks } from './share-links/service.ts'
import type { LinkPolicy } from './share-links/share-policy.ts'
import type { Unhurried } from './stepwise.ts'
import { createTechnicians, type TechnicianPorts } from './technicians/service.ts'
import type { TenantProfiles } from './tenants/profiles.ts'
import { createTracking, type TrackingPorts } from './tracking/service.ts'
import { createWorkOrders, type WorkOrderPorts } from './work-orders/service.ts'

/** What field service needs of the outside: its stores, one line a feature. */
export type FieldServicePorts = Pick<TechnicianPorts, 'techniciansOf'> &
  Pick<WorkOrderPorts, 'workOrdersOf'> &
  Pick<AssignmentPorts, 'assignmentsOf'> &
  Pick<CustomerLinkPorts, 'visitsWithoutLink'> &
  Pick<TrackingPorts, 'trackingOf'> &
  Pick<CrewPorts, 'crewOf'> &
  Pick<MileagePorts, 'mileageOf' | 'countingTenants'> &
  Pick<QuotePorts, 'quotesOf' | 'overdueQuotes'> & {
    readonly unhurried: Unhurried
    /** Without it ways are straight lines. */
    readonly road?: RoadEngine | undefined
  }

/** What it needs of the rest of the house. */
export interface HousePorts {
  readonly profiles: TenantProfiles
  readonly pings: TrackingPorts['pings']
  readonly forget: TrackingPorts['forget']
  readonly forgetWithdrawn: TrackingPorts['forgetWithdrawn']
  readonly membersOf: TechnicianPorts['membersOf']
  readonly forgetPositions: (key: number) => Promise<void>
  readonly deviceKeys: TechnicianPorts['deviceKeys']
  readonly links: ShareLinks
  readonly policyOf: (tenantId: SerialId) => Promise<LinkPolicy>
  readonly mail: Pick<Mails, 'send'>
  readonly publicUrl: QuoteMailPorts['publicUrl']
  /** Hears of what went wrong behind a change that stands. */
  readonly report: (error: unknown) => void
  readonly announce: Announcements
  readonly newId: () => Id
  readonly now: () => Date
}

export type FieldService = ReturnType<typeof createFieldService>

/** Technicians, their work, their ways and what comes of it: each feature is made here, of its ports and of the others. */
export const createFieldService = (ports: FieldServicePorts, house: HousePorts) => {
  const tracking = createTracking({
    ...ports,
    ...house,
    forget(technicianId) {
      house.forget(technicianId)
      etas.forget(technicianId)
    },
  })
  const technicians = createTechnicians({
    ...ports,
    ...house,
    recordConsent: tracking.setConsent,
    async forgetPositions(technician) {
      await mileage.countRest(technician).catch(house.report) // where somebody was is forgotten all the same
      await house.forgetPositions(technician.key)
    },
  })
  const workOrders = createWorkOrders({ ...ports, ...house })
  const customerLinks = createCustomerLinks({ ...ports, ...house, onFailed: house.report })
  const etas = createEtas({ ...ports, ...house, linkOf: customerLinks.of })
  const sights = createSights({ ...ports, ...house, etas, looked: tracking.looked })
  const crew = createCrew({ ...ports, ...house, looked: tracking.looked })
  const assignments = createAssignments({ ...ports, ...house, customerLinks, etas })
  const routing = createRouting({ ...ports, ...house, etas, order: assignments.order })
  const mileage = createMileage({ ...ports, ...house })
  const quotes = createQuotes({
    ...ports,
    ...house,
    workOrder: workOrders.find,
    mail: createQuoteMail(house),
  })

  return {
    technicians,
    tracking,
    quotes,
    customerLinks,
    sights,
    crew,
    etas,
    routing,
    mileage,
    workOrders,
    assignments,
  }
}

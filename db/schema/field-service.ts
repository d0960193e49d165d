import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { AssignmentStatus } from '../../domain/assignments/assignment.ts'
import type { Gap } from '../../domain/mileage/measure.ts'
import type { Priority, WorkOrderStatus } from '../../domain/work-orders/work-order.ts'
import type { Made } from './columns.ts'

/** Technicians, what they do where, what is known of their ways, and what it costs. */
export interface FieldServiceTables {
  documentCounter: { tenantId: number; kind: string; year: number; last: number }
  technician: TechnicianTable
  workOrder: WorkOrderTable
  assignment: AssignmentTable
  assignmentChange: AssignmentChangeTable
  visitRating: VisitRatingTable
  trackingConsent: TrackingConsentTable
  locationAudit: LocationAuditTable
  locationView: LocationViewTable
  mileageDay: MileageDayTable
  quote: QuoteTable
}

/** Dates are written as text and arrive as `Date`; times of day are `HH:MM:SS` both ways. */
type CalendarDay = ColumnType<Date, string, string>
/** `bigint` arrives as text. */
type Big = ColumnType<string, number, number>

interface TechnicianTable {
  id: string
  tenantId: number
  key: Generated<number>
  userId: number
  phone: string
  skills: string[]
  workStartTime: string
  workEndTime: string
  isActive: boolean
  allowTracking: boolean
  color: string
  ingestKeyHash: Buffer | null
  lastSeenAt: Date | null
  createdAt: Made
  updatedAt: Generated<Date>
  removedAt: Date | null
}

interface WorkOrderTable {
  id: GeneratedAlways<number>
  tenantId: number
  number: string
  description: string
  priority: Priority
  status: WorkOrderStatus
  assetName: string
  assetLocation: string
  latitude: number | null
  longitude: number | null
  customerName: string | null
  customerPhone: string | null
  customerEmail: string | null
  createdBy: number
  createdAt: Made
  updatedAt: Generated<Date>
  /** Number, description and asset, folded, a line each. */
  words: GeneratedAlways<string>
  /** Where the asset is and for whom it is done, likewise. */
  furtherWords: GeneratedAlways<string>
}

interface AssignmentTable {
  id: string
  tenantId: number
  workOrderId: number
  technicianId: string
  scheduledDate: CalendarDay
  scheduledStart: string | null
  scheduledEnd: string | null
  routePlace: number | null
  status: AssignmentStatus
  departedAt: Date | null
  arrivedAt: Date | null
  completedAt: Date | null
  canceledAt: Date | null
  notes: string
  cancellationReason: string
  createdBy: number
  createdAt: Made
  updatedAt: Generated<Date>
}

interface AssignmentChangeTable {
  id: GeneratedAlways<string>
  tenantId: number
  assignmentId: string
  fromStatus: AssignmentStatus | null
  toStatus: AssignmentStatus
  reason: string
  byUser: number | null
  at: Date
}

interface VisitRatingTable {
  assignmentId: string
  tenantId: number
  score: number
  comment: string
  createdAt: Date
  updatedAt: Date
}

interface TrackingConsentTable {
  id: GeneratedAlways<string>
  tenantId: number
  technicianId: string
  allowed: boolean
  version: string
  byUser: number
  at: Date
}

interface LocationAuditTable {
  id: GeneratedAlways<string>
  tenantId: number
  technicianId: string | null
  userId: number | null
  outcome: 'accepted' | 'duplicate' | 'refused'
  code: string | null
  deviceId: string | null
  source: string | null
  recordedAt: Date | null
  at: Date
}

interface LocationViewTable {
  id: GeneratedAlways<string>
  tenantId: number
  technicianId: string
  viewerId: number | null
  linkId: string | null
  via: 'latest' | 'trail' | 'live' | 'customer_link' | 'mileage' | 'export'
  looks: Generated<number>
  firstAt: Date
  lastAt: Date
  slot: Date
}

interface MileageDayTable {
  tenantId: number
  technicianId: string
  date: CalendarDay
  distanceM: number
  bridgedM: number
  gaps: ColumnType<Gap[], string, string>
  positions: number
  firstAt: Date | null
  lastAt: Date | null
  countedAt: Date
}

interface QuoteTable {
  id: string
  tenantId: number
  number: string
  workOrderId: number | null
  title: string
  notes: string
  currency: string
  customerName: string
  customerPhone: string | null
  customerEmail: string | null
  items: ColumnType<unknown[], string, string>
  subtotalCents: Big
  discountCents: Big
  taxCents: Big
  totalCents: Big
  validUntil: CalendarDay
  status: 'draft' | 'sent' | 'approved' | 'rejected' | 'expired'
  sentAt: Date | null
  decidedAt: Date | null
  decidedBy: string | null
  decisionComment: string | null
  createdBy: number
  createdAt: Made
  updatedAt: Generated<Date>
}

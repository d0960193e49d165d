import type { GeneratedAlways } from 'kysely'

/** Accesses of links: single ones, and the totals of days. */
export interface AnalyticsTables {
  accessEvent: AccessEventTable
  accessDay: AccessDayTable
  accessPart: AccessPartTable
  accessVisitor: AccessVisitorTable
  visitorKey: VisitorKeyTable
}

interface AccessEventTable {
  id: GeneratedAlways<string>
  tenantId: number
  linkId: string
  resource: string
  at: Date
  /** The organization's own, `YYYY-MM-DD`. */
  day: string
  type: string
  isBot: boolean
  visitId: string | null
  visitor: Buffer | null
  country: string | null
  deviceType: string | null
  browser: string | null
  os: string | null
  referrer: string | null
  channel: string | null
  seconds: number | null
  loadMs: number | null
  /** How many of a visit's beacons said something, and what was known before the last of them. */
  told: number
  secondsBefore: number | null
  loadMsBefore: number | null
}

interface AccessDayTable {
  tenantId: number
  scope: string
  day: string
  /** Single accesses that are still kept. */
  accesses: number
  views: number
  downloads: number
  unlocks: number
  failedUnlocks: number
  botViews: number
  visitors: number
  dimensions: Record<string, Record<string, number>>
  seconds: Record<string, number>
  loadMs: Record<string, number>
}

interface AccessPartTable extends AccessDayTable {
  id: GeneratedAlways<string>
}

interface AccessVisitorTable {
  day: string
  tenantId: number
  mark: Buffer
}

interface VisitorKeyTable {
  day: string
  key: Buffer
}

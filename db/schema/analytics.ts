import type { GeneratedAlways } from 'kysely'

/** Accesses of links: single ones, and the totals of days. */
export interface AnalyticsTables {
  accessEvent: AccessEventTable
  accessDay: AccessDayTable
  accessDirty: AccessDirtyTable
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
}

interface AccessDayTable {
  tenantId: number
  scope: string
  day: string
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

interface AccessDirtyTable {
  tenantId: number
  scope: string
  day: string
  marks: string
}

interface VisitorKeyTable {
  day: string
  key: Buffer
}

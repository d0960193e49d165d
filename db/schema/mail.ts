import type { Generated } from 'kysely'
import type { Made } from './columns.ts'

/** The outbox, and which ends of links were told. */
export interface MailTables {
  mail: MailTable
  expiryNotice: ExpiryNoticeTable
}

interface MailTable {
  id: string
  tenantId: number | null
  template: string
  letterSealed: Buffer | null
  attempts: Generated<number>
  createdAt: Made
  dueAt: Date
  usefulUntil: Date
  sentAt: Date | null
  givenUpAt: Date | null
}

interface ExpiryNoticeTable {
  shareId: string
  expiresAt: Date
}

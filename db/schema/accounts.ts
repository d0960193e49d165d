import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Role } from '../../domain/actor.ts'
import type { KeyRole } from '../../domain/api-keys/key.ts'
import type { Made } from './columns.ts'

/** Organizations, their people, and how they stay signed in. */
export interface AccountTables {
  tenant: TenantTable
  account: AccountTable
  membership: MembershipTable
  tokenFamily: TokenFamilyTable
  refreshToken: RefreshTokenTable
  passwordReset: PasswordResetTable
  apiKey: ApiKeyTable
  idempotencyKey: IdempotencyKeyTable
  /** Who was forgotten by which organization. */
  personErasure: { tenantId: number; userId: number; erasedAt: Date }
}

interface TenantTable {
  id: GeneratedAlways<number>
  schemaName: string
  name: string
  slug: string
  timezone: Generated<string>
  locale: Generated<string>
  features: ColumnType<Record<string, boolean>, string | undefined, string>
  settings: ColumnType<Record<string, unknown>, string | undefined, string>
  createdAt: Made
  updatedAt: Generated<Date>
}

interface AccountTable {
  id: GeneratedAlways<number>
  email: string
  fullName: string
  passwordHash: string
  createdAt: Made
}

interface MembershipTable {
  tenantId: number
  userId: number
  role: Role
  createdAt: Made
}

interface TokenFamilyTable {
  id: string
  tenantId: number
  userId: number
  createdAt: Made
  expiresAt: Date
  endedAt: Date | null
}

interface RefreshTokenTable {
  tokenHash: Buffer
  familyId: string
  createdAt: Made
  usedAt: Date | null
}

interface PasswordResetTable {
  userId: number
  selector: string
  codeHash: Buffer
  tries: Generated<number>
  createdAt: Date
  expiresAt: Date
}

interface ApiKeyTable {
  id: string
  tenantId: number
  createdBy: number
  name: string
  prefix: string
  keyHash: Buffer
  role: KeyRole
  createdAt: Made
  expiresAt: Date | null
  lastUsedAt: Date | null
  revokedAt: Date | null
}

interface IdempotencyKeyTable {
  tenantId: number
  userId: number
  key: string
  fingerprint: Buffer
  status: number | null
  answerSealed: Buffer | null
  createdAt: Made
}

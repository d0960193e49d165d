import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Made } from './columns.ts'

/** Files, and the room that they take. */
export interface AssetTables {
  asset: AssetTable
  storageUse: StorageUseTable
  assetLeftover: AssetLeftoverTable
}

interface AssetTable {
  id: GeneratedAlways<number>
  uuid: string
  tenantId: number
  ownerId: number | null
  title: string
  filename: string
  contentType: string
  kind: string
  /** PostgreSQL's bigint comes as text. */
  size: ColumnType<string, number, never>
  width: number | null
  height: number | null
  durationS: number | null
  clean: ColumnType<Record<string, unknown>, string, never>
  thumbnail: ColumnType<Record<string, unknown> | null, string | null, never>
  preview: ColumnType<Record<string, unknown> | null, string | null, never>
  createdAt: Made
  updatedAt: Generated<Date>
}

interface StorageUseTable {
  tenantId: number
  used: ColumnType<string, number | undefined, number>
}

interface AssetLeftoverTable {
  uuid: string
  tenantId: number
  reserved: ColumnType<string, number | undefined, number>
  since: ColumnType<Date, Date | undefined, never>
}

import type { ColumnType, Generated } from 'kysely'
import type { Made } from './columns.ts'

/** What moves, and where it was. */
export interface VehicleTables {
  vehicle: VehicleTable
  newestPosition: NewestPositionTable
  position: PositionTable
}

interface VehicleTable {
  id: string
  tenantId: number
  key: Generated<number>
  imei: string
  name: string
  plate: string | null
  icon: string
  color: string
  ingestKeyHash: Buffer
  createdAt: Made
  updatedAt: Generated<Date>
  lastSeenAt: Date | null
}

interface FixColumns {
  subjectKey: number
  tenantId: number
  latE7: number
  lonE7: number
  recordedAt: Date
  speed: number | null
  heading: number | null
  accuracy: number | null
  altitude: number | null
}

type NewestPositionTable = FixColumns

interface PositionTable extends FixColumns {
  receivedAt: Made
  quarantined: Generated<boolean>
  attributes: ColumnType<Record<string, unknown> | null, string | null | undefined, never>
}

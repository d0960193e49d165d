import { randomBytes } from 'node:crypto'
import type { Role } from '../../domain/actor.ts'
import type { Position, Subject } from '../../domain/positions/position.ts'
import type { NewPosition } from '../../domain/positions/service.ts'
import type { NewVehicle } from '../../domain/vehicles/service.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import type { TestDatabase } from './database.ts'

/** An organization without members, and its number. */
export const addTenant = async ({ query }: TestDatabase): Promise<number> => {
  const name = `t${randomBytes(6).toString('hex')}`
  const [row] = await query('insert into tenant (schema_name, name, slug) values ($1, $1, $1) returning id', [
    name,
  ])
  return row!.id as number
}

/** Somebody of an organization, by their number. */
export const addMembership = async (
  { query }: TestDatabase,
  tenantId: number,
  role: Role,
): Promise<number> => {
  const email = `${randomBytes(6).toString('hex')}@example.org`
  const [row] = await query(
    `with a as (insert into account (email, full_name, password_hash) values ($1, 'Ana', 'x') returning id)
     insert into membership (tenant_id, user_id, role) select $2, id, $3 from a returning user_id`,
    [email, tenantId, role],
  )
  return row!.user_id as number
}

export const aVehicle = (tenantId: number, from: Partial<NewVehicle> = {}): NewVehicle => ({
  id: createUuidV7(Date.now()),
  tenantId,
  imei: `imei-${randomBytes(6).toString('hex')}`,
  name: 'Van 1',
  plate: null,
  icon: 'van',
  color: '#112233',
  ingestKeyHash: randomBytes(32),
  ...from,
})

let keys = 1_000_000
export const aSubject = (from: Partial<Subject> = {}): Subject => ({
  key: ++keys,
  id: createUuidV7(Date.now()),
  tenantId: 1,
  kind: 'vehicle',
  ...from,
})

/** A fix in Lisbon, a moment ago. */
export const aFix = (from: Partial<Position> = {}): Position => ({
  latE7: 387_222_524,
  lonE7: -91_393_366,
  recordedAt: Date.now(),
  speed: null,
  heading: null,
  accuracy: null,
  altitude: null,
  attributes: null,
  ...from,
})

export const aRow = (subject: Subject, from: Partial<Position> = {}, quarantined = false): NewPosition => ({
  subject,
  position: aFix(from),
  quarantined,
})

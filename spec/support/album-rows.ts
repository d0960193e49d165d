import { randomBytes } from 'node:crypto'
import type { TestDatabase } from './database.ts'

/** Somebody with an account and a role in the organization, who never signs in. */
export const addAccount = async (
  { query }: TestDatabase,
  tenantId: number,
  role = 'member',
  fullName = 'A Person',
): Promise<number> => {
  const email = `${randomBytes(6).toString('hex')}@example.org`
  const [row] = await query(
    `with a as (insert into account (email, full_name, password_hash) values ($1, $2, 'x') returning id)
     insert into membership (tenant_id, user_id, role) select $3, id, $4 from a returning user_id as id`,
    [email, fullName, tenantId, role],
  )
  return row!.id as number
}

/** An asset as its row says it, without any file. */
export const addAsset = async (
  { query }: TestDatabase,
  { tenantId, userId }: { readonly tenantId: number; readonly userId: number },
  title = 'Beach',
): Promise<number> => {
  const [row] = await query(
    `insert into asset (uuid, tenant_id, owner_id, title, filename, content_type, kind, size, clean)
     values (gen_random_uuid(), $1, $2, $3, 'beach.jpg', 'image/jpeg', 'image', 3, '{"as": "same"}') returning id`,
    [tenantId, userId, title],
  )
  return row!.id as number
}

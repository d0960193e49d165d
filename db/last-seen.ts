import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

/** A device was heard of; what comes late takes nothing back. */
export const markSeen = async (
  system: Kysely<Database>,
  table: 'vehicle' | 'technician',
  key: number,
  at: Date,
): Promise<void> => {
  await system
    .updateTable(table)
    .set({ lastSeenAt: at })
    .where('key', '=', key)
    .where((eb) => eb.or([eb('lastSeenAt', 'is', null), eb('lastSeenAt', '<', at)]))
    .execute()
}

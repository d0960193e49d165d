import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import * as accounts from './migrations/0001-accounts.ts'
import * as vehicles from './migrations/0002-vehicles.ts'
import * as shareLinks from './migrations/0003-share-links.ts'
import * as forgetNewest from './migrations/0004-forget-newest.ts'
import type { Database } from './schema.ts'

/** Forward only; a migration is never edited once it has landed. */
const migrations: Record<string, Migration> = {
  '0001-accounts': accounts,
  '0002-vehicles': vehicles,
  '0003-share-links': shareLinks,
  '0004-forget-newest': forgetNewest,
}

/**
 * Brings the database up to date and says which migrations that took. Needs the owner's connection. Processes that
 * start together wait for each other on Kysely's advisory lock, and each migration is whole or not at all.
 */
export const migrate = async (owner: Kysely<Database>): Promise<string[]> => {
  const migrator = new Migrator({ db: owner, provider: { getMigrations: async () => migrations } })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error) throw error
  return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName)
}

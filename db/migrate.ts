import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import * as accounts from './migrations/0001-accounts.ts'
import * as vehicles from './migrations/0002-vehicles.ts'
import * as shareLinks from './migrations/0003-share-links.ts'
import * as forgetNewest from './migrations/0004-forget-newest.ts'
import * as linksOfEveryKind from './migrations/0005-links-of-every-kind.ts'
import * as assets from './migrations/0006-assets.ts'
import * as albums from './migrations/0007-albums.ts'
import * as trips from './migrations/0008-trips.ts'
import * as analytics from './migrations/0009-analytics.ts'
import * as mail from './migrations/0010-mail.ts'
import * as arrivals from './migrations/0011-arrivals.ts'
import * as events from './migrations/0012-events.ts'
import * as technicians from './migrations/0013-technicians.ts'
import * as assignments from './migrations/0014-assignments.ts'
import * as tracking from './migrations/0015-tracking.ts'
import * as mileage from './migrations/0016-mileage.ts'
import * as quotes from './migrations/0017-quotes.ts'
import * as webhooks from './migrations/0018-webhooks.ts'
import * as tenantChanges from './migrations/0019-tenant-changes.ts'
import * as shareEvents from './migrations/0020-share-events.ts'
import * as privacy from './migrations/0021-privacy.ts'
import * as collaboration from './migrations/0022-collaboration.ts'
import * as sharedDocuments from './migrations/0023-shared-documents.ts'
import * as recordings from './migrations/0024-recordings.ts'
import * as notifications from './migrations/0025-notifications.ts'
import * as tripOrder from './migrations/0026-trip-order.ts'
import * as apiKeys from './migrations/0027-api-keys.ts'
import * as visitsOnTheWay from './migrations/0028-visits-on-the-way.ts'
import type { Database } from './schema.ts'

/** Forward only; a migration is never edited once it has landed. */
const migrations: Record<string, Migration> = {
  '0001-accounts': accounts,
  '0002-vehicles': vehicles,
  '0003-share-links': shareLinks,
  '0004-forget-newest': forgetNewest,
  '0005-links-of-every-kind': linksOfEveryKind,
  '0006-assets': assets,
  '0007-albums': albums,
  '0008-trips': trips,
  '0009-analytics': analytics,
  '0010-mail': mail,
  '0011-arrivals': arrivals,
  '0012-events': events,
  '0013-technicians': technicians,
  '0014-assignments': assignments,
  '0015-tracking': tracking,
  '0016-mileage': mileage,
  '0017-quotes': quotes,
  '0018-webhooks': webhooks,
  '0019-tenant-changes': tenantChanges,
  '0020-share-events': shareEvents,
  '0021-privacy': privacy,
  '0022-collaboration': collaboration,
  '0023-shared-documents': sharedDocuments,
  '0024-recordings': recordings,
  '0025-notifications': notifications,
  '0026-trip-order': tripOrder,
  '0027-api-keys': apiKeys,
  '0028-visits-on-the-way': visitsOnTheWay,
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

import type { AccountTables } from './schema/accounts.ts'
import type { AlbumTables } from './schema/albums.ts'
import type { AnalyticsTables } from './schema/analytics.ts'
import type { AssetTables } from './schema/assets.ts'
import type { CollaborationTables } from './schema/collaboration.ts'
import type { EventTables } from './schema/events.ts'
import type { FieldServiceTables } from './schema/field-service.ts'
import type { MailTables } from './schema/mail.ts'
import type { ShareLinkTables } from './schema/share-links.ts'
import type { TripTables } from './schema/trips.ts'
import type { VehicleTables } from './schema/vehicles.ts'

/** One interface per table, in camelCase: Kysely's plugin writes snake_case. */
export interface Database
  extends AccountTables,
    VehicleTables,
    ShareLinkTables,
    AssetTables,
    AlbumTables,
    TripTables,
    AnalyticsTables,
    MailTables,
    EventTables,
    FieldServiceTables,
    CollaborationTables {}

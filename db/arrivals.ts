import { type Kysely, sql } from 'kysely'
import type { ArrivalStore } from '../domain/share-links/arrivals.ts'
import type { Destination } from '../domain/share-links/link.ts'
import type { Database } from './schema.ts'
import { laterThanBefore } from './share-link-rows.ts'

/** Links of every tenant that end where their vehicle arrives. */
export const arrivalStore = (system: Kysely<Database>): ArrivalStore => ({
  async travelling(now) {
    const rows = await system
      .selectFrom('shareLink')
      .innerJoin('vehicle', (join) =>
        join
          .onRef('vehicle.tenantId', '=', 'shareLink.tenantId')
          .on(sql<boolean>`vehicle.id = case resource_kind when 'vehicle' then resource_id::uuid end`),
      )
      .innerJoin('newestPosition', 'newestPosition.subjectKey', 'vehicle.key')
      .select(['shareLink.id', 'shareLink.destination', 'newestPosition.latE7', 'newestPosition.lonE7'])
      .where('shareLink.endsOn', 'is not', null)
      .where('shareLink.destination', 'is not', null)
      .where(isLive(now))
      .whereRef('newestPosition.recordedAt', '>', 'shareLink.updatedAt')
      .where((eb) =>
        eb.or([
          eb('shareLink.startsAt', 'is', null),
          eb('newestPosition.recordedAt', '>', eb.ref('shareLink.startsAt')),
        ]),
      )
      .execute()
    return rows.map(({ id, destination, latE7, lonE7 }) => ({
      id,
      destination: destination as unknown as Destination,
      place: { latE7, lonE7 },
    }))
  },

  async arrive(ids, at) {
    const rows = await system
      .updateTable('shareLink')
      .set({ expiresAt: at, updatedAt: laterThanBefore(at) })
      .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
      .where('endsOn', 'is not', null)
      .where(isLive(at))
      .returning('id')
      .execute()
    return rows.map(({ id }) => id)
  },
})

const isLive = (now: Date) =>
  sql<boolean>`share_link.revoked_at is null
    and (share_link.expires_at is null or share_link.expires_at > ${now})
    and (share_link.starts_at is null or share_link.starts_at <= ${now})`

import { type Kysely, sql } from 'kysely'
import type { Look, TrackingStore } from '../domain/tracking/ports.ts'
import type { Database } from './schema.ts'

type Records = Pick<TrackingStore, 'audit' | 'auditOf' | 'look' | 'looksAt' | 'consents'>

/** What privacy law asks to be known of tracking: rows that are added, and read by whom they concern. */
export const trackingRecords = (db: Kysely<Database>, tenantId: number): Records => {
  const count = async (
    table: 'locationAudit' | 'locationView' | 'trackingConsent',
    technicianId: string,
  ): Promise<number> => {
    const { count } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('tenantId', '=', tenantId)
      .where('technicianId', '=', technicianId)
      .executeTakeFirstOrThrow()
    return Number(count)
  }

  return {
    /** As arrays: a call of five thousand is one statement of few parameters. */
    async audit(entries, at) {
      if (entries.length === 0) return
      const all = <K extends keyof (typeof entries)[number]>(name: K) => entries.map((entry) => entry[name])
      await sql`
        insert into location_audit
          (tenant_id, technician_id, user_id, outcome, code, device_id, source, recorded_at, at)
        select ${tenantId}, technician_id, user_id, outcome, code, device_id, source, recorded_at, ${at}
        from unnest(${all('technicianId')}::uuid[], ${all('userId')}::int[], ${all('outcome')}::text[],
            ${all('code')}::text[], ${all('deviceId')}::text[], ${all('source')}::text[],
            ${all('recordedAt')}::timestamptz[]) with ordinality
          as e (technician_id, user_id, outcome, code, device_id, source, recorded_at, place)
        order by place`.execute(db)
    },

    async auditOf(technicianId, { limit, offset }) {
      const [total, rows] = await Promise.all([
        count('locationAudit', technicianId),
        db
          .selectFrom('locationAudit')
          .select(['technicianId', 'userId', 'outcome', 'code', 'deviceId', 'source', 'recordedAt', 'at'])
          .where('tenantId', '=', tenantId)
          .where('technicianId', '=', technicianId)
          .orderBy('id', 'desc')
          .limit(limit)
          .offset(offset)
          .execute(),
      ])
      return { count: total, rows }
    },

    async look(looks, at) {
      if (looks.length === 0) return
      const slot = new Date(Math.floor(at.getTime() / slotMs) * slotMs)
      await db
        .insertInto('locationView')
        .values(
          counted(looks).map(([look, times]) => ({
            tenantId,
            technicianId: look.technicianId,
            viewerId: look.viewerId,
            linkId: look.linkId,
            via: look.via,
            looks: times,
            firstAt: at,
            lastAt: at,
            slot,
          })),
        )
        .onConflict((conflict) =>
          conflict.constraint('location_view_slot').doUpdateSet((eb) => ({
            looks: eb('locationView.looks', '+', eb.ref('excluded.looks')),
            lastAt: eb.fn<Date>('greatest', ['locationView.lastAt', 'excluded.lastAt']),
          })),
        )
        .execute()
    },

    async looksAt(technicianId, { limit, offset }) {
      const [total, rows] = await Promise.all([
        count('locationView', technicianId),
        db
          .selectFrom('locationView')
          .leftJoin('account', 'account.id', 'locationView.viewerId')
          .select([
            'locationView.technicianId',
            'locationView.viewerId',
            'account.fullName',
            'locationView.via',
            'locationView.looks',
            'locationView.firstAt',
            'locationView.lastAt',
          ])
          .where('locationView.tenantId', '=', tenantId)
          .where('locationView.technicianId', '=', technicianId)
          .orderBy('locationView.lastAt', 'desc')
          .orderBy('locationView.id', 'desc')
          .limit(limit)
          .offset(offset)
          .execute(),
      ])
      return {
        count: total,
        rows: rows.map(({ fullName, ...look }) => ({
          ...look,
          viewerName: look.viewerId === null ? null : (fullName ?? ''),
        })),
      }
    },

    async consents(technicianId, { limit, offset }) {
      const [total, rows] = await Promise.all([
        count('trackingConsent', technicianId),
        db
          .selectFrom('trackingConsent')
          .leftJoin('account', 'account.id', 'trackingConsent.byUser')
          .select([...consentColumns, 'account.fullName'])
          .where('trackingConsent.tenantId', '=', tenantId)
          .where('trackingConsent.technicianId', '=', technicianId)
          .orderBy('trackingConsent.id', 'desc')
          .limit(limit)
          .offset(offset)
          .execute(),
      ])
      return {
        count: total,
        rows: rows.map(({ fullName, ...consent }) => ({ ...consent, byName: fullName ?? '' })),
      }
    },
  }
}

/** Looks of so many milliseconds are one row. */
const slotMs = 600_000

export const consentColumns = [
  'trackingConsent.allowed',
  'trackingConsent.version',
  'trackingConsent.byUser',
  'trackingConsent.at',
] as const

/** Equal ones become one row: a statement meets each row once, and everybody in the same order. */
const counted = (looks: readonly Look[]): (readonly [Look, number])[] => {
  const nameOf = ({ technicianId, viewerId, linkId, via }: Look) =>
    `${technicianId} ${viewerId} ${linkId} ${via}`
  const groups = [...Map.groupBy(looks, nameOf)].sort(([a], [b]) => (a < b ? -1 : 1))
  return groups.map(([, same]) => [same[0]!, same.length])
}

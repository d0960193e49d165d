import Type, { type Static } from 'typebox'
import type { Member } from '../actor.ts'
import { type Counted, Nullable, OneOf, PageQuery, SerialId, type Slice, Timestamp } from '../schema.ts'
import { type DomainEvent, type EventName, eventNames } from './event.ts'

/** That a link was opened is for its statistics: it would bury what people of the organization have done. */
const audited = eventNames.filter((name) => name !== 'share.accessed')

const closed = { additionalProperties: false } as const

export const AuditQuery = Type.Object(
  {
    ...PageQuery.properties,
    name: Type.Optional(OneOf(...audited)),
    actor_id: Type.Optional(SerialId),
    /** The first moment that counts. */
    from: Type.Optional(Timestamp),
    /** The first that does not count any more. */
    to: Type.Optional(Timestamp),
  },
  closed,
)
export type AuditQuery = Static<typeof AuditQuery>

export const AuditEntry = Type.Object(
  {
    seq: Type.Integer({ minimum: 1 }),
    name: OneOf(...audited),
    aggregate_type: Type.String(),
    aggregate_id: Type.String(),
    /** Who did it; null for a visitor, a job, or the command line. Whoever has no account any more has no name. */
    actor: Nullable(Type.Object({ id: SerialId, full_name: Nullable(Type.String()) }, closed)),
    data: Type.Record(Type.String(), Type.Unknown()),
    at: Timestamp,
  },
  { $id: 'AuditEntry', ...closed },
)
export type AuditEntry = Static<typeof AuditEntry>

export interface AuditFilter {
  readonly name?: EventName
  readonly actorId?: SerialId
  readonly from?: Date
  readonly to?: Date
}

/** The events of one organization, but for those that a link was opened. The newest first. */
export interface AuditStore {
  page(filter: AuditFilter, slice: Slice): Promise<Counted<Omit<DomainEvent, 'id'>>>
}

/**
 * Whoever left the organization keeps their name in what they did for it: names are read across organizations. Whom it
 * erased has none.
 */
export type NamesOf = (
  tenantId: SerialId,
  userIds: readonly SerialId[],
) => Promise<ReadonlyMap<SerialId, string>>

export interface AuditPorts {
  readonly auditOf: (tenantId: SerialId) => AuditStore
  readonly namesOf: NamesOf
}

export type Audit = ReturnType<typeof createAudit>

/** What happened in an organization, for those who answer for it. */
export const createAudit =
  ({ auditOf, namesOf }: AuditPorts) =>
  async (
    { tenantId }: Pick<Member, 'tenantId'>,
    { name, actor_id, from, to }: AuditQuery,
    slice: Slice,
  ): Promise<Counted<AuditEntry>> => {
    const filter = {
      ...(name && { name }),
      ...(actor_id !== undefined && { actorId: actor_id }),
      ...(from && { from: new Date(from) }),
      ...(to && { to: new Date(to) }),
    }
    const { count, rows } = await auditOf(tenantId).page(filter, slice)
    const actors = new Set(rows.flatMap(({ actorId }) => (actorId === null ? [] : [actorId])))
    const names = await namesOf(tenantId, [...actors])
    return { count, rows: rows.map((event) => presentEntry(event, names)) }
  }

const presentEntry = (
  { seq, name, aggregateType, aggregateId, actorId, data, at }: Omit<DomainEvent, 'id'>,
  names: ReadonlyMap<SerialId, string>,
): AuditEntry => ({
  seq,
  name: name as AuditEntry['name'],
  aggregate_type: aggregateType,
  aggregate_id: aggregateId,
  actor: actorId === null ? null : { id: actorId, full_name: names.get(actorId) ?? null },
  data: { ...data },
  at: at.toISOString(),
})

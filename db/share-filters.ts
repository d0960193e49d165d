import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from 'kysely'
import { privateKinds } from '../domain/share-links/policy.ts'
import type { Scope, ShareFilter } from '../domain/share-links/share-ports.ts'
import type { Database } from './schema.ts'

export type Builder = ExpressionBuilder<Database, 'shareLink'>
type Condition = ExpressionWrapper<Database, 'shareLink', SqlBool>

export const within = (eb: Builder, { userId, everyone }: Scope): Condition => {
  const own = eb('shareLink.createdBy', '=', userId)
  return everyone ? eb.or([own, eb('shareLink.resourceKind', 'not in', [...privateKinds])]) : eb.and([own])
}

/** Its end has come. */
export const isPast = (eb: Builder, now: Date): Condition =>
  eb.and([eb('shareLink.expiresAt', 'is not', null), eb('shareLink.expiresAt', '<=', now)])
const isAhead = (eb: Builder, now: Date): Condition =>
  eb.and([eb('shareLink.startsAt', 'is not', null), eb('shareLink.startsAt', '>', now)])

/** The same as `stateOf`, asked of many. */
const hasStatus = (eb: Builder, status: NonNullable<ShareFilter['status']>, now: Date): Condition => {
  if (status === 'revoked') return eb.and([eb('shareLink.revokedAt', 'is not', null)])
  const going = [eb('shareLink.revokedAt', 'is', null)]
  switch (status) {
    case 'expired':
      return eb.and([...going, isPast(eb, now)])
    case 'scheduled':
      return eb.and([...going, eb.not(isPast(eb, now)), isAhead(eb, now)])
    case 'active':
      return eb.and([...going, eb.not(isPast(eb, now)), eb.not(isAhead(eb, now))])
    default:
      return status satisfies never
  }
}

/** What a filter asks of a link. */
export const conditionsOf = (
  eb: Builder,
  { scope, resourceKind, resourceId, status, shareType, shareId, search }: ShareFilter,
  now: Date,
): Condition[] => [
  within(eb, scope),
  ...(resourceKind ? [eb.and([eb('shareLink.resourceKind', '=', resourceKind)])] : []),
  ...(resourceId ? [eb.and([eb('shareLink.resourceId', '=', resourceId)])] : []),
  ...(status ? [hasStatus(eb, status, now)] : []),
  ...(shareType ? [eb.and([eb('shareLink.shareType', '=', shareType)])] : []),
  ...(shareId ? [eb.or([eb('shareLink.id', '=', shareId), eb('shareLink.shareId', '=', shareId)])] : []),
  ...(search ? [eb.and([contains(search)])] : []),
]

/** What the thing is called now; the cast is made of UUIDs alone, for a `case` comes to its branches one by one. */
const calledNow = sql`case share_link.resource_kind
  when 'vehicle' then (select thing.name from vehicle thing where thing.id = share_link.resource_id::uuid)
  when 'trip' then (select thing.name from trip thing where thing.id = share_link.resource_id::int)
  when 'album' then (select thing.title from album thing where thing.id = share_link.resource_id::int)
  when 'asset' then (select thing.title from asset thing where thing.id = share_link.resource_id::int)
  when 'quote' then (
    select concat_ws(' ', thing.number, thing.title) from quote thing
    where thing.id = share_link.resource_id::uuid
  )
  when 'assignment' then (
    select thing.number from assignment visit join work_order thing on thing.id = visit.work_order_id
    where visit.id = share_link.resource_id::uuid
  )
end`
const searched = sql`concat_ws(${'\n'}::text, title, description, slug, recipient_name, recipient_email, ${calledNow})`
const contains = (search: string) => sql<boolean>`strpos(folded(${searched}), folded(${search}::text)) > 0`

type Sort = NonNullable<ShareFilter['sort']>
const columnOf: Readonly<Record<string, ReturnType<typeof sql>>> = {
  created: sql`share_link.number`,
  expires: sql`coalesce(share_link.expires_at, 'infinity')`,
  views: sql`share_link.views`,
  last_accessed: sql`coalesce(share_link.last_accessed_at, '-infinity')`,
}

/** `-` turns it round. */
export const orderOf = (sort: Sort) => {
  const column = columnOf[sort.replace(/^-/, '')]!
  return sort.startsWith('-') ? sql`${column} desc` : sql`${column} asc`
}

import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Logged, LogSubject, NewLogEntry } from '../domain/sessions/log.ts'
import { changedAt } from './changed-at.ts'
import type { Database } from './schema.ts'
import { appendToLog } from './session-log.ts'

/** Somebody who worked together with others, as the tables know them. */
export interface Traces {
  /** Conditions on `comment` and `collab_participant`: what is theirs. */
  readonly comments: RawBuilder<unknown>
  readonly participants: RawBuilder<unknown>
  /** Of a member; `null`: a guest makes no session, and nobody is told of one by mention. */
  readonly userId: number | null
  readonly email: string
  /** Who resolved a thread is kept by name. */
  readonly fullName: string | null
  /** What reads in the place of their name. */
  readonly nobody: string
}

export interface Forgotten {
  readonly comments: number
  readonly participations: number
  /** Sessions that they had made, and that ended now. */
  readonly ended: readonly { readonly id: string; readonly assetId: number }[]
  /** What open sessions are to be told. */
  readonly logged: readonly Logged[]
}

/**
 * Empties what somebody said as if they had deleted it, takes their address out of what others said, and their name off
 * every list. Rows are taken in the order of everybody else: threads, sessions, participants, logs; events come after.
 */
export const forgetTogether = async (
  trx: Kysely<Database>,
  tenantId: number,
  traces: Traces,
  at: Date,
): Promise<Forgotten> => {
  const { comments, emptied } = await forgetSaid(trx, tenantId, traces, at)
  const sessions = await holdSessions(trx, tenantId, traces, comments)
  const ended = traces.userId === null ? [] : await endMade(trx, tenantId, traces.userId, at)
  const participants = await leave(trx, tenantId, traces, at)

  const entriesOf = ({ id, assetId, isOpen }: (typeof sessions)[number]): NewLogEntry[] => {
    if (!isOpen) return []
    const entry = (name: NewLogEntry['name'], about: LogSubject) => ({ name, participantId: null, about })
    return [
      ...comments
        .filter((comment) => comment.assetId === assetId)
        .map(({ name, id: commentId, isInternal }) =>
          entry(name, { commentId, ...(isInternal && { wasInternal: true }) }),
        ),
      ...participants
        .filter(({ sessionId, wasThere }) => sessionId === id && wasThere)
        .map(({ id: participantId }) => entry('participant:removed', { participantId })),
      ...ended.filter((one) => one.id === id).map(() => entry('session:ended', {})),
    ]
  }
  const logged: Logged[] = []
  for (const session of sessions) {
    let last: Logged | undefined
    for (const entry of entriesOf(session))
      last = (await appendToLog(trx, tenantId, session.id, entry)) ?? last
    if (last) logged.push(last)
  }
  return { comments: emptied, participations: participants.length, ended, logged }
}

interface TouchedComment {
  readonly id: string
  readonly assetId: number
  readonly name: 'comment:deleted' | 'comment:updated'
  readonly isInternal: boolean
}

const forgetSaid = async (
  trx: Kysely<Database>,
  tenantId: number,
  { comments: theirs, userId, email, fullName, nobody }: Traces,
  at: Date,
): Promise<{ comments: readonly TouchedComment[]; emptied: number }> => {
  const address = patternOf(email)
  const namesThem = sql`(deleted_at is null and content ~* ${address})`
  const resolvedByThem = fullName === null ? sql`false` : sql`resolved_by = ${fullName}`
  await sql`
    select id from comment where tenant_id = ${tenantId} and id in (
      select coalesce(parent_id, id) from comment
      where tenant_id = ${tenantId} and (${theirs} or ${namesThem} or ${resolvedByThem}))
    order by id for no key update`.execute(trx)

  const touched = sql`id, asset_id as "assetId", visibility = 'internal' as "isInternal"`
  type Touched = Omit<TouchedComment, 'name'>
  const { rows: emptied } = await sql<Touched & { wasThere: boolean }>`
    with theirs as (
      select id as comment_id, deleted_at is null as was_there from comment
      where tenant_id = ${tenantId} and ${theirs})
    update comment set content = '', drawing = null, author_name = ${nobody}, author_id = null, guest_id = null,
      client_id = null, deleted_at = coalesce(deleted_at, ${at}), updated_at = ${changedAt(at)}
    from theirs where id = comment_id returning ${touched}, was_there as "wasThere"`.execute(trx)
  await sql`
    delete from comment_mention where tenant_id = ${tenantId}
      and (user_id = ${userId} or comment_id = any(${emptied.map(({ id }) => id)}::uuid[]))`.execute(trx)
  const { rows: changed } = await sql<Touched>`
    update comment set content = regexp_replace(content, ${address}, '@—', 'gi'),
      resolved_by = case when ${resolvedByThem} then ${nobody} else resolved_by end, updated_at = ${changedAt(at)}
    where tenant_id = ${tenantId} and (${namesThem} or ${resolvedByThem})
    returning ${touched}`.execute(trx)

  const gone = emptied.filter(({ wasThere }) => wasThere)
  const comments = [
    ...gone.map(({ wasThere: _, ...one }) => ({ ...one, name: 'comment:deleted' as const })),
    ...changed.map((one) => ({ ...one, name: 'comment:updated' as const })),
  ]
  return { comments, emptied: gone.length }
}

/** The address, with the sign of a mention before it, and not as a part of another one. */
const patternOf = (email: string): string =>
  `(?:@|(?<![[:alnum:]._%+-]))${email.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![[:alnum:]]|-+[[:alnum:]]|\\.[[:alnum:]])`

/** Those that must hear of it, or are theirs. */
const holdSessions = async (
  trx: Kysely<Database>,
  tenantId: number,
  { participants, userId }: Traces,
  comments: readonly TouchedComment[],
) => {
  const assets = [...new Set(comments.map(({ assetId }) => assetId))]
  const { rows } = await sql<{ id: string; assetId: number; isOpen: boolean }>`
    select id, asset_id as "assetId", ended_at is null and expires_at > now() as "isOpen" from collab_session
    where tenant_id = ${tenantId} and ((asset_id = any(${assets}::integer[]) and ended_at is null)
      or created_by = ${userId}
      or id in (select session_id from collab_participant where tenant_id = ${tenantId} and ${participants}))
    order by id for no key update`.execute(trx)
  return rows
}

const endMade = async (trx: Kysely<Database>, tenantId: number, userId: number, at: Date) => {
  const { rows } = await sql<{ id: string; assetId: number; endsNow: boolean }>`
    with theirs as (
      select id as session_id, ended_at is null and expires_at > now() as ends_now from collab_session
      where tenant_id = ${tenantId} and created_by = ${userId})
    update collab_session set created_by = null, invitation_message = null,
      ended_at = case when ends_now then ${at}::timestamptz else ended_at end
    from theirs where id = session_id returning id, asset_id as "assetId", ends_now as "endsNow"`.execute(trx)
  return rows.filter(({ endsNow }) => endsNow)
}

/** Rows stay, so that the log, consents and shared notes go on naming somebody, of whom nothing is known. */
const leave = async (trx: Kysely<Database>, tenantId: number, { participants, nobody }: Traces, at: Date) => {
  const { rows } = await sql<{ id: string; sessionId: string; wasThere: boolean }>`
    with theirs as (
      select id as participant_id, removed_at is null as was_there from collab_participant
      where tenant_id = ${tenantId} and ${participants})
    update collab_participant set name = ${nobody}, email = null, user_id = null, guest_id = null,
      removed_at = coalesce(removed_at, ${at})
    from theirs where id = participant_id
    returning id, session_id as "sessionId", was_there as "wasThere"`.execute(trx)
  await sql`
    delete from collab_seat where tenant_id = ${tenantId}
      and participant_id = any(${rows.map(({ id }) => id)}::uuid[])`.execute(trx)
  return rows
}

import type { Comment } from '../comments/comment.ts'
import type { Id } from '../schema.ts'
import type { Participant, SessionRole } from './session.ts'

/** Everything durable that happens in a session, as its log names it and as it is told. */
export const logNames = [
  'participant:joined',
  'participant:updated',
  'participant:removed',
  'comment:created',
  'comment:updated',
  'comment:resolved',
  'comment:reopened',
  'comment:deleted',
  'recording:started',
  'recording:stopped',
  'session:updated',
  'session:ended',
] as const
export type LogName = (typeof logNames)[number]

/** An entry as a use case hands it to the store that makes it so: both are kept in one transaction, or neither is. */
export interface NewLogEntry {
  readonly name: LogName
  /** Who did it; `null` for somebody outside of the session, or a job. */
  readonly participantId: Id | null
  /** Names what it is about by ids, and says nothing that somebody wrote. */
  readonly about: LogSubject
}
export type LogSubject = {
  readonly commentId?: Id
  /** The comment was internal before it as well: guests have never heard of it, and hear nothing now. */
  readonly wasInternal?: true
  readonly participantId?: Id
  readonly recordingId?: Id
  /** What `participant:updated` gave. */
  readonly role?: SessionRole
}

/** An entry as it is read: what it is about comes as that is now. */
export interface LogEntry extends NewLogEntry {
  readonly seq: number
  readonly at: Date
  /** As it is now; `undefined` where it is gone, or was deleted. */
  readonly comment?: Comment | undefined
  readonly participant?: Participant | undefined
}

/** That something was logged: every node that holds the session reads on from what it has told. */
export interface Logged {
  readonly tenantId: number
  readonly sessionId: Id
  readonly seq: number
}

/** Whoever missed more than this starts anew. */
export const mostMissed = 1_000

/** Guests hear nothing of internal comments: one that became internal is, to them, gone. */
export const asToldTo = (entry: LogEntry, sees: 'all' | 'public'): LogEntry | undefined => {
  if (!entry.about.commentId) return entry
  if (sees === 'public' && entry.about.wasInternal) return undefined
  const { comment } = entry
  if (!comment || comment.deletedAt)
    return entry.name === 'comment:deleted' ? { ...entry, comment: undefined } : undefined
  if (sees === 'all' || comment.visibility === 'public') return entry
  return entry.name === 'comment:updated'
    ? { ...entry, name: 'comment:deleted', comment: undefined }
    : undefined
}

import type { Comment } from '../comments/comment.ts'
import type { LogEntry } from '../sessions/log.ts'
import type { Movement, Recording } from './recording.ts'

/** One thing of a replay: what was logged, or what moved. */
export type ReplayEvent =
  | { readonly t: number; readonly entry: LogEntry }
  | { readonly t: number; readonly movement: Movement }

/** Both in the order of time; what was logged stands before what moved at the same moment. */
export const inOrder = (
  entries: readonly LogEntry[],
  movements: readonly Movement[],
  began: Date,
): ReplayEvent[] => {
  const said = entries.map((entry) => ({ t: Math.max(0, entry.at.getTime() - began.getTime()), entry }))
  const moved = movements.map((movement) => ({ t: movement.t, movement }))
  return [...said, ...moved].sort((a, b) => a.t - b.t)
}

/** A place to jump to: somebody began a thread. */
export interface Chapter {
  readonly t: number
  readonly commentId: string
  readonly title: string
}

const longestTitle = 80

export const chaptersOf = (entries: readonly LogEntry[], began: Date): Chapter[] =>
  entries.flatMap(({ name, at, comment }) =>
    name === 'comment:created' && comment && comment.parentId === null
      ? [{ t: Math.max(0, at.getTime() - began.getTime()), commentId: comment.id, title: titleOf(comment) }]
      : [],
  )

const titleOf = ({ authorName, content }: Comment): string => {
  const line = content.replace(/\s+/g, ' ').trim()
  const text = `${authorName}: ${line}`
  return text.length > longestTitle ? `${text.slice(0, longestTitle - 1)}…` : text
}

/** Milliseconds; of one that goes on: so far. A recording ends with its session, or when it has lasted as long as it may. */
export const lengthOf = (
  { startedAt, stoppedAt }: Pick<Recording, 'startedAt' | 'stoppedAt'>,
  sessionOver: Date | null,
  now: Date,
): number => Math.max(0, (stoppedAt ?? sessionOver ?? now).getTime() - startedAt.getTime())

import { isAuthor } from '../../domain/comments/comment.ts'
import type { CommentReader } from '../../domain/comments/present.ts'
import { presentEntry } from '../../domain/sessions/live-view.ts'
import { asToldTo, type LogEntry } from '../../domain/sessions/log.ts'
import type { LogEntryView } from '../../domain/sessions/schema.ts'
import type { CollabRoom, CollabSeat } from './part.ts'

export const readerOf = ({ admitted: { commenter } }: Pick<CollabSeat, 'admitted'>): CommentReader => ({
  userId: commenter.userId,
  guestId: commenter.guest?.id ?? null,
})

/** The entry as this seat may read it; `undefined`: to them, nothing happened. */
export const entryFor = (
  entry: LogEntry,
  seat: Pick<CollabSeat, 'admitted' | 'room'>,
): LogEntryView | undefined => {
  const { admitted, room } = seat
  const told = asToldTo(entry, admitted.commenter.sees)
  return (
    told &&
    presentEntry(told, { reader: readerOf(seat), session: room.session, participant: aboutWhom(told, room) })
  )
}

/** Tells all seats of a room. What reads the same for many is written once. */
export const tellEntry = (entry: LogEntry, room: CollabRoom): void => {
  const written = new Map<string, LogEntryView | undefined>()
  for (const seat of room.seats.values()) {
    const { commenter } = seat.admitted
    const isOwn = entry.comment !== undefined && isAuthor(commenter, entry.comment)
    const kind = `${commenter.sees} ${commenter.userId === null} ${isOwn}`
    if (!written.has(kind)) written.set(kind, entryFor(entry, seat))
    const view = written.get(kind)
    if (view) seat.line.emit(view.name, view)
  }
}

const aboutWhom = ({ about }: LogEntry, { roster }: CollabRoom) =>
  about.participantId === undefined ? undefined : roster.view(about.participantId)

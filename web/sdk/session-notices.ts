import { logNames } from '../../domain/sessions/log.ts'
import type { CursorView, LogEntryView, ParticipantView } from '../../domain/sessions/schema.ts'
import type { SessionConnection } from '../collab/connection.ts'

interface Heard {
  readonly cursor: (cursor: CursorView) => void
  readonly cursorLeft: (id: string) => void
  readonly participant: (participant: ParticipantView) => void
  readonly left: (id: string) => void
  readonly entry: (entry: LogEntryView) => void
}

/** What of a session's notices concerns whoever looks at a page. */
export const hearSession = (connection: SessionConnection, heard: Heard): void => {
  connection.on('cursor:update', (cursors) => cursors.forEach(heard.cursor))
  connection.on('cursor:left', ({ id }) => heard.cursorLeft(id))
  connection.on('presence:joined', heard.participant)
  connection.on('presence:changed', heard.participant)
  connection.on('presence:left', ({ id }) => heard.left(id))
  for (const name of logNames) connection.on(name, heard.entry)
}

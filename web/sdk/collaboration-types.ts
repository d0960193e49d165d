import type { CommentView, CreateComment } from '../../domain/comments/schema.ts'
import type { LogEntryView, ParticipantView, SessionState } from '../../domain/sessions/schema.ts'
import type { SessionEnd, Status } from '../collab/connection.ts'
import type { Settings } from './home.ts'
import type { CommonEvents, Place } from './widget.ts'

export interface CollaborationOptions extends Settings {
  /** For a guest: the token of the session's link, and the name to be known by. */
  readonly link?: string
  readonly name?: string
  /** Of a link with a password: what unlocking it answered. */
  readonly accessToken?: string
  /** The ticket of an earlier visit (event `guest`): whoever shows it is the same guest again. */
  readonly guest?: string
  /** What is worked on, and pointed at; the whole window unless said otherwise. */
  readonly container?: Place
  /** Asks for the words of a comment; answers nothing where there are none. */
  readonly ask?: () => Promise<string | null | undefined> | string | null | undefined
}
export interface CollaborationEvents extends CommonEvents {
  /** At the beginning, and whenever the connection is there again. */
  readonly state: SessionState
  readonly connection: Status
  readonly presence: readonly ParticipantView[]
  readonly cursor: { readonly user_id: string; readonly x: number; readonly y: number }
  readonly comment: CommentView
  readonly 'comment:deleted': { readonly id: string }
  /** Everything that the session's log tells, in order and once. */
  readonly log: LogEntryView
  readonly guest: string
  readonly ended: { readonly reason: SessionEnd | string }
}

/** The messages of the plain WebSocket, which `handleMessage` is given and `sendMessage` takes. */
export type CollaborationMessage =
  | { type: 'cursor_position'; user_id?: string | null; x: number; y: number }
  | { type: 'comment'; comment: CommentView | NewComment }
export interface NewComment extends Omit<CreateComment, 'timestamp'> {
  /** `HH:MM:SS` of the medium; a time of day, as it is elsewhere, is left to the service. */
  timestamp?: string | null
}

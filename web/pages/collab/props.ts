import type { CommentView } from '../../../domain/comments/schema.ts'
import type { Language } from '../../../domain/problem.ts'
import type { ParticipantView, SessionState } from '../../../domain/sessions/schema.ts'
import type { VisitorAsset } from '../visitor.ts'

/** What the page of a session is drawn from before its script runs, and without one. */
export interface CollabProps {
  readonly lang: Language
  readonly title: string
  readonly sessionId: string
  /** RFC 3339. */
  readonly serverTime: string
  readonly expiresAt: string
  /** The path of this page. */
  readonly home: string
  /** The link as it stands in the address; `null`: a member who came by right. */
  readonly token: string | null
  /** Has an account, whose pages there is a way back to. */
  readonly isMember: boolean
  readonly asset: VisitorAsset
  readonly comments: readonly CommentView[]
  /** Where a comment goes without a script; `null`: this visitor writes none. */
  readonly commentAction: string | null
  /** What failed of the form that was sent, and what it held. */
  readonly attempt: { readonly trouble: string; readonly content: string } | null
}

export const tools = ['look', 'comment', 'draw'] as const
export type Tool = (typeof tools)[number]
export const panels = ['comments', 'notes', 'people'] as const
export type Panel = (typeof panels)[number]

/** A place that is being commented. */
export interface Draft {
  readonly x: number | null
  readonly y: number | null
  readonly page: number | null
  readonly timeMs: number | null
  /** What was drawn, and who is told once it is part of a comment. */
  readonly drawing: { readonly shapes: CommentDrawing; readonly onKept: () => void } | null
}
export type CommentDrawing = NonNullable<CommentView['drawing']>

/** What somebody is asked before it cannot be taken back. */
export interface Question {
  readonly text: string
  /** What the button says that does it. */
  readonly yes: string
  readonly answer: (isYes: boolean) => void
}

/** What the script adds: how things stand now, and what can be done. */
export interface CollabLive {
  readonly status: 'connecting' | 'live' | 'offline'
  readonly you: SessionState['you'] | null
  readonly participants: readonly ParticipantView[]
  readonly features: SessionState['features'] | null
  readonly recording: SessionState['recording']
  readonly tool: Tool
  readonly panel: Panel
  /** A comment that is looked at. */
  readonly selected: string | null
  /** The thread that is being answered, and the comment that is being rewritten. */
  readonly answering: string | null
  readonly editing: string | null
  readonly draft: Draft | null
  readonly showsResolved: boolean
  /** A participant whose view is followed. */
  readonly following: string | null
  readonly followedBy: readonly string[]
  readonly page: number
  readonly pages: number
  readonly zoom: number
  readonly question: Question | null
  /** What went wrong last, for people. */
  readonly trouble: string | null
  readonly act: CollabActs
}

export interface CollabActs {
  readonly tool: (tool: Tool) => void
  readonly panel: (panel: Panel) => void
  readonly select: (commentId: string | null) => void
  readonly comment: (content: string, isInternal: boolean) => Promise<boolean>
  readonly dropDraft: () => void
  readonly answer: (commentId: string | null) => void
  readonly edit: (commentId: string | null) => void
  readonly rewrite: (commentId: string, content: string) => Promise<boolean>
  readonly resolve: (commentId: string, isResolved: boolean) => void
  readonly remove: (commentId: string) => void
  readonly showResolved: (shows: boolean) => void
  readonly follow: (participantId: string | null) => void
  readonly role: (participantId: string, role: ParticipantView['role']) => void
  readonly mute: (participantId: string) => void
  readonly sendAway: (participant: ParticipantView) => void
  readonly page: (page: number) => void
  readonly zoom: (zoom: number) => void
  readonly end: () => void
  readonly forgetTrouble: () => void
}

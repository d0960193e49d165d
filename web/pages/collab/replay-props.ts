import type { CommentView } from '../../../domain/comments/schema.ts'
import type { RecordingView, ReplayView } from '../../../domain/recordings/schema.ts'
import type { ParticipantView, PlaybackView } from '../../../domain/sessions/schema.ts'
import type { CollabProps, Question } from './props.ts'
import type { Speed } from './replay-time.ts'

/** What the page of a replay is drawn from before its script runs. */
export interface ReplayProps
  extends Pick<CollabProps, 'lang' | 'title' | 'sessionId' | 'serverTime' | 'home' | 'asset'> {
  /** Hosts, and whoever looks after the file. */
  readonly mayRemove: boolean
  /** The session goes on: one can go there. */
  readonly isOpen: boolean
}

/** How the medium played, since a moment of the replay (ms). */
export interface PlaybackThen {
  readonly to: PlaybackView
  readonly since: number
}

/** What the script adds: the moment that is looked at. */
export interface ReplayLive {
  readonly recordings: readonly RecordingView[]
  readonly recordingId: string | null
  readonly durationMs: number
  readonly chapters: ReplayView['chapters']
  readonly isPlaying: boolean
  readonly speed: Speed
  readonly skipsIdle: boolean
  readonly t: number
  readonly status: 'loading' | 'ready' | 'failed'
  readonly here: readonly ParticipantView[]
  readonly comments: readonly CommentView[]
  readonly notes: string
  readonly selected: string | null
  readonly zoom: number
  readonly page: number
  readonly pages: number
  readonly question: Question | null
  readonly act: ReplayActs
}

export interface ReplayActs {
  readonly choose: (recordingId: string) => void
  readonly remove: () => void
  readonly play: (isPlaying: boolean) => void
  readonly seek: (t: number) => void
  readonly speed: (speed: Speed) => void
  readonly skipIdle: (skips: boolean) => void
  readonly select: (commentId: string | null) => void
  readonly zoom: (zoom: number) => void
  readonly page: (page: number) => void
  readonly again: () => void
}

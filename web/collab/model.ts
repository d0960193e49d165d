import type { CommentView } from '../../domain/comments/schema.ts'
import type { LogEntryView, ParticipantView, SessionState } from '../../domain/sessions/schema.ts'
import type { Notice } from './connection.ts'

/** What a client knows of a session; every change makes a new one. */
export interface Model {
  readonly you: SessionState['you']
  readonly participants: ReadonlyMap<string, ParticipantView>
  readonly comments: ReadonlyMap<string, CommentView>
  readonly features: SessionState['features']
  readonly playback: SessionState['playback']
  readonly recording: SessionState['recording']
  /** RFC 3339. */
  readonly expiresAt: string
  readonly seq: number
}

export const modelOf = (state: SessionState): Model => ({
  you: state.you,
  participants: new Map(state.participants.map((one) => [one.id, one])),
  comments: new Map(state.comments.map((one) => [one.id, one])),
  features: state.features,
  playback: state.playback,
  recording: state.recording,
  expiresAt: state.session.expires_at,
  seq: state.seq,
})

/** What an entry of the log changes. One that was told before changes nothing. */
export const afterEntry = (model: Model, entry: LogEntryView): Model => {
  if (entry.seq <= model.seq) return model
  return { ...applied(model, entry), seq: entry.seq }
}

const applied = (model: Model, entry: LogEntryView): Model => {
  switch (entry.name) {
    case 'comment:created':
    case 'comment:updated':
    case 'comment:resolved':
    case 'comment:reopened':
      return entry.comment ? withComment(model, entry.comment) : model
    case 'comment:deleted':
      return entry.comment_id ? withoutComment(model, entry.comment_id) : model
    case 'participant:joined':
    case 'participant:updated':
      return entry.participant ? withParticipant(model, entry.participant) : model
    case 'participant:removed':
      return entry.participant ? withoutParticipant(model, entry.participant.id) : model
    case 'recording:started':
      return entry.recording_id
        ? { ...model, recording: { id: entry.recording_id, started_at: entry.at, agreed: null } }
        : model
    case 'recording:stopped':
      return { ...model, recording: null }
    case 'session:updated':
      return entry.session
        ? { ...model, features: entry.session.features, expiresAt: entry.session.expires_at }
        : model
    case 'session:ended':
      return model
    default:
      return entry.name satisfies never
  }
}

/** As the server answers a request of one's own, which may be heard before or after the notice. */
export const withComment = (model: Model, comment: CommentView): Model => ({
  ...model,
  comments: new Map(model.comments).set(comment.id, comment),
})

/** One that has answers stands as deleted. */
export const withoutComment = (model: Model, id: string): Model => {
  const comments = new Map(model.comments)
  const one = comments.get(id)
  const hasAnswers = [...comments.values()].some(({ parent_comment_id }) => parent_comment_id === id)
  if (one && hasAnswers) comments.set(id, { ...one, content: '', drawing: null, is_deleted: true })
  else comments.delete(id)
  return { ...model, comments }
}

/** The own role is in two places. */
export const withParticipant = (model: Model, participant: ParticipantView): Model => ({
  ...model,
  participants: new Map(model.participants).set(participant.id, participant),
  you: participant.id === model.you.participant_id ? { ...model.you, role: participant.role } : model.you,
})

const withoutParticipant = (model: Model, id: string): Model => {
  const participants = new Map(model.participants)
  participants.delete(id)
  return { ...model, participants }
}

/** They stay among the people, as somebody who is not there now. */
export const afterLeft = (model: Model, { id, reason }: Notice<'presence:left'>): Model => {
  const one = model.participants.get(id)
  if (!one) return model
  if (reason === 'removed') return withoutParticipant(model, id)
  const away = { ...one, presence: 'away', in_call: false, is_muted: false, shares_screen: false } as const
  return { ...model, participants: new Map(model.participants).set(id, away) }
}

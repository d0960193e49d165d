import { maySee } from '../assets/policy.ts'
import type { Language } from '../problem.ts'
import { stateOfSession } from '../sessions/session.ts'
import { cleanText } from '../share-links/handouts.ts'
import type { Told } from './ports.ts'
import type { NotificationView } from './schema.ts'
import { notificationWords } from './words.ts'

/** Characters of a comment, or of an invitation, that a notification quotes. */
export const longestExcerpt = 140
const longestName = 80
const longestTitle = 120

/** For whom it is read, and when. `publicUrl` has no slash at the end. */
export interface Reading {
  readonly language: Language
  readonly publicUrl: string
  readonly now: Date
}

/** A notification as its reader gets it: what is gone by now is not quoted, and its author not named. */
export const presentNotification = (told: Told, reading: Reading): NotificationView => ({
  id: told.id,
  type: told.type,
  title: titleOf(told, reading.language),
  body: bodyOf(told, reading),
  url: urlOf(told, reading),
  created_at: told.createdAt.toISOString(),
  read_at: told.readAt?.toISOString() ?? null,
})

const titleOf = ({ type, comment, actorName, asset }: Told, language: Language): string => {
  const { title, quoted, somebody, removedFile } = notificationWords[language]
  const isByAuthor = type !== 'comment.resolved' && comment && !comment.isDeleted
  const who = cleanText((isByAuthor && comment.authorName) || actorName || '', longestName) || somebody
  const file = asset ? quoted(cleanText(asset.title, longestTitle)) : removedFile
  return title[type].replace(/\{(who|file)\}/g, (_, name) => (name === 'who' ? who : file))
}

const bodyOf = (told: Told, { language, now }: Reading): string => {
  const { type, data, comment, session } = told
  const words = notificationWords[language]
  if (data.commentId !== undefined) {
    if (!comment || comment.isDeleted) return words.commentDeleted
    if (!mayRead(told)) return words.noLongerRead
    if (type === 'comment.mention' && !comment.mentionsReader) return words.noLongerNamed
    return cleanText(comment.content, longestExcerpt)
  }
  if (!session || stateOfSession(session, now) !== 'open') return words.sessionEnded
  return type === 'session.recording_started'
    ? words.recordingBody
    : cleanText(session.invitationMessage ?? '', longestExcerpt)
}

/** As with comments themselves: one's own file, an admin's, or one of a session that one is in. */
const mayRead = ({ userId, reader, asset }: Told): boolean =>
  asset !== null &&
  reader !== null &&
  (reader.participates || maySee({ userId, role: reader.role }, { ownerId: asset.ownerId }))

/**
 * A session that is open is where it leads; else the file, in the members' app, with the comment in view. What is about
 * a file that is gone leads to the app.
 */
const urlOf = ({ data, session, asset }: Told, { publicUrl, now }: Reading): string => {
  const { assetId, commentId, sessionId } = data
  const comment = commentId === undefined ? '' : `?comment=${commentId}`
  if (sessionId !== undefined && session && stateOfSession(session, now) === 'open')
    return `${publicUrl}/collaborate/session/${sessionId}/${comment}`
  return asset ? `${publicUrl}/#/assets/${assetId}${comment}` : `${publicUrl}/`
}

/** Where all of them are listed. */
export const listUrlOf = (publicUrl: string): string => `${publicUrl}/#/notifications`

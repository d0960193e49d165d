import type { Asset } from '../assets/asset.ts'
import type { EventName } from '../events/event.ts'
import type { Announcements } from '../live/ports.ts'
import type { NewNotification } from '../notifications/notification.ts'
import type { Id, SerialId } from '../schema.ts'
import type { Comment, Commenter } from './comment.ts'
import { addressesIn, mayRead } from './mentions.ts'
import { type Concerned, notificationsFor, typesFor } from './notices.ts'
import type { Changed, CommentStore, Told } from './ports.ts'

export interface TellingPorts {
  readonly commentsOf: (tenantId: SerialId) => Pick<CommentStore, 'readersByEmail' | 'readersById'>
  readonly announce: Pick<Announcements, 'sessionLogged' | 'notified'>
  readonly newId: () => Id
}

/** Who is named in a comment, who is told of it, and that they are. */
export const createTelling = ({ commentsOf, announce, newId }: TellingPorts) => ({
  /** Members name each other by e-mail; an address that nobody has, or nobody who may read it, is text. */
  async namedIn(commenter: Commenter, asset: Asset, content: string): Promise<SerialId[]> {
    const emails = commenter.userId === null ? [] : addressesIn(content)
    if (emails.length === 0) return []
    const readers = await commentsOf(commenter.tenantId).readersByEmail(asset.id, emails)
    return readers
      .filter((reader) => mayRead(reader, asset))
      .map(({ userId }) => userId)
      .sort((one, other) => one - other)
  },

  /** Notifications for those who may read it now, each for one reason. */
  async concerning(
    { tenantId, userId: actorId }: Commenter,
    asset: Asset,
    commentId: Id,
    concerned: Concerned,
  ): Promise<readonly NewNotification[]> {
    const types = typesFor(concerned, actorId)
    if (types.size === 0) return []
    const readers = await commentsOf(tenantId).readersById(asset.id, [...types.keys()])
    const allowed = new Set(readers.filter((reader) => mayRead(reader, asset)).map(({ userId }) => userId))
    const told = new Map([...types].filter(([userId]) => allowed.has(userId)))
    return notificationsFor(told, { assetId: asset.id, commentId, actorId }, newId)
  },

  /** After the commit, on every node. */
  tell({ tenantId }: Commenter, { logged }: Changed, { notifications }: Told): void {
    for (const one of logged) announce.sessionLogged(one)
    for (const { userId, id } of notifications) announce.notified({ tenantId, userId, id })
  },
})

/** What is kept beside a change. `before`: as the comment was, where it was there already. */
export const toldOf = (
  name: EventName & `comment.${string}`,
  { userId, participantId }: Commenter,
  { id, assetId, parentId, visibility }: Pick<Comment, 'id' | 'assetId' | 'parentId' | 'visibility'>,
  before: Pick<Comment, 'visibility'> | undefined,
  notifications: readonly NewNotification[] = [],
): Told => ({
  entry: {
    name: logNameOf[name],
    participantId,
    about: { commentId: id, ...(isHidden(before, visibility) && { wasInternal: true }) },
  },
  event: {
    name,
    aggregateType: 'comment',
    aggregateId: id,
    actorId: userId,
    data: { asset_id: assetId, parent_comment_id: parentId, visibility },
  },
  notifications,
})

/** What becomes public is news to guests, and so is that something was. */
const isHidden = (before: Pick<Comment, 'visibility'> | undefined, now: Comment['visibility']): boolean =>
  before?.visibility === 'internal' && now === 'internal'

const logNameOf = {
  'comment.created': 'comment:created',
  'comment.updated': 'comment:updated',
  'comment.resolved': 'comment:resolved',
  'comment.reopened': 'comment:reopened',
  'comment.deleted': 'comment:deleted',
} as const

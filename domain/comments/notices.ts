import type { NewNotification, NotificationType } from '../notifications/notification.ts'
import type { Id, SerialId } from '../schema.ts'

/** Whom a change of a comment concerns, by why; whoever caused it is left out. */
export interface Concerned {
  /** Of the file. */
  readonly owner?: SerialId | null
  /** Who wrote in the thread before. */
  readonly writers?: readonly SerialId[]
  /** Whose thread was resolved. */
  readonly resolved?: SerialId | null
  readonly named?: readonly SerialId[]
}

/** One notification each: what concerns somebody most comes last, and wins. */
const reasons = [
  ['owner', 'comment.created'],
  ['resolved', 'comment.resolved'],
  ['writers', 'comment.reply'],
  ['named', 'comment.mention'],
] as const satisfies readonly (readonly [keyof Concerned, NotificationType])[]

export const typesFor = (
  concerned: Concerned,
  actorId: SerialId | null,
): ReadonlyMap<SerialId, NotificationType> => {
  const types = new Map<SerialId, NotificationType>()
  for (const [whom, type] of reasons)
    for (const userId of [concerned[whom] ?? []].flat()) if (userId !== actorId) types.set(userId, type)
  return types
}

export const notificationsFor = (
  types: ReadonlyMap<SerialId, NotificationType>,
  about: { readonly assetId: SerialId; readonly commentId: Id; readonly actorId: SerialId | null },
  newId: () => Id,
): readonly NewNotification[] =>
  [...types].map(([userId, type]) => ({
    id: newId(),
    userId,
    type,
    data: { assetId: about.assetId, commentId: about.commentId, actorId: about.actorId },
  }))

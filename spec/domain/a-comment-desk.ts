import { randomUUID } from 'node:crypto'
import type { Member, Role } from '../../domain/actor.ts'
import type { Asset } from '../../domain/assets/asset.ts'
import type { Comment, Commenter } from '../../domain/comments/comment.ts'
import { createComments } from '../../domain/comments/service.ts'
import type { Notified } from '../../domain/notifications/notification.ts'
import type { Logged } from '../../domain/sessions/log.ts'
import type { SessionRole } from '../../domain/sessions/session.ts'
import { aFile } from '../support/files.ts'
import { type KnownReader, memoryComments } from '../support/memory-comments.ts'

export const noon = new Date('2026-06-01T12:00:00.000Z')
const tenantId = 7
export const [owner, host, commenter, viewer, admin, outsider] = [1, 2, 3, 4, 5, 6]
const reader = (userId: number, sessionRole: SessionRole | null, role: Role = 'member'): KnownReader => ({
  userId,
  role,
  sessionRole,
  email: `person${userId}@example.org`,
})
const readers = [
  reader(owner, null),
  reader(host, 'host'),
  reader(commenter, 'commenter'),
  reader(viewer, 'viewer'),
  reader(admin, null, 'admin'),
  reader(outsider, null),
]
export const asset: Asset = {
  ...aFile({ kind: 'video' }),
  id: 11,
  uuid: randomUUID(),
  tenantId,
  ownerId: owner,
  title: 'Waves',
  filename: 'waves.mp4',
  createdAt: noon,
  updatedAt: noon,
}
export const aMember = (userId: number): Member => ({
  userId,
  tenantId,
  role: readers.find((one) => one.userId === userId)!.role,
  familyId: randomUUID(),
})

export const aDesk = () => {
  const memory = memoryComments(tenantId, readers)
  const logged: Logged[] = []
  const notified: Notified[] = []
  const standings = new Map<string, SessionRole | 'removed'>()
  const comments = createComments({
    commentsOf: () => memory.store,
    asset: async (tenant, id) => (tenant === tenantId && id === asset.id ? asset : undefined),
    nameOf: async ({ userId }) => `Person ${userId}`,
    standingOf: async (_link, { id }) => standings.get(id),
    announce: {
      sessionLogged: (one) => void logged.push(one),
      notified: (one) => void notified.push(one),
    },
    newId: randomUUID,
    now: () => noon,
  })
  const as = (userId: number) => comments.commenters.member(aMember(userId), asset.id)
  const told = () => notified.map(({ userId }) => userId).sort()
  const typesOf = () =>
    Object.fromEntries((memory.kept.at(-1)?.notifications ?? []).map(({ userId, type }) => [userId, type]))
  return { ...memory, comments, standings, as, logged, notified, told, typesOf }
}
export type Desk = ReturnType<typeof aDesk>

export const aGuest = (from: Partial<Commenter> = {}): Commenter => ({
  tenantId,
  assetId: asset.id,
  userId: null,
  guest: { id: randomUUID(), linkId: randomUUID() },
  name: 'Rosa',
  sees: 'public',
  mayWrite: true,
  mayModerate: false,
  participantId: null,
  ...from,
})
export const said = (content = 'Brighter, please') => ({ content })

/** As it is stored. */
export const aComment = (from: Partial<Comment> = {}): Comment => ({
  id: '019b7fa0-0000-7000-8000-000000000001',
  tenantId: 1,
  assetId: 2,
  parentId: null,
  authorId: 3,
  guestId: null,
  authorName: 'Ana',
  content: 'Brighter, please',
  pin: null,
  timestampMs: null,
  page: null,
  drawing: null,
  visibility: 'public',
  mentions: [],
  resolvedAt: null,
  resolvedBy: null,
  createdAt: noon,
  updatedAt: noon,
  deletedAt: null,
  ...from,
})

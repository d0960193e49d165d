import type { NotificationStore, Told, Waiting } from '../../domain/notifications/ports.ts'
import { createNotifications } from '../../domain/notifications/service.ts'
import type { Language } from '../../domain/problem.ts'

export const noon = new Date('2030-06-01T12:00:00Z')
export const minutes = (count: number, from = noon) => new Date(from.getTime() + count * 60_000)
export const id = (n: number) => `0197282e-3c00-7000-8000-${String(n).padStart(12, '0')}`
export const publicUrl = 'https://share.example.org'
export const reading = (language: Language = 'en') => ({ language, publicUrl, now: noon })

export const aTold = (from: Partial<Told> = {}): Told => ({
  id: id(1),
  tenantId: 1,
  userId: 5,
  type: 'comment.mention',
  data: { assetId: 12, commentId: id(9), actorId: 6 },
  createdAt: minutes(-30),
  readAt: null,
  asset: { title: 'Logo.png', ownerId: 5 },
  reader: { role: 'member', participates: false },
  actorName: 'Ana',
  comment: { authorName: 'Ana', content: 'Please move it', isDeleted: false, mentionsReader: true },
  session: null,
  ...from,
})
export const aComment = (from: Partial<NonNullable<Told['comment']>> = {}) => ({
  ...aTold().comment!,
  ...from,
})
export const aSession = (from: Partial<NonNullable<Told['session']>> = {}) => ({
  endedAt: null,
  expiresAt: minutes(60),
  invitationMessage: 'Have a look',
  ...from,
})
export const anInvitation = (from: Partial<Told> = {}) =>
  aTold({
    type: 'session.invited',
    data: { assetId: 12, sessionId: id(7), actorId: 6 },
    comment: null,
    session: aSession(),
    ...from,
  })
export const aWaiting = (from: Partial<Waiting> = {}): Waiting => ({
  tenantId: 1,
  userId: 5,
  email: 'me@example.org',
  fullName: 'Me',
  organization: 'ACME',
  timeZone: 'America/Sao_Paulo',
  locale: 'pt-BR',
  digest: undefined,
  oldestAt: minutes(-24 * 60),
  lastMailedAt: null,
  ...from,
})

/** The service on the notifications of several people, and everything that it sent. */
export const anOffice = (
  waiting: readonly Waiting[],
  told: ReadonlyMap<number, readonly Told[]> = new Map(),
) => {
  const mails: { to: string; language: string; lines: readonly string[]; userId: number; until: Date }[] = []
  const announced: unknown[] = []
  const forgotten: unknown[] = []
  const store: NotificationStore = {
    list: async () => ({ count: 0, rows: [], unread: 0 }),
    find: async (userId, wanted) => told.get(userId)?.find((one) => one.id === wanted),
    unread: async (userId) => (told.get(userId) ?? []).filter(({ readAt }) => !readAt).length,
    markRead: async (userId, which) =>
      which === 'all' || 'upTo' in which
        ? (told.get(userId)?.length ?? 0)
        : which.ids.filter((wanted) => told.get(userId)?.some((one) => one.id === wanted)).length,
    async unmailed(userId, until, limit) {
      const all = (told.get(userId) ?? []).filter(({ createdAt }) => createdAt <= until)
      return { count: all.length, rows: all.slice(0, limit) }
    },
    digest: async () => undefined,
    setDigest: async () => {},
  }
  const notifications = createNotifications({
    notificationsOf: () => store,
    upkeep: {
      waiting: async (_, after, limit) => {
        const from = after ? waiting.findIndex(({ userId }) => userId > after.userId) : 0
        return from < 0 ? [] : waiting.slice(from, from + limit)
      },
      async forget(...asked) {
        forgotten.push(asked)
        return 3
      },
    },
    mail: {
      async sendDigest({ to, language, data: { lines } }, { userId, until }) {
        if (mails.some((mail) => mail.userId === userId)) return false
        mails.push({ to, language, lines, userId, until })
        return true
      },
    },
    announce: { notified: (notified) => void announced.push(notified) },
    publicUrl: () => publicUrl,
    now: () => noon,
  })
  return { notifications, mails, announced, forgotten }
}

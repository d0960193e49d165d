import { expect } from 'chai'
import { digestOf, dueUntil, mostLines } from '../../domain/notifications/digest.ts'
import { notificationTypes } from '../../domain/notifications/notification.ts'
import type { NotificationStore, Told, Waiting } from '../../domain/notifications/ports.ts'
import { presentNotification } from '../../domain/notifications/present.ts'
import { NotificationView } from '../../domain/notifications/schema.ts'
import { createNotifications } from '../../domain/notifications/service.ts'
import { type Language, languages } from '../../domain/problem.ts'
import { parser } from '../../domain/validate.ts'

const noon = new Date('2030-06-01T12:00:00Z')
const minutes = (count: number, from = noon) => new Date(from.getTime() + count * 60_000)
const id = (n: number) => `0197282e-3c00-7000-8000-${String(n).padStart(12, '0')}`
const publicUrl = 'https://share.example.org'
const reading = (language: Language = 'en') => ({ language, publicUrl, now: noon })

const aTold = (from: Partial<Told> = {}): Told => ({
  id: id(1),
  tenantId: 1,
  userId: 5,
  type: 'comment.mention',
  data: { assetId: 12, commentId: id(9), actorId: 6 },
  createdAt: minutes(-30),
  readAt: null,
  assetTitle: 'Logo.png',
  actorName: 'Ana',
  comment: { authorName: 'Ana', content: 'Please move it', isDeleted: false, mentionsReader: true },
  session: null,
  ...from,
})
const aComment = (from: Partial<NonNullable<Told['comment']>> = {}) => ({ ...aTold().comment!, ...from })
const aSession = (from: Partial<NonNullable<Told['session']>> = {}) => ({
  endedAt: null,
  expiresAt: minutes(60),
  invitationMessage: 'Have a look',
  ...from,
})
const anInvitation = (from: Partial<Told> = {}) =>
  aTold({
    type: 'session.invited',
    data: { assetId: 12, sessionId: id(7), actorId: 6 },
    comment: null,
    session: aSession(),
    ...from,
  })
const present = (told: Told, language?: Language) => presentNotification(told, reading(language))

describe('a notification', () => {
  it('says who did what to which file, in the reader’s language [NO-2]', () => {
    expect(present(aTold())).to.deep.equal({
      id: id(1),
      type: 'comment.mention',
      title: 'Ana mentioned you on “Logo.png”',
      body: 'Please move it',
      url: `${publicUrl}/#/assets/12?comment=${id(9)}`,
      created_at: minutes(-30).toISOString(),
      read_at: null,
    })
    expect(present(aTold(), 'pt-BR').title).to.equal('Ana mencionou você em “Logo.png”')
    expect(present(aTold(), 'es').title).to.equal('Ana le mencionó en «Logo.png»')
    expect(present(anInvitation())).to.include({
      title: 'Ana invited you to work together on “Logo.png”',
      body: 'Have a look',
    })
  })

  it('has words for everything that it may be about, in every language [NO-2]', () => {
    for (const language of languages)
      for (const type of notificationTypes) {
        const view = present(aTold({ type, session: aSession() }), language)
        parser(NotificationView)(view)
        expect(view.title, `${type} ${language}`).to.include('Ana').and.include('Logo.png')
        expect(view.title).not.to.match(/[{}]/)
      }
  })

  it('quotes the first 140 characters, on one line and with nothing that deceives [NO-2] [T-44]', () => {
    const content = `Look\n\u202ehere ${'😀'.repeat(200)}`
    const { title, body } = present(
      aTold({ comment: aComment({ content, authorName: 'A\u202e{file}\nna' }), assetTitle: '{who}' }),
    )

    expect([...body]).to.have.length(140)
    expect(body).to.match(/^Look here 😀+…$/u)
    expect(title).to.equal('A{file} na mentioned you on “{who}”')
  })

  it('says of what is gone that it is, and quotes and names nobody of it [NO-2] [T-68]', () => {
    const deleted = aComment({ isDeleted: true, content: 'Secret', authorName: 'Gone' })
    const cases: [Told, string, string][] = [
      [aTold({ comment: deleted }), 'Ana mentioned you on “Logo.png”', 'This comment was deleted.'],
      [
        aTold({ comment: deleted, actorName: null }),
        'Somebody mentioned you on “Logo.png”',
        'This comment was deleted.',
      ],
      [
        aTold({ comment: aComment({ mentionsReader: false, content: 'Secret' }) }),
        'Ana mentioned you on “Logo.png”',
        'This comment does not name you any more.',
      ],
      [
        aTold({ comment: null, assetTitle: null, actorName: null }),
        'Somebody mentioned you on a file that was removed',
        'This comment was deleted.',
      ],
      [
        anInvitation({ session: aSession({ endedAt: minutes(-1) }) }),
        'Ana invited you to work together on “Logo.png”',
        'This session has ended.',
      ],
      [
        anInvitation({ session: aSession({ expiresAt: noon }) }),
        'Ana invited you to work together on “Logo.png”',
        'This session has ended.',
      ],
    ]
    for (const [told, title, body] of cases) expect(present(told)).to.include({ title, body })
  })

  it('names who resolved a comment, and not who wrote it [NO-2]', () => {
    const told = aTold({
      type: 'comment.resolved',
      actorName: 'Bia',
      comment: aComment({ authorName: 'Me' }),
    })

    expect(present(told)).to.include({
      title: 'Bia resolved a comment on “Logo.png”',
      body: 'Please move it',
    })
  })

  it('leads to the session while that is open, and to the file after it [NO-3]', () => {
    const url = (told: Told) => present(told).url

    expect(url(anInvitation())).to.equal(`${publicUrl}/collaborate/session/${id(7)}/`)
    expect(
      url(aTold({ data: { assetId: 12, commentId: id(9), sessionId: id(7) }, session: aSession() })),
    ).to.equal(`${publicUrl}/collaborate/session/${id(7)}/?comment=${id(9)}`)
    expect(url(anInvitation({ session: aSession({ expiresAt: noon }) }))).to.equal(`${publicUrl}/#/assets/12`)
    expect(url(anInvitation({ session: null, assetTitle: null }))).to.equal(`${publicUrl}/`)
  })
})

const aWaiting = (from: Partial<Waiting> = {}): Waiting => ({
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

describe('when a digest is due', () => {
  // Eight o'clock in São Paulo is eleven in UTC.
  const morning = new Date('2030-06-01T11:00:00Z')
  const due = (from: Partial<Waiting>, now = noon) => dueUntil(aWaiting(from), now)

  it('is every morning at eight, in the organization’s zone, unless somebody wants it otherwise [NO-8]', () => {
    expect(due({})).to.deep.equal(minutes(-15, morning))
    expect(due({ oldestAt: minutes(-15, morning) })).to.deep.equal(minutes(-15, morning))
    expect(due({ oldestAt: minutes(-14, morning) })).to.equal(undefined)
    expect(due({ oldestAt: minutes(-60, morning) }, minutes(-1, morning))).to.equal(undefined)
    expect(due({ digest: 'off' })).to.equal(undefined)
    expect(due({ digest: 'daily', timeZone: 'Pacific/Auckland' })).to.deep.equal(
      minutes(-15, new Date('2030-05-31T20:00:00Z')),
    )
  })

  it('makes up for a morning that was missed, and comes once a day [NO-8]', () => {
    const oldestAt = minutes(-60, morning)

    expect(due({ oldestAt }, minutes(20 * 60, morning))).to.deep.equal(minutes(-15, morning))
    expect(due({ oldestAt, lastMailedAt: morning })).to.equal(undefined)
    expect(due({ oldestAt, lastMailedAt: minutes(-1, morning) })).to.deep.equal(minutes(-15, morning))
    expect(due({ oldestAt, lastMailedAt: morning }, minutes(24 * 60, morning))).to.deep.equal(
      minutes(24 * 60 - 15, morning),
    )
  })

  it('is as soon as something has waited for a while, and an hour after the last one [NO-8]', () => {
    const hourly = { digest: 'hourly', oldestAt: minutes(-15) } as const

    expect(due(hourly)).to.deep.equal(minutes(-15))
    expect(due({ ...hourly, oldestAt: minutes(-14) })).to.equal(undefined)
    expect(due({ ...hourly, lastMailedAt: minutes(-59) })).to.equal(undefined)
    expect(due({ ...hourly, lastMailedAt: minutes(-60) })).to.deep.equal(minutes(-15))
  })

  it('keeps to the clock on the wall where it changes [NO-8]', () => {
    const until = (at: string) =>
      due({ timeZone: 'Europe/Berlin', oldestAt: new Date('2030-01-01T00:00Z') }, new Date(at))?.toISOString()

    expect(until('2030-03-30T12:00Z')).to.equal('2030-03-30T06:45:00.000Z')
    expect(until('2030-03-31T12:00Z')).to.equal('2030-03-31T05:45:00.000Z')
  })
})

/** The service on the notifications of several people, and everything that it sent. */
const anOffice = (waiting: readonly Waiting[], told: ReadonlyMap<number, readonly Told[]> = new Map()) => {
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

describe('the digest', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => aTold({ id: id(n) }))

  it('is one mail a person, with what is due, in the organization’s language [NO-8] [NO-9]', async () => {
    const { notifications, mails } = anOffice(
      [
        aWaiting({ userId: 5, digest: 'hourly' }),
        aWaiting({ userId: 6, digest: 'hourly', locale: 'es', email: 'bia@example.org' }),
        aWaiting({ userId: 7, digest: 'hourly', lastMailedAt: minutes(-5) }),
        aWaiting({ userId: 8, digest: 'hourly' }),
      ],
      new Map([
        [5, many(21)],
        [6, [aTold(), anInvitation({ session: aSession({ invitationMessage: null }) })]],
        [7, many(1)],
      ]),
    )

    expect(await notifications.mailDigests()).to.equal(2)

    expect(mails.map(({ to, language, until }) => [to, language, until])).to.deep.equal([
      ['me@example.org', 'pt-BR', minutes(-15)],
      ['bia@example.org', 'es', minutes(-15)],
    ])
    expect(mails[0]!.lines).to.have.length(mostLines + 1)
    expect(mails[0]!.lines[0]).to.equal('Ana mencionou você em “Logo.png”: Please move it')
    expect(mails[0]!.lines.at(-1)).to.equal('… e mais 1.')
    expect(mails[1]!.lines).to.deep.equal([
      'Ana le mencionó en «Logo.png»: Please move it',
      'Ana le invitó a trabajar en conjunto en «Logo.png»',
    ])
    expect(await notifications.mailDigests()).to.equal(0)
  })

  it('reaches everybody, however many there are', async () => {
    const people = Array.from({ length: 1001 }, (_, n) => aWaiting({ userId: n + 1, digest: 'hourly' }))
    const { notifications, mails } = anOffice(people, new Map(people.map(({ userId }) => [userId, many(1)])))

    expect(await notifications.mailDigests()).to.equal(1001)
    expect(new Set(mails.map(({ userId }) => userId)).size).to.equal(1001)
  })

  it('is counted on a dry run, and not sent', async () => {
    const { notifications, mails } = anOffice([aWaiting({ digest: 'hourly' })], new Map([[5, many(1)]]))

    expect(await notifications.mailDigests(true)).to.equal(1)
    expect(mails).to.deep.equal([])
  })

  it('counts what it lists, and leads to the list [NO-9]', () => {
    const data = digestOf({ fullName: 'Me' }, { count: 2, told: many(2) }, reading())

    expect(data).to.deep.include({ name: 'Me', count: 2, url: `${publicUrl}/#/notifications` })
    expect(data.lines).to.have.length(2)
  })
})

describe('what a member has read', () => {
  const member = { tenantId: 1, userId: 5, role: 'member', familyId: 'f' } as const

  it('is told to their other devices, and what changed nothing to nobody [NO-4] [NO-6]', async () => {
    const { notifications, announced } = anOffice([], new Map([[5, [aTold()]]]))

    expect(await notifications.read(member, { ids: [id(99)] })).to.equal(1)
    expect(announced).to.deep.equal([])
    await notifications.read(member, { ids: [id(1)] })
    expect(announced).to.deep.equal([{ tenantId: 1, userId: 5, id: null }])
  })

  it('is not told as new [NO-5]', async () => {
    const read = aTold({ id: id(2), readAt: noon })
    const { notifications } = anOffice([], new Map([[5, [aTold(), read]]]))
    const told = (notification: string) => notifications.told({ tenantId: 1, userId: 5, id: notification })

    expect((await told(id(1)))?.('es').title).to.equal('Ana le mencionó en «Logo.png»')
    expect(await told(id(2))).to.equal(undefined)
    expect(await told(id(3))).to.equal(undefined)
  })

  it('is forgotten after a month, and everything after three [NO-12]', async () => {
    const { notifications, forgotten } = anOffice([])

    expect(await notifications.forgetOld(true)).to.equal(3)
    expect(forgotten).to.deep.equal([
      [new Date('2030-05-02T12:00:00Z'), new Date('2030-03-03T12:00:00Z'), true],
    ])
  })
})

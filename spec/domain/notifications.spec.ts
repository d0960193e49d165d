import { expect } from 'chai'
import { notificationTypes } from '../../domain/notifications/notification.ts'
import type { Told } from '../../domain/notifications/ports.ts'
import { presentNotification } from '../../domain/notifications/present.ts'
import { NotificationView } from '../../domain/notifications/schema.ts'
import { type Language, languages } from '../../domain/problem.ts'
import { parser } from '../../domain/validate.ts'
import {
  aComment,
  anInvitation,
  anOffice,
  aSession,
  aTold,
  id,
  minutes,
  noon,
  publicUrl,
  reading,
} from './a-notification.ts'

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
      aTold({
        comment: aComment({ content, authorName: 'A\u202e{file}\nna' }),
        asset: { title: '{who}', ownerId: 5 },
      }),
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
        aTold({ comment: null, asset: null, actorName: null }),
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

  it('quotes nothing to whoever may not read it any more [NO-2]', () => {
    const asset = { title: 'Logo.png', ownerId: 9 }
    const body = (reader: Told['reader']) => present(aTold({ asset, reader })).body
    const closed = 'What is said of this file is not for you to read any more.'

    expect(body({ role: 'member', participates: false })).to.equal(closed)
    expect(body(null)).to.equal(closed)
    expect(body({ role: 'member', participates: true })).to.equal('Please move it')
    expect(body({ role: 'admin', participates: false })).to.equal('Please move it')
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
    expect(url(anInvitation({ session: null, asset: null }))).to.equal(`${publicUrl}/`)
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

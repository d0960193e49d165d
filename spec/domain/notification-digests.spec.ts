import { expect } from 'chai'
import { digestOf, dueUntil, mostLines } from '../../domain/notifications/digest.ts'
import type { Waiting } from '../../domain/notifications/ports.ts'
import {
  anInvitation,
  anOffice,
  aSession,
  aTold,
  aWaiting,
  id,
  minutes,
  noon,
  publicUrl,
  reading,
} from './a-notification.ts'

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

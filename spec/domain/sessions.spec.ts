import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import {
  asKnown,
  type Comer,
  comesByRight,
  guestBy,
  leadsTo,
  settleComer,
} from '../../domain/sessions/entering.ts'
import { cleanName, distinctName, foldedName } from '../../domain/sessions/names.ts'
import { lesserRole, mayDo, roleByLink } from '../../domain/sessions/rights.ts'
import { isFree, stateOfSession } from '../../domain/sessions/session.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aLink, aMember, aParticipant, aSession, noon } from './a-session.ts'

const session = aSession()
const link = aLink({ id: session.linkId! })
const asGuest = (from: Partial<Extract<Comer, { as: 'guest' }>> = {}): Comer => ({
  as: 'guest',
  guest: { id: randomUUID(), linkId: link.id },
  link,
  name: 'Rui',
  ...from,
})

describe('a session', () => {
  it('is over from the very moment of its end, and ended wins over expired [SE-22]', () => {
    const { expiresAt } = session
    expect(stateOfSession(session, new Date(expiresAt.getTime() - 1))).to.equal('open')
    expect(stateOfSession(session, expiresAt)).to.equal('expired')
    expect(stateOfSession({ expiresAt, endedAt: noon }, expiresAt)).to.equal('ended')
  })

  it('is led to by its own link and those made with it, of its organization alone [SE-12] [T-50]', () => {
    expect(leadsTo(link, session)).to.equal(true)
    expect(leadsTo(aLink({ shareId: link.id }), session)).to.equal(true)
    expect(leadsTo(aLink(), session)).to.equal(false)
    expect(leadsTo(aLink({ shareId: randomUUID() }), session)).to.equal(false)
    expect(leadsTo({ ...link, tenantId: 2 }, session)).to.equal(false)
    expect(leadsTo(aLink({ shareId: null }), { ...session, linkId: null })).to.equal(false)
  })

  it('is open by right to its maker, to admins and to who is invited, and to nobody elsewhere [SE-11] [T-50]', () => {
    const invited = aParticipant({ userId: 3, linkId: randomUUID() })
    const cameAsAdmin = aParticipant({ userId: 4, role: 'host' })
    const may = (userId: number, role: 'admin' | 'member' = 'member', tenantId = 1) =>
      comesByRight(aMember(userId, role, tenantId), session, [invited, cameAsAdmin])

    expect([may(1), may(2), may(2, 'admin'), may(3)]).to.deep.equal([true, false, true, true])
    expect(may(4), 'an admin who is none any more').to.equal(false)
    expect([may(1, 'admin', 2), may(3, 'member', 2)]).to.deep.equal([false, false])
  })

  it('lets each role do what the roles below it do, and nobody more than their link [SE-19] [T-49]', () => {
    const acts = ['look', 'point', 'comment', 'talk', 'edit', 'moderate'] as const
    const may = (role: 'host' | 'collaborator' | 'commenter' | 'viewer') =>
      acts.filter((act) => mayDo(role, act))

    expect(may('viewer')).to.deep.equal(['look', 'point'])
    expect(may('commenter')).to.deep.equal(['look', 'point', 'comment', 'talk'])
    expect(may('collaborator')).to.deep.equal(['look', 'point', 'comment', 'talk', 'edit'])
    expect(may('host')).to.deep.equal([...acts])
    const byLink = (comment: boolean, collaborate: boolean) =>
      roleByLink({ preview: true, download: true, comment, collaborate })
    expect([byLink(false, false), byLink(true, false), byLink(false, true)]).to.deep.equal([
      'viewer',
      'commenter',
      'collaborator',
    ])
    expect([lesserRole('host', 'viewer'), lesserRole('commenter', 'collaborator')]).to.deep.equal([
      'viewer',
      'commenter',
    ])
  })
})

describe('a name in a session', () => {
  it('is one line of at most 60 characters, with nothing in it that cannot be seen [SE-14] [T-52]', () => {
    expect(cleanName('  Ana\u202e \n\t Lima\u0000\u200b ')).to.equal('Ana Lima')
    expect(cleanName('Jose\u0301')).to.equal('José')
    expect(cleanName(`Z${'\u0300'.repeat(50)}oe`)).to.equal(`Z${'\u0300'.repeat(4)}oe`)
    expect(cleanName('👩🏽‍🚀 Ana')).to.equal('👩🏽‍🚀 Ana')
    expect([...cleanName('😀'.repeat(100))!]).to.have.length(60)
    for (const nothing of [
      '',
      ' ',
      '\u200b',
      '\u200d\u200d',
      '\u2066\u2069',
      '\ufeff',
      '\u3164',
      '\u00ad',
      '\u{e0041}',
    ])
      expect(cleanName(nothing), JSON.stringify(nothing)).to.equal(undefined)
    expect(cleanName('\ud800A')).to.equal('�A')
  })

  it('is nobody else’s: accents, case, width and blanks make no difference [SE-14] [T-52]', () => {
    const others = [aParticipant({ name: 'Ána Lima' }), aParticipant({ name: 'Rui', removedAt: noon })]

    expect(distinctName('Eva', others)).to.equal('Eva')
    for (const name of ['Ana Lima', 'ana  lima', 'ＡＮＡ ＬＩＭＡ', 'A\u200dna Lima'])
      expect(distinctName(name, others)).to.equal(`${name} 2`)
    expect(distinctName('rui', others), 'of somebody who was removed').to.equal('rui 2')
    expect(distinctName('Ana Lima', [...others, aParticipant({ name: 'ana lima 2' })])).to.equal('Ana Lima 3')
    const long = 'x'.repeat(60)
    expect(distinctName(long, [aParticipant({ name: long })])).to.equal(`${'x'.repeat(58)} 2`)
    expect(foldedName('Ação')).to.equal('acao')
  })
})

describe('whoever comes in', () => {
  const settle = (
    comer: Comer,
    people: readonly ReturnType<typeof aParticipant>[],
    at = noon,
    of = session,
  ) => settleComer(comer, randomUUID(), at)(people, of)

  it('is the same guest with a ticket of the same link, and somebody new with any other [SE-15] [T-52]', () => {
    const ticket = { id: randomUUID(), linkId: link.id }
    const fresh = randomUUID()

    expect(guestBy(link, ticket, () => fresh)).to.equal(ticket)
    expect(guestBy(aLink(), ticket, () => fresh).id).to.equal(fresh)
    expect(guestBy(link, undefined, () => fresh)).to.deep.equal({ id: fresh, linkId: link.id })
  })

  it('gets a place, a colour of their own and an entry the first time, and nothing new later [SE-10] [SE-14]', () => {
    const comer = asGuest()
    const host = aParticipant({ userId: 1, role: 'host', name: 'rui' })

    const first = settle(comer, [host])
    const again = settle(comer, [host, first.participant], new Date(noon.getTime() + 1))

    expect(first.participant).to.deep.include({
      name: 'Rui 2',
      role: 'collaborator',
      joinedAt: noon,
      linkId: link.id,
    })
    expect(first.participant.color).not.to.equal(host.color)
    expect(first.entry).to.deep.include({
      name: 'participant:joined',
      about: { participantId: first.participant.id },
    })
    expect(again).to.deep.equal({ participant: first.participant, entry: null })
    expect(asKnown(comer, [host, first.participant])).to.equal(first.participant)
    expect(asKnown(asGuest(), [host, first.participant])).to.equal(undefined)
  })

  it('takes the place they were invited to, keeps its name unless they say another, and shares it with nobody [SE-15]', () => {
    const theirs = aLink({ shareId: link.id, recipient: { name: 'Ana', email: 'ana@example.org' } })
    const invited = aParticipant({ linkId: theirs.id, email: 'ana@example.org', role: 'viewer' })
    const by = (name?: string) =>
      asGuest({ link: theirs, guest: { id: randomUUID(), linkId: theirs.id }, name })

    const first = settle(by(), [invited])
    expect(first.participant).to.deep.include({
      id: invited.id,
      name: 'Ana',
      role: 'viewer',
      email: 'ana@example.org',
    })
    expect(settle(by('Ana Lima'), [invited]).participant.name).to.equal('Ana Lima')
    const second = settle(by('Eve'), [first.participant])
    expect(second.participant.id).not.to.equal(invited.id)
    expect(second.participant).to.deep.include({ name: 'Eve', role: 'viewer', email: null })
  })

  it('takes no member’s place by the link that was made for that member [SE-15] [T-52]', async () => {
    const theirs = aLink({ shareId: link.id, recipient: { name: 'Eva', email: 'eva@example.org' } })
    const member = aParticipant({
      linkId: theirs.id,
      userId: 5,
      email: 'eva@example.org',
      name: 'Eva',
      role: 'commenter',
    })
    const by = (name?: string) =>
      asGuest({ link: theirs, guest: { id: randomUUID(), linkId: theirs.id }, name })

    await expectRefusal('name_required', () => settle(by(), [member]))
    const { participant } = settle(by('Eva'), [member])
    expect(participant).to.deep.include({ userId: null, name: 'Eva 2', role: 'commenter' })
  })

  it('is refused without a name, in a session that is over, and once they were removed [SE-13] [SE-14]', async () => {
    const comer = asGuest()
    const { participant } = settle(comer, [])
    const removed = { ...participant, removedAt: noon }
    const theirs = aLink({ shareId: link.id, recipient: { name: 'Ana', email: null } })
    const invited = aParticipant({ linkId: theirs.id, removedAt: noon })

    await expectRefusal('name_required', () => settle(asGuest({ name: undefined }), []))
    await expectRefusal('name_required', () => settle(asGuest({ name: ' \u200b' }), []))
    await expectRefusal('session_ended', () => settle(comer, [], session.expiresAt))
    await expectRefusal('session_ended', () => settle(comer, [], noon, { ...session, endedAt: noon }))
    await expectRefusal('session_left', () => settle(comer, [removed]))
    await expectRefusal('session_left', () => asKnown(comer, [removed]))
    await expectRefusal('session_left', () => settle(asGuest({ link: theirs }), [invited]))
    expect(settle(asGuest(), [removed]).participant.id, 'somebody new by the public link').not.to.equal(
      removed.id,
    )
  })

  it('finds no end of guests: beyond 2,000 nobody new is let in, and those known are [SE-16]', async () => {
    const comer = asGuest()
    const known = settle(comer, []).participant
    const crowd = [...Array.from({ length: 1_999 }, () => aParticipant({ guestId: randomUUID() })), known]

    await expectRefusal('session_full', () => settle(asGuest(), crowd))
    expect(settle(comer, crowd).participant).to.deep.equal(known)
  })

  it('is called as their account is, as it is now, where they are a member [SE-3]', () => {
    const member = aMember(1)
    const before = aParticipant({ userId: 1, name: 'Ana', role: 'host', joinedAt: noon })

    const { participant, entry } = settle({ as: 'member', member, name: 'Ana Lima' }, [before])

    expect(participant).to.deep.equal({ ...before, name: 'Ana Lima' })
    expect(entry).to.equal(null)
  })
})

describe('a seat in a session', () => {
  const seats = (...of: string[]) => of.map((participantId) => ({ participantId }))

  it('is free while others fit in, and for another tab of one who is there, within reason [SE-16]', () => {
    expect(isFree('b', seats('a', 'a'), 2)).to.equal(true)
    expect(isFree('c', seats('a', 'b', 'a'), 2)).to.equal(false)
    expect(isFree('a', seats('a', 'b'), 2)).to.equal(true)
    expect(isFree('a', seats(...Array<string>(49).fill('a')), 2)).to.equal(true)
    expect(isFree('a', seats(...Array<string>(50).fill('a')), 2)).to.equal(false)
  })
})

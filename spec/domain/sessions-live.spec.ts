import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { withRole } from '../../domain/sessions/entering.ts'
import type { Admitted } from '../../domain/sessions/ports.ts'
import { createSessions } from '../../domain/sessions/service.ts'
import type { CollabSession } from '../../domain/sessions/session.ts'
import type { ShareLink } from '../../domain/share-links/link.ts'
import { createMemorySessions } from '../support/memory-session-store.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aLink, aMember, anAsset, aParticipant, aSession, hourMs, noon } from './a-session.ts'

/** A session with its host, whom the organization knows as person 1. */
const aHouse = async (from: Partial<CollabSession> = {}) => {
  let time = noon
  const now = () => time
  const memory = createMemorySessions(now)
  const told: unknown[] = []
  const shares: unknown[] = []
  const refuse = async () => expect.fail('nobody asked for this')
  const sessions = createSessions({
    sessionsOf: memory.sessionsOf,
    sessionUpkeep: memory.upkeep,
    commentsOf: () => ({ newest: async () => ({ comments: [], more: false }) }),
    assets: { find: async (tenantId, id) => (tenantId === 1 && id === anAsset.id ? anAsset : undefined) },
    shares: {
      createFor: refuse,
      async adjustShare(tenantId, shareId, to) {
        shares.push(['adjusted', tenantId, shareId, to])
      },
      async endShare(tenantId, shareId) {
        shares.push(['ended', tenantId, shareId])
      },
      async endLink(tenantId, id) {
        shares.push(['revoked', tenantId, id])
      },
    },
    membersOf: () => ({
      member: async (userId) => ({
        userId,
        email: `${userId}@example.org`,
        fullName: `Person ${userId}`,
        role: 'member',
        joinedAt: noon,
      }),
    }),
    profiles: { of: refuse },
    mail: { send: refuse },
    announce: { sessionLogged: (logged) => void told.push(logged), notified: refuse },
    mostParticipants: 100,
    sessionRetentionDays: 30,
    newId: randomUUID,
    now,
  })
  const session = aSession(from)
  const host = aParticipant({ sessionId: session.id, userId: 1, role: 'host', name: 'Person 1' })
  const store = memory.sessionsOf(1)
  await store.insert(
    { session, participants: [host], notifications: [] },
    { name: 'session.created', aggregateType: 'session', aggregateId: session.id, actorId: 1, data: {} },
  )
  const link = aLink({ id: session.linkId! })
  const byLink = (
    by: ShareLink = link,
    more: { guest?: { id: string; linkId: string }; name?: string; member?: ReturnType<typeof aMember> } = {},
  ) =>
    sessions.live.enter(session.id, {
      by: 'link',
      visit: { link: by },
      member: more.member,
      guest: more.guest,
      name: more.name ?? 'Rui',
    })
  const byRight = (userId: number, role: 'admin' | 'member' = 'member', tenantId = 1) =>
    sessions.live.enter(session.id, { by: 'member', member: aMember(userId, role, tenantId) })
  const later = (ms: number) => {
    time = new Date(time.getTime() + ms)
  }
  return {
    ...memory,
    live: sessions.live,
    service: sessions,
    session,
    host,
    link,
    byLink,
    byRight,
    told,
    shares,
    later,
    store,
  }
}

describe('the door of a session', () => {
  it('lets its host in by right, as a host who sees everything [SE-11] [SE-21]', async () => {
    const { byRight, host, session, told } = await aHouse()

    const admitted = await byRight(1)

    expect(admitted).to.deep.include({ role: 'host', mostRole: 'host', linkId: null, guest: undefined })
    expect(admitted.participant).to.deep.equal({ ...host, joinedAt: noon })
    expect(admitted.commenter).to.deep.equal({
      tenantId: 1,
      assetId: 7,
      userId: 1,
      guest: null,
      name: 'Person 1',
      sees: 'all',
      mayWrite: true,
      mayModerate: true,
      participantId: host.id,
    })
    expect(told).to.deep.equal([{ tenantId: 1, sessionId: session.id, seq: 1 }])
    await byRight(1)
    expect(told, 'the second time').to.have.length(1)
  })

  it('is not there for anybody else who signs in, here or elsewhere [SE-11] [T-50]', async () => {
    const { byRight, live } = await aHouse()

    await expectRefusal('not_found', byRight(2))
    await expectRefusal('not_found', byRight(1, 'admin', 2))
    await expectRefusal('not_found', live.enter(randomUUID(), { by: 'member', member: aMember(1) }))
    expect((await byRight(9, 'admin')).role).to.equal('host')
    await expectRefusal('not_found', byRight(9)) // an admin no more
  })

  it('lets a guest in by link, as far as the link goes, to see what is public [SE-12] [SE-21]', async () => {
    const { byLink, link, session } = await aHouse()

    const guest = await byLink()
    const permissions = { preview: true, download: false, comment: false, collaborate: false }
    const narrower = await byLink({ ...link, permissions }, { guest: guest.guest! })

    expect(guest).to.deep.include({ role: 'collaborator', mostRole: 'collaborator', linkId: link.id })
    expect(guest.commenter).to.deep.include({
      sees: 'public',
      userId: null,
      mayWrite: true,
      participantId: guest.participant.id,
    })
    expect(guest.guest!.linkId).to.equal(link.id)
    expect(narrower.participant.id).to.equal(guest.participant.id)
    expect(narrower).to.deep.include({ role: 'viewer', mostRole: 'viewer' })
    expect(narrower.commenter).to.deep.include({ mayWrite: false, mayModerate: false })
    await expectRefusal('not_found', byLink(aLink()))
    await expectRefusal('not_found', byLink({ ...link, tenantId: 2 }))
    expect(session.linkId).to.equal(link.id)
  })

  it('takes members by link as themselves where they may come in, and as guests otherwise [SE-11] [SE-15]', async () => {
    const { byLink, host } = await aHouse()

    expect((await byLink(undefined, { member: aMember(1) })).participant.id).to.equal(host.id)
    const foreign = await byLink(undefined, { member: aMember(8, 'owner', 2), name: 'Person 1' })
    expect(foreign.participant).to.deep.include({ userId: null, name: 'Person 8' })
    expect(foreign.commenter).to.deep.include({ userId: null, sees: 'public' })
  })

  it('is closed once the session is over, and then tells strangers nothing of it [SE-22]', async () => {
    const { byRight, byLink, later } = await aHouse()
    later(hourMs)

    await expectRefusal('session_ended', byRight(1))
    await expectRefusal('session_ended', byLink())
    await expectRefusal('not_found', byRight(2))
  })

  it('is closed where the file is gone', async () => {
    const { byRight } = await aHouse({ assetId: 8 })

    await expectRefusal('not_found', byRight(1))
  })
})

describe('a role that was given', () => {
  it('is never more than the link gives, and says anew what one may [SE-19] [T-49]', async () => {
    const { byLink, link } = await aHouse()
    const permissions = { preview: true, download: false, comment: true, collaborate: false }
    const guest = await byLink({ ...link, permissions })

    expect(withRole(guest, 'host').role).to.equal('commenter')
    expect(withRole(guest, 'viewer')).to.deep.include({ role: 'viewer' })
    expect(withRole(guest, 'viewer').commenter.mayWrite).to.equal(false)
    expect(withRole(withRole(guest, 'viewer'), 'collaborator').commenter).to.deep.include({
      mayWrite: true,
      mayModerate: false,
    })
  })
})

describe('a seat in a session', () => {
  it('is refused where it is full, over, or the participant was removed [SE-16] [SE-13]', async () => {
    const { byRight, byLink, live, session } = await aHouse({ maxParticipants: 2 })
    const host = await byRight(1)
    const [ana, rui] = [await byLink(undefined, { name: 'Ana' }), await byLink()]
    const take = (admitted: Admitted) => live.takeSeat(admitted, { id: randomUUID(), node: 'a' })

    await take(host)
    expect(await take(ana)).to.have.length(2)
    await expectRefusal('session_full', take(rui))
    expect(await take(ana), 'a second one').to.have.length(3)
    await live.remove(host, ana.participant.id)
    await expectRefusal('session_left', take(ana))
    await live.end(host)
    await expectRefusal('session_ended', take(host))
    expect(await live.seats(1, session.id)).to.have.length(3)
  })

  it('joins a call while there is room in it, of eight unless it is said [SE-18]', async () => {
    const { byRight, live } = await aHouse()
    const host = await byRight(1)
    const ids = Array.from({ length: 10 }, () => randomUUID())
    for (const id of ids) await live.takeSeat(host, { id, node: 'a' })

    for (const id of ids.slice(0, 8)) await live.changeSeat(1, id, { inCall: true })
    await expectRefusal('call_full', live.changeSeat(1, ids[8]!, { inCall: true }))
    expect(await live.changeSeat(1, ids[8]!, { inCall: true }, 9)).to.deep.include({ inCall: true })
    expect(await live.changeSeat(1, randomUUID(), { inCall: true }, 20)).to.equal(undefined)
  })
})

describe('the hosts of a session', () => {
  it('alone give roles, remove and end, asked anew each time [SE-19] [T-49]', async () => {
    const { byRight, byLink, live, store, session } = await aHouse()
    const host = await byRight(1)
    const guest = await byLink()
    const pid = guest.participant.id

    for (const work of [
      live.setRole(guest, pid, 'viewer'),
      live.remove(guest, host.participant.id),
      live.end(guest),
    ])
      await expectRefusal('role_too_small', work)
    await live.setRole(host, pid, 'viewer')
    await live.setRole(host, pid, 'viewer') // no news
    await expectRefusal('not_found', live.setRole(host, randomUUID(), 'viewer'))
    await expectRefusal('not_found', live.remove(host, randomUUID()))
    await expectRefusal('forbidden', live.setRole(host, host.participant.id, 'viewer'))
    await expectRefusal('forbidden', live.remove(host, host.participant.id))
    await expectRefusal('validation_failed', live.setRole(host, pid, 'host'))
    await live.remove(host, pid)
    await live.remove(host, pid)
    await expectRefusal('not_found', live.setRole(host, pid, 'viewer'))
    const entries = await store.after(session.id, 2, 10)
    expect(entries.map(({ name, participantId, about }) => [name, participantId, about])).to.deep.equal([
      ['participant:updated', host.participant.id, { participantId: pid, role: 'viewer' }],
      ['participant:removed', host.participant.id, { participantId: pid }],
    ])
  })

  it('are hosts no more once another host was faster [SE-19] [T-49]', async () => {
    const { byRight, live, people } = await aHouse()
    const [one, other] = [await byRight(1), await byRight(2, 'admin')]

    await live.setRole(one, other.participant.id, 'viewer')

    expect(other.role).to.equal('host')
    await expectRefusal('role_too_small', live.setRole(other, one.participant.id, 'viewer'))
    expect(people.get(one.participant.id)?.role).to.equal('host')
  })

  it('end it once, with its links, and it is told of with who did it [SE-9]', async () => {
    const { byRight, live, store, session, shares, events, told } = await aHouse()
    const host = await byRight(1)

    await live.end(host)
    await live.end(host)

    expect(
      (await store.after(session.id, 1, 10)).map(({ name, participantId }) => [name, participantId]),
    ).to.deep.equal([['session:ended', host.participant.id]])
    expect(shares[0]).to.deep.equal(['ended', 1, session.linkId])
    expect(events).to.deep.equal(['session.created', 'session.ended'])
    expect(told.at(-1)).to.deep.equal({ tenantId: 1, sessionId: session.id, seq: 2 })
    await expectRefusal('session_ended', live.setRole(host, host.participant.id, 'host'))
  })
})

describe('the log of a session', () => {
  it('is read on from where one was, and begun anew by whoever missed too much, or knows too much [SE-20] [T-54]', async () => {
    const { live, session, log, sessions } = await aHouse()
    const entries = Array.from({ length: 1_001 }, (_, i) => {
      return { seq: i + 1, name: 'comment:deleted' as const, participantId: null, about: {}, at: noon }
    })
    log.set(session.id, entries)
    sessions.set(session.id, { ...sessions.get(session.id)!, lastSeq: 1_001 })

    expect(await live.after(1, session.id, 0)).to.equal('reload')
    expect(await live.after(1, session.id, 1)).to.deep.equal(entries.slice(1))
    expect(await live.after(1, session.id, 1_001)).to.deep.equal([])
    expect(await live.after(1, session.id, 1_002)).to.equal('reload')
    expect(await live.after(2, session.id, 0), 'of another organization').to.equal('reload')
    expect((await live.standing([session.id])).get(session.id)?.lastSeq).to.equal(1_001)
  })
})

describe('the clock', () => {
  it('ends what is overdue, and forgets it a month later [SE-22]', async () => {
    const { service, later, sessions, shares, session, store } = await aHouse()
    expect(await service.endOverdue()).to.equal(0)
    later(hourMs)

    expect([
      await service.endOverdue(true),
      await service.endOverdue(),
      await service.endOverdue(),
    ]).to.deep.equal([1, 1, 0])
    expect(shares).to.deep.equal([['ended', 1, session.linkId]])
    expect(
      (await store.after(session.id, 0, 9)).map(({ name, participantId }) => [name, participantId]),
    ).to.deep.equal([['session:ended', null]])
    later(30 * 24 * hourMs)
    expect(await service.forgetOld()).to.equal(0)
    later(1)
    expect([await service.forgetOld(true), await service.forgetOld(), sessions.size]).to.deep.equal([1, 1, 0])
  })
})

describe('a link', () => {
  it('leads to its session while that is open [SE-12] [SE-22]', async () => {
    const { service, session, link, later } = await aHouse()
    const personal = aLink({ shareId: link.id })

    expect((await service.byLink({ link })).id).to.equal(session.id)
    expect((await service.byLink({ link: personal })).id).to.equal(session.id)
    await expectRefusal('not_found', service.byLink({ link: aLink() }))
    later(hourMs)
    await expectRefusal('session_ended', service.byLink({ link }))
  })
})

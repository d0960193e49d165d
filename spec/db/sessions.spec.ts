import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import type { NewEvent } from '../../domain/events/event.ts'
import type { NewNotification } from '../../domain/notifications/notification.ts'
import { eventOf } from '../../domain/sessions/events.ts'
import type { NewLogEntry } from '../../domain/sessions/log.ts'
import type { NewCollabSession, SessionStore } from '../../domain/sessions/ports.ts'
import { colorOf, type Participant } from '../../domain/sessions/session.ts'
import { newLink } from '../../domain/share-links/link.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { addAccount, addAsset } from '../support/album-rows.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { expectRefusal } from '../support/refusals.ts'
import { addTenant } from '../support/rows.ts'

const hour = 3_600_000
const newId = () => createUuidV7(Date.now())
const entryOf = (name: NewLogEntry['name'], participantId: string | null = null): NewLogEntry => ({
  name,
  participantId,
  about: participantId ? { participantId } : {},
})
const all = { limit: 50, offset: 0 }

describe('the store of sessions', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: ReturnType<typeof createStores>
  let tenantId: number
  let userId: number
  let assetId: number
  let sessions: SessionStore
  let theirs: SessionStore
  let at: Date

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    stores = createStores(connections)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    tenantId = await addTenant(database)
    userId = await addAccount(database, tenantId)
    assetId = await addAsset(database, { tenantId, userId })
    sessions = stores.collaboration.sessionsOf(tenantId)
    theirs = stores.collaboration.sessionsOf(await addTenant(database))
    at = await stores.now()
  })

  const aLink = async (): Promise<string> => {
    const link = newLink({
      id: randomUUID(),
      tenantId,
      face: 'core',
      resource: { kind: 'asset', id: String(assetId) },
      createdBy: userId,
      createdAt: at,
    })
    const secret = { tokenHash: randomBytes(32), tokenSealed: randomBytes(50), passwordHash: null }
    await stores.sharesOf(tenantId).insert([{ link, ...secret }])
    return link.id
  }
  const person = (sessionId: string, from: Partial<Participant> = {}): Participant => ({
    id: newId(),
    sessionId,
    userId: null,
    guestId: null,
    linkId: null,
    email: null,
    name: 'Ana',
    role: 'collaborator',
    color: colorOf(0),
    joinedAt: null,
    removedAt: null,
    ...from,
  })
  const aSession = (from: Partial<NewCollabSession['session']> = {}): NewCollabSession['session'] => ({
    id: newId(),
    tenantId,
    assetId,
    linkId: null,
    createdBy: userId,
    features: {
      allowDownload: false,
      cursorTracking: true,
      voiceChat: true,
      screenSharing: false,
      recording: true,
    },
    maxParticipants: 100,
    invitationMessage: 'Please review',
    createdAt: at,
    expiresAt: new Date(at.getTime() + hour),
    ...from,
  })
  const told = (session: Pick<NewCollabSession['session'], 'id' | 'assetId'>): NewEvent =>
    eventOf('session.updated', session, 'open', userId)
  const made = async (
    from: Partial<NewCollabSession['session']> = {},
    people: (id: string) => readonly Participant[] = (id) => [person(id, { userId, role: 'host' })],
    notifications: readonly NewNotification[] = [],
  ) => {
    const session = aSession(from)
    const participants = people(session.id)
    const kept = await sessions.insert({ session, participants, notifications }, told(session))
    return { session: kept, participants, host: participants[0]! }
  }
  const expireNow = (id: string) =>
    database.query(`update collab_session set expires_at = now() - interval '1 second' where id = $1`, [id])

  it('keeps a session as it is made, with its people and who is told, all at once [SE-1]', async () => {
    const linkId = await aLink()
    const notification = { id: newId(), userId, type: 'session.invited' as const, data: { assetId } }
    const { session, participants } = await made({ linkId }, undefined, [notification])

    expect(session).to.deep.equal({
      ...aSession({ id: session.id, linkId }),
      lastSeq: 0,
      playback: null,
      endedAt: null,
    })
    expect(await sessions.find(session.id)).to.deep.equal(session)
    expect(await sessions.participants(session.id)).to.deep.equal(participants)
    expect(await sessions.ofLink([linkId])).to.deep.equal(session)
    const rows = await database.query('select type, user_id from notification where tenant_id = $1', [
      tenantId,
    ])
    expect(rows).to.deep.equal([{ type: 'session.invited', user_id: userId }])
    const events = await database.query(
      `select name, data from event where tenant_id = $1 and name like 'session.%'`,
      [tenantId],
    )
    expect(events).to.deep.equal([{ name: 'session.updated', data: { asset_id: assetId, state: 'open' } }])
  })

  it('keeps nothing of a session whose people cannot be kept [SE-1]', async () => {
    const twice = (id: string) => [person(id, { userId }), person(id, { userId })]

    const refused = await made({}, twice).then(
      () => 'kept',
      () => 'refused',
    )

    expect(refused).to.equal('refused')
    expect((await sessions.list({ userId: null }, at, all)).count).to.equal(0)
    expect(await database.query('select 1 from event where tenant_id = $1', [tenantId])).to.deep.equal([])
  })

  it('shows and changes nothing of another organization’s [T-50] [T-58]', async () => {
    const linkId = await aLink()
    const { session, host } = await made({ linkId })
    await sessions.takeSeat(session.id, { id: newId(), participantId: host.id, node: 'a' }, 10)
    const entry = entryOf('session:ended')

    expect(await theirs.find(session.id)).to.equal(undefined)
    expect(await theirs.ofLink([linkId])).to.equal(undefined)
    expect(await theirs.list({ userId: null }, at, all)).to.deep.equal({ count: 0, rows: [] })
    expect(await theirs.participants(session.id)).to.deep.equal([])
    expect(await theirs.participant(host.id)).to.equal(undefined)
    expect(await theirs.seats(session.id)).to.deep.equal([])
    expect(await theirs.end(session.id, at, entry, told(session))).to.equal(undefined)
    expect(await theirs.change(session.id, { maxParticipants: 2 }, entry, told(session))).to.equal(undefined)
    expect(
      await theirs.takeSeat(session.id, { id: newId(), participantId: host.id, node: 'a' }, 10),
    ).to.equal('ended')
    await expectRefusal(
      'not_found',
      theirs.settle(session.id, () => ({ participant: host, entry: null })),
    )
    expect(await theirs.after(session.id, 0, 10)).to.deep.equal([])
    expect(await sessions.find(session.id)).to.deep.equal(session)
  })

  it('lists what somebody made or is invited to, newest first [SE-6]', async () => {
    const guest = await addAccount(database, tenantId)
    const linkId = await aLink()
    const first = await made({ createdAt: new Date(at.getTime() - 1000) })
    const invited = await made({ createdBy: null }, (id) => [person(id, { userId: guest, linkId })])
    const removed = await made({}, (id) => [person(id, { userId: guest, linkId, removedAt: at })])
    const admins = await made({ createdBy: null }, (id) => [person(id, { userId: guest, role: 'host' })])
    const ids = async (filter: Partial<Parameters<SessionStore['list']>[0]>) =>
      (await sessions.list({ userId: null, ...filter }, at, all)).rows.map(({ id }) => id)

    expect(await ids({ userId: guest })).to.deep.equal([invited.session.id])
    expect(await ids({ userId })).to.have.members([first.session.id, removed.session.id])
    expect((await ids({})).at(-1)).to.equal(first.session.id)
    await sessions.end(admins.session.id, at, entryOf('session:ended'), told(admins.session))
    await expireNow(removed.session.id)
    expect(await ids({ isOpen: true })).to.have.members([first.session.id, invited.session.id])
    expect(await ids({ isOpen: false })).to.have.members([admins.session.id, removed.session.id])
    expect(await ids({ assetId: assetId + 1 })).to.deep.equal([])
    expect(await sessions.list({ userId: null }, at, { limit: 1, offset: 3 })).to.deep.include({ count: 4 })
    expect(await sessions.participantsOf(guest, [invited.session.id, first.session.id])).to.deep.equal(
      invited.participants,
    )
  })

  it('changes and ends a session only while it is open, each with its entry and its event [SE-7]', async () => {
    const { session, host } = await made()
    const later = new Date(at.getTime() + 2 * hour)
    const features = { allowDownload: true }

    const changed = await sessions.change(
      session.id,
      { expiresAt: later, features, maxParticipants: 7 },
      entryOf('session:updated'),
      told(session),
    )
    expect(changed).to.deep.equal({
      session: {
        ...session,
        expiresAt: later,
        features: { ...session.features, allowDownload: true },
        maxParticipants: 7,
        lastSeq: 1,
      },
      logged: { tenantId, sessionId: session.id, seq: 1 },
    })
    const ends = await Promise.all(
      [1, 2, 3].map(() => sessions.end(session.id, at, entryOf('session:ended'), told(session))),
    )
    expect(ends.filter((end) => end !== undefined)).to.deep.equal([
      { tenantId, sessionId: session.id, seq: 2 },
    ])
    expect(
      await sessions.change(session.id, { maxParticipants: 9 }, entryOf('session:updated'), told(session)),
    ).to.equal(undefined)
    expect((await sessions.after(session.id, 0, 10)).map(({ seq, name }) => [seq, name])).to.deep.equal([
      [1, 'session:updated'],
      [2, 'session:ended'],
    ])
    expect(await database.query('select 1 from event where tenant_id = $1', [tenantId])).to.have.length(3)
    expect(
      await sessions.takeSeat(session.id, { id: newId(), participantId: host.id, node: 'a' }, 10),
    ).to.equal('ended')
  })

  it('changes nothing of a session that is over by the clock, though nobody ended it [SE-7]', async () => {
    const { session, host } = await made()
    await expireNow(session.id)

    expect(
      await sessions.change(session.id, { maxParticipants: 9 }, entryOf('session:updated'), told(session)),
    ).to.equal(undefined)
    expect(
      await sessions.takeSeat(session.id, { id: newId(), participantId: host.id, node: 'a' }, 10),
    ).to.equal('ended')
  })

  it('lets one decide after the other, each with all who are there [SE-10]', async () => {
    const { session } = await made({}, (id) => [person(id)])
    const guestId = randomUUID()
    const come = () =>
      sessions.settle(session.id, (others) => {
        const known = others.find((other) => other.guestId === guestId)
        const participant = known ?? person(session.id, { guestId, color: colorOf(others.length) })
        return { participant, entry: known ? null : entryOf('participant:joined', participant.id) }
      })

    const came = await Promise.all([come(), come(), come()])

    expect(new Set(came.map(({ participant }) => participant.id)).size).to.equal(1)
    expect(came.filter(({ logged }) => logged)).to.have.length(1)
    expect(await sessions.participants(session.id)).to.have.length(2)
    const [entry] = await sessions.after(session.id, 0, 10)
    expect(entry).to.deep.include({ seq: 1, name: 'participant:joined', participant: came[0]!.participant })
  })

  it('keeps nothing of a decision that ends in a refusal [SE-10]', async () => {
    const { session, host } = await made()

    const thrown = await sessions
      .settle(session.id, () => {
        throw new Error('no')
      })
      .catch((error: Error) => error.message)

    expect(thrown).to.equal('no')
    expect(await sessions.participants(session.id)).to.deep.equal([host])
    expect(await sessions.after(session.id, 0, 10)).to.deep.equal([])
  })

  it('has a seat for as many participants as it takes, and for a second one of each who is there [SE-16]', async () => {
    const { session, participants } = await made({}, (id) => [1, 2, 3, 4].map(() => person(id)))
    const take = (index: number, id = newId()) =>
      sessions.takeSeat(session.id, { id, participantId: participants[index]!.id, node: 'a' }, 2)

    const taken = await Promise.all([take(0), take(1), take(2), take(3)])

    expect(taken.filter((seats) => seats === 'full')).to.have.length(2)
    const seats = await sessions.seats(session.id)
    expect(seats).to.have.length(2)
    const there = participants.findIndex(({ id }) => id === seats[0]!.participantId)
    expect(await take(there)).to.have.length(3)
    await sessions.leaveSeat(seats[1]!.id)
    expect(await sessions.seats(session.id)).to.have.length(2)
    const elsewhere = participants.findIndex(
      ({ id }) => !seats.some(({ participantId }) => participantId === id),
    )
    expect(await take(elsewhere)).to.have.length(3)
  })

  it('has no seat for somebody who was removed since they came in [SE-13] [T-46]', async () => {
    const { session, host } = await made()
    await sessions.settle(session.id, () => ({
      participant: { ...host, removedAt: at },
      entry: entryOf('participant:removed', host.id),
    }))

    expect(
      await sessions.takeSeat(session.id, { id: newId(), participantId: host.id, node: 'a' }, 9),
    ).to.equal('removed')
    expect(await sessions.seats(session.id)).to.deep.equal([])
  })

  it('forgets the seats of a node that was not heard of for 45 s [SE-17]', async () => {
    const { session, host } = await made()
    const [dead, alive] = [newId(), newId()]
    for (const [id, node] of [
      [dead, 'dead'],
      [alive, 'alive'],
    ] as const)
      await sessions.takeSeat(session.id, { id, participantId: host.id, node }, 9)
    await database.query(`update collab_seat set seen_at = now() - interval '46 seconds' where id = $1`, [
      dead,
    ])
    await database.query(`update collab_seat set seen_at = now() - interval '40 seconds' where id = $1`, [
      alive,
    ])

    expect((await sessions.seats(session.id)).map(({ id }) => id)).to.deep.equal([alive])
    const kept = await stores.collaboration.sessionUpkeep.keepSeats('alive', [alive, dead])
    expect([...kept]).to.deep.equal([alive])
    expect(
      await database.query('select id from collab_seat where session_id = $1', [session.id]),
    ).to.deep.equal([{ id: alive }])
    const [{ fresh } = { fresh: false }] = await database.query(
      `select seen_at > now() - interval '20 seconds' as fresh from collab_seat where id = $1`,
      [alive],
    )
    expect(fresh).to.equal(true)
  })

  it('takes no more seats into the call than it carries, of two at once neither [SE-18]', async () => {
    const { session, host } = await made()
    const ids = [newId(), newId(), newId()]
    for (const id of ids) await sessions.takeSeat(session.id, { id, participantId: host.id, node: 'a' }, 9)
    const join = (id: string) => sessions.changeSeat(id, { inCall: true, isMuted: true }, 2)

    const joined = await Promise.all(ids.map(join))

    expect(joined.filter((seat) => seat === 'full')).to.have.length(1)
    const inside = ids[joined.findIndex((seat) => seat !== 'full')]!
    expect(await join(inside)).to.deep.include({ id: inside, inCall: true, isMuted: true })
    expect(await sessions.changeSeat(inside, { state: 'idle' }, 2)).to.deep.include({
      state: 'idle',
      inCall: true,
    })
    await sessions.changeSeat(inside, { inCall: false }, 2)
    expect(await join(ids[joined.indexOf('full')]!)).to.deep.include({ inCall: true })
    expect(await join(randomUUID())).to.equal(undefined)
  })

  it('reads the log with what it names as that is now, and says nothing that was taken away [SE-20]', async () => {
    const { session, host } = await made()
    const commentId = newId()
    await database.query(
      `insert into comment (id, tenant_id, asset_id, author_id, author_name, content, position_x, position_y, visibility)
       values ($1, $2, $3, $4, 'Ana', 'Hello', 0.5, 0.25, 'public')`,
      [commentId, tenantId, assetId, userId],
    )
    const entry = { name: 'comment:created' as const, participantId: host.id, about: { commentId } }
    await sessions.settle(session.id, () => ({ participant: host, entry }))

    const [first] = await sessions.after(session.id, 0, 10)
    expect(first?.comment).to.deep.include({ content: 'Hello', pin: { x: 0.5, y: 0.25 }, mentions: [] })
    await database.query('delete from comment where id = $1', [commentId])
    const [gone] = await sessions.after(session.id, 0, 10)
    expect(gone).to.deep.include({ seq: 1, name: 'comment:created', comment: undefined })
    expect(await sessions.after(session.id, 1, 10)).to.deep.equal([])
  })

  it('keeps how the medium plays, while the session goes on', async () => {
    const { session, host } = await made()
    const playback = { leaderId: host.id, isPlaying: true, positionMs: 1500, rate: 1, at: 1_700_000_000_000 }

    await sessions.setPlayback(session.id, playback)
    expect((await sessions.find(session.id))?.playback).to.deep.equal(playback)
    await sessions.setPlayback(session.id, { ...playback, positionMs: 7, at: playback.at - 1 })
    expect((await sessions.find(session.id))?.playback).to.deep.equal(playback)
    await sessions.end(session.id, at, entryOf('session:ended'), told(session))
    await sessions.setPlayback(session.id, { ...playback, positionMs: 9 })
    expect((await sessions.find(session.id))?.playback).to.deep.equal(playback)
  })

  it('knows members by their addresses, and only those of the organization [SE-3]', async () => {
    const [{ email } = { email: '' }] = await database.query('select email from account where id = $1', [
      userId,
    ])
    const found = await sessions.membersAt([String(email), 'nobody@example.org'])

    expect(found).to.deep.equal([{ userId, email, name: 'A Person' }])
    expect(await theirs.membersAt([String(email)])).to.deep.equal([])
  })

  it('tells across organizations how sessions stand, which are overdue, and forgets old ones with all of theirs [SE-22]', async () => {
    const upkeep = stores.collaboration.sessionUpkeep
    const [open, over, old] = [await made(), await made(), await made()]
    await expireNow(over.session.id)
    const longAgo = new Date(at.getTime() - 31 * 24 * hour)
    await sessions.end(old.session.id, longAgo, entryOf('session:ended'), told(old.session))

    const standing = await upkeep.standing([open.session.id, old.session.id, randomUUID()])
    expect([...standing.keys()]).to.have.members([open.session.id, old.session.id])
    expect(standing.get(old.session.id)).to.deep.include({ lastSeq: 1, endedAt: longAgo })
    const overdue = await upkeep.overdue(await stores.now(), 10)
    expect(overdue).to.deep.include({ id: over.session.id, tenantId })
    expect(overdue.filter(({ id }) => id === open.session.id || id === old.session.id)).to.deep.equal([])
    const before = new Date(at.getTime() - 30 * 24 * hour)
    expect(await upkeep.countEndedBefore(before)).to.equal(1)
    expect(await upkeep.forgetBefore(before, 10)).to.equal(1)
    expect(await upkeep.forgetBefore(before, 10)).to.equal(0)
    expect(await sessions.find(old.session.id)).to.equal(undefined)
    expect(
      await database.query('select 1 from collab_event where session_id = $1', [old.session.id]),
    ).to.deep.equal([])
    expect(await sessions.find(open.session.id)).to.deep.equal(open.session)
  })
})

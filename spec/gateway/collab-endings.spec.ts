import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { until } from '../support/until.ts'
import { stopAll } from './a-gateway.ts'
import { aSession, refusal } from './a-session.ts'

describe('a seat in a session', () => {
  afterEach(stopAll)

  it('ends with its link, and no other does [CO-40] [T-46] [T-47]', async () => {
    const { host, guest, node, connect, world } = await aSession()
    const [first, ana, rui] = [await host(), await guest('Ana'), await guest('Rui')]

    world.collab.links.set(ana.token, {
      sessionId: ana.state.session.id,
      link: { ...ana.link, revokedAt: new Date() },
    })
    node.announcements.linkEnded(ana.link.id, 'revoked')
    await until(() => !ana.socket.connected)
    await first.ask('comment:create', { content: 'Only for you' })
    await until(() => rui.all('comment:created').length === 1)

    expect(ana.all('session:closed')).to.deep.equal([{ reason: 'link_ended' }])
    expect(ana.all('comment:created')).to.deep.equal([])
    expect(first.all('presence:left')).to.deep.equal([{ id: ana.id, reason: 'left' }])
    expect(await refusal(connect({ token: ana.token, guest: ana.state.you.guest }))).to.equal('link_revoked')
  })

  it('ends when its link gives less, or has another lock [CO-40] [T-46]', async () => {
    const { guest, node } = await aSession()
    const [ana, rui, eva] = [await guest('Ana'), await guest('Rui'), await guest('Eva')]
    const later = new Date(Date.now() + 1)
    const { permissions } = ana.link

    node.announcements.linkUpdated({
      ...ana.link,
      permissions: { ...permissions, collaborate: false },
      updatedAt: later,
    })
    node.announcements.linkUpdated({ ...rui.link, passwordVersion: 1, updatedAt: later })
    node.announcements.linkUpdated({ ...eva.link, title: 'Another', updatedAt: later })
    await until(() => !ana.socket.connected && !rui.socket.connected)

    expect(ana.all('session:closed')).to.deep.equal([{ reason: 'link_ended' }])
    expect(eva.socket.connected).to.equal(true)
  })

  it('ends with the sign-in it came by [CO-41] [T-46]', async () => {
    const { world, sit, node } = await aSession()
    const { jwt, member } = world.member()
    const [mine, other] = [await sit({ jwt }), await sit({ jwt: world.member().jwt })]

    node.announcements.memberChanged(member)
    await until(() => !mine.socket.connected)

    expect(mine.all('session:closed')).to.deep.equal([{ reason: 'signed_out' }])
    expect(other.socket.connected).to.equal(true)
  })

  it('is not taken by whoever was let in just as their link or sign-in ended [CO-42] [T-46]', async () => {
    const { world, connect, link, node, host, session } = await aSession()
    await host()
    let letIn = () => {}
    world.collab.slow = new Promise<void>((resolve) => {
      letIn = resolve
    })
    const { token, link: made } = link()
    const { jwt, member } = world.member()
    const told: unknown[] = []
    const sockets = [connect({ token, name: 'Ana' }), connect({ jwt })]
    for (const socket of sockets) {
      socket.on('session:state', () => told.push('in'))
      socket.on('session:closed', ({ reason }) => told.push(reason))
    }
    await sleep(100)
    node.announcements.linkEnded(made.id, 'revoked')
    node.announcements.memberChanged(member)
    letIn()
    await until(() => told.length === 2 && sockets.every(({ connected }) => !connected))

    expect(told.toSorted()).to.deep.equal(['link_ended', 'signed_out'])
    await until(() => [...world.collab.taken.values()].length === 1)
    expect([...world.collab.taken.values()].every(({ sessionId }) => sessionId === session.id)).to.equal(true)
  })

  it('is not kept by whoever was removed while they came in [CO-42] [T-46]', async () => {
    const { host, guest, sit, world } = await aSession()
    const [first, ana] = [await host(), await guest('Ana')]
    ana.socket.disconnect()
    await until(() => first.all('presence:left').length === 1)
    const comments = world.collab.comments.bind(world.collab)
    world.collab.comments = async (admitted) => {
      if (admitted.participant.id === ana.id) await first.ask('participant:remove', { id: ana.id })
      return comments(admitted)
    }
    const again = await sit({ token: ana.token, guest: ana.state.you.guest })
    await until(() => !again.socket.connected)

    expect(again.all('session:closed')).to.deep.equal([{ reason: 'removed' }])
  })

  it('goes with whoever the host sends away, who does not come back [CO-43]', async () => {
    const { host, guest, connect } = await aSession()
    const [first, ana, rui] = [await host(), await guest('Ana'), await guest('Rui')]

    expect((await rui.ask('participant:remove', { id: ana.id })).error.code).to.equal('role_too_small')
    await first.ask('participant:remove', { id: ana.id })
    await until(() => !ana.socket.connected && rui.all('presence:left').length === 1)

    expect(ana.all('session:closed')).to.deep.equal([{ reason: 'removed' }])
    expect(rui.all('presence:left')).to.deep.equal([{ id: ana.id, reason: 'removed' }])
    expect(rui.all('participant:removed')[0].participant).to.include({ id: ana.id })
    expect(await refusal(connect({ token: ana.token, guest: ana.state.you.guest }))).to.equal('session_left')
  })

  it('has another role the moment the host gives one, and never more than its link gives [CO-44] [T-49]', async () => {
    const { host, guest } = await aSession()
    const [first, ana] = [await host(), await guest('Ana', { comment: true })]
    const say = (content: string) => ana.ask('comment:create', { content })
    expect((await say('One')).ok).to.equal(true)

    await first.ask('participant:update', { id: ana.id, role: 'viewer' })
    await until(() => ana.all('participant:updated').length === 1)
    expect((await say('Two')).error.code).to.equal('role_too_small')

    await first.ask('participant:update', { id: ana.id, role: 'collaborator' })
    await until(() => ana.all('participant:updated').length === 2)
    expect((await say('Three')).ok).to.equal(true)
    expect((await ana.ask('playback:set', { playing: true, position_ms: 0 })).error.code).to.equal(
      'role_too_small',
    )
  })

  it('ends with the session: ended by the host, or at its moment [CO-45]', async () => {
    const { host, guest, node } = await aSession()
    const [first, ana] = [await host(), await guest('Ana')]
    expect((await ana.ask('session:end')).error.code).to.equal('role_too_small')
    first.socket.emit('session:end', {})
    await until(() => !ana.socket.connected && !first.socket.connected)
    expect(ana.all('session:ended')).to.have.length(1)
    expect(ana.all('session:closed')).to.deep.equal([{ reason: 'ended' }])
    expect(node.counts()).to.include({ sessions: 0, seats: 0 })

    const brief = await aSession({}, { expiresAt: new Date(Date.now() + 700) })
    const last = await brief.host()
    await until(() => !last.socket.connected)
    expect(last.all('session:closed')).to.deep.equal([{ reason: 'expired' }])
  })

  it('is found by the sweep where an announcement was lost [CO-46] [T-46]', async () => {
    const { host, guest, world, session, sit } = await aSession({ limits: { sweepMs: 50 } })
    const [ana, rui] = [await guest('Ana'), await guest('Rui')]
    const { jwt, member } = world.member()
    const [first, signedOut] = [await host(), await sit({ jwt })]
    world.collab.announce = () => {} // nothing is heard from here on

    await first.ask('comment:create', { content: 'Unheard of' })
    await until(() => ana.all('comment:created').length === 1)
    world.change(ana.link, { revokedAt: new Date() })
    world.ended.add(member.familyId)
    await until(() => !ana.socket.connected && !signedOut.socket.connected)
    expect(ana.all('session:closed')).to.deep.equal([{ reason: 'link_ended' }])
    expect(signedOut.all('session:closed')).to.deep.equal([{ reason: 'signed_out' }])

    world.collab.isAway = true
    await sleep(150) // asking nobody ends nothing
    expect(rui.socket.connected).to.equal(true)
    world.collab.isAway = false
    world.collab.change(session.id, { features: { ...session.features, cursorTracking: false } })
    await until(async () => 'error' in (await rui.ask('cursor:move', { x: 0, y: 0 })))
    world.collab.change(session.id, { endedAt: new Date() })
    await until(() => !rui.socket.connected && !first.socket.connected)
    expect(rui.all('session:closed')).to.deep.equal([{ reason: 'ended' }])
  })

  it('hears of changed features and more time with the log [CO-47]', async () => {
    const { host, world, session } = await aSession()
    const first = await host()
    const expiresAt = new Date(Date.now() + 7_200_000)

    world.collab.change(session.id, { expiresAt, features: { ...session.features, cursorTracking: false } })
    world.collab.append(session.id, 'session:updated')
    await until(() => first.all('session:updated').length === 1)

    const { session: now } = first.all('session:updated')[0]
    expect(now.expires_at).to.equal(expiresAt.toISOString())
    expect(now.features.cursor_tracking).to.equal(false)
    expect((await first.ask('cursor:move', { x: 0, y: 0 })).error.code).to.equal('feature_off')
  })

  it('is idle when its client says so, or says nothing for a while [CO-5]', async () => {
    const { host, guest } = await aSession({ limits: { idleMs: 400 } })
    const [first, ana] = [await host(), await guest('Ana')]
    const presences = () =>
      first
        .all('presence:changed')
        .filter(({ id }) => id === ana.id)
        .map(({ presence }) => presence)

    await ana.ask('presence:set', { state: 'idle' })
    await until(() => presences().length === 1)
    await ana.ask('cursor:move', { x: 0, y: 0 })
    await until(() => presences().length === 2)
    await until(() => presences().length === 3)

    expect(presences()).to.deep.equal(['idle', 'active', 'idle'])
  })

  it('is put out to come again where the store has given it up, and others are told of nodes that died [CO-6]', async () => {
    const { host, guest, world, node } = await aSession({ limits: { seatsMs: 60 } })
    const [first, ana] = [await host(), await guest('Ana')]
    const seat = world.collab.taken.get(first.state.you.seat_id)!
    const elsewhere = { ...seat, id: crypto.randomUUID(), participantId: ana.id, node: 'another' }
    world.collab.taken.set(elsewhere.id, elsewhere)
    ana.socket.disconnect()
    await until(() => [...world.collab.taken.values()].length === 2)
    await sleep(150)
    // Their other tab, on a node that never told us, is found; and gone with the node.
    const heard = () => first.heard.filter(({ payload }) => payload.id === ana.id).map(({ name }) => name)
    const before = heard().length
    world.collab.taken.delete(elsewhere.id)
    await until(() => heard().length > before)
    expect(first.heard.findLast(({ payload }) => payload.id === ana.id)).to.deep.include({
      name: 'presence:left',
      payload: { id: ana.id, reason: 'gone' },
    })

    world.collab.taken.delete(seat.id)
    await until(() => !first.socket.connected)
    expect(first.all('reload')).to.have.length(1)
    expect(node.counts().seats).to.equal(0)
  })

  it('hears that the session is over, where its end and that of its link come at once [CO-40]', async () => {
    const { world, node, session, guest } = await aSession()
    const ana = await guest('Ana')
    const after = world.collab.after.bind(world.collab)
    world.collab.after = async (...asked) => {
      await sleep(50)
      return after(...asked)
    }

    world.collab.change(session.id, { endedAt: new Date() })
    world.collab.append(session.id, 'session:ended')
    node.announcements.linkEnded(ana.link.id, 'revoked')
    await until(() => ana.all('session:closed').length > 0)

    expect(ana.all('session:closed')).to.deep.equal([{ reason: 'ended' }])
    expect(ana.all('session:ended')).to.have.length(1)
  })

  it('does not wait for a log that cannot be read [T-46]', async () => {
    const { world, node, session, guest } = await aSession()
    const ana = await guest('Ana')
    world.collab.after = () => new Promise(() => {})

    world.collab.append(session.id, 'session:updated')
    node.announcements.linkEnded(ana.link.id, 'revoked')
    await until(() => ana.all('session:closed').length > 0)

    expect(ana.all('session:closed')).to.deep.equal([{ reason: 'link_ended' }])
  })

  it('stays where its link gives the same but for downloads [CO-40]', async () => {
    const { world, node, guest } = await aSession()
    const ana = await guest('Ana', { download: true, comment: true, collaborate: true })

    const less = world.change(ana.link, { permissions: { ...ana.link.permissions, download: false } })
    node.announcements.linkUpdated(less)
    const { ok } = await ana.ask('comment:create', { content: 'Still here' })
    node.announcements.linkUpdated({ ...less, permissions: { ...less.permissions, comment: false } })
    await until(() => ana.all('session:closed').length > 0)

    expect(ok).to.equal(true)
    expect(ana.all('session:closed')).to.deep.equal([{ reason: 'link_ended' }])
  })
})

import { expect } from 'chai'
import { until } from '../support/until.ts'
import { stopAll } from './a-gateway.ts'
import { closePlain, openPlain } from './a-plain-socket.ts'
import { aSession } from './a-session.ts'

const here = 'https://fleeting.example'

describe('a session by plain WebSocket', () => {
  afterEach(async () => {
    closePlain()
    await stopAll()
  })

  const aPlainSession = async (...of: Parameters<typeof aSession>) => {
    const made = await aSession(
      { seatLinkIn: (cookies) => /seat=([^;]+)/.exec(cookies)?.[1], ...of[0] },
      of[1],
      of[2],
    )
    const path = `/ws/collaboration/${made.session.id}`
    const come = async (auth: object, node = made.node) => {
      const client = openPlain(node.url, `${path}/`)
      await until(() => client.ws.readyState === 1)
      client.say({ type: 'auth', ...auth })
      const { data } = await client.next('session:state')
      return { ...client, state: data, id: data.you.participant_id as string }
    }
    return {
      ...made,
      path,
      come,
      /** By a link of their own, as a program. */
      guest: async (name: string, permissions = { comment: true, collaborate: true }) => {
        const { token, link } = made.link(permissions)
        return { ...(await come({ token, name })), token, link }
      },
    }
  }

  it('is the same room as `/collab`, and tells of pointers in the document’s words [PS-12] [T-52]', async () => {
    const { host, guest } = await aPlainSession()
    const first = await host()
    const ana = await guest('Ana')
    const rui = await guest('Rui')

    ana.say({ type: 'cursor_position', user_id: first.id, x: 0.25, y: 1.5 })

    expect(await rui.next('cursor_position')).to.deep.equal({
      type: 'cursor_position',
      user_id: ana.id,
      x: 0.25,
      y: 1,
    })
    await until(() => first.all('cursor:update').length > 0)
    expect(first.all('cursor:update')[0]).to.deep.equal([{ id: ana.id, x: 0.25, y: 1 }])
    await first.ask('cursor:move', { x: 0.5, y: 0.5 })
    expect(await ana.next('cursor_position')).to.include({ user_id: first.id, x: 0.5, y: 0.5 })
    expect(ana.messages.filter(({ type }) => type === 'error')).to.deep.equal([])
  })

  it('tells each pointer thirty times a second at most, the last place always [PS-12]', async () => {
    const { guest } = await aPlainSession()
    const [ana, rui] = [await guest('Ana'), await guest('Rui')]

    for (let i = 1; i <= 200; i++) {
      ana.say({ type: 'cursor_position', user_id: ana.id, x: i / 200, y: 0.5 })
      await new Promise((done) => setTimeout(done, 2))
    }
    await until(() => rui.messages.some(({ type, x }) => type === 'cursor_position' && x === 1))

    expect(rui.messages.filter(({ type }) => type === 'cursor_position').length).to.be.below(100)
    expect(ana.closed()).to.equal(undefined)
  })

  it('stores a comment once and tells everybody, whoever wrote it too [PS-13] [T-54]', async () => {
    const { host, guest } = await aPlainSession()
    const first = await host()
    const [ana, rui] = [await guest('Ana'), await guest('Rui')]
    const comment = {
      content: 'Move the logo',
      timestamp: new Date().toISOString(),
      client_id: 'a-retry-of-one',
    }

    ana.say({ type: 'comment', comment })
    ana.say({ type: 'comment', id: 4, comment })

    const told = await ana.next('comment')
    const again = await ana.next('reply')
    expect(told.comment).to.include({
      content: 'Move the logo',
      timestamp: null,
      is_mine: true,
    })
    expect(told.comment.author).to.include({ name: 'Ana', kind: 'guest' })
    expect((await rui.next('comment')).comment).to.include({ id: told.comment.id, is_mine: false })
    expect(again).to.deep.include({ id: 4, ok: true })
    expect(again.comment.id).to.equal(told.comment.id)
    await until(() => first.all('comment:created').length > 0)
    await first.ask('comment:create', { content: 'Done' })
    expect((await ana.next('comment')).comment).to.include({ content: 'Done', is_mine: false })
    expect(rui.messages.filter(({ type }) => type === 'comment')).to.have.length(2)
    expect(rui.messages.filter(({ type }) => type === 'reply')).to.have.length(0)
  })

  it('takes every other request by its name, and answers with its number [PS-14]', async () => {
    const { host, guest } = await aPlainSession()
    const first = await host()
    const ana = await guest('Ana')

    ana.say({ type: 'playback:set', id: 1, playing: true, position_ms: 1_000 })
    ana.say({ type: 'comment:create', id: 'two', content: 'At this very moment', timestamp: '00:00:01' })
    ana.say({ type: 'resume', id: 3, seq: 0 })
    ana.say({ type: 'surprise', id: 5 })
    ana.say({ type: 'doc:sync', id: 6, state_vector: 'no base64!' })

    const replies = [await ana.next('reply'), await ana.next('reply'), await ana.next('reply')]
    expect(replies.map(({ id, ok }) => [id, ok])).to.have.deep.members([
      [1, true],
      ['two', true],
      [3, true],
    ])
    expect(
      [await ana.next('error'), await ana.next('error')].map(({ id, code }) => [id, code]),
    ).to.have.deep.members([
      [5, 'validation_failed'],
      [6, 'validation_failed'],
    ])
    await until(() => first.all('playback:changed').length > 0)
  })

  it('takes the id of what a request is about, and answers with it [PS-14]', async () => {
    const { host, guest } = await aPlainSession()
    const first = await host()
    const [ana, rui] = [await guest('Ana'), await guest('Rui')]
    const { comment } = await first.ask('comment:create', { content: 'Too dark' })

    ana.say({ type: 'comment:resolve', id: comment.id })
    expect(await ana.next('reply')).to.deep.include({ id: comment.id, ok: true })
    ana.say({ type: 'participant:remove', id: rui.id })
    expect(await ana.next('error')).to.include({ id: rui.id, code: 'role_too_small' })
    ana.say({ type: 'comment:delete', id: 7 })
    expect(await ana.next('error')).to.include({ id: 7, code: 'validation_failed' })
    ana.say({ type: 'comment:delete' })
    expect(await ana.next('error')).to.include({ code: 'validation_failed' })

    await until(() => first.all('comment:resolved').length > 0)
    expect(first.all('comment:resolved')[0].comment.id).to.equal(comment.id)
    expect(first.all('comment:deleted')).to.deep.equal([])
  })

  it('refuses what a role may not, and changes nothing by it [PS-14] [T-49]', async () => {
    const { host, guest } = await aPlainSession()
    const first = await host()
    const ana = await guest('Ana', { comment: false, collaborate: false })

    ana.say({ type: 'comment', comment: { content: 'Hello' } })
    ana.say({ type: 'session:end', id: 1 })
    ana.say({ type: 'comment', comment: { content: 'Hello', author: 'somebody' } })

    const codes = [await ana.next('error'), await ana.next('error'), await ana.next('error')].map(
      ({ code }) => code,
    )
    expect(codes).to.have.members(['role_too_small', 'role_too_small', 'validation_failed'])
    expect(first.all('comment:created')).to.deep.equal([])
  })

  it('knows a page by its cookies, where it is one of ours [PS-15] [T-48] [T-60]', async () => {
    const { node, path, world, link } = await aPlainSession({ limits: { introductionMs: 200 } })
    const { token } = link({ comment: true })
    const { jwt } = world.member()
    const stranger = world.member({ tenantId: 2 })
    const from = (origin: string, cookie: string) =>
      openPlain(node.url, path, { headers: { origin, cookie } })

    const member = await from(here, `session=${jwt}`).next('session:state')
    expect(member.data.you.role).to.equal('host')
    const guest = from(here, `session=${stranger.jwt}; seat=${token}`)
    expect(await guest.next('error')).to.include({ code: 'name_required' }) // by the link, which only the cookie names
    guest.say({ type: 'auth', token, name: 'Ana' })
    expect((await guest.next('session:state')).data.you.role).to.equal('commenter')

    for (const client of [
      from('https://elsewhere.example', `session=${jwt}`),
      openPlain(node.url, path, { headers: { cookie: `session=${jwt}` } }),
      openPlain(node.url, path),
    ]) {
      expect(await client.closing()).to.equal(4401)
      expect(client.messages.map(({ type }) => type)).not.to.include('session:state')
    }
    expect(await from(here, `session=${stranger.jwt}`).closing()).to.equal(4404)
  })

  it('knows a program by its bearer token, and nobody by what stands in the address [PS-15] [T-48]', async () => {
    const { node, path, world } = await aPlainSession()
    const { jwt } = world.member()

    const program = openPlain(node.url, path, { headers: { authorization: `Bearer ${jwt}` } })

    expect((await program.next('session:state')).data.you.role).to.equal('host')
    expect(await openPlain(node.url, `${path}/?jwt=${jwt}`).closing()).to.equal(1006)
    expect(await openPlain(node.url, '/ws/collaboration/none/').closing()).to.equal(4404)
  })

  it('says why it closes: ended, sent away, link gone, full [PS-16] [T-46]', async () => {
    const { host, guest, world, node, come, link } = await aPlainSession({}, { maxParticipants: 4 })
    const first = await host()
    const [ana, rui, eva] = [await guest('Ana'), await guest('Rui'), await guest('Eva')]
    const full = openPlain(node.url, `/ws/collaboration/${first.state.session.id}`)
    await until(() => full.ws.readyState === 1)
    full.say({ type: 'auth', token: link().token, name: 'Ivo' })
    expect(await full.closing()).to.equal(4409)

    await first.ask('participant:remove', { id: ana.id })
    expect((await ana.next('session:closed')).data).to.deep.equal({ reason: 'removed' })
    expect(await ana.closing()).to.equal(4403)

    node.announcements.linkEnded(rui.link.id, 'revoked')
    expect(await rui.closing()).to.equal(4410)

    first.socket.emit('session:end', {})
    expect((await eva.next('session:closed')).data).to.deep.equal({ reason: 'ended' })
    expect(await eva.closing()).to.equal(4410)
    expect(come).to.be.a('function')
    expect(world.collab.taken.size).to.equal(0)
  })

  it('gives the seat up with the connection, and tells the others how it went [PS-17]', async () => {
    const { host, guest } = await aPlainSession()
    const first = await host()
    const [ana, rui] = [await guest('Ana'), await guest('Rui')]

    ana.ws.close()
    await until(() => first.all('presence:left').length === 1)
    rui.ws.terminate()
    await until(() => first.all('presence:left').length === 2)

    expect(first.all('presence:left')).to.deep.equal([
      { id: ana.id, reason: 'left' },
      { id: rui.id, reason: 'gone' },
    ])
  })

  it('is not cut off for what it is sent at once, however much that is [PS-8]', async () => {
    const { world, guest } = await aPlainSession()
    const ana = await guest('Ana')
    for (let i = 0; i < 20; i++) ana.say({ type: 'comment', comment: { content: `${i}` } })
    await until(() => ana.messages.filter(({ type }) => type === 'comment').length === 20)
    const { said } = world.collab
    for (const [at, one] of said.entries()) said[at] = { ...one, content: 'x'.repeat(1_000_000) }

    const rui = await guest('Rui')

    expect(rui.state.comments).to.have.length(20)
    rui.say({ type: 'cursor_position', x: 0.5, y: 0.5 })
    await ana.next('cursor_position')
    expect(rui.closed()).to.equal(undefined)
  })
})

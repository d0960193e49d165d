import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { until } from '../support/until.ts'
import { stopAll } from './a-gateway.ts'
import { aSession, refusal } from './a-session.ts'

describe('/collab', () => {
  afterEach(stopAll)

  it('tells whoever comes in all there is, and the others that they came [CO-1] [CO-3]', async () => {
    const { host, guest, session } = await aSession()
    const first = await host()
    await first.ask('comment:create', { content: 'Move the logo' })

    const ana = await guest('Ana')
    await until(() => first.all('presence:joined').length === 1)

    const { state } = ana
    expect(state.session.id).to.equal(session.id)
    expect(state.you).to.include({ role: 'collaborator', participant_id: ana.id })
    expect(state.you.guest).to.be.a('string')
    expect(
      state.participants.map((one: { name: string; presence: string }) => [one.name, one.presence]),
    ).to.have.deep.members([
      ['Person 1', 'active'],
      ['Ana', 'active'],
    ])
    expect(state.comments.map(({ content }: { content: string }) => content)).to.deep.equal(['Move the logo'])
    expect(state.seq).to.be.within(2, 3)
    expect(first.all('presence:joined')[0]).to.include({ id: ana.id, name: 'Ana', kind: 'guest' })
    expect(ana.all('presence:joined')).to.deep.equal([])
  })

  it('asks for a session, a proof and, of a guest, a name [CO-1] [T-48] [T-50]', async () => {
    const { connect, link, world, session } = await aSession()
    const { token } = link()
    const stranger = world.member({ tenantId: 2 })
    const { jwt } = world.member()

    expect(await refusal(connect({}))).to.equal('not_signed_in')
    expect(await refusal(connect({ jwt: 'none' }))).to.equal('not_signed_in')
    expect(await refusal(connect({ token }))).to.equal('name_required')
    expect(await refusal(connect({ token: 'none', name: 'Ana' }))).to.equal('not_found')
    expect(await refusal(connect({ jwt: stranger.jwt }))).to.equal('not_found')
    expect(await refusal(connect({ jwt, session_id: 'x' }))).to.equal('validation_failed')
    expect(await refusal(connect({ jwt, user_id: 7 }))).to.equal('validation_failed')
    expect(await refusal(connect({}, undefined, { query: { jwt, session_id: session.id } }))).to.equal(
      'not_signed_in',
    )
    expect(world.collab.taken.size).to.equal(0)
  })

  it('refuses one participant more than the session takes, but not a second tab [CO-2]', async () => {
    const { host, guest, connect, link } = await aSession({}, { maxParticipants: 2 })
    const first = await host()
    const ana = await guest('Ana')
    const again = await host(first.jwt)

    expect(await refusal(connect({ token: link().token, name: 'Rui' }))).to.equal('session_full')
    expect(again.id).to.equal(first.id)
    expect(ana.all('presence:joined')).to.deep.equal([])

    again.socket.disconnect()
    await sleep(50)
    expect(ana.all('presence:left')).to.deep.equal([])
    first.socket.disconnect()
    await until(() => ana.all('presence:left').length === 1)
    expect(ana.all('presence:left')).to.deep.equal([{ id: first.id, reason: 'left' }])
  })

  it('is the same guest again for whoever shows their ticket [CO-4]', async () => {
    const { guest, sit } = await aSession()
    const { token, state, id } = await guest('Ana')

    const again = await sit({ token, guest: state.you.guest })

    expect(again.id).to.equal(id)
    expect(again.state.participants).to.have.length(1)
  })

  it('numbers comments, tells everybody in order, and acknowledges with the number [CO-10] [CO-11]', async () => {
    const { host, guest } = await aSession()
    const [first, ana] = [await host(), await guest('Ana')]

    const created = await ana.ask('comment:create', { content: 'Larger' })
    const { id } = created.comment
    const edited = await ana.ask('comment:update', { id, content: 'Larger, please' })
    const resolved = await first.ask('comment:resolve', { id })
    const reopened = await first.ask('comment:resolve', { id, resolved: false })
    const removed = await first.ask('comment:delete', { id })
    await until(() => first.all('comment:deleted').length === 1 && ana.all('comment:deleted').length === 1)

    const seqs = [created, edited, resolved, reopened, removed].map(({ seq }) => seq)
    expect(seqs).to.deep.equal(seqs.toSorted((a, b) => a - b))
    for (const { heard } of [first, ana]) {
      const told = heard.filter(({ name }) => name.startsWith('comment:'))
      expect(told.map(({ name }) => name)).to.deep.equal([
        'comment:created',
        'comment:updated',
        'comment:resolved',
        'comment:reopened',
        'comment:deleted',
      ])
      expect(told.map(({ payload }) => payload.seq)).to.deep.equal(seqs)
    }
    expect(first.all('comment:created')[0].comment.is_mine).to.equal(false)
    expect(ana.all('comment:created')[0].comment.is_mine).to.equal(true)
    expect((await ana.ask('comment:update', { id, client_id: 'abcdefgh' })).error.code).to.equal(
      'validation_failed',
    )
  })

  it('makes one comment of a request that is sent again [CO-12] [T-54]', async () => {
    const { host, world } = await aSession()
    const first = await host()
    const payload = { content: 'Once', client_id: 'client-0001' }

    const answers = await Promise.all([1, 2, 3].map(() => first.ask('comment:create', payload)))
    await until(() => first.all('comment:created').length === 1)
    await sleep(50)

    expect(new Set(answers.map(({ comment }) => comment.id))).to.have.property('size', 1)
    expect(first.all('comment:created')).to.have.length(1)
    expect(world.collab.said).to.have.length(1)
  })

  it('hides internal comments from guests: what they say and that they are there [CO-13]', async () => {
    const { host, guest } = await aSession()
    const [first, ana] = [await host(), await guest('Ana')]

    const hidden = await first.ask('comment:create', { content: 'Too dear', visibility: 'internal' })
    const shown = await first.ask('comment:create', { content: 'Fine' })
    await first.ask('comment:update', { id: shown.comment.id, visibility: 'internal' })
    await until(() => ana.all('comment:deleted').length === 1)

    expect(
      ana.heard.filter(({ name }) => name.startsWith('comment:')).map(({ payload }) => payload.comment_id),
    ).to.deep.equal([shown.comment.id, shown.comment.id])
    expect(JSON.stringify(ana.heard)).not.to.include('Too dear')
    expect(JSON.stringify(await ana.ask('resume', { seq: 0 }))).not.to.include(hidden.comment.id)
    const late = await guest('Rui')
    expect(late.state.comments).to.deep.equal([])
    expect(first.all('comment:updated')[0].comment.visibility).to.equal('internal')
  })

  it('hands over what was missed, or says that it is too much [CO-14]', async () => {
    const { host, world, session } = await aSession()
    const first = await host()
    const { seq } = first.state
    for (let i = 0; i < 5; i++) await first.ask('comment:create', { content: `${i}` })

    const missed = await first.ask('resume', { seq: seq + 2 })
    const none = await first.ask('resume', { seq: missed.seq })
    const ahead = await first.ask('resume', { seq: missed.seq + 100 })
    for (let i = 0; i < 1_001; i++) world.collab.append(session.id, 'recording:started', {}, false)
    const tooMuch = await first.ask('resume', { seq: 0 })

    expect(missed.events.map((one: { seq: number }) => one.seq)).to.deep.equal([seq + 3, seq + 4, seq + 5])
    expect(none).to.deep.equal({ ok: true, seq: missed.seq, events: [] })
    expect(ahead).to.deep.equal({ ok: true, reload: true })
    expect(tooMuch).to.deep.equal({ ok: true, reload: true })
  })

  it('lets nothing fall between the state and what follows it [CO-11] [T-54]', async () => {
    const { host, sit, world } = await aSession()
    const first = await host()
    let letIn = () => {}
    world.collab.slow = new Promise<void>((resolve) => {
      letIn = resolve
    })
    const coming = sit({ jwt: world.member().jwt })
    await sleep(50)
    await first.ask('comment:create', { content: 'Meanwhile' })
    letIn()
    const late = await coming
    await first.ask('comment:create', { content: 'After' })
    await until(() => late.all('comment:created').some(({ comment }) => comment.content === 'After'))

    const known = late.state.comments.map(({ content }: { content: string }) => content)
    const heard = late.all('comment:created').map(({ comment }) => comment.content)
    expect([...new Set([...known, ...heard])]).to.deep.equal(['Meanwhile', 'After'])
    const seqs = late.heard.flatMap(({ payload }) => payload.seq ?? [])
    expect(seqs).to.deep.equal(seqs.toSorted((a: number, b: number) => a - b))
    expect(Math.min(...seqs)).to.be.greaterThan(late.state.seq)
  })

  it('plays for all as whoever may edit says, and as the server saw it [CO-30]', async () => {
    const { host, guest, world, session } = await aSession()
    const [first, ana, viewer] = [await host(), await guest('Ana'), await guest('Rui', { comment: true })]
    const began = Date.now()

    const { playback } = await ana.ask('playback:set', { playing: true, position_ms: 5_000 })
    const refused = await viewer.ask('playback:set', { playing: false, position_ms: 0 })
    await until(() => first.all('playback:changed').length === 1)
    const late = await host()

    expect(playback).to.include({ leader_id: ana.id, playing: true, position_ms: 5_000, rate: 1 })
    expect(playback.at).to.be.within(began, Date.now())
    expect(refused.error.code).to.equal('role_too_small')
    expect(first.all('playback:changed')).to.deep.equal([playback])
    expect(ana.all('playback:changed')).to.deep.equal([])
    expect(late.state.playback).to.deep.equal(playback)
    expect(world.collab.sessions.get(session.id)!.playback).to.include({ positionMs: 5_000 })
  })
})

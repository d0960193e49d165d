import { expect } from 'chai'
import { aSession, type MadeSession, sessionsPath } from '../server/a-session.ts'
import { type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { type Answer, ask, connect, disconnectAll, next } from './support/sockets.ts'

describe('guests of a session', function () {
  this.timeout(60_000)
  let url: string
  let owner: Person
  let session: MadeSession
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url)
  })
  afterEach(disconnectAll)

  const enter = async (auth: object) => {
    const socket = connect(url, '/collab', { session_id: session.id, ...auth })
    const heard: { name: string; payload: Answer }[] = []
    socket.onAny((name: string, payload: Answer) => heard.push({ name, payload }))
    const state = await next(socket, 'session:state')
    return {
      socket,
      state,
      all: (begin: string) =>
        heard.filter(({ name }) => name.startsWith(begin)).map(({ payload }) => payload),
      ask: (name: string, payload: object = {}) => ask(socket, name, payload),
    }
  }
  const host = () => enter({ jwt: owner.token })
  const guest = (name = 'Ana') => enter({ token: session.token, name })

  it('hear nothing of what is internal, whatever becomes of it, until it is public [SE-21] [T-51]', async () => {
    session = await aSession(owner)
    const [first, ana] = await Promise.all([host(), guest()])
    const say = async (content: string) =>
      (await first.ask('comment:create', { content, visibility: 'internal' })).comment.id

    const [dropped, shown] = [await say('Too dear'), await say('Too late')]
    for (const id of [dropped, shown]) {
      await first.ask('comment:update', { id, content: 'Far too much' })
      await first.ask('comment:resolve', { id })
      await first.ask('comment:resolve', { id, resolved: false })
    }
    await first.ask('comment:delete', { id: dropped })
    await first.ask('comment:update', { id: shown, visibility: 'public', content: 'Fine' })
    await until(() => ana.all('comment:updated').length > 0)

    expect(ana.all('comment:').map(({ comment }) => [comment?.id, comment?.content])).to.deep.equal([
      [shown, 'Fine'],
    ])
    expect(JSON.stringify(await ana.ask('resume', { seq: 0 }))).not.to.include(dropped)
    await first.ask('comment:update', { id: shown, visibility: 'internal' })
    await until(() => ana.all('comment:deleted').length > 0)
    await first.ask('comment:delete', { id: shown })
    await first.ask('comment:create', { content: 'The end' })
    await until(() => ana.all('comment:created').length > 0)
    expect(ana.all('comment:deleted').map(({ comment_id }) => comment_id)).to.deep.equal([shown])
  })

  it('stay when downloads are taken back, which their page is told [SE-7] [SE-8]', async () => {
    session = await aSession(owner, { allow_download: true })
    const ana = await guest()

    const change = { features: { allow_download: false } }
    await owner.call('PATCH', `${sessionsPath}/${session.id}`, change)
    await until(() => ana.all('session:updated').length > 0)

    expect(ana.all('session:updated')[0]?.session.features.allow_download).to.equal(false)
    expect((await ana.ask('comment:create', { content: 'Still here' })).ok).to.equal(true)
    expect(ana.all('session:closed')).to.deep.equal([])
  })

  it('draw as much over a socket as over REST, and nobody’s way in gets too heavy by it [CO-12] [T-62]', async () => {
    session = await aSession(owner)
    const ana = await guest()
    const path = () => ({
      kind: 'path',
      color: '#112233',
      width: 0.01,
      points: Array.from({ length: 500 }, () => [Math.random(), Math.random()]),
    })
    const drawing = [path(), path(), path(), path()]

    expect((await ana.ask('comment:create', { content: 'All of it', drawing })).ok).to.equal(true)
    const comments = `/api/v3/assets/${session.assetId}/comments`
    for (let i = 0; i < 50; i++) await owner.call('POST', comments, { content: `${i}`, drawing })
    const { state } = await guest('Rui')

    expect(JSON.stringify(state).length).to.be.below(2_000_000)
    expect(state.more_comments).to.equal(true)
    expect(state.comments.at(-1).content).to.equal('49')
  })
})

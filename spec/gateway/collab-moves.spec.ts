import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import { stopAll } from './a-gateway.ts'
import { aSession, type Seated } from './a-session.ts'

type Cursor = { id: string; x: number; y: number; page?: number }
const cursorsOf = (seat: Seated): Cursor[] => seat.all('cursor:update').flat()
const lastOf = (seat: Seated, id: string) => cursorsOf(seat).findLast((one) => one.id === id)

describe('cursors and views of a session', () => {
  let redis: RedisServer
  before(async () => {
    redis = await startRedis()
  })
  after(() => redis.stop())
  afterEach(stopAll)

  it('go to the others and not to whoever moved, stamped by the server [CO-20] [T-52]', async () => {
    const { host, guest } = await aSession()
    const [first, ana, rui] = [await host(), await guest('Ana'), await guest('Rui', {})]

    await Promise.all([
      ana.ask('cursor:move', { x: 0.25, y: 0.123456789, page: 3 }),
      rui.ask('cursor:move', { x: 1, y: 0 }),
    ])
    const forged = await rui.ask('cursor:move', { x: 0.5, y: 0.5, id: ana.id })
    await until(() => [first, ana].every((one) => lastOf(one, rui.id)) && !!lastOf(rui, ana.id))
    await sleep(80)

    expect(lastOf(first, ana.id)).to.deep.equal({ id: ana.id, x: 0.25, y: 0.12346, page: 3 })
    expect(lastOf(first, rui.id)).to.deep.equal({ id: rui.id, x: 1, y: 0 })
    expect(lastOf(ana, ana.id)).to.equal(undefined)
    expect(lastOf(rui, rui.id)).to.equal(undefined)
    expect(forged.error.code).to.equal('validation_failed')
  })

  it('are thinned to a frame a tick, and the last position arrives [CO-21]', async () => {
    const { host, guest } = await aSession()
    const [first, ana] = [await host(), await guest('Ana')]

    const began = performance.now()
    for (let i = 1; i <= 100; i++) {
      ana.socket.emit('cursor:move', { x: i / 100, y: 0 })
      if (i % 10 === 0) await sleep(15)
    }
    await until(() => lastOf(first, ana.id)?.x === 1)
    const ticks = (performance.now() - began) / 33

    const xs = cursorsOf(first).map(({ x }) => x)
    expect(xs.length).to.be.at.most(Math.ceil(ticks) + 2)
    expect(xs).to.deep.equal(xs.toSorted((a, b) => a - b))
  })

  it('cost nothing while nothing moves, and one frame however many look [CO-21]', async () => {
    const { guest, node } = await aSession()
    const seats = await Promise.all(Array.from({ length: 12 }, (_, i) => guest(`Guest ${i}`)))
    await sleep(100)
    const before = node.framesBuilt()

    await sleep(200)
    expect(node.framesBuilt()).to.equal(before)
    await seats[0]!.ask('cursor:move', { x: 0.5, y: 0.5 })
    await until(() => seats.slice(1).every((seat) => cursorsOf(seat).length > 0))

    expect(node.framesBuilt() - before).to.be.at.most(2) // a seat that just wrote an answer catches up in the next tick
  })

  it('are told to whoever comes later, and gone with whoever leaves [CO-22]', async () => {
    const { host, guest } = await aSession()
    const [first, ana] = [await host(), await guest('Ana')]
    await ana.ask('cursor:move', { x: 0.5, y: 0.5 })
    await until(() => !!lastOf(first, ana.id))

    const late = await guest('Rui')
    await until(() => !!lastOf(late, ana.id))
    await ana.ask('cursor:leave')
    await until(() => late.all('cursor:left').length === 1)
    await ana.ask('cursor:move', { x: 0.1, y: 0.1 })
    await until(() => lastOf(late, ana.id)?.x === 0.1)
    ana.socket.disconnect()
    await until(() => late.all('presence:left').length === 1)
    const last = await guest('Eva')
    await sleep(100)

    expect(cursorsOf(last)).to.deep.equal([])
  })

  it('are refused where the session was made without [CO-23]', async () => {
    const features = { allowDownload: true, voiceChat: true, screenSharing: true, recording: true }
    const { host } = await aSession({}, { features: { ...features, cursorTracking: false } })
    const first = await host()

    expect((await first.ask('cursor:move', { x: 0, y: 0 })).error.code).to.equal('feature_off')
  })

  it('reach those who can only poll [CO-20]', async () => {
    const { host, guest, link, sit } = await aSession()
    const first = await host()
    const polling = await sit({ token: link().token, name: 'Old' }, undefined, { transports: ['polling'] })
    const ana = await guest('Ana')

    await ana.ask('cursor:move', { x: 0.5, y: 0.5 })
    await polling.ask('cursor:move', { x: 0.7, y: 0.5 })
    await until(() => lastOf(polling, ana.id)?.x === 0.5 && lastOf(first, polling.id)?.x === 0.7)

    expect(lastOf(polling, polling.id)).to.equal(undefined)
  })

  it('tell whoever is followed who goes along, and show them the way [CO-24]', async () => {
    const { host, guest } = await aSession()
    const [first, ana] = [await host(), await guest('Ana')]
    const view = { x: 0.5, y: 0.5, zoom: 2.5, page: 2, time_ms: 1_500 }

    expect((await ana.ask('follow', { participant_id: ana.id })).error.code).to.equal('not_found')
    await ana.ask('follow', { participant_id: first.id })
    await first.ask('view:move', view)
    await until(() => ana.all('view:update').length > 0 && first.all('presence:followed').length > 0)
    expect(ana.all('view:update').flat()).to.deep.equal([{ id: first.id, ...view }])
    expect(first.all('presence:followed')).to.deep.equal([{ by: [ana.id] }])

    await ana.ask('follow', { participant_id: null })
    await until(() => first.all('presence:followed').length === 2)
    await ana.ask('follow', { participant_id: first.id })
    ana.socket.disconnect()
    await until(() => first.all('presence:followed').length === 4)
    expect(first.all('presence:followed').at(-1)).to.deep.equal({ by: [] })
  })

  it('cross nodes: cursors, views, who follows, playback and who is there [CO-25]', async () => {
    const { host, guest, nodes, link, sit } = await aSession({ redisUrl: redis.url }, {}, 2)
    const [a, b] = nodes as [(typeof nodes)[0], (typeof nodes)[0]]
    const first = await host(undefined, a)
    await sleep(200) // the bus listens before anything is said
    const ana = await guest('Ana', { comment: true, collaborate: true }, b)
    const rui = await guest('Rui', {}, b)
    await until(() => first.all('presence:joined').length === 2)
    expect(ana.state.participants.map(({ id }: { id: string }) => id)).to.include(first.id)

    await ana.ask('cursor:move', { x: 0.5, y: 0.25 })
    await first.ask('cursor:move', { x: 0.75, y: 0.25 })
    await until(() => lastOf(first, ana.id)?.x === 0.5 && lastOf(rui, first.id)?.x === 0.75)
    await ana.ask('follow', { participant_id: first.id })
    await until(() => first.all('presence:followed').length === 1)
    const { playback } = await ana.ask('playback:set', { playing: true, position_ms: 10 })
    await until(() => first.all('playback:changed').length === 1)
    await ana.ask('cursor:leave')
    await until(() => first.all('cursor:left').length === 1)
    await ana.ask('comment:create', { content: 'From b' })
    await until(() => first.all('comment:created').length === 1 && rui.all('comment:created').length === 1)

    expect(first.all('presence:followed')).to.deep.equal([{ by: [ana.id] }])
    expect(first.all('playback:changed')).to.deep.equal([playback])
    const late = await sit({ token: link().token, name: 'Eva' }, a)
    const names = late.state.participants.map(({ name }: { name: string }) => name)
    expect(names).to.include.members(['Ana', 'Rui', 'Eva'])
    rui.socket.disconnect()
    await until(() => first.all('presence:left').some(({ id }) => id === rui.id))
  })
})

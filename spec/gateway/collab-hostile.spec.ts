import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { until } from '../support/until.ts'
import { stopAll } from './a-gateway.ts'
import { aSession } from './a-session.ts'

describe('a session in hostile hands', () => {
  afterEach(stopAll)

  it('lets a viewer point and look, and do nothing else [CO-50] [T-49]', async () => {
    const { host, guest, world } = await aSession()
    const [first, viewer] = [await host(), await guest('Rui', {})]
    const { comment } = await first.ask('comment:create', { content: 'Mine' })
    await until(() => viewer.all('comment:created').length === 1)
    const before = first.heard.length
    const tried: [string, object][] = [
      ['comment:create', { content: 'Yours' }],
      ['comment:update', { id: comment.id, content: 'Yours' }],
      ['comment:resolve', { id: comment.id }],
      ['comment:delete', { id: comment.id }],
      ['playback:set', { playing: true, position_ms: 0 }],
      ['participant:update', { id: viewer.id, role: 'host' }],
      ['participant:remove', { id: first.id }],
      ['session:end', {}],
    ]

    for (const [name, payload] of tried)
      expect((await viewer.ask(name, payload)).error?.code, name).to.equal('role_too_small')
    expect(await viewer.ask('cursor:move', { x: 0, y: 0 })).to.deep.equal({ ok: true })
    expect(await viewer.ask('view:move', { x: 0, y: 0, zoom: 1 })).to.deep.equal({ ok: true })
    expect(await viewer.ask('resume', { seq: 0 })).to.have.property('ok', true)

    await until(() => first.all('view:update').length === 1)
    const told = first.heard.slice(before).map(({ name }) => name)
    expect(told.filter((name) => !/^(cursor|view):update$/.test(name))).to.deep.equal([])
    expect(world.collab.said.map(({ content }) => content)).to.deep.equal(['Mine'])
  })

  it('takes no payload that is not of the protocol, and changes nothing by it [CO-51] [T-52] [T-53]', async () => {
    const { host, guest } = await aSession({ limits: { strikes: 1_000 } })
    const [first, ana] = [await host(), await guest('Ana')]
    const move = { x: 0.5, y: 0.5 }
    const polluting = JSON.parse('{"x":0.5,"y":0.5,"__proto__":{"role":"host"}}')
    let deep: object = {}
    for (let i = 0; i < 2_000; i++) deep = { deep }
    const payloads: [string, unknown][] = [
      ['cursor:move', { ...move, id: first.id }],
      ['cursor:move', { ...move, color: '#ffffff' }],
      ['cursor:move', { ...move, user_id: 1 }],
      ['cursor:move', polluting],
      ['cursor:move', { ...move, constructor: {} }],
      ['cursor:move', { x: Number.NaN, y: 0 }], // travels as null
      ['cursor:move', { x: Number.POSITIVE_INFINITY, y: 0 }],
      ['cursor:move', { x: 1e308, y: 0 }],
      ['cursor:move', { x: -0.1, y: 0 }],
      ['cursor:move', { x: '0.5', y: 0 }],
      ['cursor:move', { ...move, page: 1.5 }],
      ['cursor:move', [0.5, 0.5]],
      ['cursor:move', null],
      ['cursor:move', deep],
      ['cursor:move', Buffer.alloc(1_000)],
      ['cursor:move', { ...move, note: 'x'.repeat(500_000) }],
      ['view:move', { ...move, zoom: 0 }],
      ['view:move', { ...move, zoom: 1, participant_id: first.id }],
      ['follow', { participant_id: 'x' }],
      ['presence:set', { state: 'gone' }],
      ['playback:set', { playing: true, position_ms: 0, leader_id: first.id }],
      ['playback:set', { playing: true, position_ms: 0, at: 0 }],
      ['comment:create', { content: 'x', author: { name: 'Person 1' } }],
      ['comment:create', { content: '' }],
      ['comment:create', { content: 'x'.repeat(5_001) }],
      ['participant:update', { id: first.id, role: 'owner' }],
      ['session:state', {}],
      ['session:closed', { reason: 'ended' }],
      ['no:such', {}],
      ['__proto__', {}],
    ]

    for (const [name, payload] of payloads) {
      const answer = await ana.ask(name, payload as object)
      expect(answer.error?.code, `${name} ${String(JSON.stringify(payload)).slice(0, 80)}`).to.equal(
        'validation_failed',
      )
    }
    expect(first.heard.filter(({ name }) => !name.startsWith('presence:'))).to.satisfy(
      (rest: { name: string }[]) => rest.every(({ name }) => name === 'participant:joined'),
    )
    expect(ana.socket.connected).to.equal(true)
    expect(({} as { role?: string }).role).to.equal(undefined)
  })

  it('closes who sends a megabyte, and goes on for the others [CO-51] [T-53]', async () => {
    const { host, guest } = await aSession()
    const [first, ana, rui] = [await host(), await guest('Ana'), await guest('Rui')]

    ana.socket.emit('cursor:move', { x: 0, y: 0, note: 'x'.repeat(1_100_000) })
    await until(() => !ana.socket.connected)

    expect(await rui.ask('cursor:move', { x: 0.5, y: 0.5 })).to.deep.equal({ ok: true })
    await until(() => first.all('cursor:update').length > 0)
    expect(first.all('presence:left')).to.deep.equal([{ id: ana.id, reason: 'gone' }])
  })

  it('closes who sends a thousand events a second, and bears a fast mouse [CO-52] [T-53]', async () => {
    const { host, guest } = await aSession()
    const [first, fast, abuser] = [await host(), await guest('Fast'), await guest('Abuser')]

    for (let burst = 0; burst < 20; burst++) {
      for (let i = 0; i < 5; i++) fast.socket.emit('cursor:move', { x: 0.5, y: i / 5 })
      await sleep(50)
    }
    for (let i = 0; i < 1_000; i++) abuser.socket.emit('cursor:move', { x: 0.5, y: 0.5 })
    await until(() => !abuser.socket.connected)

    expect(fast.socket.connected).to.equal(true)
    expect((await first.ask('presence:set', { state: 'active' })).ok).to.equal(true)
  })

  it('closes who floods with anything else, answered or not [CO-52] [T-53]', async () => {
    const { guest, world } = await aSession()
    const [one, two] = [await guest('One'), await guest('Two')]

    for (let i = 0; i < 300; i++) {
      one.socket.emit('comment:create', { content: `${i}` })
      two.socket.emit('no:such', {})
    }
    await until(() => !one.socket.connected && !two.socket.connected)

    expect(world.collab.said.length).to.be.below(100)
  })

  it('lets nobody say in a second what others read for an hour, and all they do beside it goes on [CO-52] [T-53]', async () => {
    const { guest } = await aSession({ limits: { collabSayBurst: 5, collabSaysPerSecond: 0.001 } })
    const ana = await guest('Ana')
    const say = async () => (await ana.ask('comment:create', { content: 'Me' })).error?.code

    for (let i = 0; i < 4; i++) expect(await say()).to.equal(undefined)
    expect((await ana.ask('resume', { seq: 0 })).ok).to.equal(true)

    expect(await say()).to.equal('rate_limited')
    expect((await ana.ask('resume', { seq: 0 })).error.code).to.equal('rate_limited')
    expect((await ana.ask('presence:set', { state: 'idle' })).ok).to.equal(true)
  })

  it('tells nothing to another session, and reaches nobody there [CO-53] [T-50] [T-51]', async () => {
    const { host, guest, world, node, session } = await aSession()
    const other = world.collab.session({ tenantId: 2 })
    const { jwt } = world.member({ tenantId: 2 })
    const stranger = node.connect('/collab', { session_id: other.id, jwt })
    const told: string[] = []
    stranger.onAny((name: string) => told.push(name))
    await until(() => told.includes('session:state'))
    told.splice(0)
    const [first, ana] = [await host(), await guest('Ana')]

    await ana.ask('cursor:move', { x: 0.5, y: 0.5 })
    await first.ask('playback:set', { playing: true, position_ms: 0 })
    await first.ask('participant:update', { id: ana.id, role: 'viewer' })
    const remote = (name: string, payload: object) => stranger.timeout(3_000).emitWithAck(name, payload)
    expect((await remote('participant:remove', { id: ana.id })).error.code).to.equal('not_found')
    expect((await remote('follow', { participant_id: ana.id })).error.code).to.equal('not_found')
    await sleep(100)

    expect(told).to.deep.equal([])
    expect(ana.socket.connected).to.equal(true)
    expect(world.collab.sessions.get(session.id)!.endedAt).to.equal(null)
  })

  it('answers `unavailable` while the database is away, and goes on when it is back [CO-54]', async () => {
    const { host, guest, world } = await aSession()
    const [first, ana] = [await host(), await guest('Ana')]

    world.collab.isAway = true
    expect((await ana.ask('playback:set', { playing: true, position_ms: 0 })).error.code).to.equal(
      'unavailable',
    )
    expect((await ana.ask('cursor:move', { x: 0.5, y: 0.5 })).ok).to.equal(true)
    await until(() => first.all('cursor:update').length > 0)
    world.collab.append(ana.state.session.id, 'recording:started')
    await sleep(100)
    world.collab.isAway = false
    await until(() => first.all('recording:started').length === 1)

    expect((await ana.ask('playback:set', { playing: true, position_ms: 0 })).ok).to.equal(true)
  })
})

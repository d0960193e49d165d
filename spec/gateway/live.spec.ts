import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { Value } from 'typebox/value'
import { decodeFrame } from '../../domain/positions/live-frame.ts'
import { presentLive } from '../../domain/positions/schema.ts'
import { Snapshot } from '../../domain/protocol.ts'
import { until } from '../support/until.ts'
import {
  aPosition,
  ask,
  collect,
  FakeWorld,
  isSettled,
  next,
  startNode,
  stopAll,
  watch,
} from './a-gateway.ts'

describe('/live by link', () => {
  afterEach(stopAll)

  it('gives a snapshot, then positions as they come [GW-1]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van', 1, aPosition(1_000))
    const { token } = world.link(van, { title: 'Your parcel' })
    const node = await startNode(world)

    const { snapshot, frames } = await watch(node, token)
    await isSettled(node)
    node.publisher.publish(van, aPosition(2_000, { speed: null }))
    await until(() => frames.length > 0)

    expect([...Value.Errors(Snapshot, snapshot)]).to.deep.equal([])
    expect(snapshot.link).to.include({ title: 'Your parcel', expires_at: null })
    expect(snapshot.subjects[0].position).to.deep.equal(presentLive(van.id, aPosition(1_000)))
    expect(frames).to.deep.equal([[presentLive(van.id, aPosition(2_000, { speed: null }))]])
  })

  it('packs positions for who asks for it, with the handle of the snapshot [GW-2]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token } = world.link(van)
    const node = await startNode(world)

    const { snapshot, frames } = await watch(node, token, { encoding: 'binary' })
    await isSettled(node)
    node.publisher.publish(van, aPosition(2_000))
    await until(() => frames.length > 0)

    const [update] = decodeFrame(new Uint8Array(frames[0]))
    expect(update).to.include({ handle: snapshot.subjects[0].handle, t: 2_000, heading: 272 })
  })

  it('serves a client that can only poll [GW-3]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token } = world.link(van)
    const node = await startNode(world)

    const json = await watch(node, token, {}, { transports: ['polling'] })
    const binary = await watch(node, token, { encoding: 'binary' }, { transports: ['polling'] })
    node.publisher.publish(van, aPosition(2_000))
    await until(() => json.frames.length > 0 && binary.frames.length > 0)

    expect(json.frames).to.deep.equal([[presentLive(van.id, aPosition(2_000))]])
    expect(decodeFrame(new Uint8Array(binary.frames[0]))).to.have.length(1)
  })

  it('goes on over WebSocket when a polling client upgrades [GW-3]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token } = world.link(van)
    const node = await startNode(world)

    const { socket, frames } = await watch(node, token, {}, { transports: ['polling', 'websocket'] })
    for (let t = 1; t <= 40; t++) {
      node.publisher.publish(van, aPosition(t))
      await sleep(10)
    }
    await until(() => frames.at(-1)?.[0].t === 40)

    const times = frames.map((frame) => frame[0].t)
    expect(socket.io.engine.transport.name).to.equal('websocket')
    expect(times).to.deep.equal([...times].sort((a, b) => a - b))
    await isSettled(node)
  })

  it('leaves out a position that is not newer than the last [GW-4]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van', 1, aPosition(5_000))
    const { token } = world.link(van)
    const node = await startNode(world)

    const { frames } = await watch(node, token)
    await isSettled(node)
    for (const t of [5_000, 4_000, 6_000, 6_000, 5_500]) node.publisher.publish(van, aPosition(t))
    await sleep(100)

    expect(frames.flat().map(({ seq }) => seq)).to.deep.equal([6_000])
  })

  it('does not hear of subjects outside its link [T-16]', async () => {
    const world = new FakeWorld()
    const [van, other] = [world.vehicle('van'), world.vehicle('other')]
    const { token } = world.link(van)
    const node = await startNode(world)

    const { socket, frames, snapshot } = await watch(node, token)
    await isSettled(node)
    node.publisher.publish(other, aPosition(1_000))
    await sleep(80)

    expect(frames).to.deep.equal([])
    expect(snapshot.subjects.map(({ id }: { id: string }) => id)).to.deep.equal([van.id])
    expect(await ask(socket, 'subscribe', { fleet: true })).to.have.nested.property('error.code', 'forbidden')
  })

  it('answers `resume` within what the link shows of the past [GW-9]', async () => {
    const world = new FakeWorld()
    const [van, other] = [world.vehicle('van'), world.vehicle('other')]
    const now = Date.now()
    const minutesAgo = (minutes: number) => aPosition(now - minutes * 60_000)
    world.past.set(van.id, [30, 9, 5, 1].map(minutesAgo))
    world.past.set(other.id, [1].map(minutesAgo))
    const { token } = world.link(van, { trailMinutes: 10 })
    const node = await startNode(world)

    const { socket } = await watch(node, token)
    const all = await ask(socket, 'resume', { since: { [van.id]: 0, [other.id]: 0 } })
    const some = await ask(socket, 'resume', { since: { [van.id]: now - 5 * 60_000 } })

    expect(all.positions.map(({ t }: { t: number }) => now - t)).to.deep.equal(
      [9, 5, 1].map((m) => m * 60_000),
    )
    expect(some.positions).to.have.length(1)
  })

  it('is refused with a code, in the language of the client, for an unknown or ended link [T-48]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const revoked = world.link(van, { revokedAt: new Date() })
    const node = await startNode(world)
    const refusal = async (auth: object, options = {}) => {
      const error = await next<{ data: object }>(node.connect('/live', auth, options), 'connect_error')
      return error.data
    }

    expect(await refusal({ token: 'nobody' })).to.include({ code: 'not_found' })
    expect(await refusal({ token: revoked.token })).to.include({ code: 'link_revoked' })
    expect(await refusal({})).to.include({ code: 'not_signed_in' })
    expect(await refusal({ token: { a: 1 } })).to.include({ code: 'validation_failed' })
    expect(await refusal({}, { query: { token: revoked.token, jwt: 'x' } })).to.include({
      code: 'not_signed_in',
    })
    const portuguese = { extraHeaders: { 'accept-language': 'pt-BR,pt;q=0.9' } }
    expect(await refusal({ token: 'nobody' }, portuguese)).to.include({
      detail: 'Não há nada aqui para você.',
    })
    world.isAway = true
    expect(await refusal({ token: 'nobody' })).to.include({ code: 'unavailable' })
  })

  it('tells the new expiry and keeps to it [GW-7]', async () => {
    const world = new FakeWorld()
    const van = world.vehicle('van')
    const { token, link } = world.link(van, { expiresAt: new Date(Date.now() + 150) })
    const node = await startNode(world)

    const { socket, ends } = await watch(node, token)
    const updates = collect(socket, 'link:updated')
    const later = new Date(Date.now() + 60_000)
    node.announcements.linkUpdated(world.change(link, { expiresAt: later, title: 'Longer' }))
    await sleep(300)

    expect(ends).to.deep.equal([])
    expect(updates).to.have.length(1)
    expect(updates[0]).to.include({ expires_at: later.toISOString(), title: 'Longer' })
  })
})

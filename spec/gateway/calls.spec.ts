import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { CallServer } from '../../domain/calls/ports.ts'
import { Problem } from '../../domain/problem.ts'
import { mostInMesh } from '../../domain/sessions/session.ts'
import { aHouseOfCalls } from './a-call.ts'

const offer = { description: { type: 'offer' as const, sdp: 'v=0' } }

/** The name of the refusal; none is a fault. */
const refusalOf = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
  return expect.fail('it was not refused')
}

describe('a call', () => {
  it('gives whoever joins the others and what to find them by, and tells everybody [CA-1] [CA-4]', async () => {
    const house = aHouseOfCalls()
    const [anna, ben, looker] = [house.enter(), house.enter({ at: 1 }), house.enter({ role: 'viewer' })]

    const first = await anna.ask('rtc:join', {})
    const second = await ben.ask('rtc:join', { muted: true })

    expect(first.peers).to.deep.equal([])
    expect(second.peers).to.deep.equal([
      { id: anna.id, participant_id: anna.participantId, is_muted: false, shares_screen: false },
    ])
    const joined = { id: ben.id, participant_id: ben.participantId, is_muted: true, shares_screen: false }
    expect(anna.told('rtc:joined')).to.deep.equal([joined])
    expect(looker.told('rtc:joined').at(-1)).to.deep.equal(joined)
    expect(ben.told('rtc:joined')).to.have.length(1)
    expect(ben.row()).to.include({ inCall: true, isMuted: true })
    expect(looker.told('presence:changed').at(-1)).to.include({ in_call: true, is_muted: true })
    expect(second).to.not.have.property('livekit')
    const until = Date.parse('2030-06-01T12:10:00Z') / 1000
    expect(second.ice_servers).to.deep.equal([
      { urls: ['stun:a'] },
      { urls: ['turn:b'], username: `${until}:${ben.id}`, credential: `signed ${until}:${ben.id}` },
    ])
  })

  it('is not for viewers, and not where the session was made without it [CA-1] [T-49]', async () => {
    const house = aHouseOfCalls()
    const silent = aHouseOfCalls({ features: { voiceChat: false } })
    const viewer = house.enter({ role: 'viewer' })
    const host = silent.enter({ role: 'host' })

    expect(await refusalOf(viewer.ask('rtc:join', {}))).to.equal('role_too_small')
    expect(await refusalOf(viewer.ask('rtc:state', { muted: true }))).to.equal('role_too_small')
    expect(await refusalOf(viewer.ask('rtc:signal', { to: randomUUID(), signal: offer }))).to.equal(
      'role_too_small',
    )
    expect(await refusalOf(host.ask('rtc:join', {}))).to.equal('feature_off')
    expect(viewer.row()).to.include({ inCall: false })
    expect(host.row()).to.include({ inCall: false })
  })

  it('takes eight from browser to browser, on all nodes together, and not a ninth [CA-2]', async () => {
    const house = aHouseOfCalls()
    const seats = Array.from({ length: mostInMesh + 1 }, (_, i) => house.enter({ at: i % 2 }))
    for (const seat of seats.slice(0, mostInMesh)) await seat.ask('rtc:join', {})
    const ninth = seats.at(-1)!

    expect(await refusalOf(ninth.ask('rtc:join', {}))).to.equal('call_full')
    expect(ninth.row()).to.include({ inCall: false })
    expect(seats[0]!.told('rtc:joined')).to.have.length(mostInMesh - 1)

    await seats[1]!.ask('rtc:leave', {})
    expect((await ninth.ask('rtc:join', {})).peers).to.have.length(mostInMesh - 1)
  })

  it('gives new credentials to whoever is in it and asks again, and tells nobody [CA-5]', async () => {
    const house = aHouseOfCalls()
    const [anna, ben] = [house.enter(), house.enter()]
    await anna.ask('rtc:join', { muted: true })
    await ben.ask('rtc:join', {})

    const again = await anna.ask('rtc:join', {})

    expect(again.peers.map(({ id }) => id)).to.deep.equal([ben.id])
    expect(anna.row()).to.include({ inCall: true, isMuted: true })
    expect(ben.told('rtc:joined')).to.have.length(1) // when she came
  })

  it('is over for a seat that leaves, is gone, or may no longer talk; everybody is told [CA-8]', async () => {
    const house = aHouseOfCalls()
    const [watcher, leaver, gone, lowered] = [
      house.enter({ at: 1 }),
      house.enter(),
      house.enter(),
      house.enter(),
    ]
    for (const seat of [watcher, leaver, gone, lowered]) await seat.ask('rtc:join', {})

    await leaver.ask('rtc:leave', {})
    await leaver.ask('rtc:leave', {})
    await gone.go()
    lowered.become('viewer')
    await house.quiet()

    expect(watcher.told('rtc:left')).to.deep.equal([{ id: leaver.id }, { id: gone.id }, { id: lowered.id }])
    expect(lowered.told('rtc:left').at(-1)).to.deep.equal({ id: lowered.id })
    expect([leaver.row()?.inCall, gone.row(), lowered.row()?.inCall]).to.deep.equal([false, undefined, false])
    expect(await refusalOf(leaver.ask('rtc:signal', { to: watcher.id, signal: offer }))).to.equal(
      'not_in_call',
    )
  })

  it('does not keep a seat that was gone before its joining was stored [CA-8]', async () => {
    const house = aHouseOfCalls()
    const [anna, ben] = [house.enter(), house.enter()]
    await anna.ask('rtc:join', {})
    const change = house.seats.changeSeat.bind(house.seats)
    house.seats.changeSeat = async (tenantId, id, to, most) => {
      const changed = await change(tenantId, id, to, most)
      if (id === ben.id) ben.seat.hasEnded = true
      return changed
    }

    expect(await refusalOf(ben.ask('rtc:join', {}))).to.equal('not_in_call')

    expect(ben.row()).to.include({ inCall: false })
    expect(anna.told('rtc:joined')).to.deep.equal([])
  })
})

describe('who has left a call', () => {
  it('is not met again because the store has not heard of it yet [CA-8]', async () => {
    const house = aHouseOfCalls()
    const [anna, ben, cleo] = [house.enter(), house.enter(), house.enter({ at: 1 })]
    for (const seat of [ben, cleo]) await seat.ask('rtc:join', {})
    await cleo.ask('rtc:leave', {})
    house.seats.kept.set(cleo.id, { ...cleo.row()!, inCall: true })

    expect((await anna.ask('rtc:join', {})).peers.map(({ id }) => id)).to.deep.equal([ben.id])
    expect(await refusalOf(anna.ask('rtc:signal', { to: cleo.id, signal: offer }))).to.equal('not_found')
    await house.parts[0].check?.(house.rooms(0))
    expect(anna.told('rtc:joined').filter(({ id }) => id === cleo.id)).to.have.length(1) // when she came

    await cleo.ask('rtc:join', {})
    await anna.ask('rtc:signal', { to: cleo.id, signal: offer })
    expect(cleo.told('rtc:signal')).to.deep.equal([{ from: anna.id, signal: offer }])
  })
})

describe('a signal', () => {
  it('goes to the seat it is for, on whichever node, and says whom it is from [CA-6] [T-52]', async () => {
    const house = aHouseOfCalls()
    const [anna, ben, cleo] = [house.enter(), house.enter(), house.enter({ at: 1 })]
    for (const seat of [anna, ben, cleo]) await seat.ask('rtc:join', {})

    await anna.ask('rtc:signal', { to: ben.id, signal: offer })
    await anna.ask('rtc:signal', { to: cleo.id, signal: { candidate: null } })

    expect(ben.told('rtc:signal')).to.deep.equal([{ from: anna.id, signal: offer }])
    expect(cleo.told('rtc:signal')).to.deep.equal([{ from: anna.id, signal: { candidate: null } }])
    expect(anna.told('rtc:signal')).to.deep.equal([])
  })

  it('reaches nobody outside of the call or of the session [CA-6] [T-50] [T-65]', async () => {
    const house = aHouseOfCalls()
    const [anna, outside] = [house.enter(), house.enter()]
    const foreign = [house.enter({ session: 'another' }), house.enter({ session: 'another', at: 1 })]
    for (const seat of [anna, ...foreign]) await seat.ask('rtc:join', {})

    for (const to of [outside.id, ...foreign.map(({ id }) => id), anna.id, randomUUID()])
      expect(await refusalOf(anna.ask('rtc:signal', { to, signal: offer }))).to.equal('not_found')
    expect(await refusalOf(outside.ask('rtc:signal', { to: anna.id, signal: offer }))).to.equal('not_in_call')

    for (const seat of [anna, outside, ...foreign]) expect(seat.told('rtc:signal')).to.deep.equal([])
  })

  it('finds a seat on a node of whose joining nothing was heard [CA-9]', async () => {
    const house = aHouseOfCalls()
    const far = house.enter({ at: 1 })
    await far.ask('rtc:join', {})
    const anna = house.enter() // her node opens the session only now
    await anna.ask('rtc:join', {})

    await anna.ask('rtc:signal', { to: far.id, signal: offer })

    expect(far.told('rtc:signal')).to.deep.equal([{ from: anna.id, signal: offer }])
  })

  it('is one of so many a second; what is more reaches nobody [CA-7] [T-65]', async () => {
    const house = aHouseOfCalls({ signals: { burst: 5, perSecond: 0, strikes: 0 } })
    const [anna, ben] = [house.enter(), house.enter()]
    await anna.ask('rtc:join', {})
    await ben.ask('rtc:join', {})

    const sent = await Promise.allSettled(
      Array.from({ length: 50 }, () => anna.ask('rtc:signal', { to: ben.id, signal: offer })),
    )

    const refused = sent.filter((one) => one.status === 'rejected')
    expect(refused).to.have.length(45)
    for (const { reason } of refused) expect((reason as Problem).code).to.equal('rate_limited')
    expect(ben.told('rtc:signal')).to.have.length(5)
    await ben.ask('rtc:signal', { to: anna.id, signal: offer })
    expect(anna.told('rtc:signal')).to.have.length(1)
  })
})

describe('what a seat says of itself in a call', () => {
  it('is told to the others, and kept [CA-10]', async () => {
    const house = aHouseOfCalls()
    const [anna, ben] = [house.enter(), house.enter({ at: 1 })]
    await anna.ask('rtc:join', {})
    await ben.ask('rtc:join', {})

    await anna.ask('rtc:state', { muted: true })
    await anna.ask('rtc:state', { shares_screen: true })

    const of = { id: anna.id, participant_id: anna.participantId, is_muted: true, speaking: false }
    expect(ben.told('rtc:state')).to.deep.equal([
      { ...of, shares_screen: false },
      { ...of, shares_screen: true },
    ])
    expect(anna.told('rtc:state')).to.deep.equal([])
    expect(anna.row()).to.include({ isMuted: true, sharesScreen: true })
  })

  it('is no screen where the session was made without, and nothing outside of the call [CA-10]', async () => {
    const house = aHouseOfCalls({ features: { screenSharing: false } })
    const [anna, ben] = [house.enter(), house.enter()]
    await anna.ask('rtc:join', {})
    await ben.ask('rtc:join', {})

    expect(await refusalOf(anna.ask('rtc:state', { shares_screen: true }))).to.equal('feature_off')
    await ben.ask('rtc:leave', {})
    expect(await refusalOf(ben.ask('rtc:state', { muted: true }))).to.equal('not_in_call')

    expect(ben.told('rtc:state')).to.deep.equal([])
    expect(anna.row()).to.include({ sharesScreen: false })
  })

  it('says who speaks five times a second at most, and how it is in the end [CA-11]', async () => {
    const house = aHouseOfCalls()
    const [anna, ben] = [house.enter(), house.enter({ at: 1 })]
    await anna.ask('rtc:join', {})
    await ben.ask('rtc:join', {})
    const began = performance.now()

    for (let i = 0; i < 500; i++) await anna.ask('rtc:state', { speaking: i % 2 === 0 })
    await anna.ask('rtc:state', { speaking: true })
    await anna.ask('rtc:state', { speaking: false })

    const told = () => ben.told('rtc:state').map(({ speaking }) => speaking)
    while (told().at(-1) !== false && performance.now() - began < 15_000) await sleep(10)
    expect(told()).to.include.members([true, false])
    expect(told().at(-1)).to.equal(false)
    expect(told().length).to.be.at.most(2 + (performance.now() - began) / 200)
  })
})

describe('a host', () => {
  it('closes a microphone on whichever node, which its owner may open again [CA-12]', async () => {
    const house = aHouseOfCalls()
    const [host, ben, cleo] = [house.enter({ role: 'host' }), house.enter({ at: 1 }), house.enter({ at: 1 })]
    await ben.ask('rtc:join', {})
    await cleo.ask('rtc:join', {})

    await host.ask('participant:mute', { id: ben.participantId })

    expect(ben.told('rtc:muted')).to.deep.equal([{ by: host.participantId }])
    expect(cleo.told('rtc:muted')).to.deep.equal([])
    const of = { id: ben.id, participant_id: ben.participantId }
    const state = { ...of, is_muted: true, shares_screen: false, speaking: false }
    expect(cleo.told('rtc:state')).to.deep.equal([state])
    expect(host.told('rtc:state')).to.deep.equal([state])
    expect(ben.row()).to.include({ isMuted: true })

    await ben.ask('rtc:state', { muted: false })
    expect(cleo.told('rtc:state').at(-1)).to.deep.equal({ ...state, is_muted: false })
  })

  it('alone may do so, and to nobody outside of the call or the session [CA-12] [T-49] [T-50]', async () => {
    const house = aHouseOfCalls()
    const [host, ben, cleo] = [house.enter({ role: 'host' }), house.enter(), house.enter()]
    const foreign = house.enter({ session: 'another' })
    await ben.ask('rtc:join', {})
    await foreign.ask('rtc:join', {})

    for (const role of ['viewer', 'commenter', 'collaborator'] as const)
      expect(
        await refusalOf(house.enter({ role }).ask('participant:mute', { id: ben.participantId })),
      ).to.equal('role_too_small')
    for (const id of [cleo.participantId, foreign.participantId, randomUUID()])
      expect(await refusalOf(host.ask('participant:mute', { id }))).to.equal('not_found')

    expect([ben.told('rtc:muted'), foreign.told('rtc:muted')]).to.deep.equal([[], []])
    expect(foreign.row()).to.include({ isMuted: false })
  })
})

describe('a node that missed what happened in a call', () => {
  it('learns it from the store: who came, who is gone, who was muted [CA-9]', async () => {
    const house = aHouseOfCalls()
    const [anna, ben, cleo] = [house.enter(), house.enter({ at: 1 }), house.enter({ at: 1 })]
    for (const seat of [anna, ben]) await seat.ask('rtc:join', {})
    house.seats.kept.delete(ben.id) // its node died
    house.seats.kept.set(cleo.id, { ...cleo.row()!, inCall: true })
    house.seats.kept.set(anna.id, { ...anna.row()!, isMuted: true })

    await house.parts[0].check?.(house.rooms(0))

    expect(anna.told('rtc:left')).to.deep.equal([{ id: ben.id }])
    expect(anna.told('rtc:joined').at(-1)).to.include({ id: cleo.id })
    expect(anna.told('rtc:muted')).to.deep.equal([{ by: null }])
  })

  it('ends the call of those who may no longer talk [CA-8]', async () => {
    const house = aHouseOfCalls()
    const anna = house.enter()
    await anna.ask('rtc:join', {})
    const [room] = house.rooms(0)
    room!.session = { ...room!.session, features: { ...room!.session.features, voiceChat: false } }

    await house.parts[0].check?.(house.rooms(0))
    await house.quiet()

    expect(anna.told('rtc:left')).to.deep.equal([{ id: anna.id }])
    expect(anna.row()).to.include({ inCall: false })
  })
})

describe('a call that a server carries', () => {
  const aServer = () => {
    const asked: string[] = []
    const present: string[] = []
    const server: CallServer = {
      url: 'wss://livekit.example',
      ticket: async ({ participantId, mayShareScreen }) => `${participantId} ${mayShareScreen}`,
      async remove(_session, id) {
        asked.push(`remove ${id}`)
      },
      async mute(_session, id) {
        asked.push(`mute ${id}`)
      },
      present: async () => present,
    }
    return { server, asked, present }
  }

  it('takes more than a mesh, and gives each a ticket of their own instead of a relay [CA-3]', async () => {
    const { server } = aServer()
    const house = aHouseOfCalls({ server, features: { screenSharing: false } })
    for (let i = 0; i < mostInMesh; i++) await house.enter().ask('rtc:join', {})
    const ninth = house.enter()

    const { livekit, ice_servers, peers } = await ninth.ask('rtc:join', {})

    expect(livekit).to.deep.equal({ url: server.url, token: `${ninth.participantId} false` })
    expect(ice_servers).to.deep.equal([])
    expect(peers).to.have.length(mostInMesh)
  })

  it('is left there too, once the last connection of somebody has left it here [CA-13]', async () => {
    const { server, asked } = aServer()
    const house = aHouseOfCalls({ server })
    const one = house.enter()
    const other = house.enter({ participantId: one.participantId, at: 1 })
    await one.ask('rtc:join', {})
    await other.ask('rtc:join', {})

    await one.ask('rtc:leave', {})
    expect(asked).to.deep.equal([])
    await other.go()

    expect(asked).to.deep.equal([`remove ${one.participantId}`])
  })

  it('hears of a closed microphone, and the sweep removes whoever is not in the call [CA-12] [CA-13]', async () => {
    const { server, asked, present } = aServer()
    const house = aHouseOfCalls({ server })
    const [host, ben] = [house.enter({ role: 'host' }), house.enter()]
    await ben.ask('rtc:join', {})
    present.push(ben.participantId, 'somebody who was removed')

    await host.ask('participant:mute', { id: ben.participantId })
    await house.parts[0].check?.(house.rooms(0))

    expect(asked).to.deep.equal([`mute ${ben.participantId}`, 'remove somebody who was removed'])
  })

  it('is left here even if it does not answer [CA-13]', async () => {
    const { server } = aServer()
    server.remove = () => Promise.reject(new Error('away'))
    const house = aHouseOfCalls({ server })
    const ben = house.enter()
    await ben.ask('rtc:join', {})

    await ben.ask('rtc:leave', {})

    expect(ben.row()).to.include({ inCall: false })
    expect(house.errors).to.have.length(1)
  })
})

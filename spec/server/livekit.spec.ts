import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { TokenVerifier } from 'livekit-server-sdk'
import { createLiveKit } from '../../server/livekit.ts'

const apiKey = 'key'
const apiSecret = 'a-secret-of-thirty-two-characters'
const verifier = new TokenVerifier(apiKey, apiSecret)
const [session, participant] = [
  '01970000-0000-7000-8000-000000000001',
  '01970000-0000-7000-8000-000000000002',
]

describe('a ticket for a LiveKit server', () => {
  const livekit = createLiveKit({ url: 'wss://livekit.example', apiKey, apiSecret })
  const claimsOf = async (mayShareScreen: boolean, with_ = verifier) =>
    with_.verify(
      await livekit.ticket({
        sessionId: session,
        participantId: participant,
        name: 'Anna',
        mayShareScreen,
      }),
    )

  it('lets one person into one room, to speak and to listen, for minutes [CA-3] [T-65]', async () => {
    const { sub, name, video, exp, nbf } = await claimsOf(false)

    expect({ sub, name }).to.deep.equal({ sub: participant, name: 'Anna' })
    expect(video).to.deep.equal({
      room: session,
      roomJoin: true,
      canPublish: true,
      canSubscribe: true,
      canPublishSources: ['microphone'],
      canPublishData: false,
      canUpdateOwnMetadata: false,
    })
    expect(exp! - nbf!).to.be.within(60, 600)
  })

  it('is good for a screen where the session allows screens [CA-3]', async () => {
    const { video } = await claimsOf(true)

    expect(video!.canPublishSources).to.deep.equal(['microphone', 'screen_share', 'screen_share_audio'])
  })

  it('is signed: another secret does not make one', async () => {
    const stranger = new TokenVerifier(apiKey, 'another-secret-of-many-characters')

    const [read] = await Promise.allSettled([claimsOf(true, stranger)])

    expect(read.status).to.equal('rejected')
  })
})

describe('what a LiveKit server is asked', () => {
  /** Answers as LiveKit's Twirp does, for one room in which `participant` has three tracks. */
  const asked: { method: string; body: Record<string, unknown>; grants: unknown }[] = []
  let server: Server
  let isThere = true
  let hangs = false
  const livekit = () => {
    const { port } = server.address() as AddressInfo
    return createLiveKit({ url: `ws://127.0.0.1:${port}/`, apiKey, apiSecret, timeout: 0.5 })
  }
  const tracks = [
    { sid: 'mic', type: 'AUDIO', source: 'MICROPHONE' },
    { sid: 'muted', type: 'AUDIO', source: 'MICROPHONE', muted: true },
    { sid: 'screen', type: 'VIDEO', source: 'SCREEN_SHARE' },
    { sid: 'film', type: 'AUDIO', source: 'SCREEN_SHARE_AUDIO' },
  ]
  const answers: Record<string, unknown> = {
    GetParticipant: { identity: participant, tracks },
    ListParticipants: { participants: [{ identity: participant }] },
    MutePublishedTrack: { track: tracks[0] },
    RemoveParticipant: {},
  }

  before(async () => {
    server = createServer(async (request, response) => {
      const method = request.url!.replace('/twirp/livekit.RoomService/', '')
      const body = JSON.parse((await request.toArray()).join('')) as Record<string, unknown>
      const { video } = await verifier.verify(request.headers.authorization!.replace('Bearer ', ''))
      asked.push({ method, body, grants: video })
      if (hangs) return
      const nobody = { code: 'not_found', msg: 'no such participant' }
      response.writeHead(isThere ? 200 : 404, { 'content-type': 'application/json' })
      response.end(JSON.stringify(isThere ? answers[method] : nobody))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  beforeEach(() => {
    asked.length = 0
    isThere = true
    hangs = false
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  it('is to remove somebody, and with them the ticket they were given [CA-13] [T-46]', async () => {
    const before = Math.floor(Date.now() / 1000)

    await livekit().remove(session, participant)

    const [{ method, body, grants }] = asked as [(typeof asked)[number]]
    expect(method).to.equal('RemoveParticipant')
    expect(body).to.include({ room: session, identity: participant })
    expect(Number(body.revokeTokenTs)).to.be.within(before, before + 60)
    expect(grants).to.deep.equal({ room: session, roomAdmin: true })
  })

  it('is to close a microphone that is open, and no screen [CA-12]', async () => {
    await livekit().mute(session, participant)

    expect(asked.map(({ method, body }) => [method, body.trackSid, body.muted])).to.deep.equal([
      ['GetParticipant', undefined, undefined],
      ['MutePublishedTrack', 'mic', true],
    ])
  })

  it('is who is there', async () => {
    expect(await livekit().present(session)).to.deep.equal([participant])
  })

  it('is nothing to worry about where nobody is there', async () => {
    isThere = false

    await livekit().remove(session, participant)
    await livekit().mute(session, participant)
    expect(await livekit().present(session)).to.deep.equal([])
  })

  it('is given up after a while', async () => {
    hangs = true

    const [removed] = await Promise.allSettled([livekit().remove(session, participant)])

    expect(removed.status).to.equal('rejected')
  })
})

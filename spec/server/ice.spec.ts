import { expect } from 'chai'
import { iceServersFor } from '../../domain/calls/ice.ts'
import { readConfig } from '../../server/config.ts'
import { iceSettingsOf } from '../../server/ice.ts'

const seat = '01970000-0000-7000-8000-000000000001'
const now = new Date('2030-06-01T12:00:00.900Z')
const settings = (env: Record<string, string>) => iceSettingsOf(readConfig(env))

describe('what a seat finds the others by', () => {
  // Computed by: printf %s "1906545900:<seat>" | openssl dgst -sha1 -hmac "north-of-the-river" -binary | base64
  it('is a relay, with a name that is good for minutes and signed as the relay expects [CA-4] [T-65]', () => {
    const ice = settings({
      ICE_SERVERS: 'stun:turn.example:3478, turn:turn.example:3478?transport=udp,turns:turn.example:5349',
      TURN_SECRET: 'north-of-the-river',
      TURN_MINUTES: '5',
    })

    expect(iceServersFor(ice, seat, now)).to.deep.equal([
      { urls: ['stun:turn.example:3478'] },
      {
        urls: ['turn:turn.example:3478?transport=udp', 'turns:turn.example:5349'],
        username: `1906545900:${seat}`,
        credential: 'VL7cFyVz7iURfxl4WhONUVtKPY4=',
      },
    ])
  })

  it('is another name for each seat and moment, so that credentials are nobody else’s [CA-4] [T-65]', () => {
    const ice = settings({ ICE_SERVERS: 'turn:t.example', TURN_SECRET: 'x'.repeat(16) })
    const nameOf = (...at: [string, Date]) => iceServersFor(ice, ...at)[0]!.username

    expect(nameOf(seat, now)).to.equal(`1906546200:${seat}`)
    expect(nameOf(seat.replace(/1$/, '2'), now)).to.not.equal(nameOf(seat, now))
    expect(nameOf(seat, new Date(now.getTime() + 1_000))).to.not.equal(nameOf(seat, now))
  })

  it('is nothing where nobody is named: no stranger is asked by default [CA-4]', () => {
    expect(iceServersFor(settings({}), seat, now)).to.deep.equal([])
    expect(iceServersFor(settings({ ICE_SERVERS: 'stun:s.example' }), seat, now)).to.deep.equal([
      { urls: ['stun:s.example'] },
    ])
  })
})

import { expect } from 'chai'
import { encodeFrame } from '../../domain/positions/live-frame.ts'
import { createApi, Refused } from '../../web/app/api.ts'
import { createClock } from '../../web/live/clock.ts'
import { frameReader } from '../../web/live/socket.ts'
import { extendWay } from '../../web/live/way.ts'
import { announcer } from '../../web/pages/said.ts'
import { aSubject, noon } from './support/builders.ts'

const fix = (t: number) => ({ id: 'a', t, lat: t, lon: 0, seq: t })

describe('the clock of a page', () => {
  it('is the server’s, whatever the device believes', () => {
    let passed = 5000
    const clock = createClock('2030-06-01T12:00:00Z', () => passed)
    passed += 1500
    expect(new Date(clock.now()).toISOString()).to.equal('2030-06-01T12:00:01.500Z')

    clock.set('2030-06-01T12:30:00Z')
    expect(new Date(clock.now()).toISOString()).to.equal('2030-06-01T12:30:00.000Z')
  })
})

describe('the way of a subject', () => {
  it('is in the order of time, each fix once', () => {
    const way = extendWay([fix(1), fix(4)], [fix(3), fix(4), fix(2)])

    expect(way.map(({ t }) => t)).to.deep.equal([1, 2, 3, 4])
    expect(extendWay(way, [fix(5)]).at(-1)!.t).to.equal(5)
    expect(extendWay(way, [fix(2)])).to.have.length(4)
  })

  it('forgets its beginning before it grows without end', () => {
    const long = Array.from({ length: 2500 }, (_, t) => fix(t))

    expect(extendWay([], long)).to.have.length(2000)
  })
})

describe('a frame', () => {
  const subject = {
    id: 'a',
    kind: 'vehicle',
    name: 'Van',
    icon: 'van',
    color: '#1b7255',
    position: null,
  } as const

  it('is read by the handles of this connection; strangers in it are left out', () => {
    const frames = frameReader()
    frames.begin([{ ...subject, handle: 7 }])
    const update = {
      t: 1_900_000_000_000,
      latE7: 10_000_000,
      lonE7: -20_000_000,
      speed: 43.2,
      heading: null,
      accuracy: 5,
    }
    const bytes = encodeFrame([
      { ...update, handle: 7 },
      { ...update, handle: 8 },
    ])

    expect(frames.read(bytes.buffer)).to.deep.equal([
      { id: 'a', t: update.t, seq: update.t, lat: 1, lon: -2, spd: 43.2, acc: 5 },
    ])
    expect(frames.read([fix(1)])).to.deep.equal([fix(1)])
  })
})

describe('what a screen reader hears', () => {
  it('is news, and at most twice a minute', () => {
    const say = announcer('en')
    const now = noon.getTime()
    const moved = aSubject({ position: { lat: 1, lon: 2, spd: 60, hdg: 90, t: now + 5000 } })

    const first = say([aSubject()], now)
    expect(first).to.equal(
      'Van 12: 43 km/h, heading north-east, -23.5489, -46.6388. Last seen 12 seconds ago.',
    )
    expect(say([moved], now + 5000)).to.equal(first)
    expect(say([moved], now + 31_000)).to.include('60 km/h, heading east')
  })
})

describe('the members’ way to the service', () => {
  const answers = (...list: [number, unknown][]) => {
    const asked: { path: string; init: RequestInit }[] = []
    const send = async (path: unknown, init?: RequestInit) => {
      asked.push({ path: String(path), init: init! })
      const [status, body] = list.shift()!
      return Response.json(body, { status })
    }
    return { asked, send: send as typeof fetch }
  }
  const apiWith = (send: typeof fetch, onSignedOut = () => {}) =>
    createApi({ lang: 'es', unreachable: 'unreachable', onSignedOut, send })

  it('carries the CSRF token in every change, in the person’s language [T-60]', async () => {
    const { asked, send } = answers([200, { csrf_token: 'c1' }], [201, {}])
    const api = apiWith(send)
    await api.get('/api/auth/me/')
    await api.post('/api/fleet/vehicles', { name: 'Van' })

    expect(asked[0]!.init.headers).to.not.have.property('X-CSRF-Token')
    expect(asked[1]!.init.headers).to.include({ 'X-CSRF-Token': 'c1', 'Accept-Language': 'es' })
  })

  it('renews a session once, for all who find it stale', async () => {
    const { asked, send } = answers([401, {}], [401, {}], [200, { csrf_token: 'c2' }], [200, 'a'], [200, 'b'])
    const api = apiWith(send)

    expect(await Promise.all([api.get('/one'), api.get('/two')])).to.have.members(['a', 'b'])
    expect(asked.filter(({ path }) => path === '/api/auth/refresh')).to.have.length(1)
  })

  it('goes back to the door when it cannot be renewed', async () => {
    let signedOut = 0
    const { send } = answers([401, { detail: 'Sign in first.' }], [401, {}])
    const refused = await apiWith(send, () => signedOut++)
      .get('/one')
      .catch((error) => error)

    expect(refused).to.be.instanceOf(Refused)
    expect(signedOut).to.equal(1)
  })

  it('does not mistake a wrong password for a stale session', async () => {
    const { asked, send } = answers([
      401,
      { code: 'wrong_credentials', detail: 'E-mail or password is wrong.' },
    ])
    const refused = await apiWith(send)
      .post('/api/auth/login', {})
      .catch((error) => error)

    expect(refused).to.include({ code: 'wrong_credentials', message: 'E-mail or password is wrong.' })
    expect(asked).to.have.length(1)
  })

  it('has words for a service that is out of reach', async () => {
    const refused = await apiWith(async () => Promise.reject(new TypeError('fetch failed')))
      .get('/one')
      .catch((error) => error)

    expect((refused as Error).message).to.equal('unreachable')
  })
})

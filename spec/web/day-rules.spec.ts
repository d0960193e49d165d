import { expect } from 'chai'
import type { MeView } from '../../domain/accounts/schema.ts'
import type { AssignmentStatus } from '../../domain/assignments/flow.ts'
import { type Api, Refused } from '../../web/app/api.ts'
import { inTurn, mapsAddress, telOf } from '../../web/app/day/jobs.ts'
import { type Day, loadDay } from '../../web/app/day/load-day.ts'
import { type Fix, isNews, withFix } from '../../web/app/day/position/buffer.ts'
import { clearShelves, ownerOf, shelfOf } from '../../web/app/day/shelf.ts'
import { createWishes, graceMs, type Wish } from '../../web/app/day/wishes.ts'

const noon = Date.parse('2030-06-01T12:00:00Z')

describe('the order of a technician’s day', () => {
  const visit = (status: AssignmentStatus, departed_at: string | null = null) => ({
    visit: { status, departed_at },
  })

  it('begins with where they are or are going, then keeps that of the list [DY-1]', () => {
    const [first, earlier, latest, done] = [
      visit('scheduled'),
      visit('on_site', '2030-06-01T08:00:00Z'),
      visit('en_route', '2030-06-01T09:00:00Z'),
      visit('done'),
    ]

    expect(inTurn([done, first, earlier, latest])).to.deep.equal({
      next: latest,
      later: [earlier, first],
      over: [done],
    })
    expect(inTurn([done]).next).to.equal(undefined)
  })

  it('opens the maps app of the phone, and dials nothing but digits [DY-3]', () => {
    const place = { asset_location: 'Isarring 4', latitude: 48.1, longitude: 11.5 }
    const words = { ...place, latitude: null, longitude: null }

    expect(mapsAddress(place, 'Android')).to.equal('geo:48.1,11.5?q=48.1%2C11.5')
    expect(mapsAddress(words, 'Android')).to.equal('geo:0,0?q=Isarring%204')
    expect(mapsAddress(place, 'iPhone')).to.equal('https://maps.apple.com/?daddr=48.1%2C11.5')
    expect(mapsAddress({ ...words, asset_location: ' ' }, 'Android')).to.equal(null)
    expect(telOf('+55 (11) 99999-0001 <script>')).to.equal('tel:+5511999990001')
  })
})

describe('a day as it is read', () => {
  const visits = [1, 2].map((work_order) => ({ work_order, scheduled_date: '2030-06-01' }))
  /** A service that has the second work order, and says this of the first. */
  const apiThat = (refuses: Refused) =>
    ({
      get: async (path: string) => {
        if (path.endsWith('/work-orders/1/')) throw refuses
        if (path.endsWith('/work-orders/2/')) return { customer: { name: 'Bakery Huber' } }
        return { results: path.includes('/technicians/') ? [] : visits }
      },
    }) as unknown as Api
  const read = (refuses: Refused) =>
    loadDay(apiThat(refuses), 7, '2030-06-01', noon).catch((error: Error) => error)
  const names = (day: Day | Error) => (day as Day).jobs.map(({ order }) => order?.customer?.name)

  it('goes without a work order that was taken away, and not without one that the line kept back [DY-4]', async () => {
    const gone = await read(new Refused('Not found', { status: 404, code: 'not_found' }))
    const cut = new Refused('No line', { status: 0, code: 'offline' })

    expect(names(gone)).to.deep.equal([undefined, 'Bakery Huber'])
    expect(await read(cut)).to.equal(cut)
  })
})

describe('steps that were pressed', () => {
  /** A phone whose line can be cut, and a service that knows one visit. */
  const aPhone = () => {
    let kept: readonly Wish[] | undefined
    let [now, ids] = [noon, 0]
    const service = { status: 'scheduled' as AssignmentStatus, refusal: null as Refused | null }
    const sent: string[] = []
    const wishes = createWishes({
      shelf: {
        read: () => kept,
        write: (value) => {
          kept = value
        },
      },
      async send({ id, to }, late) {
        if (service.refusal) throw service.refusal
        sent.push(`${id} ${to}${late ? ' late' : ''}`)
        service.status = to
      },
      statusNow: async () => service.status,
      onChange: () => {},
      now: () => now,
      newId: () => `k${++ids}`,
    })
    const wait = (ms: number) => {
      now += ms
    }
    return { wishes, service, sent, wait }
  }
  const noLine = new Refused('no line')

  it('count at once, go out after a while, and can be taken back until then [DY-6]', async () => {
    const { wishes, sent, wait } = aPhone()
    wishes.add('v', 'en_route')

    expect(wishes.statusOf('v', 'scheduled')).to.equal('en_route')
    await wishes.flush()
    expect(sent).to.deep.equal([])
    expect(wishes.takeBack('k1')).to.equal(true)
    expect(wishes.statusOf('v', 'scheduled')).to.equal('scheduled')

    wishes.add('v', 'en_route')
    wait(graceMs)
    await wishes.flush()
    expect(sent).to.deep.equal(['k2 en_route'])
    expect(wishes.waiting()).to.deep.equal([])
  })

  it('wait for the line, in their order, under the same keys [DY-7] [DY-8]', async () => {
    const { wishes, service, sent, wait } = aPhone()
    service.refusal = noLine
    wishes.add('v', 'en_route')
    wait(1)
    wishes.add('v', 'on_site')
    expect(await wishes.flush(true)).to.equal(false)
    expect(wishes.statusOf('v', 'scheduled')).to.equal('on_site')

    service.refusal = null
    wait(61_000)
    expect(await wishes.flush()).to.equal(true)
    expect(sent).to.deep.equal(['k1 en_route late', 'k2 on_site late'])
  })

  it('say what was refused, and drop what followed it [DY-9]', async () => {
    const { wishes, service } = aPhone()
    wishes.add('v', 'en_route')
    wishes.add('v', 'on_site')
    service.status = 'canceled'
    service.refusal = new Refused('Not from canceled.', { status: 400, code: 'transition_not_allowed' })
    await wishes.flush(true)

    expect(wishes.waiting()).to.deep.equal([])
    expect(wishes.refused().map(({ to, refused }) => [to, refused])).to.deep.equal([
      ['en_route', 'Not from canceled.'],
    ])
  })

  it('are fulfilled where somebody else has done the same [DY-9]', async () => {
    const { wishes, service } = aPhone()
    wishes.add('v', 'en_route')
    service.status = 'en_route'
    service.refusal = new Refused('Not again.', { status: 400, code: 'transition_not_allowed' })
    await wishes.flush(true)

    expect([wishes.waiting(), wishes.refused()]).to.deep.equal([[], []])
  })
})

describe('places that a phone keeps', () => {
  const fix = (seconds: number, metresNorth = 0): Fix => ({
    latitude: 48 + metresNorth / 111_320,
    longitude: 11,
    accuracy: 5,
    altitude: null,
    speed: null,
    heading: null,
    recorded_at: new Date(noon + seconds * 1000).toISOString(),
  })

  it('are closer together on the way to a customer, and rare where somebody stands [DY-12]', () => {
    expect(isNews(undefined, fix(0), 'calm')).to.equal(true)
    expect(isNews(fix(0), fix(6, 50), 'close')).to.equal(true)
    expect(isNews(fix(0), fix(6, 50), 'calm')).to.equal(false)
    expect(isNews(fix(0), fix(29), 'close')).to.equal(false)
    expect(isNews(fix(0), fix(30), 'close')).to.equal(true)
  })

  it('keep the shape of the way where there is no room for all [DY-14]', () => {
    const kept = [0, 1, 2, 3].map((second) => fix(second))

    expect(withFix(kept, fix(4), 10)).to.have.length(5)
    expect(withFix(kept, fix(4), 4).map(({ recorded_at }) => recorded_at)).to.deep.equal(
      [0, 2, 3, 4].map((second) => fix(second).recorded_at),
    )
  })
})

describe('what a phone keeps of a technician', () => {
  const of = (tenant: number, user: number) =>
    shelfOf<string>('jobs', ownerOf({ me: { tenant: { id: tenant }, user: { id: user } } as MeView }))

  it('is gone when somebody else signs in, of whichever organization, and is found by themselves [DY-10]', () => {
    for (const shelf of [of(1, 2), of(1, 3), of(1, 12), of(2, 2)]) shelf.write('a customer')

    clearShelves('1 2')
    expect([of(1, 2), of(1, 3), of(1, 12), of(2, 2)].map((shelf) => shelf.read())).to.deep.equal([
      'a customer',
      ...[undefined, undefined, undefined],
    ])
    clearShelves()
    expect(of(1, 2).read()).to.equal(undefined)
  })
})

import { expect } from 'chai'
import { addMember, addVehicle, clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'

describe('/api/events', () => {
  let url: string
  let owner: Person
  before(async () => {
    url = (await sharedService()).url
  })
  beforeEach(async () => {
    owner = await register(url)
  })

  const read = async (query: string, person: Person = owner) => {
    const { status, body } = await person.call('GET', `/api/events?${query}`)
    expect(status, JSON.stringify(body)).to.equal(200)
    return body
  }
  const namesOf = (body: { events: { name: string }[] }) => body.events.map(({ name }) => name)
  const newLink = async () => {
    const { id } = await addVehicle(owner)
    const { status, body } = await owner.call('POST', '/api/v3/shares/', {
      resource_type: 'vehicle',
      resource_id: id,
      share_type: 'protected',
      password: 'a secret of the link',
      title: 'Line 9',
      slug: `slug-${Date.now()}-${Math.round(Math.random() * 1e6)}`,
      expires_in_hours: 2,
      emails: ['someone@example.org'],
    })
    expect(status, JSON.stringify(body)).to.equal(201)
    return { ...body, vehicleId: id }
  }

  it('tells the life of a link, in order, and never what opens it or whom it is for [EV-1] [EV-2] [EV-6] [T-5] [T-9]', async () => {
    const link = await newLink()
    const path = `/api/v3/shares/${link.uuid}/`
    const { headers } = await owner.call('GET', path)
    const etag = headers.get('etag') ?? '*'
    const changed = await owner.call(
      'PATCH',
      path,
      { title: 'Line 10', password: 'another secret' },
      { 'if-match': etag },
    )
    const rotated = await owner.call('POST', `${path}rotate/`)
    const gone = await owner.call('DELETE', path)
    expect([changed.status, rotated.status, gone.status]).to.satisfy((all: number[]) =>
      all.every((one) => one < 300),
    )

    const body = await read('name=share.*')

    expect(body).to.have.all.keys('events', 'last', 'more')
    expect(namesOf(body)).to.deep.equal(['share.created', 'share.updated', 'share.updated', 'share.revoked'])
    const [created, retitled, turned, revoked] = body.events
    expect(created).to.have.all.keys(
      ...['seq', 'id', 'name', 'aggregate_type', 'aggregate_id', 'data', 'actor_id', 'at'],
    )
    expect(created).to.include({ aggregate_type: 'share', aggregate_id: link.uuid, actor_id: owner.userId })
    expect(created.data).to.include({
      resource_type: 'vehicle',
      resource_id: link.vehicleId,
      share_type: 'protected',
    })
    expect(retitled.data.changed).to.have.members(['title', 'password'])
    expect(turned.data.changed).to.deep.equal(['token'])
    expect(revoked.data.reason).to.equal('revoked')
    const told = JSON.stringify(body)
    for (const secret of [link.token, rotated.body.token, 'Line', 'secret', 'slug-', 'someone'])
      expect(told, secret).not.to.include(secret)
  })

  it('tells that a link was opened, and nothing of who did [EV-7]', async () => {
    const { id, imei } = await addVehicle(owner)
    const made = await owner.call('POST', '/api/fleet/share-track/create', { imei, duration_minutes: 30 })
    const { last } = await read('')

    await clientOf(url).call('GET', `/api/fleet/share-track/${made.body.token}`, undefined, {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    })
    const { events } = await read(`after=${last}&name=share.accessed&wait=20`)

    expect(events).to.have.length(1)
    expect(events[0]).to.include({ aggregate_id: made.body.id, actor_id: null })
    expect(events[0].data).to.deep.equal({
      type: 'view',
      count: 1,
      resource_type: 'vehicle',
      resource_id: id,
    })
  })

  it('goes on where one was, in pages [EV-2]', async () => {
    const link = await newLink()
    await newLink()
    const all = await read('')

    const first = await read('limit=1')
    const second = await read(`after=${first.last}`)
    const beyond = await read('after=9007199254740991')

    expect(first.more).to.equal(true)
    expect([...first.events, ...second.events]).to.deep.equal(all.events)
    expect(beyond).to.deep.equal({ events: [], last: all.last, more: false })
    expect((await read(`aggregate_type=share&aggregate_id=${link.uuid}`)).events).to.have.length(1)
    expect((await read('name=quote.*&name=share.created')).events).to.have.length(2)
  })

  it('waits for what comes next [EV-4]', async () => {
    const { last } = await read('')

    const waiting = read(`after=${last}&wait=25`)
    await new Promise((done) => setTimeout(done, 200))
    await newLink()

    expect(namesOf(await waiting)).to.deep.equal(['share.created'])
  })

  it('is for admins, of their own organization [EV-5] [T-58]', async () => {
    await newLink()
    const stranger = await register(url)

    expect((await read('', stranger)).events).to.deep.equal([])
    expect(namesOf(await read('name=share.*', await addMember(owner, 'admin')))).to.deep.equal([
      'share.created',
    ])
    for (const role of ['dispatcher', 'technician', 'member']) {
      const refused = await (await addMember(owner, role)).call('GET', '/api/events')
      expect([refused.status, refused.body.code], role).to.deep.equal([403, 'forbidden'])
    }
  })

  it('refuses what it cannot read [EV-3]', async () => {
    for (const query of [
      'after=-1',
      'limit=501',
      'wait=26',
      'name=nothing.*',
      'name=Share',
      'since=1',
      'after=1e3',
    ]) {
      const { status, body } = await owner.call('GET', `/api/events?${query}`)
      expect([status, body.code], query).to.deep.equal([422, 'validation_failed'])
    }
  })
})

import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { connect, disconnectAll, next } from '../flows/support/sockets.ts'
import { addMember, addVehicle, clientOf, type Person, type Reply, register } from '../support/client.ts'
import { sharedService, startService, type TestService } from '../support/service.ts'
import { aTrip } from './a-trip.ts'
import { anAsset } from './an-album.ts'

const shares = '/api/v3/shares'
const later = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const nowhere = 'f47ac10b-58cc-4372-a567-0e02b2c3d479'

describe('/api/v3/shares', function () {
  this.timeout(30_000)
  let service: TestService
  let url: string
  let owner: Person
  let stranger: Person
  let vehicleId: string
  let imei: string
  before(async () => {
    service = await sharedService()
    url = service.url
    owner = await register(url, 'Ours')
    stranger = await register(url, 'Theirs')
    ;({ id: vehicleId, imei } = await addVehicle(owner, { name: 'Van 7' }))
  })
  afterEach(disconnectAll)

  const post = (options: object = {}, person: Person = owner) =>
    person.call('POST', shares, { resource_type: 'vehicle', resource_id: vehicleId, ...options })
  // biome-ignore lint/suspicious/noExplicitAny: an answer, as in the client
  const aShare = async (options: object = {}, person?: Person): Promise<any> => {
    const { status, body } = await post(options, person)
    expect(status, JSON.stringify(body)).to.equal(201)
    return body
  }
  const get = (uuid: string, person: Person = owner) => person.call('GET', `${shares}/${uuid}`)
  const patch = (uuid: string, body: object, match?: string, person: Person = owner) =>
    person.call('PATCH', `${shares}/${uuid}`, body, match === undefined ? {} : { 'if-match': match })
  const etagOf = async (uuid: string): Promise<string> => (await get(uuid)).headers.get('etag')!
  /** What somebody sees who holds nothing but the address. */
  const open = async (ref: string): Promise<[number, string | undefined]> => {
    const { status, body } = await clientOf(url).call('GET', `/api/fleet/share-track/${ref}`)
    return [status, body.code]
  }
  const said = ({ status, body }: Reply) => [status, body.code]
  const mine = async (query = '', person: Person = owner): Promise<string[]> =>
    (await person.call('GET', `${shares}?page_size=200${query}`)).body.results.map(
      ({ uuid }: { uuid: string }) => uuid,
    )

  it('makes a link with everything that is needed to hand it on [SL-20] [T-5]', async () => {
    const expires_at = later(2)
    const share = await aShare({ title: 'To the harbour', expires_at, max_views: 5, trail_minutes: 3 })

    expect(share.share_url).to.equal(`${url}/share/${share.token}/`)
    expect(share.token).to.match(/^[\w-]{22}$/)
    expect(share).to.deep.include({
      face: 'core',
      created_by: owner.userId,
      share_type: 'public',
      has_password: false,
      resource: { type: 'vehicle', id: vehicleId, title: 'Van 7' },
      permissions: { preview: true, download: false, comment: false, collaborate: false },
      status: 'active',
      is_active: true,
      max_views: 5,
      trail_minutes: 3,
      counts: { views: 0, downloads: 0, visitors: 0, last_accessed_at: null },
    })
    expect(share.id).to.be.greaterThan(0)
    expect(new Date(share.expires_at)).to.deep.equal(new Date(expires_at))
    expect(share.qr_code_data).to.match(/^data:image\/png;base64,iVBOR/)
    expect(share.social_links).to.have.all.keys(
      ...['facebook', 'twitter', 'linkedin', 'whatsapp', 'telegram', 'reddit'],
    )
    expect(share.embed_code).to.match(/^<iframe src='.+<\/iframe>$/)
    expect(await open(share.token)).to.deep.equal([200, undefined])
    expect((await get(share.uuid)).body).to.deep.include({ token: share.token, share_url: share.share_url })
    expect(await mine('&search=HÁRBOUR')).to.deep.equal([share.uuid])
  })

  it('asks for a password from the first moment on, and tells it to nobody [T-6] [T-9]', async () => {
    const password = 'Sesame-é-7311'
    const share = await aShare({ password })

    expect(share).to.include({ share_type: 'protected', has_password: true })
    expect(await open(share.token)).to.deep.equal([401, 'password_required'])
    const seen = [share, (await get(share.uuid)).body, (await owner.call('GET', shares)).body]
    expect(JSON.stringify(seen)).not.to.contain('Sesame')
    expect(JSON.stringify(service.log)).not.to.contain('Sesame')

    const before = await mine()
    for (const options of [
      { password: '1234' },
      { share_type: 'protected' },
      { password, share_type: 'public' },
    ])
      expect(said(await post(options))).to.deep.equal([422, 'validation_failed'])
    expect(await mine()).to.deep.equal(before)
  })

  it('is for those who may share the thing itself [T-3] [T-21]', async () => {
    const member = await addMember(owner, 'member')
    const { tripId } = await aTrip(member)
    const trip = { resource_type: 'trip', resource_id: tripId }

    expect(said(await post({}, member))).to.deep.equal([403, 'forbidden'])
    expect(said(await post({}, stranger))).to.deep.equal([404, 'not_found'])
    expect(said(await post(trip))).to.deep.equal([404, 'not_found'])
    const { uuid } = await aShare(trip, member)
    // Whoever sees a link can open it: a private trip stays private, its links too.
    expect((await get(uuid)).status).to.equal(404)
    expect(await mine('&everyone=true')).not.to.include(uuid)
    expect(await mine('', member)).to.deep.equal([uuid])
  })

  it('makes one link for each recipient, each revoked by itself or all together [SL-27]', async () => {
    const recipients = [{ name: 'Bea', email: 'Bea@Example.org' }, { name: 'Caio' }, { name: 'Dora' }]
    const share = await aShare({ recipients })
    const [bea, caio, dora] = share.recipients
    const tokens = new Set(share.recipients.map(({ token }: { token: string }) => token))

    expect(tokens.size).to.equal(3)
    expect(share).to.deep.include({ uuid: bea.uuid, share: null })
    expect(caio).to.deep.include({ share: bea.uuid, recipient: { name: 'Caio', email: null } })
    expect(bea.recipient).to.deep.equal({ name: 'Bea', email: 'bea@example.org' })
    expect(await mine('&search=caio')).to.deep.equal([caio.uuid])
    await owner.call('DELETE', `${shares}/${bea.uuid}`)
    expect(await open(bea.token)).to.deep.equal([410, 'link_revoked'])
    expect(await open(caio.token)).to.deep.equal([200, undefined])
    await owner.call('DELETE', `${shares}/${caio.uuid}?whole_share=true`)
    expect(await open(dora.token)).to.deep.equal([410, 'link_revoked'])
    const two = { recipients: recipients.slice(0, 2) }
    expect(said(await post({ ...two, slug: 'for-two' }))).to.deep.equal([422, 'validation_failed'])
    expect(said(await post({ ...two, emails: ['x@example.org'] }))).to.deep.equal([422, 'validation_failed'])
  })

  it('sends a link to whom it is for, once it is there [SL-27] [T-5]', async () => {
    const waiting = async () => {
      const sql = `select count(*)::int as count from mail where template = 'link_sent' and tenant_id = $1`
      return (await service.database.query(sql, [owner.tenantId]))[0]!.count as number
    }
    const before = await waiting()

    await aShare({ emails: ['one@example.org', 'TWO@example.org'] })
    await aShare({ recipients: [{ name: 'Bea', email: 'bea@example.org' }, { name: 'Nobody' }] })
    await post({ emails: ['three@example.org'], password: '1234' })

    expect(await waiting()).to.equal(before + 3)
  })

  it('gives an address of one’s choice to one link on the whole server [SL-25]', async () => {
    const slug = `harbour-${randomBytes(4).toString('hex')}`
    const { uuid } = await aShare({ slug })

    expect(await open(slug)).to.deep.equal([200, undefined])
    expect(said(await post({ slug }))).to.deep.equal([409, 'slug_taken'])
    const other = await aShare()
    expect(said(await patch(other.uuid, { slug }, '*'))).to.deep.equal([409, 'slug_taken'])
    expect((await patch(uuid, { slug: null }, '*')).body.slug).to.equal(null)
    expect(await open(slug)).to.deep.equal([404, 'not_found'])
  })

  it('is changed by whoever has read what they change, and by one of them [SL-30] [T-20]', async () => {
    const { uuid, token } = await aShare()
    const etag = await etagOf(uuid)

    expect(said(await patch(uuid, { title: 'x' }))).to.deep.equal([428, 'precondition_required'])
    for (const wrong of ['"other"', `W/${etag}`, 'nonsense'])
      expect(said(await patch(uuid, { title: 'x' }, wrong))).to.deep.equal([412, 'precondition_failed'])
    expect(await open(token)).to.deep.equal([200, undefined]) // to be opened is no change
    const both = await Promise.all(['a', 'b'].map((title) => patch(uuid, { title }, `"x", ${etag}`)))

    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 412])
    const { body, headers } = both.find(({ status }) => status === 200)!
    expect((await get(uuid)).body.title).to.equal(body.title)
    expect(headers.get('etag')).not.to.equal(etag)
    expect((await patch(uuid, { title: 'c' }, headers.get('etag')!)).body.title).to.equal('c')
    const many = await Promise.all(['d', 'e'].map((title) => patch(uuid, { title }, '*')))
    expect(many.map(({ status }) => status)).to.deep.equal([200, 200])
  })

  it('shows another ETag once it was opened, for caches; a change does not fail for it [SL-30]', async () => {
    const { uuid, token } = await aShare()
    const etag = await etagOf(uuid)
    const ask = { 'if-none-match': etag, 'cache-control': 'max-age=0' } // fetch says no-cache by itself
    const again = () => owner.call('GET', `${shares}/${uuid}`, undefined, ask)

    expect((await again()).status).to.equal(304)
    await open(token)
    const { status, body } = await again()

    expect([status, body.counts.views]).to.deep.equal([200, 1])
    expect((await patch(uuid, { title: 'x' }, etag)).status).to.equal(200)
  })

  it('extends an expired link, and never a revoked one [SL-31] [T-19]', async () => {
    const { uuid, token } = await aShare()
    await service.database.query(
      `update share_link set expires_at = now() - interval '1 minute' where id = $1`,
      [uuid],
    )
    expect(await open(token)).to.deep.equal([410, 'link_expired'])
    expect(await mine('&status=expired')).to.include(uuid)

    expect((await patch(uuid, { expires_in_hours: 1 }, '*')).body).to.include({ status: 'active', token })
    expect(await open(token)).to.deep.equal([200, undefined])
    const revoked = await owner.call('DELETE', `${shares}/${uuid}`)
    expect(revoked.body).to.include({ status: 'revoked', is_active: false })
    const again = await owner.call('DELETE', `${shares}/${uuid}`)

    expect([again.status, again.body.revoked_at]).to.deep.equal([200, revoked.body.revoked_at])
    expect(said(await patch(uuid, { expires_in_hours: 1 }, '*'))).to.deep.equal([409, 'conflict'])
    expect(said(await owner.call('POST', `${shares}/${uuid}/rotate`))).to.deep.equal([409, 'conflict'])
    expect(await open(token)).to.deep.equal([410, 'link_revoked'])
  })

  it('stays ended once its secrets were withdrawn [SL-13] [SL-31]', async () => {
    const { uuid, token } = await aShare({ share_type: 'protected', password: 'sesame street' })
    await service.database.query(
      `update share_link set expires_at = now() - interval '31 days', token_sealed = null, password_hash = ''
       where id = $1`,
      [uuid],
    )

    expect(said(await patch(uuid, { expires_in_hours: 1 }, '*'))).to.deep.equal([409, 'conflict'])
    expect(said(await patch(uuid, { title: 'Again' }, '*'))).to.deep.equal([409, 'conflict'])
    expect(said(await owner.call('POST', `${shares}/${uuid}/rotate`))).to.deep.equal([409, 'conflict'])
    expect((await get(uuid)).body).to.include({ status: 'expired', token: null })
    expect(await open(token)).to.deep.equal([410, 'link_expired'])
  })

  it('gets a new token, after which the old one and the UUID open nothing, and who is in is out [SL-32]', async () => {
    const { uuid, token } = await aShare({ title: 'Rotated' })
    expect(await open(uuid)).to.deep.equal([200, undefined])
    const viewer = connect(url, '/live', { token })
    await next(viewer, 'snapshot')
    const ended = next(viewer, 'link:ended')

    const { status, body } = await owner.call('POST', `${shares}/${uuid}/rotate`)

    expect([status, body.uuid]).to.deep.equal([200, uuid])
    expect(await ended).to.deep.equal({ reason: 'revoked' })
    expect(body.token)
      .to.match(/^[\w-]{22}$/)
      .and.not.equal(token)
    for (const ref of [token, uuid]) expect(await open(ref)).to.deep.equal([404, 'not_found'])
    expect(await open(body.token)).to.deep.equal([200, undefined])
  })

  it('puts out who came in under other rules, and tells who may stay [SL-33] [T-8] [T-46]', async () => {
    const { uuid, token } = await aShare()
    const viewer = connect(url, '/live', { token })
    await next(viewer, 'snapshot')
    const updated = next(viewer, 'link:updated')
    await patch(uuid, { title: 'Renamed' }, '*')
    expect((await updated).title).to.equal('Renamed')

    const ended = next(viewer, 'link:ended')
    const { body } = await patch(uuid, { password: 'secure123' }, '*')

    expect(await ended).to.deep.equal({ reason: 'revoked' })
    expect(body).to.include({ share_type: 'protected', has_password: true })
    expect(await open(token)).to.deep.equal([401, 'password_required'])
    await patch(uuid, { password: null, share_type: 'public' }, '*')
    expect(await open(token)).to.deep.equal([200, undefined])
  })

  it('rests while its maker may not share, at once and for those who watch, and opens again after [SL-34] [T-4]', async () => {
    const maker = await addMember(owner, 'dispatcher')
    const { uuid, token } = await aShare({}, maker)
    const setRole = (role: string) => owner.call('PATCH', `/api/tenants/members/${maker.userId}`, { role })
    const viewer = connect(url, '/live', { token })
    await next(viewer, 'snapshot')
    const ended = next(viewer, 'link:ended')

    await setRole('member')
    expect(await ended).to.deep.equal({ reason: 'revoked' })
    expect(await open(token)).to.deep.equal([410, 'link_revoked'])
    expect((await get(uuid)).body).to.include({ status: 'active', is_active: false })
    await setRole('dispatcher')
    expect(await open(token)).to.deep.equal([200, undefined])
    await owner.call('DELETE', `/api/tenants/members/${maker.userId}`)

    expect(await open(token)).to.deep.equal([410, 'link_revoked'])
    expect(await mine('&everyone=true')).to.include(uuid)
    expect((await owner.call('DELETE', `${shares}/${uuid}`)).body.status).to.equal('revoked')
  })

  it('that rests is no vehicle’s live link to anybody, and what is withdrawn meanwhile does not come back [SL-9] [SL-34] [T-4]', async () => {
    const maker = await addMember(owner, 'dispatcher')
    const vans = [await addVehicle(owner), await addVehicle(owner)] as const
    const face = '/api/fleet/share-track'
    const setRole = (role: string) => owner.call('PATCH', `/api/tenants/members/${maker.userId}`, { role })
    const existing = (person: Person, { imei }: { imei: string }) =>
      person.call('GET', `${face}/existing/${imei}`)
    const made: { token: string }[] = []
    for (const { imei } of vans) {
      const { body } = await maker.call('POST', `${face}/create`, { imei, duration_minutes: 30 })
      made.push(body)
    }
    await setRole('member')

    const seen = [await existing(owner, vans[0]), await existing(maker, vans[0])]
    const listed = await maker.call('GET', `${face}/my-tracks`)
    const withdrawn = [
      await owner.call('DELETE', `${face}/delete/${vans[0].imei}`),
      await owner.call('DELETE', `${face}/delete/${vans[0].imei}`),
    ]
    await setRole('dispatcher')

    expect(seen.map(({ status, body }) => [status, body.code])).to.deep.equal([
      [404, 'not_found'],
      [404, 'not_found'],
    ])
    expect([listed.status, listed.body.count, listed.body.results]).to.deep.equal([200, 0, []])
    expect(withdrawn.map(({ status }) => status)).to.deep.equal([200, 404])
    expect((await existing(owner, vans[0])).status).to.equal(404)
    expect(await open(made[0]!.token)).to.deep.equal([410, 'link_revoked'])
    expect((await existing(owner, vans[1])).body.token).to.equal(made[1]!.token)
    expect((await maker.call('GET', `${face}/my-tracks`)).body.count).to.equal(1)
  })

  it('that rests is replaced when somebody else shares the vehicle [SL-5] [SL-34] [T-4]', async () => {
    const maker = await addMember(owner, 'dispatcher')
    const van = await addVehicle(owner)
    const create = (person: Person) =>
      person.call('POST', '/api/fleet/share-track/create', { imei: van.imei, duration_minutes: 30 })
    const first = await create(maker)
    expect((await create(owner)).body.token).to.equal(first.body.token)
    await owner.call('PATCH', `/api/tenants/members/${maker.userId}`, { role: 'member' })

    const second = await create(owner)

    expect(second.status).to.equal(201)
    expect(await open(second.body.token)).to.deep.equal([200, undefined])
    await owner.call('PATCH', `/api/tenants/members/${maker.userId}`, { role: 'dispatcher' })
    expect(await open(first.body.token)).to.deep.equal([410, 'link_revoked'])
  })

  it('shows a file or an album to whom its owner allows what [SL-20] [SL-26] [T-3]', async () => {
    const person = await addMember(owner, 'member')
    const colleague = await addMember(owner, 'member')
    const asset = await anAsset(person, 'proposal.pdf')
    const share = (by: Person, options: object = {}) =>
      by.call('POST', `/api/v3/assets/${asset}/share/`, options)

    const { status, body } = await share(person, {
      share_type: 'protected',
      password: 'secure123',
      allow_download: true,
      allow_comments: true,
      expires_in_hours: 168,
      max_downloads: 50,
      title: 'Project Proposal',
      description: 'Q1 project proposal\nfor review',
    })

    expect(status, JSON.stringify(body)).to.equal(201)
    expect(body).to.deep.include({
      resource: { type: 'asset', id: asset, title: 'proposal.pdf' },
      permissions: { preview: true, download: true, comment: true, collaborate: false },
      max_downloads: 50,
      description: 'Q1 project proposal\nfor review',
    })
    expect(decodeURIComponent(body.social_links.twitter)).to.contain('Project Proposal')
    const untitled = await share(person, { password: 'secure123' })
    expect(JSON.stringify(untitled.body.social_links)).not.to.contain('proposal') // locked, so not told [T-45]
    expect(said(await share(colleague))).to.deep.equal([404, 'not_found'])
    expect((await share(owner)).status).to.equal(201) // owners and admins look after everything but trips
    expect(await mine(`&resource_type=asset&resource_id=${asset}`, person)).to.have.length(2)
  })

  it('ends with the thing that it shows [SL-11] [T-4]', async () => {
    const van = await addVehicle(owner)
    const { uuid, token } = await aShare({ resource_id: van.id })
    await owner.call('DELETE', `/api/fleet/vehicles/${van.imei}`)

    expect((await open(token))[0]).to.be.oneOf([404, 410])
    expect((await get(uuid)).body).to.deep.include({
      status: 'revoked',
      resource: { type: 'vehicle', id: van.id, title: null },
    })
    expect(said(await owner.call('POST', `${shares}/${uuid}/rotate`))).to.deep.equal([404, 'not_found'])
  })

  it('lists links of every face, each maker’s own, and everybody’s for admins [SL-35] [T-5] [T-58]', async () => {
    const dispatcher = await addMember(owner, 'dispatcher')
    const track = await dispatcher.call('POST', '/api/fleet/share-track/create', {
      imei,
      duration_minutes: 30,
    })
    const core = await aShare({ starts_at: later(1) }, dispatcher)

    expect(await mine('', dispatcher)).to.deep.equal([core.uuid, track.body.id])
    expect(await mine('&status=scheduled', dispatcher)).to.deep.equal([core.uuid])
    expect(await mine(`&resource_type=vehicle&resource_id=${vehicleId}`, dispatcher)).to.have.length(2)
    expect(await mine('&resource_type=album', dispatcher)).to.deep.equal([])
    expect(await mine()).not.to.include.members([core.uuid])
    expect(await mine('&everyone=true')).to.include.members([core.uuid, track.body.id])
    const refused = await dispatcher.call('GET', `${shares}?everyone=true`)
    expect(said(refused)).to.deep.equal([403, 'forbidden'])
    expect((await stranger.call('GET', `${shares}?everyone=true`)).body).to.deep.include({
      count: 0,
      results: [],
    })
  })

  it('finds links by what the thing is called now, by who may and by their share, in the order wanted [SL-35]', async () => {
    const dispatcher = await addMember(owner, 'dispatcher')
    const { id } = await addVehicle(owner, { name: 'Carreta São Jorge' })
    const of = (options: object) => aShare({ resource_id: id, ...options }, dispatcher)
    const endless = await of({ expires_at: null })
    const short = await of({ expires_in_hours: 1, share_type: 'private' })
    const people = await of({ expires_in_hours: 5, recipients: [{ name: 'Bea' }, { name: 'Caio' }] })
    const [bea, caio] = people.recipients.map(({ uuid }: { uuid: string }) => uuid)
    await aShare({}, dispatcher)
    const { tripId } = await aTrip(dispatcher)
    const trip = await aShare({ resource_type: 'trip', resource_id: tripId, title: 'Férias' }, dispatcher)
    const asset = await anAsset(dispatcher, 'Planta baixa')
    const plan = await aShare({ resource_type: 'asset', resource_id: asset }, dispatcher)
    await clientOf(url).call('GET', `/share/${short.token}/`, undefined, {
      accept: 'application/json',
      authorization: `Bearer ${dispatcher.token}`,
    })

    expect(await mine('&search=sao%20jorge&sort=expires', dispatcher)).to.deep.equal([
      short.uuid,
      caio,
      bea,
      endless.uuid,
    ])
    expect(await mine('&search=sao%20jorge&sort=-views', dispatcher)).to.deep.equal([
      short.uuid,
      caio,
      bea,
      endless.uuid,
    ])
    expect((await mine('&search=sao%20jorge&sort=-last_accessed', dispatcher))[0]).to.equal(short.uuid)
    expect((await mine('&search=sao%20jorge&sort=created', dispatcher))[0]).to.equal(endless.uuid)
    expect(await mine('&search=planta', dispatcher)).to.deep.equal([plan.uuid])
    expect(await mine('&search=ferias', dispatcher)).to.deep.equal([trip.uuid])
    expect(await mine('&share_type=private', dispatcher)).to.deep.equal([short.uuid])
    expect(await mine(`&share=${bea.toUpperCase()}`, dispatcher)).to.deep.equal([caio, bea])
    expect(await mine(`&share=${bea}`)).to.deep.equal([])
  })

  it('keeps the link of a vehicle within what its own face promises', async () => {
    const van = await addVehicle(owner)
    const made = await owner.call('POST', '/api/fleet/share-track/create', {
      imei: van.imei,
      duration_minutes: 30,
    })
    const { id } = made.body

    for (const edit of [{ expires_at: null }, { expires_in_hours: 25 }])
      expect(said(await patch(id, edit, '*'))).to.deep.equal([422, 'validation_failed'])
    const { body } = await patch(id, { expires_in_hours: 24, title: 'Tour' }, '*')
    const kept = await owner.call('GET', `/api/fleet/share-track/existing/${van.imei}`)
    expect(kept.body).to.include({ token: body.token, scheduled_for: body.expires_at })
  })

  it('ends many at once, one’s own only, without a word about others’ [SL-36] [T-55] [T-56]', async () => {
    const dispatcher = await addMember(owner, 'dispatcher')
    const [one, two, three] = [
      await aShare({}, dispatcher),
      await aShare({}, dispatcher),
      await aShare({}, dispatcher),
    ]
    const other = await aShare()
    const revoke = (body: object, person = dispatcher) => person.call('POST', `${shares}/revoke-all`, body)

    const named = await revoke({ uuids: [one.uuid, other.uuid, nowhere] })
    expect(named.body).to.deep.equal({
      revoked: 1,
      results: [
        { uuid: one.uuid, status: 'revoked' },
        { uuid: other.uuid, status: 'not_found' },
        { uuid: nowhere, status: 'not_found' },
      ],
    })
    expect((await revoke({ uuids: [one.uuid.toUpperCase()] })).body.results[0].status).to.equal(
      'already_revoked',
    )
    expect((await revoke({ resource_type: 'vehicle', resource_id: vehicleId }, stranger)).body).to.deep.equal(
      {
        revoked: 0,
      },
    )
    expect(said(await revoke({ everyone: true }))).to.deep.equal([403, 'forbidden'])
    expect((await revoke({})).body).to.deep.equal({ revoked: 2 })
    for (const { token } of [two, three]) expect(await open(token)).to.deep.equal([410, 'link_revoked'])
    expect(await open(other.token)).to.deep.equal([200, undefined])
  })

  it('makes one link however often one request comes [T-59]', async () => {
    const key = { 'idempotency-key': randomBytes(8).toString('hex') }
    const body = { resource_type: 'vehicle', resource_id: vehicleId }
    const [first, again] = [
      await owner.call('POST', shares, body, key),
      await owner.call('POST', shares, body, key),
    ]

    expect(again.body).to.deep.equal(first.body)
    const other = await owner.call('POST', shares, { ...body, title: 'x' }, key)
    expect(said(other)).to.deep.equal([422, 'idempotency_key_reused'])
    expect((await stranger.call('POST', shares, body, key)).status).to.equal(404)
  })

  it('counts every link and every mail that a request asks for', async () => {
    const limited = await startService({ RATE_LIMIT_SHARE_CREATE: '3/h' })
    try {
      const person = await register(limited.url)
      const { id } = await addVehicle(person)
      const make = (options: object) =>
        person.call('POST', shares, { resource_type: 'vehicle', resource_id: id, ...options })

      expect((await make({ recipients: [{ name: 'a' }, { name: 'b' }] })).status).to.equal(201)
      expect(said(await make({ emails: ['a@example.org', 'b@example.org'] }))).to.deep.equal([
        429,
        'rate_limited',
      ])
      expect((await person.call('GET', shares)).body.count).to.equal(2)
    } finally {
      await limited.stop()
    }
  })
})

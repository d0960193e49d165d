import { expect } from 'chai'
import { connect, disconnectAll, next } from '../flows/support/sockets.ts'
import { addMember, addVehicle, clientOf, type Person, type Reply, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { aTrip } from './a-trip.ts'

const shares = '/api/v3/shares'
const current = '/api/tenants/current'
const usual = {
  default_hours: 168,
  longest_hours: null,
  password_required: false,
  allowed_types: ['public', 'private', 'protected'],
  allowed_rights: { preview: true, download: true, comment: true, collaborate: true },
}

describe('the policy of an organization for links', () => {
  let url: string
  let owner: Person
  let vehicle: { id: string; imei: string }
  before(async () => {
    url = (await sharedService()).url
  })
  beforeEach(async () => {
    owner = await register(url, 'Ours')
    vehicle = await addVehicle(owner)
  })
  afterEach(disconnectAll)

  const post = (options: object = {}, person: Person = owner) =>
    person.call('POST', shares, { resource_type: 'vehicle', resource_id: vehicle.id, ...options })
  const settle = async (links: object) => {
    const { status, body } = await owner.call('PATCH', current, { links })
    expect(status, JSON.stringify(body)).to.equal(200)
    return body
  }
  const fieldsOf = ({ status, body }: Reply) => [
    status,
    body.code,
    body.errors?.map(({ field }: { field: string }) => field),
  ]
  const hoursLeft = ({ expires_at }: { expires_at: string }) =>
    Math.round((Date.parse(expires_at) - Date.now()) / 3_600_000)
  const open = async (ref: string) =>
    (await clientOf(url).call('GET', `/api/fleet/share-track/${ref}`)).status

  it('is there from the beginning, for every member to read and admins to change [SL-42]', async () => {
    const dispatcher = await addMember(owner, 'dispatcher')

    expect((await dispatcher.call('GET', current)).body.links).to.deep.equal(usual)
    expect((await dispatcher.call('PATCH', current, { links: { longest_hours: 1 } })).status).to.equal(403)
    const changed = await settle({ longest_hours: 24, allowed_rights: { download: false } })
    expect(changed.links).to.deep.equal({
      ...usual,
      longest_hours: 24,
      allowed_rights: { ...usual.allowed_rights, download: false },
    })
    expect(changed.existing_links).to.deep.equal({ violating: 0, adjusted: 0, revoked: 0 })
    const renamed = await owner.call('PATCH', current, { name: 'Other', social: { via: 'us' } })
    expect(renamed.body.links).to.deep.equal(changed.links)
    expect(renamed.body).not.to.have.property('existing_links')
    const impossible = { links: { password_required: true, allowed_types: ['public'] } }
    expect(fieldsOf(await owner.call('PATCH', current, impossible))).to.deep.equal([
      422,
      'validation_failed',
      ['links.allowed_types'],
    ])
  })

  it('presets a link and refuses what it does not allow, whichever API asks [SL-40] [SL-41]', async () => {
    expect(hoursLeft((await post()).body)).to.equal(168)
    await settle({ default_hours: 12, longest_hours: 20, allowed_types: ['private', 'protected'] })

    const preset = (await post()).body
    expect([preset.share_type, hoursLeft(preset)]).to.deep.equal(['private', 12])
    expect(fieldsOf(await post({ share_type: 'public', expires_at: null }))).to.deep.equal([
      422,
      'policy_violated',
      ['share_type', 'expires_at'],
    ])
    const track = { imei: vehicle.imei, duration_minutes: 30 }
    expect(fieldsOf(await owner.call('POST', '/api/fleet/share-track/create', track))).to.deep.equal([
      422,
      'policy_violated',
      ['share_type'],
    ])
    await settle({ password_required: true })
    expect(fieldsOf(await post())).to.deep.equal([422, 'policy_violated', ['password']])
    expect((await post({ password: 'secure123' })).status).to.equal(201)
  })

  it('judges a change by what it changes, and no more [SL-41]', async () => {
    const { uuid } = (await post({ expires_at: null })).body
    await settle({ longest_hours: 20 })
    const patch = (edit: object) => owner.call('PATCH', `${shares}/${uuid}`, edit, { 'if-match': '*' })

    expect((await patch({ title: 'Still here' })).body).to.include({ title: 'Still here', expires_at: null })
    expect(fieldsOf(await patch({ expires_in_hours: 21 }))).to.deep.equal([
      422,
      'policy_violated',
      ['expires_at'],
    ])
    expect(hoursLeft((await patch({ expires_in_hours: 20 })).body)).to.equal(20)
  })

  it('shows beforehand which links it would touch, and leaves them as they are unless told [SL-43]', async () => {
    const long = (await post({ expires_at: null, title: 'Long' })).body
    const short = (await post({ expires_in_hours: 1 })).body
    const member = await addMember(owner, 'member')
    const { tripId } = await aTrip(member)
    const trip = { resource_type: 'trip', resource_id: tripId, share_type: 'private', expires_at: null }
    expect((await post(trip, member)).status).to.equal(201)
    const change = { longest_hours: 20, allowed_types: ['public'] }

    const preview = await owner.call('POST', `${current}/link-policy/preview`, change)

    expect(preview.body).to.deep.include({ count: 2, would_adjust: 1, would_revoke: 1 })
    expect(preview.body.results).to.have.length(1) // a private trip's link is counted and not shown
    expect(preview.body.results[0]).to.deep.include({
      uuid: long.uuid,
      title: 'Long',
      resource: { type: 'vehicle', id: vehicle.id },
      outcome: 'adjusted',
      expires_at: null,
    })
    expect(preview.body.results[0].violations.map(({ field }: { field: string }) => field)).to.deep.equal([
      'expires_at',
    ])
    expect((await owner.call('GET', current)).body.links).to.deep.equal(usual)
    expect((await settle(change)).existing_links).to.deep.equal({ violating: 2, adjusted: 0, revoked: 0 })
    expect((await owner.call('GET', `${shares}/${long.uuid}`)).body.expires_at).to.equal(null)
    expect(await open(short.token)).to.equal(200)
  })

  it('shortens, narrows and ends what is there when told to, and those who watch are told [SL-43]', async () => {
    const long = (await post({ expires_at: null })).body
    const secret = (await post({ password: 'secure123', expires_in_hours: 1 })).body
    const open = (await post({ expires_in_hours: 1 })).body
    const viewer = connect(url, '/live', { token: long.token })
    await next(viewer, 'snapshot')
    const updated = next(viewer, 'link:updated')

    const shortened = await settle({ longest_hours: 20, apply_to_existing: true })
    expect(shortened.existing_links).to.deep.equal({ violating: 0, adjusted: 1, revoked: 0 })
    expect(hoursLeft(await updated)).to.equal(20)
    const ended = next(viewer, 'link:ended')
    const locked = await settle({ password_required: true, apply_to_existing: true })

    expect(locked.existing_links).to.deep.equal({ violating: 0, adjusted: 0, revoked: 2 })
    expect(await ended).to.deep.equal({ reason: 'revoked' })
    const statusOf = async ({ uuid }: { uuid: string }) =>
      (await owner.call('GET', `${shares}/${uuid}`)).body.status
    expect(await Promise.all([long, open, secret].map(statusOf))).to.deep.equal([
      ...['revoked', 'revoked', 'active'],
    ])
    expect((await settle({ apply_to_existing: true })).existing_links).to.deep.include({ revoked: 0 })
  })

  it('touches nothing of another organization’s [T-58]', async () => {
    const stranger = await register(url, 'Theirs')
    const { uuid } = (await post({ expires_at: null })).body

    const preview = await stranger.call('POST', `${current}/link-policy/preview`, { longest_hours: 1 })
    await stranger.call('PATCH', current, { links: { longest_hours: 1, apply_to_existing: true } })

    expect(preview.body).to.deep.include({ count: 0, results: [] })
    expect((await owner.call('GET', `${shares}/${uuid}`)).body.expires_at).to.equal(null)
  })
})

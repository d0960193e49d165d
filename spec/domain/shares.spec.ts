import { expect } from 'chai'
import type { Member, Role } from '../../domain/actor.ts'
import { onlyPreview, type ResourceKind } from '../../domain/share-links/link.ts'
import { mayManage } from '../../domain/share-links/policy.ts'
import { CreateShare, EditShare, RevokeAll, ShareOptions } from '../../domain/share-links/schema.ts'
import { countOf, resourceIn } from '../../domain/share-links/share-creation.ts'
import { editTerms, readOptions, type Terms } from '../../domain/share-links/share-options.ts'
import { usualPolicy } from '../../domain/share-links/share-policy.ts'
import { parser } from '../../domain/validate.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'

const noon = new Date('2030-06-01T12:00:00Z')
const hoursAfter = (hours: number) => new Date(noon.getTime() + hours * 3_600_000)
const at = (hours: number) => hoursAfter(hours).toISOString()

const read = (options: ShareOptions = {}, kind: ResourceKind = 'asset') =>
  readOptions(options, kind, usualPolicy, noon)
const wrongIn = (options: ShareOptions, kind?: ResourceKind) => faultyFields(() => read(options, kind))

describe('the options of a new link', () => {
  it('give the least that is of use where nothing is said [SL-20]', () => {
    expect(read().terms).to.deep.include({
      shareType: 'public',
      permissions: onlyPreview,
      startsAt: null,
      expiresAt: hoursAfter(168),
      maxViews: null,
      maxDownloads: null,
      notifyOnAccess: false,
    })
  })

  it('make a link protected by a password, and by nothing else [SL-21] [T-6]', async () => {
    expect(read({ password: 'secure123' })).to.deep.include({ password: 'secure123' })
    expect(read({ password: 'secure123' }).terms.shareType).to.equal('protected')
    expect(await wrongIn({ share_type: 'protected' })).to.deep.equal(['password'])
    expect(await wrongIn({ share_type: 'public', password: 'secure123' })).to.deep.equal(['password'])
    expect(await wrongIn({ share_type: 'private', password: 'secure123' })).to.deep.equal(['password'])
  })

  it('take a password in one form from every keyboard, and none that anybody would try [SL-21] [T-14]', async () => {
    expect(read({ password: 'ｓecure\u0065\u0301' }).password).to.equal('secureé')
    for (const password of ['\ufb03', '1234', '12345678', 'aaaa', 'AAAAAAAA', 'password1', 'senha', 'qwer'])
      expect(await wrongIn({ password }), password).to.deep.equal(['password'])
    for (const password of ['nul\0nul', 'broken\ud800'])
      expect(await wrongIn({ password })).to.deep.equal(['password'])
  })

  it('end in the future, within the calendar, after the beginning [SL-22] [T-18]', async () => {
    expect(read({ expires_at: null }).terms.expiresAt).to.equal(null)
    expect(read({ expires_in_hours: null }).terms.expiresAt).to.equal(null)
    expect(read({ expires_in_hours: 0.5 }).terms.expiresAt).to.deep.equal(hoursAfter(0.5))
    expect(read({ expires_at: '2030-06-01T14:00:00.001+02:00' }).terms.expiresAt).to.deep.equal(
      new Date(noon.getTime() + 1),
    )
    for (const expires_at of [at(0), at(-1), '9999-12-31T23:59:59-00:01', '2030-12-31T23:59:60Z'])
      expect(await wrongIn({ expires_at }), expires_at).to.deep.equal(['expires_at'])
    expect(read({ expires_at: '9999-12-31T23:59:59Z' }).terms.expiresAt?.getUTCFullYear()).to.equal(9999)
    expect(await wrongIn({ starts_at: at(2), expires_at: at(2) })).to.deep.equal(['expires_at'])
    expect(await wrongIn({ starts_at: at(2), expires_in_hours: 1 })).to.deep.equal(['expires_in_hours'])
    expect(read({ starts_at: at(2), expires_at: at(3) }).terms.startsAt).to.deep.equal(hoursAfter(2))
    expect(read({ starts_at: at(-2) }).terms.startsAt).to.equal(null)
    expect(read({ starts_at: at(2) }).terms.expiresAt).to.deep.equal(hoursAfter(170))
  })

  it('grant nothing that a thing of this kind cannot be used for [SL-23] [T-3]', async () => {
    expect(
      await wrongIn({ allow_download: true, allow_comments: true, allow_collaboration: true }, 'vehicle'),
    ).to.deep.equal(['allow_download', 'allow_comments', 'allow_collaboration'])
    expect(await wrongIn({ max_downloads: 1 }, 'trip')).to.deep.equal(['max_downloads'])
    expect(read({ allow_download: false }, 'vehicle').terms.permissions).to.deep.equal(onlyPreview)
    expect(read({ allow_preview: false, allow_download: true }).terms.permissions).to.deep.equal({
      ...onlyPreview,
      preview: false,
      download: true,
    })
    const destination = { latitude: 1, longitude: 2, radius_m: 50 }
    expect(await wrongIn({ trail_minutes: 5 })).to.deep.equal(['trail_minutes'])
    expect(await wrongIn({ ends_on: 'arrival', destination })).to.deep.equal(['ends_on'])
  })

  it('end a link on arrival where they say where to [SL-24]', async () => {
    const destination = { latitude: 1, longitude: 2, radius_m: 50 }
    const { terms } = read({ ends_on: 'arrival', destination }, 'vehicle')

    expect(terms).to.deep.include({
      endsOn: 'arrival',
      destination: { latitude: 1, longitude: 2, radiusM: 50 },
    })
    expect(await wrongIn({ ends_on: 'arrival' }, 'vehicle')).to.deep.equal(['destination'])
    expect(await wrongIn({ destination }, 'vehicle')).to.deep.equal(['ends_on'])
    const without = editTerms(terms, { ends_on: null }, 'vehicle', noon).terms
    expect([without.endsOn, without.destination]).to.deep.equal([null, null])
  })

  it('name no address that is ours, or looks like a link’s own [SL-25]', async () => {
    for (const slug of ['api', 'unlock', 'oembed', 'f47ac10b-58cc-4372-a567-0e02b2c3d479'])
      expect(await wrongIn({ slug }), slug).to.deep.equal(['slug'])
    expect(read({ slug: 'spring-in-lisbon' }).terms.slug).to.equal('spring-in-lisbon')
  })

  it('say all that is wrong at once', async () => {
    expect(
      await wrongIn({ share_type: 'protected', expires_at: at(-1), slug: 'api', trail_minutes: 1 }),
    ).to.have.members(['password', 'expires_at', 'slug', 'trail_minutes'])
  })
})

describe('a change of a link', () => {
  const terms = (from: Partial<Terms> = {}): Terms => ({ ...read({ password: 'secure123' }).terms, ...from })
  const edited = (edit: EditShare, from?: Partial<Terms>) => editTerms(terms(from), edit, 'asset', noon).terms
  const wrong = (edit: EditShare, from?: Partial<Terms>) => faultyFields(() => edited(edit, from))

  it('leaves what it does not name', () => {
    expect(edited({ title: ' New \u0065\u0301 ' })).to.deep.equal(terms({ title: 'New é' }))
    expect(edited({ title: '  ' })).to.deep.equal(terms())
    expect(edited({ expires_at: null }).expiresAt).to.equal(null)
  })

  it('never opens a link by taking its password away: it has to say so [SL-21]', async () => {
    expect(await wrong({ password: null })).to.deep.equal(['share_type'])
    expect(await wrong({ password: null, share_type: 'protected' })).to.deep.equal(['share_type'])
    expect(edited({ password: null, share_type: 'private' }).shareType).to.equal('private')
    expect(edited({ share_type: 'public' }).shareType).to.equal('public')
    expect(edited({ share_type: 'protected' }).shareType).to.equal('protected') // with the password it has
    expect(await wrong({ share_type: 'protected' }, { shareType: 'public' })).to.deep.equal(['password'])
    expect(await wrong({ password: 'secure123', share_type: 'public' })).to.deep.equal(['password'])
  })

  it('extends what has expired, and asks for a new end only where it sets one [SL-22]', async () => {
    const expired = { expiresAt: hoursAfter(-1) }
    expect(edited({ expires_in_hours: 1 }, expired).expiresAt).to.deep.equal(hoursAfter(1))
    expect(edited({ title: 'x' }, expired).expiresAt).to.deep.equal(hoursAfter(-1))
    expect(await wrong({ starts_at: at(200) })).to.deep.equal(['starts_at'])
  })
})

describe('a request about links', () => {
  it('is closed, and names one end and one thing [T-55]', async () => {
    const refused = async (schema: Parameters<typeof parser>[0], body: unknown) =>
      (await faultyFields(() => parser(schema)(body))).length > 0
    const good = { resource_type: 'asset', resource_id: 1 }
    const uuid = 'f47ac10b-58cc-4372-a567-0e02b2c3d479'

    parser(CreateShare)(good)
    for (const body of [
      {},
      { resource_type: 'asset' },
      { ...good, resource_id: [1, 2] },
      { ...good, resource_id: '1' },
      { ...good, resource_ids: [1] },
      { ...good, expires_at: at(1), expires_in_hours: 1 },
      { ...good, expires_at: '2031-02-29T00:00:00Z' },
      { ...good, expires_at: 'tomorrow' },
      { ...good, expires_in_hours: 0 },
      { ...good, password: 'abc' },
      { ...good, max_downloads: 0 },
      { ...good, slug: 'No' },
      { ...good, slug: '-no-' },
      { ...good, description: 'nul\0' },
      { ...good, recipients: [] },
      { ...good, recipients: Array(51).fill({ name: 'x' }) },
      { ...good, emails: ['nobody'] },
    ])
      expect(await refused(CreateShare, body), JSON.stringify(body)).to.equal(true)
    for (const body of [
      { resource_type: 'asset' },
      { resource_id: 1 },
      { resource_type: 'asset', resource_id: 1, uuids: [uuid] },
      { uuids: [] },
      { uuids: ['1'] },
      { tokens: ['x'] },
    ])
      expect(await refused(RevokeAll, body), JSON.stringify(body)).to.equal(true)
    expect(await refused(EditShare, {})).to.equal(true)
    expect(await refused(EditShare, { resource_id: 2 })).to.equal(true)
    expect(await refused(ShareOptions, { resource_id: 2 })).to.equal(true)
  })

  it('knows vehicles by a UUID and all else by a number', async () => {
    const resource_id = 'F47AC10B-58CC-4372-A567-0E02B2C3D479'
    expect(resourceIn({ resource_type: 'vehicle', resource_id })).to.deep.equal({
      kind: 'vehicle',
      id: resource_id.toLowerCase(),
    })
    expect(resourceIn({ resource_type: 'album', resource_id: 4 })).to.deep.equal({ kind: 'album', id: '4' })
    await expectRefusal('validation_failed', () => resourceIn({ resource_type: 'vehicle', resource_id: 4 }))
    await expectRefusal('validation_failed', () => resourceIn({ resource_type: 'trip', resource_id }))
  })

  it('counts for as many as it makes or mails', () => {
    expect(countOf({})).to.equal(1)
    expect(countOf({ recipients: [{ name: 'a' }, { name: 'b' }] })).to.equal(2)
    expect(countOf({ emails: ['a@example.org', 'b@example.org', 'c@example.org'] })).to.equal(3)
  })
})

describe('a link', () => {
  it('is looked after by its maker, and by admins unless it is to something private', () => {
    const member = (role: Role, userId: number): Member => ({ role, userId, tenantId: 1, familyId: '' })
    const link = (kind: ResourceKind) => ({ createdBy: 1, resource: { kind, id: '1' } })

    expect(mayManage(member('member', 1), link('trip'))).to.equal(true)
    expect(mayManage(member('dispatcher', 2), link('vehicle'))).to.equal(false)
    expect(mayManage(member('admin', 2), link('asset'))).to.equal(true)
    expect(mayManage(member('owner', 2), link('trip'))).to.equal(false)
  })
})

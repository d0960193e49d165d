import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import { newLink, type ShareLink } from '../../domain/share-links/link.ts'
import type { NewShare, ShareFilter, ShareStore } from '../../domain/share-links/share-ports.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { refusalOf } from '../support/refusals.ts'
import { addTenant } from '../support/rows.ts'

const noon = new Date('2030-06-01T12:00:00Z')
const hoursAfter = (hours: number) => new Date(noon.getTime() + hours * 3_600_000)
const everything = { limit: 100, offset: 0 }

const aShare = (tenantId: number, from: Partial<ShareLink> = {}): NewShare => ({
  link: newLink({
    id: randomUUID(),
    tenantId,
    face: 'core',
    resource: { kind: 'asset', id: '7' },
    createdBy: 1,
    createdAt: noon,
    ...from,
  }),
  passwordHash: null,
  tokenHash: randomBytes(32),
  tokenSealed: randomBytes(50),
})

describe('the store of shares', () => {
  let database: TestDatabase
  let connections: Connections
  let tenant: number
  let ours: ShareStore
  const open = (tenantId: number) => createStores(connections).sharesOf(tenantId)

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
  })
  beforeEach(async () => {
    tenant = await addTenant(database)
    ours = open(tenant)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })

  const made = async (from: Partial<ShareLink> = {}): Promise<ShareLink> =>
    (await ours.insert([aShare(tenant, from)]))[0]!
  const listed = async (filter: Partial<ShareFilter> = {}, store = ours) => {
    const scope = { userId: 1, everyone: false }
    return (await store.list({ scope, ...filter }, noon, everything)).rows.map(({ link }) => link.id)
  }

  it('gives a whole share another end, and lets it download or not, but for what is revoked [SE-8]', async () => {
    const first = await made({ expiresAt: hoursAfter(1) })
    const [second, revoked] = [await made({ shareId: first.id }), await made({ shareId: first.id })]
    const other = await made({ expiresAt: hoursAfter(1) })
    await ours.revoke({ ids: [revoked.id] }, noon)

    const changed = await ours.adjust(first.id, { expiresAt: hoursAfter(5) }, noon)
    expect(changed.map(({ id }) => id)).to.have.members([first.id, second.id])
    for (const { expiresAt, permissions } of changed)
      expect([expiresAt, permissions]).to.deep.equal([hoursAfter(5), first.permissions])
    const allowed = await ours.adjust(first.id, { download: true }, noon)
    for (const { expiresAt, permissions } of allowed)
      expect([expiresAt, permissions]).to.deep.equal([
        hoursAfter(5),
        { ...first.permissions, download: true },
      ])
    expect((await ours.find(revoked.id))?.link.expiresAt).to.equal(null)
    expect((await ours.find(other.id))?.link).to.deep.equal(other)
    expect(await open(await addTenant(database)).adjust(first.id, { download: false }, noon)).to.deep.equal(
      [],
    )
  })

  it('keeps a link as it is made, and finds it with its maker as of now [T-4]', async () => {
    const link = await made({
      shareType: 'private',
      permissions: { preview: true, download: true, comment: true, collaborate: false },
      title: 'Ours',
      slug: `slug-${randomBytes(4).toString('hex')}`,
      recipient: { name: 'Bea', email: 'bea@example.org' },
      endsOn: 'arrival',
      destination: { latitude: 1.5, longitude: -2.5, radiusM: 100 },
      maxViews: 3,
      startsAt: hoursAfter(1),
      expiresAt: hoursAfter(2),
    })

    const found = await ours.find(link.id)

    expect(found?.link).to.deep.equal(link)
    expect(found?.maker).to.deep.equal({ userId: 1, role: null })
    expect(link.number).to.be.greaterThan(0)
    expect(await ours.find(randomUUID())).to.equal(undefined)
  })

  it('stores the links of a share all together or not at all [T-6]', async () => {
    const slug = `taken-${randomBytes(4).toString('hex')}`
    await made({ slug })
    const two = [aShare(tenant), aShare(tenant, { slug })]

    expect((await refusalOf(ours.insert(two))).code).to.equal('slug_taken')
    expect(await listed()).to.have.length(1)
    const other = await addTenant(database)
    expect((await refusalOf(open(other).insert([aShare(other, { slug })]))).code).to.equal('slug_taken')
  })

  it('changes a link once for each version, however close together changes come [T-20]', async () => {
    const link = await made()
    const rename = (title: string) => ours.change(link.id, link.updatedAt, { title }, noon)

    const outcomes = await Promise.all([rename('a'), rename('b'), rename('c')])
    const won = outcomes.filter((outcome) => outcome !== undefined)

    expect(won).to.have.length(1)
    expect(won[0]!.updatedAt).to.be.greaterThan(link.updatedAt)
    expect((await ours.find(link.id))?.link).to.deep.equal(won[0])
    await ours.revoke({ ids: [link.id] }, noon)
    const revoked = (await ours.find(link.id))!.link
    expect(await ours.change(link.id, revoked.updatedAt, { title: 'd' }, noon)).to.equal(undefined) // [T-19]
    expect(await ours.setToken(link.id, aShare(tenant), noon)).to.equal(undefined)
  })

  it('replaces a token, by which alone the link is found then', async () => {
    const { linkDirectory } = createStores(connections)
    const share = aShare(tenant)
    const { id } = (await ours.insert([share]))[0]!
    const secret = { tokenHash: randomBytes(32), tokenSealed: randomBytes(50) }

    const rotated = await ours.setToken(id, secret, noon)

    expect(rotated?.rotatedAt).to.deep.equal(noon)
    expect(await linkDirectory.byTokenHash(share.tokenHash)).to.equal(undefined)
    expect((await linkDirectory.byTokenHash(secret.tokenHash))?.link.id).to.equal(id)
    expect((await ours.find(id))?.tokenSealed).to.deep.equal(secret.tokenSealed)
  })

  it('lists by state as the clock has it, newest first [T-18]', async () => {
    const never = await made()
    const later = await made({ startsAt: hoursAfter(1), expiresAt: hoursAfter(2) })
    const begun = await made({ startsAt: noon, expiresAt: hoursAfter(1) })
    const past = await made({ expiresAt: noon })
    const withdrawn = await made({ expiresAt: hoursAfter(-1) })
    await ours.revoke({ ids: [withdrawn.id] }, noon)

    expect(await listed({ status: 'active' })).to.deep.equal([begun.id, never.id])
    expect(await listed({ status: 'scheduled' })).to.deep.equal([later.id])
    expect(await listed({ status: 'expired' })).to.deep.equal([past.id])
    expect(await listed({ status: 'revoked' })).to.deep.equal([withdrawn.id])
    expect(await listed()).to.have.length(5)
    const going = (await ours.going({}, noon, never.number, 9)).map(({ link }) => link.id)
    expect(going).to.deep.equal([later.id, begun.id])
  })

  it('searches words without their accents and case, and takes nothing in them for a pattern', async () => {
    const slug = `sao-joao-${randomBytes(4).toString('hex')}`
    const one = await made({ title: 'Relatório de ÁGUA 100%' })
    const two = await made({ description: 'Straße, Łódź and\nＷＩＤＥ', slug })
    const three = await made({ recipient: { name: 'Søren', email: 'soren@example.org' } })

    for (const search of ['relatorio', 'RELATÓRIO', 'agua', '100%'])
      expect(await listed({ search }), search).to.deep.equal([one.id])
    for (const search of ['SÃO-JOÃO', 'straße', 'łódź', 'wide'])
      expect(await listed({ search }), search).to.deep.equal([two.id])
    for (const search of ['søren', 'SOREN@'])
      expect(await listed({ search }), search).to.deep.equal([three.id])
    for (const search of ['_', '10_%', "';--", '\\'])
      expect(await listed({ search }), search).to.deep.equal([])
  })

  it('shows the links of one maker, or of all but what is private', async () => {
    const mine = await made()
    const theirs = await made({ createdBy: 2, resource: { kind: 'album', id: '3' } })
    const trip = await made({ createdBy: 2, resource: { kind: 'trip', id: '4' } })
    const ownTrip = await made({ resource: { kind: 'trip', id: '5' } })

    expect(await listed()).to.deep.equal([ownTrip.id, mine.id])
    const scope = { userId: 1, everyone: true }
    expect(await listed({ scope })).to.deep.equal([ownTrip.id, theirs.id, mine.id])
    expect(await listed({ scope, resourceKind: 'album', resourceId: '3' })).to.deep.equal([theirs.id])
    expect(await ours.revoke({ scope, ids: [trip.id, theirs.id] }, noon)).to.deep.equal([theirs.id])
  })

  it('revokes by name, by resource, by share, and each link once', async () => {
    const first = await made()
    const second = await made({ shareId: first.id })
    const other = await made({ resource: { kind: 'asset', id: '8' } })
    const scope = { userId: 1, everyone: false }

    expect(await ours.revoke({ scope, shareId: first.id }, noon)).to.have.members([first.id, second.id])
    expect(await ours.revoke({ scope, shareId: first.id }, noon)).to.deep.equal([])
    expect(await ours.revoke({ scope, resource: first.resource }, noon)).to.deep.equal([])
    expect(await ours.revoke({ scope }, noon)).to.deep.equal([other.id])
  })

  it('gives one organization nothing of another’s [T-56] [T-58]', async () => {
    const link = await made({ title: 'Ours' })
    const theirs = open(await addTenant(database))
    const scope = { userId: 1, everyone: true }

    expect(await theirs.find(link.id)).to.equal(undefined)
    expect(await theirs.findAll([link.id])).to.deep.equal([])
    expect(await listed({ scope, search: 'ours' }, theirs)).to.deep.equal([])
    expect(await theirs.change(link.id, link.updatedAt, { title: 'Theirs' }, noon)).to.equal(undefined)
    expect(await theirs.setToken(link.id, aShare(tenant), noon)).to.equal(undefined)
    expect(await theirs.revoke({ ids: [link.id] }, noon)).to.deep.equal([])
    expect(await theirs.going({}, noon, 0, 9)).to.deep.equal([])
    expect(
      await theirs.curb([link.id], { expiresAt: noon, permissions: link.permissions }, noon),
    ).to.deep.equal([])
    expect((await ours.find(link.id))?.link).to.deep.equal(link)
  })
})

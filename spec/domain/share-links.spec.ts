import { expect } from 'chai'
import { assertLive, newLink, type ShareLink, stateOf } from '../../domain/share-links/link.ts'
import { aMember, createMemoryFleet } from '../support/memory-fleet.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aVehicle } from '../support/rows.ts'

const noon = new Date('2030-06-01T12:00:00Z')
const minute = 60_000
const minutesFrom = (start: Date, minutes: number) => new Date(start.getTime() + minutes * minute)

const aShareLink = (from: Partial<ShareLink> = {}): ShareLink =>
  newLink({
    id: '0197282e-3c00-7000-8000-000000000001',
    tenantId: 1,
    face: 'share_track',
    resource: { kind: 'vehicle', id: '0197282e-3c00-7000-8000-000000000002' },
    title: null,
    trailMinutes: 10,
    createdBy: 1,
    createdAt: noon,
    expiresAt: minutesFrom(noon, 60),
    revokedAt: null,
    ...from,
  })

describe('the state of a link', () => {
  it('is live until its end, and no longer at that very moment [SL-2] [T-18]', () => {
    const link = aShareLink({ expiresAt: noon })

    expect(stateOf(link, new Date(noon.getTime() - 1))).to.equal('live')
    expect(stateOf(link, noon)).to.equal('expired')
    expect(stateOf(link, new Date(noon.getTime() + 1))).to.equal('expired')
  })

  it('stays live for ever where there is no end [SL-2]', () => {
    expect(stateOf(aShareLink({ expiresAt: null }), new Date('9999-12-31T23:59:59Z'))).to.equal('live')
  })

  it('reads as revoked even after its end has passed [SL-3]', () => {
    const link = aShareLink({ expiresAt: minutesFrom(noon, -5), revokedAt: minutesFrom(noon, -10) })

    expect(stateOf(link, noon)).to.equal('revoked')
  })

  it('decides whether it opens, and with which words it does not [SL-4]', async () => {
    expect(() => assertLive(aShareLink(), noon)).not.to.throw()
    await expectRefusal('link_expired', () => assertLive(aShareLink({ expiresAt: noon }), noon))
    await expectRefusal('link_revoked', () => assertLive(aShareLink({ revokedAt: noon }), noon))
  })
})

describe('the core of links', () => {
  const resource = aShareLink().resource
  const wanted = (from: object = {}) => ({
    tenantId: 1,
    face: 'share_track' as const,
    resource,
    title: null,
    createdBy: 1,
    expiresAt: minutesFrom(noon, 60),
    ...from,
  })
  /** The core, with the vehicles that these links show. */
  const aCore = async () => {
    const fleet = createMemoryFleet(noon)
    for (const id of [resource.id, 'other']) await fleet.stores.vehiclesOf(1).insert(aVehicle(1, { id }))
    return { ...fleet, open: async (token: string) => (await fleet.enter(token)).link }
  }

  it('makes a link whose token is 16 random bytes and opens it [SL-1] [T-1]', async () => {
    const { links, open } = await aCore()

    const { link, token, isNew } = await links.sharePrimary(wanted())

    expect(isNew).to.equal(true)
    expect(token).to.match(/^[A-Za-z0-9_-]{22}$/)
    expect(link).to.deep.include({ ...wanted(), trailMinutes: 10, createdAt: noon, revokedAt: null })
    expect(await open(token)).to.deep.equal(link)
  })

  it('gives no two links one token [SL-1]', async () => {
    const { links } = await aCore()
    const tokens = new Set<string>()

    for (let i = 0; i < 200; i++) {
      const { token } = await links.sharePrimary(wanted({ resource: { kind: 'vehicle', id: String(i) } }))
      tokens.add(token)
    }

    expect(tokens.size).to.equal(200)
  })

  it('opens nothing for a token that is not exactly one of its own [SL-4] [T-1]', async () => {
    const { links, open } = await aCore()
    const { token } = await links.sharePrimary(wanted())

    for (const guess of [
      '',
      token.slice(0, -1),
      `${token}A`,
      ` ${token}`,
      token.toUpperCase(),
      '%',
      'a'.repeat(22),
    ])
      await expectRefusal('not_found', open(guess))
  })

  it('extends with the same token, later or earlier, and tells every node [SL-5] [SL-10]', async () => {
    const { links, said } = await aCore()
    const first = await links.sharePrimary(wanted())

    for (const minutes of [90, 30]) {
      const again = await links.sharePrimary(wanted({ expiresAt: minutesFrom(noon, minutes), createdBy: 2 }))

      expect(again).to.deep.include({ token: first.token, isNew: false })
      expect(again.link).to.deep.equal({ ...first.link, expiresAt: minutesFrom(noon, minutes) })
      expect(said.splice(0)).to.deep.equal([['updated', first.link.id, minutesFrom(noon, minutes)]])
    }
  })

  it('says nothing of a link that nobody watches yet [SL-10]', async () => {
    const { links, said } = await aCore()

    await links.sharePrimary(wanted())

    expect(said).to.deep.equal([])
  })

  it('replaces one that ended; the old token says why, the new one opens [SL-6] [T-19]', async () => {
    const { links, pass, open } = await aCore()
    const expired = await links.sharePrimary(wanted())
    pass(60 * minute)
    const revoked = await links.sharePrimary(wanted({ expiresAt: minutesFrom(noon, 200) }))
    await links.revoke(revoked.link)
    const live = await links.sharePrimary(wanted({ expiresAt: minutesFrom(noon, 200) }))

    expect([revoked.isNew, live.isNew]).to.deep.equal([true, true])
    await expectRefusal('link_expired', open(expired.token))
    await expectRefusal('link_revoked', open(revoked.token))
    expect((await open(live.token)).id).to.equal(live.link.id)
  })

  it('shows the live link to its owner until the moment of its end [SL-2]', async () => {
    const { links, pass } = await aCore()
    const { link, token } = await links.sharePrimary(wanted())
    const live = () => links.livePrimary(1, 'share_track', resource)

    expect(await live()).to.deep.equal({ link, token })
    pass(60 * minute - 1)
    expect(await live()).to.deep.equal({ link, token })
    pass(1)
    expect(await live()).to.equal(undefined)
    expect(await links.livePrimary(2, 'share_track', resource)).to.equal(undefined)
  })

  it('revokes once, for good, and tells every node once [SL-9] [SL-10] [T-46]', async () => {
    const { links, said, open } = await aCore()
    const { link, token } = await links.sharePrimary(wanted())

    expect(await links.revoke(link)).to.equal(true)
    expect(await links.revoke(link)).to.equal(false)

    expect(said).to.deep.equal([['ended', link.id, 'revoked']])
    await expectRefusal('link_revoked', open(token))
    expect(await links.livePrimary(1, 'share_track', resource)).to.equal(undefined)
    expect((await links.states([link.id])).get(link.id)).to.include({ state: 'revoked' })
  })

  it('revokes every link of what is gone, and tells of each [SL-11]', async () => {
    const { links, said, open } = await aCore()
    const one = await links.sharePrimary(wanted())
    const two = await links.sharePrimary(wanted({ face: 'core' }))
    const other = await links.sharePrimary(wanted({ resource: { kind: 'vehicle', id: 'other' } }))

    await links.revokeAllOf(1, resource)

    expect(said).to.have.deep.members([
      ['ended', one.link.id, 'revoked'],
      ['ended', two.link.id, 'revoked'],
    ])
    expect((await open(other.token)).id).to.equal(other.link.id)
  })

  it('lists no link whose token was withdrawn', async () => {
    const { links, shareTracks, pass } = await aCore()
    await links.sharePrimary(wanted())
    pass(60 * minute)

    await shareTracks.cleanUp()

    expect(await links.listPrimary(1, 'share_track', 1, { limit: 9, offset: 0 })).to.deep.equal({
      count: 0,
      rows: [],
    })
  })
})

describe('a member', () => {
  it('of another organization sees none of our links [SL-8] [T-58]', async () => {
    const { shareTracks, vehicles } = createMemoryFleet(noon)
    const [owner, stranger] = [aMember(), aMember({ tenantId: 2 })]
    await vehicles.create(owner, { imei: 'van-1', name: 'Van' })
    await shareTracks.share(owner, { imei: 'van-1', duration_minutes: 60 })

    await expectRefusal('not_found', shareTracks.existing(stranger, 'van-1'))
    await expectRefusal('not_found', shareTracks.stop(stranger, 'van-1'))
    await expectRefusal('not_found', shareTracks.share(stranger, { imei: 'van-1', duration_minutes: 60 }))
    expect(await shareTracks.mine(stranger, { limit: 9, offset: 0 })).to.deep.equal({ count: 0, rows: [] })
    expect((await shareTracks.stats(stranger)).total).to.equal(0)
    expect((await shareTracks.stats(owner)).total).to.equal(1)
  })
})

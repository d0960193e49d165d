import { expect } from 'chai'
import { aMember, createMemoryFleet } from '../support/memory-fleet.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aPosition, noon } from './positions/a-position.ts'

const minute = 60_000
const owner = aMember()
const stranger = aMember({ tenantId: 2 })

/** Two vans in Santiago, one of another organization, and a link to the first. */
const aFleet = async () => {
  const fleet = createMemoryFleet(new Date(noon))
  const add = async (member: typeof owner, imei: string) => {
    const { vehicle } = await fleet.vehicles.create(member, { imei, name: `Van ${imei}` })
    const { key, id, tenantId } = vehicle
    return { key, id, tenantId, kind: 'vehicle' as const }
  }
  const [one, two, foreign] = [
    await add(owner, 'one'),
    await add(owner, 'two'),
    await add(stranger, 'foreign'),
  ]
  const report = (subject: typeof one, ...minutes: number[]) =>
    fleet.stores.writer.write(
      minutes.map((m) => ({
        subject,
        position: aPosition({ recordedAt: noon + m * minute }),
        quarantined: false,
      })),
    )
  const { link, token } = await fleet.shareTracks.share(owner, { imei: 'one', duration_minutes: 60 })
  const open = async (token: string) => fleet.live.show(await fleet.enter(token))
  return { ...fleet, one, two, foreign, report, link, token, open }
}
const minutes = (positions: readonly { recordedAt: number }[] = []) =>
  positions.map(({ recordedAt }) => (recordedAt - noon) / minute)

describe('opening a link to watch', () => {
  it('shows its vehicle, and as much of the past as the link says, up to clocks that run ahead [VE-30] [SL-17]', async () => {
    const { open, token, link, one, report } = await aFleet()
    await report(one, -11, -10, -1, 0, 4, 5)

    const { link: opened, subjects } = await open(token)

    expect(opened).to.deep.equal(link)
    expect(subjects).to.have.length(1)
    expect(subjects[0]).to.deep.include({ subject: one, name: 'Van one', icon: 'car' })
    expect(minutes(subjects[0]?.trail)).to.deep.equal([-10, -1, 0, 4, 5])
    expect(subjects[0]?.newest?.recordedAt).to.equal(noon + 5 * minute)
    expect(Object.keys(subjects[0]!).sort()).to.deep.equal([
      'color',
      'icon',
      'name',
      'newest',
      'subject',
      'trail',
    ])
  })

  it('says why it is not opened [SL-4]', async () => {
    const { open, token, links, link, pass, stores } = await aFleet()

    await expectRefusal('not_found', open('guess'))
    pass(60 * minute)
    await expectRefusal('link_expired', open(token))
    await links.revoke(link)
    await expectRefusal('link_revoked', open(token))
    pass(-60 * minute)
    const again = await links.sharePrimary({ ...link, expiresAt: new Date(noon + minute) })
    await stores.vehiclesOf(1).remove('one')
    await expectRefusal('not_found', open(again.token))
  })

  it('tells the sweep how links stand, and nothing of those that are gone', async () => {
    const { live, link, links } = await aFleet()
    const gone = '0197282e-3c00-7000-8000-000000000001'

    const before = await live.linkStates([link.id, gone])
    await links.revoke(link)

    expect([...before.keys()]).to.deep.equal([link.id])
    expect(before.get(link.id)).to.include({ state: 'live', shareType: 'public', passwordVersion: 0 })
    expect((await live.linkStates([link.id])).get(link.id)).to.include({ state: 'revoked' })
  })
})

describe('watching as a member', () => {
  const idsOf = (subjects: readonly { subject: { id: string } }[]) =>
    subjects.map(({ subject }) => subject.id)

  it('is of the whole fleet, or of those in a box, and of no other organization [VE-31] [T-58]', async () => {
    const { live, one, two, foreign, report } = await aFleet()
    await report(one, 0)
    await report(foreign, 0)
    const world = { west: -180, south: -90, east: 180, north: 90 }

    expect(idsOf(await live.subjects(owner, { fleet: true }))).to.deep.equal([one.id, two.id])
    expect(idsOf(await live.subjects(owner, { viewport: world }))).to.deep.equal([one.id])
    expect(await live.subjects(owner, { viewport: { ...world, south: 0 } })).to.deep.equal([])
  })

  it('is of vehicles by name, each once [VE-31]', async () => {
    const { live, one, two } = await aFleet()

    const watched = await live.subjects(owner, { subjects: ['vehicle:two', 'vehicle:one', 'vehicle:two'] })

    expect(idsOf(watched)).to.have.members([one.id, two.id])
    expect(watched[0]).not.to.have.property('trail')
  })

  it('is refused as a whole for one that is unknown, foreign, or nothing that moves here [VE-31] [T-50]', async () => {
    const { live } = await aFleet()

    for (const name of ['vehicle:nobody', 'vehicle:foreign', 'vehicle:', 'technician:one', 'one', ''])
      await expectRefusal('not_found', live.subjects(owner, { subjects: ['vehicle:one', name] }))
  })

  it('brings what was missed: after the last one seen, oldest first, of too many the newest [VE-32] [T-54]', async () => {
    const { live, one, report } = await aFleet()
    await report(one, -3, -2, -1, 0)
    const missed = async (since: number, limit = 10) =>
      minutes(await live.missed(one, noon + since * minute, limit))

    expect(await missed(-2)).to.deep.equal([-1, 0])
    expect(await missed(-9)).to.deep.equal([-3, -2, -1, 0])
    expect(await missed(-9, 2)).to.deep.equal([-1, 0])
    expect(await missed(0)).to.deep.equal([])
  })

  it('describes what comes into view, of several organizations at once, and leaves out what is gone', async () => {
    const { live, one, foreign, vehicles, two } = await aFleet()
    await vehicles.remove(owner, 'two')

    const described = await live.describe([one, two, foreign])

    expect(idsOf(described)).to.have.members([one.id, foreign.id])
    expect(await live.describe([{ ...one, tenantId: 2 }])).to.deep.equal([])
    expect(await live.describe([])).to.deep.equal([])
  })
})

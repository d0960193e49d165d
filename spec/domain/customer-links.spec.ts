import { expect } from 'chai'
import { assignmentStatuses } from '../../domain/assignments/assignment.ts'
import { readRating } from '../../domain/customer-links/schema.ts'
import {
  changedAt,
  isReckonedSince,
  mayBeFollowed,
  seenSince,
  titleOf,
} from '../../domain/customer-links/visit.ts'
import type { Eta } from '../../domain/routing/schema.ts'
import { newLink } from '../../domain/share-links/link.ts'
import { usualPolicy } from '../../domain/share-links/share-policy.ts'
import { aMember } from '../support/memory-fleet.ts'
import { anAssignment, ana, createMemoryVisits } from '../support/memory-visits.ts'
import { expectRefusal } from '../support/refusals.ts'

const noon = new Date('2030-06-01T12:00:00Z')
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const later = (ms: number) => new Date(noon.getTime() + ms)
const publicUrl = 'https://share.example.org'
const technician = aMember({ userId: 7, role: 'technician' })

const anEta = (changes: Partial<Eta> = {}): Eta => ({
  arrives_at: later(20 * minute).toISOString(),
  duration_s: 1200,
  distance_m: 9000,
  method: 'straight_line',
  confidence: 'medium',
  computed_at: later(minute).toISOString(),
  position_age_s: 10,
  assumed_speed: 30,
  ...changes,
})

describe('what the customer of a visit may see', () => {
  it('is the technician on the way, and only one who is followed at all [CL-7]', () => {
    const seen = assignmentStatuses.filter((status) => mayBeFollowed(anAssignment({ status })))

    expect(seen).to.deep.equal(['en_route'])
    for (const change of [{ allowTracking: false }, { isActive: false }])
      expect(mayBeFollowed(anAssignment({ technician: { ...ana, ...change } }))).to.equal(false)
  })

  it('begins with the link, its start or the departure, whichever is last [CL-6]', () => {
    const began = (createdAt: Date, startsAt: Date | null, departedAt: Date | null) =>
      seenSince({ createdAt, startsAt }, { departedAt })

    expect(began(noon, null, null)).to.equal(noon.getTime())
    expect(began(noon, null, later(hour))).to.equal(later(hour).getTime())
    expect(began(noon, later(2 * hour), later(hour))).to.equal(later(2 * hour).getTime())
    expect(began(later(3 * hour), null, later(hour))).to.equal(later(3 * hour).getTime())
  })

  it('has no ETA that was reckoned from an earlier place [CL-6]', () => {
    const eta = anEta({ computed_at: later(60_000).toISOString() })

    expect(isReckonedSince({ ...eta, position_age_s: 60 }, noon.getTime())).to.equal(true)
    expect(isReckonedSince({ ...eta, position_age_s: 61 }, noon.getTime())).to.equal(false)
  })

  it('is of the moment at which the visit came to be so', () => {
    const times = { departedAt: later(1), arrivedAt: later(2), completedAt: later(3), canceledAt: later(4) }
    const at = assignmentStatuses.map((status) => changedAt(anAssignment({ status, ...times })).getTime())

    expect(at).to.deep.equal([noon.getTime() - hour, ...[1, 2, 3, 4].map((ms) => noon.getTime() + ms)])
  })

  it('is called by its number and what is visited, by those who look after it', () => {
    const { workOrder } = anAssignment()

    expect(titleOf({ workOrder })).to.equal('OS-2030-0042 · Chiller York 200TR')
    expect(titleOf({ workOrder: { ...workOrder, assetName: ' ' } })).to.equal('OS-2030-0042')
  })
})

describe('the customer’s link', () => {
  const begun = async (from: Parameters<typeof createMemoryVisits>[0] = {}) => {
    const visits = createMemoryVisits(from)
    const link = await visits.customerLinks.begin(technician, visits.state.assignment!, publicUrl)
    return { ...visits, link: link! }
  }

  it('is made once, to end with the visit or a day after departure, and mailed once [CL-1] [CL-15]', async () => {
    const { link, customerLinks, state, mails, enter } = await begun({ departedAt: later(-hour) })

    const again = await customerLinks.begin(aMember(), state.assignment!, publicUrl)
    const entered = await enter(link.token)

    expect(link.expiresAt).to.deep.equal(later(day - hour))
    expect(again).to.deep.equal(link)
    expect(await customerLinks.of(state.assignment!)).to.deep.equal(link)
    expect(entered.link).to.include({ face: 'trakservice', endsOn: 'done', createdBy: 7, title: null })
    expect(mails).to.have.length(1)
    expect(mails[0]).to.deep.include({
      to: 'bia@example.org',
      template: 'visit_started',
      language: 'pt-BR',
      usefulUntil: link.expiresAt,
    })
    expect(mails[0]!.data).to.deep.equal({
      technicianName: 'Ana',
      url: `${publicUrl}/share/${link.token}/?utm_source=mail&utm_medium=email`,
      expiresAt: link.expiresAt,
    })
  })

  it('is one link and one mail, however many ask at the same moment [CL-1]', async () => {
    const { customerLinks, state, mails } = createMemoryVisits()

    const made = await Promise.all(
      [1, 2, 3, 4].map(() => customerLinks.begin(technician, state.assignment!, publicUrl)),
    )

    expect(new Set(made.map((link) => link?.id)).size).to.equal(1)
    expect(mails).to.have.length(1)
  })

  it('is made later, with its mail, where the visit went on without; once, and only by the policy [CL-1] [CL-4]', async () => {
    const { customerLinks, state, mails } = createMemoryVisits()
    state.hasLink = false
    state.policy = { ...state.policy, allowedTypes: ['private'] }
    const forbidden = await customerLinks.makeMissing()
    state.policy = usualPolicy

    const [dry, made, again] = [
      await customerLinks.makeMissing(true),
      await customerLinks.makeMissing(),
      await customerLinks.makeMissing(),
    ]

    expect([forbidden, dry, made, again]).to.deep.equal([0, 1, 1, 1])
    expect(mails.map(({ template }) => template)).to.deep.equal(['visit_started'])
    expect((await customerLinks.of(state.assignment!))?.token).to.match(/^[\w-]{22}$/)
    state.assignment = { ...state.assignment!, status: 'on_site' }
    expect(await customerLinks.makeMissing()).to.equal(0)
  })

  it('is there without a mail where there is no address, or the mail cannot be kept [CL-1]', async () => {
    const { workOrder } = anAssignment()
    const silent = await begun({ workOrder: { ...workOrder, customer: null } })
    const failing = createMemoryVisits()
    failing.state.mailFails = true

    const link = await failing.customerLinks.begin(technician, failing.state.assignment!, publicUrl)

    expect(silent.link.token).to.match(/^[\w-]{22}$/)
    expect(silent.mails).to.deep.equal([])
    expect(link?.token).to.match(/^[\w-]{22}$/)
    expect(failing.failures).to.have.length(1)
  })

  it('keeps to the organization’s policy: sooner, or not at all [CL-4]', async () => {
    const made = async (policy: object) => {
      const { customerLinks, state, failures } = createMemoryVisits()
      state.policy = { ...usualPolicy, ...policy }
      const link = await customerLinks.begin(technician, state.assignment!, publicUrl)
      expect(failures).to.deep.equal([])
      return link
    }

    expect((await made({ longestHours: 3 }))?.expiresAt).to.deep.equal(later(3 * hour))
    expect(await made({ passwordRequired: true })).to.equal(undefined)
    expect(await made({ allowedTypes: ['private', 'protected'] })).to.equal(undefined)
  })

  it('ends as done, with every link that ends with the visit, and opens for a rating only [CL-2] [CL-10] [CL-13]', async () => {
    const { link, customerLinks, said, enter, move, pass, now } = await begun()
    pass(hour)
    await customerLinks.end(move('done', { completedAt: now() }))

    expect(said).to.deep.equal([['ended', link.id, 'done']])
    for (const wish of ['address', 'open', 'preview', 'download'] as const)
      await expectRefusal('visit_done', enter(link.token, wish))
    expect((await enter(link.token, 'rate')).link.id).to.equal(link.id)
    pass(7 * day)
    await expectRefusal('link_expired', enter(link.token))
    await expectRefusal('link_expired', enter(link.token, 'rate'))
  })

  it('is over with the visit even where its end could not be written down [CL-2]', async () => {
    const { link, enter, move, now } = await begun()

    move('done', { completedAt: now() })

    await expectRefusal('visit_done', enter(link.token))
    expect((await enter(link.token, 'rate')).link.id).to.equal(link.id)
  })

  it('has merely expired where it ended before the visit did [CL-10]', async () => {
    const { link, enter, move, pass, now } = await begun()
    pass(25 * hour)
    move('done', { completedAt: now() })

    await expectRefusal('link_expired', enter(link.token))
    await expectRefusal('link_expired', enter(link.token, 'rate'))
  })

  it('is withdrawn for good where the visit is canceled, or gone [CL-3]', async () => {
    const canceled = await begun()
    await canceled.customerLinks.end(canceled.move('canceled', { canceledAt: noon }))
    const gone = await begun()
    await gone.customerLinks.endAll(1, gone.state.assignment!.id)
    gone.state.assignment = undefined

    expect(canceled.said).to.deep.equal([['ended', canceled.link.id, 'revoked']])
    await expectRefusal('link_revoked', canceled.enter(canceled.link.token))
    await expectRefusal('link_revoked', canceled.enter(canceled.link.token, 'rate'))
    expect(await canceled.customerLinks.of(canceled.state.assignment!)).to.equal(undefined)
    await expectRefusal('link_revoked', gone.enter(gone.link.token))
  })

  it('opens for nothing but looking while the visit goes on [CL-13]', async () => {
    const { link, enter } = await begun()

    await expectRefusal('permission_absent', enter(link.token, 'rate'))
    await expectRefusal('permission_absent', enter(link.token, 'decide'))
    await expectRefusal('permission_absent', enter(link.token, 'download'))
  })
})

describe('the sight of a visit', () => {
  const aLink = (visits: ReturnType<typeof createMemoryVisits>, createdAt = noon) =>
    newLink({
      id: '0197282e-3c00-7000-8000-00000000000b',
      tenantId: 1,
      face: 'trakservice',
      resource: { kind: 'assignment', id: visits.state.assignment!.id },
      createdBy: 7,
      createdAt,
    })
  const minutes = (positions: readonly { recordedAt: number }[] = []) =>
    positions.map(({ recordedAt }) => (recordedAt - noon.getTime()) / minute)

  it('has the newest place and when to expect the technician, and is kept as a look [CL-5] [CL-9]', async () => {
    const visits = createMemoryVisits()
    visits.put(-1, 1, 2)
    visits.state.eta = anEta()
    const link = aLink(visits)

    const { position, eta, organization, isFollowed } = await visits.sights.see({ link })

    expect(minutes(position ? [position] : [])).to.deep.equal([2])
    expect(eta).to.deep.equal(anEta())
    expect([organization, isFollowed]).to.deep.equal(['Frio Certo', true])
    expect(visits.looks).to.have.length(1)
    expect(visits.looks[0]).to.include({
      technicianId: ana.id,
      viewerId: null,
      linkId: link.id,
      via: 'customer_link',
    })
  })

  it('has neither before the link began, nor unless on the way; then nobody has looked [CL-6] [CL-7]', async () => {
    const early = createMemoryVisits()
    early.put(-2, -1)
    early.state.eta = anEta()
    const hidden = createMemoryVisits({ status: 'on_site' })
    hidden.put(1)

    expect(await early.sights.see({ link: aLink(early) })).to.include({ position: null, eta: null })
    expect(await hidden.sights.see({ link: aLink(hidden) })).to.include({
      position: null,
      eta: null,
      isFollowed: false,
    })
    expect(hidden.looks).to.deep.equal([])
  })

  it('has a way that begins with the link, for those who watch, under the first name [CL-5] [CL-6]', async () => {
    const visits = createMemoryVisits()
    visits.put(-5, -1, 0, 3)
    const { subjects, visit } = await visits.sights.watch(aLink(visits))

    expect(subjects).to.have.length(1)
    expect(subjects[0]).to.include({ shownAs: 'Ana', icon: 'person' })
    expect(subjects[0]!.subject).to.include({ kind: 'technician', key: ana.key, id: ana.id })
    expect(minutes(subjects[0]!.trail)).to.deep.equal([0, 3])
    expect(visit).to.include({ status: 'en_route', at: noon.toISOString(), since: noon.getTime() })
    const fromLater = await visits.sights.watch(aLink(visits, later(minute)))
    expect(minutes(fromLater.subjects[0]!.trail)).to.deep.equal([3])
  })

  it('has nobody to be watched before and after the way [CL-7] [CL-8]', async () => {
    for (const status of ['scheduled', 'on_site', 'done', 'canceled'] as const) {
      const visits = createMemoryVisits({ status })
      visits.put(1)
      const link = aLink(visits)

      expect((await visits.sights.watch(link)).subjects).to.deep.equal([])
      expect(await visits.sights.visitNow(link)).to.deep.equal({ status, isFollowed: false })
    }
  })

  it('is not there for a visit that is not', async () => {
    const visits = createMemoryVisits()
    const link = aLink(visits)
    visits.state.assignment = undefined

    await expectRefusal('not_found', visits.sights.see({ link }))
    expect(await visits.sights.resource(1, link.resource.id)).to.equal(undefined)
    expect(await visits.sights.visitNow(link)).to.equal(undefined)
  })
})

describe('a rating as it is sent', () => {
  it('is read from JSON and from a form alike [CL-13] [CL-14]', () => {
    expect(readRating({ score: 5 })).to.deep.equal({ score: 5, comment: '' })
    expect(readRating({ score: '4', comment: ' a\r\nb ' })).to.deep.equal({ score: 4, comment: 'a\nb' })
  })
})

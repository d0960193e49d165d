import { expect } from 'chai'
import type { Member, Role } from '../../domain/actor.ts'
import type { NewEvent } from '../../domain/events/event.ts'
import { writeDocument } from '../../domain/privacy/document.ts'
import { PersonExport, type PersonSections, personSections } from '../../domain/privacy/export-schema.ts'
import type {
  BeforeErasure,
  ErasedPerson,
  Erasing,
  Person,
  PrivacyStore,
} from '../../domain/privacy/ports.ts'
import { createPrivacy } from '../../domain/privacy/service.ts'
import { parser } from '../../domain/validate.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'

const noon = new Date('2030-06-01T12:00:00Z')
const technicianId = '0197282e-3c00-7000-8000-000000000001'
const linkId = '0197282e-3c00-4000-8000-000000000002'
const sessionId = '0197282e-3c00-7000-8000-000000000003'

const aMember = (userId: number, role: Role): Member => ({ userId, tenantId: 1, role, familyId: 'f' })
const aPerson = (from: Partial<Person> = {}): Person => ({
  userId: 5,
  email: 'joana@example.org',
  fullName: 'Joana Prado',
  createdAt: noon,
  membership: { role: 'technician', joinedAt: noon },
  technicianId,
  ...from,
})
const emptied: ErasedPerson = {
  sessions: 2,
  positions: 7,
  mileageDays: 1,
  audited: 8,
  looks: 0,
  trips: 1,
  recipients: 0,
  mails: 0,
  links: [linkId],
  technicians: [{ id: technicianId, key: 3 }],
  heir: 1,
  albums: 1,
  assets: 2,
  openAssignments: 1,
  comments: 4,
  participations: 2,
  logged: [{ tenantId: 1, sessionId, seq: 7 }],
}

async function* inPortions<T>(...portions: (readonly T[])[]): AsyncGenerator<readonly T[]> {
  yield* portions
}
const aTrip = {
  id: 1,
  name: 'Secret',
  start_date: '2030-01-01',
  end_date: '2030-01-02',
  created_at: noon.toISOString(),
  updated_at: noon.toISOString(),
}
const anEvent = (seq: number) => ({
  seq,
  name: 'share.created',
  aggregate_type: 'share',
  aggregate_id: 'x',
  data: {},
  at: noon.toISOString(),
})
const sections = (): PersonSections => ({
  ...(Object.fromEntries(
    Object.keys(personSections).map((name) => [name, inPortions()]),
  ) as unknown as PersonSections),
  trips: inPortions([aTrip]),
  events: inPortions([anEvent(1), anEvent(2)], [], [anEvent(3)]),
})

/** The service on a store that knows one person, and everything that was told. */
const anOffice = (person: Person = aPerson(), standing: Partial<BeforeErasure> = {}) => {
  const told: unknown[] = []
  const recorded: NewEvent[] = []
  let asked: Erasing | undefined
  const store: PrivacyStore = {
    organization: async () => 'ACME',
    person: async (userId) => (userId === person.userId ? person : undefined),
    recipientsOf: async () => 4,
    sectionsOf: sections,
    tell: async (events) => void recorded.push(...events),
    async erasePerson(erasing) {
      erasing.check({ person, actorRole: 'owner', owners: 1, ...standing })
      asked = erasing
      recorded.push(...erasing.events)
      return emptied
    },
    eraseWays: async (userId, technicians) => void told.push(['swept', userId, technicians.length]),
    async eraseSaid({ userId, email }) {
      told.push(['swept said', userId, email])
      return [{ tenantId: 1, sessionId, seq: 8 }]
    },
    customerSections: () => ({
      work_orders: inPortions(),
      visits: inPortions(),
      quotes: inPortions(),
      links: inPortions(),
      sessions: inPortions(),
      comments: inPortions(),
    }),
    async eraseCustomer({ email, events }) {
      told.push(['customer', email])
      const found = { workOrders: 2, quotes: 1, links: 3, comments: 1, participations: 1 }
      const erased = { ...found, mails: 1, revoked: [linkId], logged: [{ tenantId: 1, sessionId, seq: 9 }] }
      recorded.push(...events(erased))
      return erased
    },
  }
  const privacy = createPrivacy({
    privacyOf: () => store,
    passwords: { hash: async (secret) => `hashed ${secret}` },
    newSecret: () => 'a secret of nobody',
    pseudonymOf: (device) => `erased-${device.length}`,
    unseal: (_, box) => (box.length === 0 ? undefined : JSON.stringify({ to: box.toString(), subject: 'x' })),
    looked: async (tenantId, looks) => void told.push(['looked', tenantId, ...looks]),
    announce: {
      memberChanged: ({ userId }) => void told.push(['member', userId]),
      linkEnded: (id, reason) => void told.push(['link', id, reason]),
      subjectChanged: ({ id }, change) => void told.push(['subject', id, change]),
      sessionLogged: ({ seq }) => void told.push(['session', seq]),
    },
    forget: ({ userId }) => void told.push(['forget', userId]),
    forgetTechnician: (id) => void told.push(['forget technician', id]),
    newId: () => linkId,
    now: () => noon,
  })
  return { privacy, told, recorded, asked: () => asked }
}

const read = async (document: AsyncIterable<string>) => {
  let text = ''
  for await (const part of document) text += part
  return JSON.parse(text)
}

describe('an export', () => {
  it('is one document, as its schema says, and named after whom and when [PR-1]', async () => {
    const { privacy, recorded, told } = anOffice()

    const { filename, document } = await privacy.exportPerson(aMember(5, 'technician'), 5)
    const whole = await read(document)

    parser(PersonExport)(whole)
    expect(filename).to.equal('person-5-2030-06-01.json')
    expect(whole.account).to.deep.equal({
      id: 5,
      email: 'joana@example.org',
      full_name: 'Joana Prado',
      created_at: noon.toISOString(),
    })
    expect(whole.membership).to.deep.equal({ role: 'technician', joined_at: noon.toISOString() })
    expect(whole.trips).to.deep.equal([aTrip])
    expect(whole.events).to.deep.equal([anEvent(1), anEvent(2), anEvent(3)])
    expect(whole.recipients).to.equal(4)
    expect(told).to.deep.equal([])
    expect(recorded.map(({ name, actorId, data }) => [name, actorId, data])).to.deep.equal([
      ['person.exported', 5, { user_id: 5 }],
    ])
  })

  it('that somebody else takes is a look, is in the audit, and holds no trips [PR-2] [PR-4]', async () => {
    const { privacy, recorded, told } = anOffice()

    const { document } = await privacy.exportPerson(aMember(1, 'admin'), 5)

    expect((await read(document)).trips).to.deep.equal([])
    expect(told).to.deep.equal([['looked', 1, { technicianId, viewerId: 1, linkId: null, via: 'export' }]])
    expect(recorded[0]).to.deep.include({ name: 'person.exported', actorId: 1, aggregateId: '5' })
  })

  it('of somebody who is not there is refused, and told to nobody [PR-2] [T-58]', async () => {
    const { privacy, recorded, told } = anOffice()

    await expectRefusal('not_found', privacy.exportPerson(aMember(1, 'owner'), 6))

    expect([...recorded, ...told]).to.deep.equal([])
  })

  it('reads no further than it is read [PR-3]', async () => {
    let made = 0
    const endless = async function* () {
      for (;;) yield [++made]
    }
    const document = writeDocument({ id: 1 }, { numbers: endless() })

    const parts = []
    for (let i = 0; i < 5; i++) parts.push((await document.next()).value)

    expect(parts.join('')).to.equal('{"id":1,"numbers":[1,2,3')
    expect(made).to.equal(3)
    await document.return(undefined)
  })
})

describe('erasing somebody', () => {
  it('needs their e-mail address, in whatever case, and the right to touch them [PR-14]', async () => {
    const owner = aMember(1, 'owner')
    const { privacy } = anOffice()
    const ofOwner = anOffice(aPerson({ membership: { role: 'owner', joinedAt: noon } }), {
      actorRole: 'admin',
      owners: 2,
    })
    const confirm = ' Joana@Example.org '

    expect(await faultyFields(privacy.erasePerson(owner, 5, { confirm: 'joao@example.org' }))).to.deep.equal([
      'confirm',
    ])
    await expectRefusal('not_found', privacy.erasePerson(owner, 6, { confirm }))
    await expectRefusal('forbidden', ofOwner.privacy.erasePerson(aMember(1, 'owner'), 5, { confirm }))
    await expectRefusal(
      'not_signed_in',
      anOffice(aPerson(), { actorRole: null }).privacy.erasePerson(owner, 5, { confirm }),
    )
    expect((await privacy.erasePerson(owner, 5, { confirm })).erased.positions).to.equal(7)
  })

  it('leaves no organization without an owner, and lets one of two go [PR-14]', async () => {
    const person = aPerson({ membership: { role: 'owner', joinedAt: noon } })
    const self = aMember(5, 'owner')
    const confirm = person.email
    const [last, oneOfTwo] = [anOffice(person, { owners: 1 }), anOffice(person, { owners: 2 })]

    await expectRefusal('last_owner', last.privacy.erasePerson(self, 5, { confirm }))
    expect(last.told).to.deep.equal([])
    expect((await oneOfTwo.privacy.erasePerson(self, 5, { confirm })).erased.sessions).to.equal(2)
  })

  it('cuts them and their viewers off at once, and then sweeps what came in meanwhile [PR-15]', async () => {
    const { privacy, told, recorded } = anOffice()

    const answer = await privacy.erasePerson(aMember(1, 'owner'), 5, { confirm: 'joana@example.org' })

    expect(told).to.deep.equal([
      ['forget', 5],
      ['member', 5],
      ['session', 7],
      ['link', linkId, 'revoked'],
      ['forget technician', technicianId],
      ['subject', technicianId, 'removed'],
      ['swept', 5, 1],
      ['swept said', 5, 'joana@example.org'],
      ['session', 8],
    ])
    expect(recorded.map(({ name, data }) => [name, data])).to.deep.equal([['person.erased', { user_id: 5 }]])
    expect(answer).to.deep.equal({
      erased: {
        sessions: 2,
        links: 1,
        technicians: 1,
        positions: 7,
        mileage_days: 1,
        audited: 8,
        looks: 0,
        trips: 1,
        comments: 4,
        participations: 2,
        recipients: 0,
        mails: 0,
      },
      handed_over: { to: 1, albums: 1, assets: 2 },
      open_assignments: 1,
    })
  })

  it('leaves a password that nobody knows, and finds mails by whom they go to [PR-10]', async () => {
    const { privacy, asked } = anOffice()

    await privacy.erasePerson(aMember(1, 'owner'), 5, { confirm: 'joana@example.org' })

    expect(asked()?.passwordHash).to.equal('hashed a secret of nobody')
    expect(asked()?.addresseeOf('id', Buffer.from('joana@example.org'))).to.equal('joana@example.org')
    expect(asked()?.addresseeOf('id', Buffer.alloc(0))).to.equal(undefined)
  })
})

describe('erasing a customer', () => {
  it('ends their links, and tells how much it found and never whom [PR-20]', async () => {
    const { privacy, told, recorded } = anOffice()

    const { erased } = await privacy.eraseCustomer(aMember(1, 'owner'), 'Marta@Example.org')

    expect(erased).to.deep.equal({
      work_orders: 2,
      quotes: 1,
      links: 3,
      revoked: 1,
      comments: 1,
      participations: 1,
      mails: 1,
    })
    expect(told).to.deep.equal([
      ['customer', 'marta@example.org'],
      ['link', linkId, 'revoked'],
      ['session', 9],
    ])
    expect(recorded.map(({ name, data }) => [name, data])).to.deep.equal([
      ['customer.erased', { matched: 7 }],
    ])
    expect(JSON.stringify(recorded).toLowerCase()).not.to.include('marta')
  })
})
